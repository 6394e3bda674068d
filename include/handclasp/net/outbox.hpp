#pragma once

#include <handclasp/net/thread_batch.hpp>

#include <system_error>

namespace handclasp::net {

// What can be sent.
enum class command { messages, rekey, close };

// Turns messages into the octets of a stream, a piece at a time: a piece is what fits the room of the thread's batch.
// Whoever moves it lists it (plan()), has it sealed together with those of others, takes it (collect()), and writes
// what is pending(). Nothing is sealed before plan(): until then messages can be taken back, and after that they
// cannot, because their frames have numbers.
template <protocol_suite Suite>
class outbox {
public:
    using item = typename batch<Suite>::outgoing;

    // Octets of a message in a fragment, 0 for the frame limit.
    explicit outbox(std::size_t fragment_size) noexcept
        : fragment_size_(fragment_size == 0 ? Suite::limits::frame_limit : fragment_size) {}

    void establish(sender<Suite> sealed_by) { sender_.emplace(std::move(sealed_by)); }

    // Begins messages, which have to live until they are complete, or a rekey or close. errc::closed.
    [[nodiscard]] result<void> begin(command what, std::span<const octets> messages) noexcept {
        if (const auto stopped = sender_->stopped()) return *stopped;
        what_ = what;
        messages_ = messages;
        left_ = messages.empty() ? octets() : messages.front();
        sealed_ = false;
        sealed_all_ = what == command::messages && messages.empty();
        return {};
    }
    [[nodiscard]] result<void> begin(command what, octets message = {}) noexcept {
        single_ = message;
        return begin(what, std::span(&single_, 1));
    }

    // What is sealed and has yet to be written, and that so many octets of it were.
    [[nodiscard]] octets pending() const noexcept { return pending_; }
    void written(std::size_t count) noexcept { pending_ = pending_.subspan(count); }

    // Whether any of it was sealed, and whether all of it was sealed and written.
    [[nodiscard]] bool sealed() const noexcept { return sealed_; }
    [[nodiscard]] bool complete() const noexcept { return sealed_all_ && pending_.empty(); }

    // What went wrong in sealing or writing; the session ends with it.
    [[nodiscard]] std::error_code failure() const noexcept { return failure_; }
    void fail(std::error_code why) noexcept { failure_ = why; }

    // Lists what is to be sealed next, once the piece before is written; what does not go together with others it seals
    // at once. Returns how many octets of room that takes; errc::buffer_size where room is too small, which all of a
    // thread's room never is. Throws std::bad_alloc.
    [[nodiscard]] result<std::size_t> plan(mutable_octets room, std::vector<item>& items) {
        piece_ = {};
        listed_ = 0;
        kept_ = false;
        if (what_ != command::messages) return seal_command(room);
        return too_long() ? list_part(room, items) : list_messages(room, items);
    }

    // Takes what was listed, which stands at the front of items, sealed; returns how many items that is.
    std::size_t collect(std::span<const item> items) noexcept {
        std::size_t size = pending_.size();
        for (const item& sealed : items.first(listed_)) {
            if (!sealed.outcome) {
                fail(sealed.outcome.error());
                break;
            }
            const mutable_octets place = piece_.subspan(size);  // rekeys that did not fall due have left gaps
            if (sealed.outcome->data() != place.data()) copy(*sealed.outcome, place);
            size += sealed.outcome->size();
        }
        pending_ = failure_ ? octets() : octets(piece_.first(size));
        return listed_;
    }

    // Keeps what the socket has not taken: the room is needed for others. Throws std::bad_alloc.
    [[nodiscard]] result<void> keep() {
        if (pending_.empty() || kept_) return {};
        storage_.assign(pending_.begin(), pending_.end());
        pending_ = storage_;
        kept_ = true;
        return {};
    }

    // Lets large memory go once all is written.
    void rest() noexcept {
        pending_ = left_ = {};
        messages_ = {};
        if (storage_.capacity() > idle_size) storage_ = {};
    }

private:
    static constexpr std::size_t idle_size = 1024;                   // octets that are kept for the next message
    static constexpr std::size_t piece_size = std::size_t{1} << 19;  // octets of several messages that go together
    static constexpr std::size_t piece_messages = 1024;              // and how many of them

    std::size_t seal_now(const result<octets>& sealed, mutable_octets room) noexcept {
        sealed_ = true;
        if (!sealed) {
            fail(sealed.error());
            return 0;
        }
        piece_ = room.first(pending_.size() + sealed->size());
        pending_ = piece_;
        return sealed->size();
    }

    [[nodiscard]] result<std::size_t> seal_command(mutable_octets room) noexcept {
        constexpr std::size_t size = sender<Suite>::sealed_size(0);
        if (room.size() < size) return errc::buffer_size;
        sealed_all_ = true;
        const auto out = room.first(size);
        return seal_now(what_ == command::rekey ? sender_->rekey(out) : sender_->close(out), room);
    }

    [[nodiscard]] bool too_long() const noexcept {
        return sender<Suite>::sealed_size(left_.size(), fragment_size_) > thread_batch<Suite>::room_size;
    }

    // Part of a message that is too long for the room.
    [[nodiscard]] result<std::size_t> list_part(mutable_octets room, std::vector<item>& items) {
        const std::size_t one = sender<Suite>::sealed_size(fragment_size_);
        const std::size_t part = std::max<std::size_t>(std::min(room.size(), piece_size) / one, 1) * fragment_size_;
        const std::size_t size = sender<Suite>::sealed_size(part, fragment_size_);
        if (size > room.size()) return errc::buffer_size;
        sealed_ = true;
        items.push_back({&*sender_, left_.first(part), room.first(size), fragment_size_, unit_type::fragment});
        listed_ = 1;
        left_ = left_.subspan(part);
        piece_ = room.first(size);
        return size;
    }

    [[nodiscard]] result<std::size_t> list_messages(mutable_octets room, std::vector<item>& items) {
        std::size_t used = 0, count = 0;
        while (!sealed_all_ && count < piece_messages) {
            const std::size_t size = sender<Suite>::sealed_size(left_.size(), fragment_size_);
            if (size > room.size() - used || (used > 0 && used + size > piece_size)) break;
            sealed_ = true;
            items.push_back({&*sender_, left_, room.subspan(used, size), fragment_size_});
            ++count;
            used += size;
            messages_ = messages_.subspan(1);
            sealed_all_ = messages_.empty();
            if (!sealed_all_) left_ = messages_.front();
        }
        piece_ = room.first(used);
        listed_ = count;  // only now: items that could not all be listed are taken back
        if (used == 0) return errc::buffer_size;
        return used;
    }

    std::optional<sender<Suite>> sender_;
    std::size_t fragment_size_;
    std::span<const octets> messages_;  // not sealed, or only in part
    octets left_;                       // of the first of them
    octets single_;
    octets pending_;
    mutable_octets piece_;  // what is listed, in the thread's room
    std::size_t listed_ = 0;
    std::vector<std::byte> storage_;
    std::error_code failure_;
    command what_ = command::messages;
    bool sealed_ = false;
    bool sealed_all_ = true;
    bool kept_ = false;  // what is pending is in the storage
};

}  // namespace handclasp::net
