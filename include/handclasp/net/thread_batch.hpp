#pragma once

#include <handclasp/channel/batch.hpp>

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

namespace handclasp::net {

// What one thread seals and opens with for all its connections: a batch, what is listed for it, and the room between a
// socket and a session. So an idle session keeps no buffers, and a busy one only what its socket or its caller has not
// taken. Made when the thread first sends or receives, and gone with it.
template <protocol_suite Suite>
class thread_batch {
public:
    // Octets that are sealed, or read, at a time: for a message of 1 MiB in fragments of 1 KiB or more, and for any
    // frame. Only as much of it is touched as is needed.
    static constexpr std::size_t room_size = std::max((std::size_t{1} << 20) + (std::size_t{1} << 16),
                                                      sender<Suite>::sealed_size(Suite::limits::frame_limit));

    // Throws std::bad_alloc.
    [[nodiscard]] static thread_batch& here() {
        thread_local thread_batch own;
        return own;
    }

    thread_batch(const thread_batch&) = delete;
    thread_batch& operator=(const thread_batch&) = delete;
    ~thread_batch() { wipe(room().first(touched_)); }

    [[nodiscard]] mutable_octets room() noexcept { return {room_.get(), room_size}; }

    // So much of the room was written to.
    void touched(std::size_t size) noexcept { touched_ = std::max(touched_, size); }

    // Seals and opens all that is listed. Where there is no batch to be had, every outcome says why.
    void seal() noexcept {
        const bool single = outgoing.size() == 1 && outgoing[0].last == unit_type::message &&
            outgoing[0].message.size() <= outgoing[0].fragment_size;
        if (single) {
            outgoing[0].outcome = outgoing[0].by->seal(outgoing[0].message, outgoing[0].out);
        } else {
            together(outgoing, [](batch<Suite>& made, auto& items) { made.seal(items); });
        }
    }
    void open() noexcept {
        if (incoming.size() == 1) {
            incoming[0].outcome = incoming[0].by->open(incoming[0].unit);
        } else {
            together(incoming, [](batch<Suite>& made, auto& items) { made.open(items); });
        }
    }

    std::vector<typename batch<Suite>::outgoing> outgoing;
    std::vector<typename batch<Suite>::incoming> incoming;

private:
    thread_batch() : room_(std::make_unique_for_overwrite<std::byte[]>(room_size)) {}

    // A single frame needs no batch, which with some backends is large: a thread whose messages come one by one has
    // none.
    template <class Items, class Action>
    void together(Items& items, Action&& action) noexcept {
        if (items.empty()) return;
        if (!batch_) {
            auto made = batch<Suite>::make();
            if (!made) {
                for (auto& item : items) item.outcome = made.error();
                return;
            }
            batch_.emplace(*std::move(made));
        }
        action(*batch_, items);
    }

    std::unique_ptr<std::byte[]> room_;
    std::size_t touched_ = 0;
    std::optional<batch<Suite>> batch_;
};

}  // namespace handclasp::net
