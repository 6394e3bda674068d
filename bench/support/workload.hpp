#pragma once

#include "support/octets.hpp"

#include <numeric>
#include <stdexcept>
#include <string>

namespace bench {

// What is sealed and opened in one round: so many messages, of these sizes in turn. Rounds take the channels in turn.
struct workload {
    std::string size_name;
    std::vector<std::size_t> sizes;
    std::size_t messages = 1;
    std::size_t channels = 1;
    std::size_t fragment_size = 0;  // into which a batch cuts a message; 0 for the suite's frame limit

    static workload of_size(std::size_t size, std::size_t messages = 1, std::size_t channels = 1) {
        return {std::to_string(size), {size}, messages, channels, 0};
    }
    // What a busy server has at hand: many short messages, some long ones, in no order.
    static workload of_mixed_sizes(std::size_t messages, std::size_t channels) {
        return {"mixed", {40, 1350, 300, 16384, 64, 1024, 90, 4096}, messages, channels, 0};
    }

    [[nodiscard]] std::size_t size_of(std::size_t message) const { return sizes[message % sizes.size()]; }
    [[nodiscard]] std::size_t octets() const {
        std::size_t sum = 0;
        for (std::size_t i = 0; i < messages; ++i) sum += size_of(i);
        return sum;
    }
};

// The messages of a round, and room for what they are when sealed, of several rounds. Places are whole cache lines
// apart.
class exchange {
public:
    template <class SealedSize>
    exchange(const workload& work, std::size_t rounds, SealedSize sealed_size) : messages_(work.messages) {
        constexpr std::size_t line = 64;
        std::size_t total = 0;
        for (std::size_t i = 0; i < work.messages; ++i) {
            messages_[i] = pattern(work.size_of(i), i);
            offsets_.push_back(total);
            total += (sealed_size(work.size_of(i)) + line - 1) / line * line;
        }
        offsets_.push_back(total);
        room_.resize(total * rounds);
        used_.resize(work.messages * rounds);
    }

    [[nodiscard]] std::size_t count() const noexcept { return messages_.size(); }
    [[nodiscard]] hc::octets message(std::size_t index) const noexcept { return messages_[index]; }

    // Where a message of a round is sealed to.
    [[nodiscard]] hc::mutable_octets place(std::size_t round, std::size_t index) noexcept {
        const std::size_t size = offsets_[index + 1] - offsets_[index];
        return hc::mutable_octets(room_).subspan(round * offsets_.back() + offsets_[index], size);
    }
    // Room for all messages of a round.
    [[nodiscard]] std::size_t round_octets() const noexcept { return offsets_.back(); }

    // What stands there since the last note_sealed().
    [[nodiscard]] hc::mutable_octets sealed(std::size_t round, std::size_t index) noexcept {
        return place(round, index).first(used_[round * count() + index]);
    }
    void note_sealed(std::size_t round, std::size_t index, std::size_t size) noexcept {
        used_[round * count() + index] = size;
    }
    // Octets of a whole round, sealed.
    [[nodiscard]] std::size_t sealed_octets(std::size_t round) const noexcept {
        const auto first = used_.begin() + static_cast<std::ptrdiff_t>(round * count());
        return std::accumulate(first, first + static_cast<std::ptrdiff_t>(count()), std::size_t{0});
    }

private:
    std::vector<bytes> messages_;
    std::vector<std::size_t> offsets_, used_;
    bytes room_;
};

}  // namespace bench
