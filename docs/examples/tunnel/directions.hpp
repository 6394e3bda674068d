// The two directions of a tunnelled connection: each a loop for a thread of its own, with an engine and a buffer of its
// own. What is read at once is sealed or opened as one batch, and written at once.
#pragma once

#include "tunnel/stream.hpp"

#include <handclasp/handclasp.hpp>

#include <memory>
#include <vector>

namespace tunnel {

// Frames that are made of one read. Fewer leave lanes of the processor empty, and more leave its cache before they are
// written.
constexpr std::size_t frames_at_once = 32;

// Memory that is not touched, and so costs nothing, before octets arrive in it.
class buffer {
public:
    explicit buffer(std::size_t size) : size_(size), octets_(std::make_unique_for_overwrite<std::byte[]>(size)) {}
    ~buffer() { hc::wipe(all()); }
    buffer(const buffer&) = delete;
    buffer& operator=(const buffer&) = delete;

    [[nodiscard]] hc::mutable_octets all() noexcept { return {octets_.get(), size_}; }

private:
    std::size_t size_;
    std::unique_ptr<std::byte[]> octets_;
};

template <hc::protocol_suite Suite>
hc::batch<Suite> engine() {
    auto made = hc::batch<Suite>::make();
    if (!made) throw std::system_error(made.error());
    return *std::move(made);
}

// Takes plain octets and sends frames, until the plain stream ends and a close has been sent. The octets are read to
// where the frames that they become have their messages, so that nothing is copied.
template <hc::protocol_suite Suite>
void seal_all(stream& plain, stream& secure, hc::sender<Suite> sender) {
    constexpr std::size_t message_size = Suite::limits::frame_limit;
    constexpr std::size_t slot_size = hc::sender<Suite>::sealed_size(message_size);
    auto sealing = engine<Suite>();
    buffer memory(frames_at_once * slot_size);
    const auto slot = [&](std::size_t i) { return memory.all().subspan(i * slot_size, slot_size); };
    std::vector<asio::mutable_buffer> places;
    for (std::size_t i = 0; i < frames_at_once; ++i) {
        const auto place = sender.message_place(slot(i), message_size);
        places.emplace_back(place.data(), place.size());
    }

    std::vector<typename hc::batch<Suite>::outgoing> frames;
    std::vector<asio::const_buffer> sealed;
    while (std::size_t count = plain.read_some(places, {}, &secure)) {
        frames.clear();
        for (std::size_t i = 0; count > 0; ++i) {
            const std::size_t size = std::min(count, message_size);
            frames.push_back({&sender, sender.message_place(slot(i), size), slot(i)});
            count -= size;
        }
        sealing.seal(frames);
        sealed.clear();
        for (const auto& frame : frames) {
            if (!frame.outcome) secure.fail(frame.outcome.error());
            sealed.emplace_back(frame.outcome->data(), frame.outcome->size());
        }
        secure.write(sealed);
    }
    const auto close = sender.close(slot(0));
    if (!close) secure.fail(close.error());
    secure.write(*close);
    secure.end();
}

// Takes frames and writes their octets, until the peer has closed its direction.
template <hc::protocol_suite Suite>
class opening {
public:
    // has_credential: whether this is a client that may have shown one, and been refused.
    opening(stream& secure, stream& plain, hc::receiver<Suite> receiver, bool has_credential)
        : secure_(&secure), plain_(&plain), receiver_(std::move(receiver)), has_credential_(has_credential) {}

    void run() {
        while (!closed_) {
            const auto free = memory_.all().subspan(held_);
            const std::array buffers{asio::mutable_buffer(free.data(), free.size())};
            const std::size_t count = secure_->read_some(buffers, {}, plain_, [this] { return hint(); });
            if (count == 0) secure_->fail(hc::errc::truncated, hint());
            held_ += count;
            open_all();
        }
        plain_->end();
    }

private:
    using header = hc::layout::unit_header;
    static constexpr std::size_t max_unit_size = hc::receiver<Suite>::max_unit_size;

    [[nodiscard]] std::string hint() const {
        if (receiver_.confirmed()) return {};
        return std::string(" (before its first octet: ") + (has_credential_ ? "does it take this client, " : "") +
            "has it reached its target, and do both ends have the same --context?)";
    }

    // Opens and passes on all frames that have come whole, and moves what is left to the front.
    void open_all() {
        auto rest = memory_.all().first(held_);
        while (const std::size_t size = gather(rest)) {
            engine_.open(frames_);
            pass_on();
            rest = rest.subspan(size);
        }
        // Here the receiver knows all that came before, and refuses what has no place before it is waited for.
        if (!rest.empty() && (closed_ || rest.size() >= header::size)) {
            if (const auto size = receiver_.unit_size(rest); !size) secure_->fail(size.error());
        }
        hc::copy(rest, memory_.all());
        held_ = rest.size();
    }

    // Lists the frames at the front of these octets; returns how many octets they are.
    [[nodiscard]] std::size_t gather(hc::mutable_octets from) {
        frames_.clear();
        std::size_t gathered = 0;
        while (frames_.size() < frames_at_once && from.size() - gathered >= header::size) {
            const std::size_t size = header::size + header::length_of(from.subspan(gathered));
            if (size > max_unit_size || size > from.size() - gathered) break;
            frames_.push_back({&receiver_, from.subspan(gathered, size)});
            gathered += size;
        }
        return gathered;
    }

    void pass_on() {
        opened_.clear();
        for (const auto& frame : frames_) {
            if (!frame.outcome) break;
            closed_ = frame.outcome->kind == hc::event_kind::closed;
            opened_.emplace_back(frame.outcome->data.data(), frame.outcome->data.size());
        }
        plain_->write(opened_);  // also what was good before a failure
        for (const auto& frame : frames_) {
            if (!frame.outcome) secure_->fail(frame.outcome.error());
        }
    }

    stream* secure_;
    stream* plain_;
    hc::receiver<Suite> receiver_;
    bool has_credential_;
    hc::batch<Suite> engine_ = engine<Suite>();
    buffer memory_{frames_at_once * max_unit_size};
    std::size_t held_ = 0;
    std::vector<typename hc::batch<Suite>::incoming> frames_;
    std::vector<asio::const_buffer> opened_;
    bool closed_ = false;
};

}  // namespace tunnel
