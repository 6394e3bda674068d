#pragma once

#include <handclasp/channel/sender.hpp>

#include <vector>

namespace handclasp::net {

// What can be sent.
enum class command { message, rekey, close };

// Turns a message into the octets of a stream, a batch of frames at a time, so that a message of any size needs no
// more than one batch of memory. Nothing is sealed before seal_more(): until then a message can be taken back, and
// after that it cannot, because its frames have numbers.
template <protocol_suite Suite>
class outbox {
public:
    void establish(sender<Suite> sealed_by) { sender_.emplace(std::move(sealed_by)); }

    // Begins a message, which has to live until it is complete, or a rekey or close. errc::closed.
    [[nodiscard]] result<void> begin(command what, octets message) noexcept {
        if (const auto stopped = sender_->stopped()) return *stopped;
        what_ = what;
        left_ = message;
        sealed_ = sealed_all_ = false;
        return {};
    }

    // What is sealed and has yet to be written, and that so many octets of it were.
    [[nodiscard]] octets pending() const noexcept { return pending_; }
    void written(std::size_t count) noexcept { pending_ = pending_.subspan(count); }

    // Whether any of it was sealed, and whether all of it was sealed and written.
    [[nodiscard]] bool sealed() const noexcept { return sealed_; }
    [[nodiscard]] bool complete() const noexcept { return sealed_all_ && pending_.empty(); }

    // Seals the next batch, once the one before is written.
    [[nodiscard]] result<void> seal_more() {
        sealed_ = true;
        const auto batch = what_ == command::message ? seal_message() : seal_empty();
        if (!batch) return batch.error();
        pending_ = *batch;
        return {};
    }

    // Lets large memory go once all is written.
    void rest() noexcept {
        pending_ = left_ = {};
        if (buffer_.size() > idle_size) buffer_ = std::vector<std::byte>();
    }

private:
    static constexpr std::size_t idle_size = 1024;  // octets that are kept for the next message
    static constexpr std::size_t frame_limit = Suite::limits::frame_limit;
    static constexpr std::size_t batch_frames = 4;

    [[nodiscard]] mutable_octets room(std::size_t size) {
        if (buffer_.size() < size) buffer_.resize(size);
        return buffer_;
    }

    [[nodiscard]] result<octets> seal_empty() {
        const auto out = room(sender<Suite>::sealed_size(0));
        sealed_all_ = true;
        return what_ == command::rekey ? sender_->rekey(out) : sender_->close(out);
    }

    [[nodiscard]] result<octets> seal_message() {
        if (left_.size() <= batch_frames * frame_limit) {
            sealed_all_ = true;
            return sender_->seal(left_, room(sender<Suite>::sealed_size(left_.size())));
        }
        const auto out = room(batch_frames * sender<Suite>::sealed_size(frame_limit));
        std::size_t size = 0;
        for (std::size_t i = 0; i < batch_frames; ++i) {
            const auto fragment = sender_->seal_fragment(left_.first(frame_limit), out.subspan(size));
            if (!fragment) return fragment.error();
            size += fragment->size();
            left_ = left_.subspan(frame_limit);
        }
        return octets(out.first(size));
    }

    std::optional<sender<Suite>> sender_;
    std::vector<std::byte> buffer_;
    octets pending_;
    octets left_;
    command what_ = command::message;
    bool sealed_ = false;
    bool sealed_all_ = true;
};

}  // namespace handclasp::net
