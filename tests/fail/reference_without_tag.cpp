// EXPECT: handclasp: the tag has to fill whole blocks of the cipher
#include <handclasp/reference/reference.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
using suite = hc::reference::suite<hc::reference::for_old_peers_only>;
#else
using suite = hc::reference::suite<hc::reference::for_old_peers_only, 1024, hc::sha1, hc::sha1, hc::sha256, 0>;
#endif
static_assert(suite::unit_size(0) > 0);
