#pragma once

#include <handclasp/record/frame_job.hpp>

namespace handclasp::record {

// Seals and opens frames of any directions of one protection together: here one after the other. Where cipher and MAC
// work side by side, record/lanes.hpp has a better one. Jobs come longest first, or
// nearly so, and each gets its outcome.
template <class Protection>
class frame_by_frame {
public:
    // Octets of a body.
    static constexpr std::size_t max_octets = static_cast<std::size_t>(-1);

    [[nodiscard]] static result<frame_by_frame> make() noexcept { return frame_by_frame(); }

    void seal(std::span<sealing_job<typename Protection::sealing>* const> jobs) noexcept {
        for (auto* const job : jobs) job->outcome = job->keys->seal(job->body, job->message_size, job->place);
    }
    void open(std::span<opening_job<typename Protection::opening>* const> jobs) noexcept {
        for (auto* const job : jobs) job->outcome = job->keys->open(job->body, job->place);
    }
};

template <class Protection>
struct engine_of {
    using type = frame_by_frame<Protection>;
};

// The engine for a protection, chosen at compile time.
template <class Protection>
using frame_engine = typename engine_of<Protection>::type;

}  // namespace handclasp::record
