// EXPECT: handclasp: this suite is far below today's floors; reference::for_old_peers_only says that it is meant
#include <handclasp/reference/reference.hpp>

namespace hc = handclasp;

#ifdef MAKE_IT_COMPILE
using suite = hc::reference::suite<hc::reference::for_old_peers_only>;
#else
using suite = hc::reference::suite<void>;
#endif
static_assert(suite::unit_size(0) > 0);
