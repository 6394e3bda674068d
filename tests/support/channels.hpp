#pragma once

#include "support/hex.hpp"

#include <handclasp/channel/channel.hpp>
#include <handclasp/suite/standard.hpp>

#include <tuple>

namespace test {

// Suites of which a unit test can reach the limits, one of each composition: 64 octets a frame, 8 frames a key, and the
// policies of the standard suites.
struct small_limits : handclasp::default_limits {
    static constexpr std::size_t frame_limit = 64;
    static constexpr std::uint64_t frames_per_key = 8;
};
template <class Composition, class Limits>
using limited = handclasp::suite<handclasp::aes_cbc<128>, handclasp::hmac<handclasp::sha256, 16>,
                                 handclasp::rsa_oaep<2048>, Composition, handclasp::derived, Limits>;
template <class Limits>
using limited_aead =
    handclasp::aead_suite<handclasp::aes_gcm<128>, handclasp::rsa_oaep<2048>, handclasp::derived, Limits>;

using small = limited<handclasp::record::mac_in_cipher, small_limits>;
using small_encrypt_then_mac = limited<handclasp::record::encrypt_then_mac, small_limits>;
using small_aead = limited_aead<small_limits>;
using small_suites = std::tuple<small, small_encrypt_then_mac, small_aead>;

// The two ends of an established session, from fixed traffic secrets instead of a handshake.
template <handclasp::protocol_suite Suite>
struct channel_pair {
    handclasp::channel<Suite> client;
    handclasp::channel<Suite> server;
};

template <handclasp::protocol_suite Suite>
auto traffic(unsigned seed) {
    handclasp::secret<32> secret;
    handclasp::copy(pattern(32, seed), secret.overwrite());
    return handclasp::schedule::traffic_secret<typename Suite::key_derivation>(std::move(secret));
}

template <handclasp::protocol_suite Suite>
handclasp::channel<Suite> one_end(unsigned sending, unsigned receiving) {
    return {handclasp::sender<Suite>(handclasp::record::sealer<Suite>::make(traffic<Suite>(sending)).value()),
            handclasp::receiver<Suite>(handclasp::record::opener<Suite>::make(traffic<Suite>(receiving)).value())};
}

template <handclasp::protocol_suite Suite>
channel_pair<Suite> connected() {
    return {one_end<Suite>(1, 2), one_end<Suite>(2, 1)};
}

// Whole units of what was sealed, in order.
template <class Sealing>
bytes sealed(Sealing& from, handclasp::octets message) {
    bytes out(from.sealed_size(message.size()));
    out.resize(from.seal(message, out).value().size());
    return out;
}

inline std::vector<bytes> split_units(handclasp::octets stream) {
    std::vector<bytes> units;
    while (!stream.empty()) {
        const auto size = handclasp::layout::unit_header::size + handclasp::layout::unit_header::length_of(stream);
        units.push_back(copy_of(stream.first(size)));
        stream = stream.subspan(size);
    }
    return units;
}

}  // namespace test
