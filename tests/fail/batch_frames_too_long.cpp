// EXPECT: handclasp: the suite's frames are too long for its policies' batches; lower its frame limit
// The engine of these policies takes 65535 octets.
#include <handclasp/channel/batch.hpp>
#include <handclasp/core/multi_buffer_archetype.hpp>
#include <handclasp/suite/suite.hpp>

namespace hc = handclasp;

struct limits : hc::default_limits {
#ifdef MAKE_IT_COMPILE
    static constexpr std::size_t frame_limit = 65000;
#else
    static constexpr std::size_t frame_limit = 66000;
#endif
};
using suite = hc::basic_suite<hc::archetype::lane_cipher, hc::archetype::lane_mac, hc::archetype::key_transport,
                              hc::record::mac_in_cipher, hc::derived, limits, hc::archetype::primitives>;

void seal(std::span<hc::batch<suite>::outgoing> messages) {
    hc::batch<suite>::make().value().seal(messages);
}
