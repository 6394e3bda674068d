#pragma once

#include <handclasp/channel/receiver.hpp>
#include <handclasp/channel/sender.hpp>

namespace handclasp {

// The two directions of an established session, each with its own keys and numbers. Here the first failure of either
// ends both. split() gives the halves to two threads; they share nothing, so there the owner stops the sender.
template <protocol_suite Suite>
class channel {
public:
    using frame = typename Suite::message_frame;
    static constexpr std::size_t max_unit_size = receiver<Suite>::max_unit_size;

    // A struct, because a structured binding of it can be captured by a lambda member by member.
    struct halves {
        handclasp::sender<Suite> sender;
        handclasp::receiver<Suite> receiver;
    };

    channel(sender<Suite> sending, receiver<Suite> receiving) noexcept
        : sender_(std::move(sending)), receiver_(std::move(receiving)) {}

    static constexpr std::size_t frame_limit = sender<Suite>::frame_limit;

    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size,
                                                           std::size_t fragment_size = frame_limit) noexcept {
        return sender<Suite>::sealed_size(message_size, fragment_size);
    }

    // As the functions of sender and receiver that bear these names.
    [[nodiscard]] result<octets> seal(octets message, mutable_octets out,
                                      std::size_t fragment_size = frame_limit) noexcept {
        return after_sending(sender_.seal(message, out, fragment_size));
    }
    [[nodiscard]] result<octets> seal_fragment(octets piece, mutable_octets out) noexcept {
        return after_sending(sender_.seal_fragment(piece, out));
    }
    [[nodiscard]] result<octets> rekey(mutable_octets out) noexcept { return after_sending(sender_.rekey(out)); }
    [[nodiscard]] result<octets> close(mutable_octets out) noexcept { return after_sending(sender_.close(out)); }
    [[nodiscard]] result<std::size_t> unit_size(octets header) noexcept {
        return after_receiving(receiver_.unit_size(header));
    }
    [[nodiscard]] result<event> open(mutable_octets unit) noexcept { return after_receiving(receiver_.open(unit)); }
    [[nodiscard]] result<void> end() noexcept { return after_receiving(receiver_.end()); }
    [[nodiscard]] bool confirmed() const noexcept { return receiver_.confirmed(); }

    [[nodiscard]] halves split() && noexcept { return {std::move(sender_), std::move(receiver_)}; }
    halves split() & = delete;  // write std::move(channel)

private:
    template <class T>
    [[nodiscard]] result<T> after_receiving(result<T> outcome) noexcept {
        if (!outcome) sender_.stop(outcome.error());
        return outcome;
    }
    // Misuse leaves the sender going, and then the receiver goes on too.
    [[nodiscard]] result<octets> after_sending(result<octets> outcome) noexcept {
        if (const auto why = sender_.stopped(); why && *why != errc::closed) receiver_.stop(*why);
        return outcome;
    }

    sender<Suite> sender_;
    receiver<Suite> receiver_;
};

}  // namespace handclasp
