#pragma once

#include <handclasp/record/frame_job.hpp>

#include <array>
#include <bit>

namespace handclasp::record {

// How many frames a batch gathers before it seals or opens them.
inline constexpr std::size_t max_gathered = 128;

// Brings the jobs of a batch into the order that an engine wants: longest first, as exactly as an eighth of a length.
// By counting, so that it takes the same time for any lengths.
template <class Job>
class frame_order {
public:
    // Views of frames with a member job, at most max_gathered.
    template <class Frame>
    [[nodiscard]] std::span<Job* const> of(std::span<Frame> frames) noexcept {
        bool in_order = true;
        for (std::size_t i = 0; i < frames.size(); ++i) {
            ordered_[i] = &frames[i].job;
            in_order &= i == 0 || ordered_[i]->body.size() <= ordered_[i - 1]->body.size();
        }
        if (!in_order) sort(frames);
        return std::span(std::as_const(ordered_)).first(frames.size());
    }

private:
    template <class Frame>
    void sort(std::span<Frame> frames) noexcept {
        std::array<std::uint8_t, classes> begins{};
        for (const Frame& frame : frames) ++begins[class_of(frame.job.body.size())];
        std::uint8_t before = 0;
        for (std::size_t i = classes; i-- > 0;) {
            const auto count = begins[i];
            begins[i] = before;
            before = static_cast<std::uint8_t>(before + count);
        }
        for (Frame& frame : frames) ordered_[begins[class_of(frame.job.body.size())]++] = &frame.job;
    }

    // The position of the highest bit, and the three bits behind it.
    [[nodiscard]] static constexpr std::size_t class_of(std::size_t size) noexcept {
        const auto width = static_cast<std::size_t>(std::bit_width(size));
        return width <= 4 ? size : (width - 4) * 8 + (size >> (width - 4));
    }
    static constexpr std::size_t classes = class_of(layout::unit_header::max_length) + 1;

    std::array<Job*, max_gathered> ordered_{};
};

}  // namespace handclasp::record
