#pragma once

#include <handclasp/testing/conform/suite_use.hpp>

// What a suite has to withstand. Every refusal ends the session.
namespace handclasp::conform {

// Offers a receiver a unit that it has to refuse, and then one that would have been good.
template <protocol_suite S>
void expect_refusal(channel<S>& by, bytes unit, bytes good, std::string_view what, problems& seen) {
    const auto outcome = by.open(unit);
    if (outcome) return seen.add(what, " is opened");
    const bool known = outcome.error() == errc::authentication_failed || outcome.error() == errc::unit_size ||
        outcome.error() == errc::unexpected_unit;
    if (!known) seen.add(what, " is refused with \"", make_error_code(outcome.error()).message(), "\"");
    if (by.open(good)) seen.add(what, " does not end the session: a good frame is opened after it");
    bytes out(channel<S>::sealed_size(1));
    if (by.seal(pattern(1), out)) seen.add(what, " does not end the session: its receiver still seals");
}

template <protocol_suite S>
void check_attacks(examination& of) {
    constexpr std::string_view advice = "open() takes a frame as it was sealed, once, and in its place";
    const bytes message = pattern(std::min<std::size_t>(17, S::limits::frame_limit));
    const auto attempt = [&message](problems& seen, std::string what, auto&& alter) {
        auto pair = connected<S>();
        const bytes good = conform::sealed(pair.client, message);
        bytes bad = good;
        alter(bad);
        expect_refusal<S>(pair.server, std::move(bad), good, what, seen);
    };
    const auto sealed_first = [](octets first) {
        auto pair = connected<S>();
        return conform::sealed(pair.client, first);
    };

    of.check("altered frames", advice, [&](problems& seen) {
        const std::size_t size = sealed_first(message).size();
        for (std::size_t bit = 0; bit < 8 * size; ++bit) {
            attempt(seen, "a frame with " + place_of(bit) + " changed", [bit](bytes& unit) { flip(unit, bit); });
        }
    });
    of.check("altered full frames", advice, [&](problems& seen) {
        // Each try needs a receiver of its own. It has the same keys each time, and so the frame is sealed once.
        const bytes good = sealed_first(pattern(S::limits::frame_limit));
        for (const std::size_t bit : sampled_bits(good.size())) {
            auto pair = connected<S>();
            bytes bad = good;
            flip(bad, bit);
            expect_refusal<S>(pair.server, std::move(bad), good,
                              "a frame of the largest size with " + place_of(bit) + " changed", seen);
        }
    });
    of.check("cut and lengthened frames", advice, [&](problems& seen) {
        const std::size_t whole = sealed_first(message).size();
        const auto resized = [&](std::size_t size) {
            const auto what = "a frame of " + std::to_string(whole) + " octets that has " + std::to_string(size);
            attempt(seen, what, [size](bytes& unit) { unit.resize(size); });
            if (size < layout::unit_header::size) return;
            attempt(seen, what + ", and says so,", [size](bytes& unit) {
                unit.resize(size);
                copy(layout::unit_header::make(unit_type::message, size - layout::unit_header::size), unit);
            });
        };
        for (std::size_t size = 0; size <= 2 * whole; ++size) {
            if (size != whole) resized(size);
        }
    });
    of.check("replayed frames", advice, [&](problems& seen) {
        auto pair = connected<S>();
        const bytes first = conform::sealed(pair.client, message), second = conform::sealed(pair.client, message);
        static_cast<void>(conform::opened(pair.server, first));
        expect_refusal<S>(pair.server, first, second, "a frame that came before", seen);
    });
    of.check("reordered frames", advice, [&](problems& seen) {
        auto pair = connected<S>();
        const bytes first = conform::sealed(pair.client, message), second = conform::sealed(pair.client, message);
        expect_refusal<S>(pair.server, second, first, "a frame before its turn", seen);
    });
    of.check("reflected frames", advice, [&](problems& seen) {
        auto pair = connected<S>();
        const bytes own = conform::sealed(pair.client, message), good = conform::sealed(pair.server, message);
        expect_refusal<S>(pair.client, own, good, "a frame that comes back to its sender", seen);
        auto run = shake_hands<S>(message);
        auto& server_end = run.server.channel;  // it has opened one frame, and so expects number 1
        static_cast<void>(conform::sealed(server_end, message));
        const bytes second = conform::sealed(server_end, message), next = conform::sealed(run.client.channel, message);
        expect_refusal<S>(server_end, second, next, "a frame that comes back to the server", seen);
    });
    of.check("frames of other kinds", advice, [&](problems& seen) {
        for (unsigned type = 1; type < 256; ++type) {
            attempt(seen, "a message whose header says type " + std::to_string(type),
                    [type](bytes& unit) { unit[0] = static_cast<std::byte>(type); });
        }
    });
    of.check("frames under old keys", advice, [&](problems& seen) {
        auto pair = connected<S>(), other = connected<S>();
        bytes out(S::message_frame::frame_size(0)), unused = conform::sealed(other.client, message);
        bytes unit = copy_of(must(pair.client.rekey(out), "rekey()"));
        must(pair.server.open(unit), "open()");
        const bytes stale = conform::sealed(other.client, message);  // number 1, under the keys from before
        expect_refusal<S>(pair.server, stale, conform::sealed(pair.client, message),
                          "a frame under keys from before a rekey", seen);
    });
}

}  // namespace handclasp::conform
