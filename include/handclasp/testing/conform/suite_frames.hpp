#pragma once

#include <handclasp/testing/conform/suite_use.hpp>

// What holds of a suite's frames, whoever has made the keys.
namespace handclasp::conform {

// Sizes of messages around whatever may be a boundary: blocks, the frame limit, and several frames.
template <protocol_suite S>
[[nodiscard]] std::vector<std::size_t> message_sizes() {
    constexpr std::size_t limit = S::limits::frame_limit;
    std::vector<std::size_t> sizes{
        0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 255, limit - 1, limit, limit + 1, 2 * limit, 2 * limit + 1, 3 * limit + 17};
    return sizes;
}

template <protocol_suite S>
void check_messages(examination& of) {
    using frame = typename S::message_frame;
    constexpr std::size_t limit = S::limits::frame_limit;
    of.check("messages", "What was sealed is opened to what it was, in both directions", [&](problems& seen) {
        auto pair = connected<S>();
        for (const std::size_t size : message_sizes<S>()) {
            const bytes message = pattern(size, size + 1);
            if (conform::opened(pair.server, conform::sealed(pair.client, message)) != message)
                seen.add("a message of ", size, " octets is another at the server");
            if (conform::opened(pair.client, conform::sealed(pair.server, message)) != message)
                seen.add("a message of ", size, " octets is another at the client");
        }
    });
    of.check("sizes of frames", "The constants of the layout are the sizes on the wire", [&](problems& seen) {
        for (const std::size_t size : message_sizes<S>()) {
            auto pair = connected<S>();
            const bytes stream = conform::sealed(pair.client, pattern(size));
            const std::size_t full = size == 0 ? 0 : (size - 1) / limit;
            const std::size_t expected = full * frame::frame_size(limit) + frame::frame_size(size - full * limit);
            std::size_t rekeys = 0;
            for (const auto& unit : units_of(stream))
                rekeys += layout::unit_header::type_of(unit) == unit_type::rekey ? 1U : 0U;
            if (stream.size() != expected + rekeys * frame::frame_size(0)) {
                seen.add("a message of ", size, " octets takes ", stream.size(), " and not ", expected);
            }
            if (stream.size() > channel<S>::sealed_size(size)) seen.add("sealed_size(", size, ") is too small");
        }
        if (frame::overhead > frame::frame_size(0)) seen.add("overhead is more than the frame of an empty message");
        for (std::size_t mtu = 0; mtu < 300; ++mtu) {
            const auto most = frame::max_message(mtu);
            if (most ? frame::frame_size(*most) > mtu || frame::frame_size(*most + 1) <= mtu
                     : frame::frame_size(0) <= mtu) {
                seen.add("max_message(", mtu, ") is not the longest that fits");
            }
        }
    });
    of.check(
        "messages are encrypted", "A frame shows nothing of its message, and no two are alike", [&](problems& seen) {
            const std::size_t size = std::min<std::size_t>(limit, 64);
            const bytes message = pattern(size);
            auto pair = connected<S>();
            const bytes first = conform::sealed(pair.client, message), second = conform::sealed(pair.client, message);
            const bytes reply = conform::sealed(pair.server, message);
            if (size >= 8 &&
                std::search(first.begin(), first.end(), message.begin(), message.begin() + 8) != first.end()) {
                seen.add("a frame shows octets of its message");
            }
            for (const auto* const other : {&second, &reply}) {
                // What is the same in two frames of one message: their headers, and by chance one octet in 256.
                std::size_t same = 0;
                for (std::size_t i = 0; i < std::min(first.size(), other->size()); ++i)
                    same += first[i] == (*other)[i] ? 1U : 0U;
                if (same > layout::unit_header::size + first.size() / 4)
                    seen.add("two frames of one message are much alike");
            }
        });
    of.check("rekey", "After rekey() both ends go on with other keys", [&](problems& seen) {
        auto pair = connected<S>();
        bytes buffer(frame::frame_size(0));
        const bytes message = pattern(std::min<std::size_t>(limit, 20));
        for (int round = 0; round < 5; ++round) {
            auto unit = copy_of(must(pair.client.rekey(buffer), "rekey()"));
            if (must(pair.server.open(unit), "open(), of a rekey,").kind != event_kind::rekeyed)
                seen.add("a rekey is taken for something else");
            if (conform::opened(pair.server, conform::sealed(pair.client, message)) != message)
                seen.add("a message after a rekey is another");
            if (conform::opened(pair.client, conform::sealed(pair.server, message)) != message)
                seen.add("the other direction is another");
        }
    });
    constexpr std::uint64_t most_frames = 4096;
    const std::string_view far = S::limits::frames_per_key <= most_frames
        ? std::string_view()
        : "the suite's frames_per_key is too large to be reached: take one with at most 4096";
    of.check_unless(far, "rekey by itself", "A sender changes its keys before their limits are reached",
                    [&](problems& seen) {
                        auto pair = connected<S>();
                        std::size_t rekeys = 0;
                        for (std::uint64_t count = 0; count < 3 * S::limits::frames_per_key; ++count) {
                            const bytes stream = conform::sealed(pair.client, pattern(1));
                            rekeys += units_of(stream).size() - 1;
                            static_cast<void>(conform::opened(pair.server, stream));
                        }
                        if (rekeys < 3)
                            seen.add("there were ", rekeys, " rekeys where there have to be at least three");
                    });
    of.check("close", "A close ends its direction, and nothing else does", [&](problems& seen) {
        auto pair = connected<S>();
        bytes buffer(channel<S>::sealed_size(20));
        auto unit = copy_of(must(pair.client.close(buffer), "close()"));
        if (must(pair.server.open(unit), "open(), of a close,").kind != event_kind::closed)
            seen.add("a close is taken for something else");
        if (!pair.server.end()) seen.add("the stream's end after a close is an error");
        const auto late = pair.client.seal(pattern(1), buffer);
        if (late || late.error() != errc::closed) seen.add("a message is sealed after a close");
        if (conform::opened(pair.client, conform::sealed(pair.server, pattern(1))) != pattern(1))
            seen.add("the other direction has ended as well");
        const auto cut = pair.client.end();
        if (cut || cut.error() != errc::truncated)
            seen.add("a stream that ends without a close is not errc::truncated");
    });
}

}  // namespace handclasp::conform
