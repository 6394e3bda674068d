#pragma once

#include <cstddef>
#include <cstdint>

namespace handclasp::record {

// How much one traffic secret has protected. A suite's limits say how much it may (docs/protocol.md, section 8).
template <class Limits>
class key_usage {
public:
    // Whether one more frame of that many body octets stays within the limits.
    [[nodiscard]] constexpr bool admits(std::size_t body_size) const noexcept {
        return frames_ < Limits::frames_per_key && body_size <= Limits::octets_per_key - octets_;
    }

    // Whether one more frame of that many body octets leaves room for a rekey frame of rekey_size behind it, which a
    // sender has to keep until it has rekeyed.
    [[nodiscard]] constexpr bool spares(std::size_t body_size, std::size_t rekey_size) const noexcept {
        return admits(body_size + rekey_size) && frames_ + 1 < Limits::frames_per_key;
    }

    // Whether a sender should rekey: half of either limit is gone, which leaves room for whatever it is in the midst
    // of.
    [[nodiscard]] constexpr bool wants_rekey() const noexcept {
        return frames_ >= Limits::frames_per_key / 2 || octets_ >= Limits::octets_per_key / 2;
    }

    // Whether a sender that seals so many frames more, of so many body octets in all, comes upon none before which it
    // should rekey.
    [[nodiscard]] constexpr bool goes_on(std::uint64_t frames, std::uint64_t body_octets) const noexcept {
        constexpr std::uint64_t half_of_frames = Limits::frames_per_key / 2,
                                half_of_octets = Limits::octets_per_key / 2;
        return frames_ <= half_of_frames && frames <= half_of_frames - frames_ && octets_ <= half_of_octets &&
            body_octets <= half_of_octets - octets_;
    }

    // Counts a frame that admits() has admitted.
    constexpr void count(std::size_t body_size) noexcept {
        ++frames_;
        octets_ += body_size;
    }

private:
    std::uint64_t frames_ = 0;
    std::uint64_t octets_ = 0;
};

}  // namespace handclasp::record
