#pragma once

#include <handclasp/testing/conform/keyed.hpp>
#include <handclasp/testing/conform/suite_attacks.hpp>
#include <handclasp/testing/conform/suite_frames.hpp>
#include <handclasp/testing/conform/suite_handshake.hpp>

namespace handclasp::conform {

// A channel as the checks of wiping see one: it seals a message.
template <protocol_suite S>
struct sealing_use {
    static constexpr std::string_view name = "channel";
    static constexpr std::size_t message_size = std::min<std::size_t>(64, S::limits::frame_limit);
    using object = channel<S>;

    static result<object> make(std::uint64_t seed) { return connected<S>(seed).client; }
    static bytes input(std::uint64_t) { return pattern(S::message_frame::frame_size(message_size), 3); }
    static result<void> apply(object& tried, mutable_octets data) {
        const auto done = tried.seal(data.first(message_size), data);
        return done ? result<void>() : done.error();
    }
};

template <protocol_suite S>
void check_channels_as_objects(examination& of) {
    const bytes message = pattern(std::min<std::size_t>(64, S::limits::frame_limit));
    const std::string_view unwatched = heap::watched() ? std::string_view() : heap::unwatched;
    of.check("moves", "A channel may be moved and split in the middle of a session", [&](problems& seen) {
        auto pair = connected<S>();
        static_cast<void>(conform::opened(pair.server, conform::sealed(pair.client, message)));
        auto moved = std::move(pair.client);
        if (conform::opened(pair.server, conform::sealed(moved, message)) != message)
            seen.add("a channel that was moved to seals something else");
        bytes out(channel<S>::sealed_size(message.size()));
        const auto refused = pair.client.seal(message, out);
        if (refused || refused.error() != errc::closed) seen.add("a channel that was moved away still seals");
        auto assigned = connected<S>(2);
        assigned.client = std::move(moved);
        auto halves = std::move(pair.server).split();
        if (conform::opened(halves.receiver, conform::sealed(assigned.client, message)) != message)
            seen.add("half a channel opens something else");
        if (conform::opened(assigned.client, conform::sealed(halves.sender, message)) != message)
            seen.add("half a channel seals something else");
    });
    of.check("two threads", "Sessions share nothing", [&](problems& seen) {
        std::atomic<std::size_t> wrong{0};
        const auto work = [&](std::uint64_t seed) {
            try {
                auto pair = connected<S>(seed);
                const bytes own = pattern(message.size(), seed);
                for (int round = 0; round < 200; ++round) {
                    if (conform::opened(pair.server, conform::sealed(pair.client, own)) != own) ++wrong;
                }
            } catch (...) {  // an exception that leaves a thread ends the program
                ++wrong;
            }
        };
        std::thread other(work, 2U);
        work(1);
        other.join();
        if (wrong > 0) seen.add("of two sessions on two threads ", wrong.load(), " messages are lost");
    });
    of.check_unless(unwatched, "no allocation per message", "Sealing and opening are the hot path",
                    [&](problems& seen) {
                        auto pair = connected<S>();
                        bytes out(S::message_frame::frame_size(message.size()));
                        std::size_t failures = 0;
                        const std::uint64_t rounds =
                            std::min<std::uint64_t>(10, S::limits::frames_per_key / 4);  // before a rekey is due
                        const auto exchange = [&] {
                            if (!pair.client.seal(message, out) || !pair.server.open(out)) ++failures;
                        };
                        exchange();
                        const std::size_t before = heap::calls_so_far();
                        for (std::uint64_t round = 1; round < rounds; ++round) exchange();
                        const std::size_t calls = heap::calls_so_far() - before;
                        if (failures > 0) seen.add("a message was not sealed or opened");
                        if (calls > 0) seen.add(rounds - 1, " messages take ", calls, " blocks from the heap");
                    });
    of.check("wiped objects", "Policies and compositions wipe() what they hold",
             [](problems& seen) { check_wiped_objects<sealing_use<S>>(seen); });
    of.check_unless(unwatched, "wiped heap", "Policies and compositions wipe() what they hold",
                    [](problems& seen) { check_wiped_heap<sealing_use<S>>(seen); });
}

// Whether two ends with a suite keep what docs/protocol.md promises of every session.
template <protocol_suite S>
[[nodiscard]] report suite(const exemptions& except = {}) {
    examination of(S::name, except);
    check_handshake<S>(of);
    check_messages<S>(of);
    check_attacks<S>(of);
    check_channels_as_objects<S>(of);
    return std::move(of).finish();
}

}  // namespace handclasp::conform
