#pragma once

#include <handclasp/channel/assembler.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/net/attempt.hpp>
#include <handclasp/net/thread_batch.hpp>
#include <handclasp/net/unit_buffer.hpp>

#include <array>
#include <system_error>

namespace handclasp::net {

// What the next receive finds.
enum class arrival {
    nothing,  // more octets are needed
    message,  // a message is complete: take() it
    closed,   // the peer has closed its direction
    failed,   // failure() says why, and ends the session
};

// Turns the octets of a stream into messages. All whole units of one read are opened together, and their messages wait
// here until they are taken one by one; nothing is read while any waits. What has come of a message stays here between
// two receives, so neither a cancellation nor a deadline loses an octet.
//
// What a receive finds is what it would find if each unit were read and opened by itself: a failure, a close and what
// follows it show after the messages that came before them.
template <protocol_suite Suite>
class inbox {
public:
    using item = typename batch<Suite>::incoming;

    // Octets that are read at a time, and so what bounds how much waits: the messages of one read, which take a few times
    // that memory where they are tiny.
    static constexpr std::size_t read_size = std::size_t{1} << 18;

    explicit inbox(std::size_t message_limit) noexcept : assembler_(message_limit) {}
    inbox(const inbox&) = delete;
    inbox& operator=(const inbox&) = delete;
    ~inbox() { discard(); }

    void establish(receiver<Suite> opened_by) { receiver_.emplace(std::move(opened_by)); }

    [[nodiscard]] arrival next() const noexcept {
        if (taken_ < messages_.size()) return arrival::message;
        if (failure_) return arrival::failed;
        return closed_ ? arrival::closed : arrival::nothing;
    }
    [[nodiscard]] std::vector<std::byte> take() noexcept {
        auto message = std::move(messages_[taken_]);
        if (++taken_ == messages_.size()) forget_taken();
        return message;
    }
    [[nodiscard]] std::error_code failure() const noexcept { return failure_; }
    void fail(std::error_code why) noexcept { failure_ = why; }

    // Whether a message has begun and is not complete, where none waits.
    [[nodiscard]] bool midway() const noexcept { return within_message_ || !held_.empty(); }
    [[nodiscard]] bool confirmed() const noexcept { return receiver_ && receiver_->confirmed(); }

    // Where the next octets of the stream belong: first what completes a unit that has begun, then the room that is
    // given.
    [[nodiscard]] std::array<mutable_octets, 2> places(mutable_octets room) noexcept {
        if (held_.announced()) return {held_.room(), room};
        copy(held_.begun(), room);
        return {room.subspan(held_.begun().size()), mutable_octets()};
    }

    // So many octets came there. Lists the units that are whole, and returns how much of room they and their successor
    // take. Throws std::bad_alloc.
    [[nodiscard]] result<std::size_t> filled(mutable_octets room, std::size_t count, std::vector<item>& items) {
        const std::size_t before = items.size();
        listed_rekeys_ = rekeys_;
        if (held_.announced()) {
            const std::size_t completing = std::min(count, held_.room().size());
            held_.filled(completing);
            count -= completing;
            if (held_.complete()) list(held_.unit(), items);
        } else {
            count += held_.begun().size();
            held_.next();
        }
        // Nothing of this object tells of the room before all is listed: where that fails, the room is another's next.
        const mutable_octets came = room.first(count);
        mutable_octets rest = came;
        // A header is judged here only by what it announces to be there; a whole unit's is judged when it is opened,
        // and that of one which is not whole when all before it are: what may come depends on them.
        while (rest.size() >= layout::unit_header::size && listed_rekeys_ <= max_rekeys) {
            const std::size_t size = layout::unit_header::size + layout::unit_header::length_of(rest);
            if (size > rest.size()) break;
            list(rest.first(size), items);
            rest = rest.subspan(size);
        }
        came_ = came;
        rest_ = rest;
        listed_ = items.size() - before;
        return count;
    }

    // Takes what was listed, which stands at the front of items, opened; returns how many items that is.
    std::size_t opened(std::span<const item> items) noexcept {
        const auto taken = attempt([&] { return take_all(items.first(listed_)); });
        if (held_.complete()) {
            wipe(held_.unit());
            held_.next();
        }
        if (const auto done = taken ? attempt([&] { return hold(); }) : taken; !done) {
            fail(done.error());
            wipe(came_);
        }
        came_ = rest_ = {};
        return std::exchange(listed_, 0);
    }

    // Wipes what has come and nobody has taken.
    void discard() noexcept {
        for (auto& message : messages_) wipe(message);
        auto begun = assembler_.take();
        wipe(begun);
        forget_taken();
    }

private:
    // Between two messages or fragments. Nobody who is honest needs more, and each keeps a receive busy that gives its
    // caller nothing.
    static constexpr int max_rekeys = 32;

    void list(mutable_octets unit, std::vector<item>& items) {
        items.push_back({&*receiver_, unit});
        listed_rekeys_ = layout::unit_header::type_of(unit) == unit_type::rekey ? listed_rekeys_ + 1 : 0;
    }

    [[nodiscard]] result<void> take_all(std::span<const item> items) {
        for (const item& unit : items) {
            if (!unit.outcome) return unit.outcome.error();
            if (const auto taken = take_event(*unit.outcome); !taken) return taken;
        }
        return {};
    }

    [[nodiscard]] result<void> take_event(const event& opened) {
        switch (opened.kind) {
            case event_kind::rekeyed:
                if (++rekeys_ > max_rekeys) return errc::unexpected_unit;
                return {};
            case event_kind::closed: closed_ = true; return {};
            case event_kind::fragment:
            case event_kind::message: break;
        }
        if (const auto added = assembler_.add(opened.data); !added) return added;
        rekeys_ = 0;
        within_message_ = opened.kind == event_kind::fragment;
        if (!within_message_) messages_.push_back(assembler_.take());
        return {};
    }

    // Keeps the unit that is not whole, if its header admits it as far as it has come.
    [[nodiscard]] result<void> hold() {
        if (rest_.empty()) return {};
        const octets header = rest_.first(std::min(rest_.size(), layout::unit_header::size));
        if (closed_ || header.size() == layout::unit_header::size) {
            const auto size = receiver_->unit_size(header);
            if (!size) return size.error();
            if (const auto admitted = assembler_.admit(header); !admitted) return admitted;
            held_.announce(*size);
        }
        held_.put(rest_);
        return {};
    }

    void forget_taken() noexcept {
        messages_.clear();
        taken_ = 0;
        if (messages_.capacity() > idle_messages) messages_ = {};
    }
    static constexpr std::size_t idle_messages = 4;  // whose places are kept

    std::optional<receiver<Suite>> receiver_;
    unit_buffer held_;  // a unit that is not whole
    assembler<Suite> assembler_;
    std::vector<std::vector<std::byte>> messages_;
    std::size_t taken_ = 0;
    mutable_octets came_, rest_;  // between filled() and opened()
    std::size_t listed_ = 0;
    std::error_code failure_;
    int rekeys_ = 0, listed_rekeys_ = 0;
    bool within_message_ = false;
    bool closed_ = false;
};

}  // namespace handclasp::net
