// EXPECT-g++: use of deleted function
// EXPECT-clang: deleted
// EXPECT: batch
#include <handclasp/channel/batch.hpp>
#include <handclasp/core/archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;
using suite = hc::basic_suite<hc::archetype::cipher, hc::archetype::mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, hc::default_limits, hc::archetype::primitives>;

hc::batch<suite> twice(hc::batch<suite>& batch) {
#ifdef MAKE_IT_COMPILE
    return std::move(batch);
#else
    return batch;
#endif
}
