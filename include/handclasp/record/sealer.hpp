#pragma once

#include <handclasp/record/frame_job.hpp>
#include <handclasp/record/key_usage.hpp>
#include <handclasp/record/pseudo_header.hpp>
#include <handclasp/record/suite_concept.hpp>
#include <handclasp/schedule/traffic_secret.hpp>

namespace handclasp::record {

// Seals the frames of one direction: numbers them, and replaces its keys after a rekey. What may follow what is for
// the sender above it to say. Move-only: two copies would use a number twice, and so must not live on both sides of a
// fork.
template <protocol_suite Suite>
class sealer {
public:
    using frame = typename Suite::message_frame;
    using traffic_secret = schedule::traffic_secret<typename Suite::key_derivation>;
    using sealing = typename Suite::protection::sealing;
    using job = sealing_job<sealing>;

    // errc::backend.
    [[nodiscard]] static result<sealer> make(traffic_secret traffic) noexcept {
        auto keys = sealing::make(traffic);
        if (!keys) return keys.error();
        return sealer(std::move(traffic), *std::move(keys));
    }
    sealer(sealer&&) noexcept = default;
    sealer& operator=(sealer&&) noexcept = default;
    sealer(const sealer&) = delete;
    sealer& operator=(const sealer&) = delete;
    ~sealer() = default;

    // Seals a message of at most the frame limit into body, of body_size(message) octets, which it may overlap.
    // header is the unit's own. A number is consumed where the limits of the keys admit the frame. errc::key_limit;
    // errc::backend, with the body wiped, after which nothing more may be sealed.
    [[nodiscard]] result<void> seal_body(octets header, octets message, mutable_octets body) noexcept {
        if (!usage_.admits(body.size())) return errc::key_limit;
        usage_.count(body.size());
        place(message, body);
        const auto sealed = keys_.seal(body, message.size(), pseudo_header::make(next_number_++, header));
        if (!sealed) wipe(body);  // which holds the message
        return sealed;
    }

    // Writes a whole frame, of frame_size(message) octets.
    [[nodiscard]] result<void> seal(unit_type type, octets message, mutable_octets unit) noexcept {
        const mutable_octets body = unit.subspan(layout::unit_header::size);
        const auto header = layout::unit_header::make(type, body.size());
        const auto sealed = seal_body(header, message, body);
        copy(header, unit);
        return sealed;
    }

    // Writes all of a frame that stands before it is sealed, for a batch to complete: errors as for seal(), and a
    // number is consumed alike. A frame that cannot be completed ends this sealer's use.
    [[nodiscard]] result<void> begin(unit_type type, octets message, mutable_octets unit, job& begun) noexcept {
        const mutable_octets body = unit.subspan(layout::unit_header::size);
        if (!usage_.admits(body.size())) return errc::key_limit;
        usage_.count(body.size());
        place(message, body);
        const auto header = layout::unit_header::make(type, body.size());
        copy(header, unit);
        begun = {&keys_, body, message.size(), pseudo_header::make(next_number_++, header)};
        return {};
    }

    // Takes the keys that follow a rekey frame. errc::backend, and then nothing can be sealed any more.
    [[nodiscard]] result<void> advance() noexcept {
        if (const auto done = traffic_.advance(); !done) return done.error();
        auto keys = sealing::make(traffic_);
        if (!keys) return keys.error();
        keys_ = *std::move(keys);
        usage_ = {};
        return {};
    }

    // Whether a message of that size can be sealed and a rekey still follow it under the same keys.
    [[nodiscard]] bool spares(std::size_t message_size) const noexcept {
        return usage_.spares(frame::body_size(message_size), frame::body_size(0));
    }
    [[nodiscard]] bool wants_rekey() const noexcept { return usage_.wants_rekey(); }

    // Whether so many more frames can be sealed before a rekey is wanted.
    [[nodiscard]] bool goes_on(std::uint64_t frames, std::uint64_t body_octets) const noexcept {
        return usage_.goes_on(frames, body_octets);
    }

private:
    // A message that was written where it belongs is not copied.
    static void place(octets message, mutable_octets body) noexcept {
        const mutable_octets target = body.subspan(frame::message_offset, message.size());
        if (target.data() != message.data()) copy(message, target);
    }

    sealer(traffic_secret traffic, sealing keys) noexcept : traffic_(std::move(traffic)), keys_(std::move(keys)) {}

    traffic_secret traffic_;
    sealing keys_;
    std::uint64_t next_number_ = 0;
    key_usage<typename Suite::limits> usage_;
};

}  // namespace handclasp::record
