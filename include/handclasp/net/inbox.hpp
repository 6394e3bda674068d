#pragma once

#include <handclasp/channel/assembler.hpp>
#include <handclasp/channel/receiver.hpp>
#include <handclasp/net/unit_buffer.hpp>

namespace handclasp::net {

// What has come so far.
enum class arrival {
    incomplete,  // more octets are needed
    message,     // a message is complete: take() it
    closed,      // the peer has closed its direction
};

// Turns the octets of a stream into messages. What has come of a message stays here between two receives, so neither
// a cancellation nor a deadline loses an octet.
template <protocol_suite Suite>
class inbox {
public:
    explicit inbox(std::size_t message_limit) noexcept : assembler_(message_limit) {}

    void establish(receiver<Suite> opened_by) { receiver_.emplace(std::move(opened_by)); }

    // Whether a message has begun and is not complete.
    [[nodiscard]] bool midway() const noexcept { return within_message_ || !unit_.empty(); }
    [[nodiscard]] bool closed() const noexcept { return closed_; }
    [[nodiscard]] bool confirmed() const noexcept { return receiver_ && receiver_->confirmed(); }

    // Where the next octets of the stream belong, and that so many were put there. Any error ends the session.
    [[nodiscard]] mutable_octets room() noexcept { return unit_.room(); }
    [[nodiscard]] result<arrival> filled(std::size_t count) {
        unit_.filled(count);
        if (unit_.header_complete()) return announce();
        if (!unit_.complete()) return arrival::incomplete;
        const auto opened = receiver_->open(unit_.unit());
        if (!opened) return opened.error();
        const auto arrived = take_event(*opened);
        if (!arrived) wipe(unit_.unit());
        unit_.next();
        return arrived;
    }

    // The stream has ended: errc::truncated before the peer's close.
    [[nodiscard]] result<void> end() noexcept { return receiver_->end(); }

    [[nodiscard]] std::vector<std::byte> take() noexcept { return assembler_.take(); }

private:
    [[nodiscard]] result<arrival> announce() {
        const auto size = receiver_->unit_size(unit_.header());
        if (!size) return size.error();
        if (const auto admitted = assembler_.admit(unit_.header()); !admitted) return admitted.error();
        unit_.announce(*size);
        return arrival::incomplete;
    }

    [[nodiscard]] result<arrival> take_event(const event& opened) {
        switch (opened.kind) {
            case event_kind::rekeyed:
                if (++rekeys_ > max_rekeys) return errc::unexpected_unit;
                return arrival::incomplete;
            case event_kind::closed: closed_ = true; return arrival::closed;
            case event_kind::fragment:
            case event_kind::message: break;
        }
        if (const auto added = assembler_.add(opened.data); !added) return added.error();
        rekeys_ = 0;
        within_message_ = opened.kind == event_kind::fragment;
        return within_message_ ? arrival::incomplete : arrival::message;
    }

    // Between two messages or fragments. Nobody who is honest needs more, and each keeps a receive busy that gives its
    // caller nothing.
    static constexpr int max_rekeys = 32;

    std::optional<receiver<Suite>> receiver_;
    unit_buffer unit_;
    assembler<Suite> assembler_;
    int rekeys_ = 0;
    bool within_message_ = false;
    bool closed_ = false;
};

}  // namespace handclasp::net
