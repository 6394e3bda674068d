#pragma once

#include <handclasp/record/frame_job.hpp>
#include <handclasp/record/key_usage.hpp>
#include <handclasp/record/pseudo_header.hpp>
#include <handclasp/record/suite_concept.hpp>
#include <handclasp/schedule/traffic_secret.hpp>

namespace handclasp::record {

// Opens the frames of one direction in the order in which they were sealed. What may follow what is for the receiver
// above it to say, and the first error is final there.
template <protocol_suite Suite>
class opener {
public:
    using frame = typename Suite::message_frame;
    using traffic_secret = schedule::traffic_secret<typename Suite::key_derivation>;
    using opening = typename Suite::protection::opening;
    using job = opening_job<opening>;

    // errc::backend.
    [[nodiscard]] static result<opener> make(traffic_secret traffic) noexcept {
        auto keys = opening::make(traffic);
        if (!keys) return keys.error();
        return opener(std::move(traffic), *std::move(keys));
    }

    // The message of a frame, in place of its body. header is the unit's own. errc::authentication_failed, also for a
    // message above the frame limit, errc::key_limit and errc::backend; all with the body wiped.
    [[nodiscard]] result<mutable_octets> open_body(octets header, mutable_octets body) noexcept {
        if (!usage_.admits(body.size())) {
            wipe(body);
            return errc::key_limit;
        }
        usage_.count(body.size());
        return finish(body, keys_.open(body, pseudo_header::make(next_number_++, header)));
    }

    // The same in two steps, between which a batch opens the frame: begin() takes its number, if the limits of the keys
    // admit it, and finish() what became of it, for each frame in turn.
    [[nodiscard]] bool begin(octets header, mutable_octets body, job& begun) noexcept {
        if (!usage_.admits(body.size())) return false;
        usage_.count(body.size());
        begun = {&keys_, body, pseudo_header::make(next_number_++, header)};
        return true;
    }
    [[nodiscard]] result<mutable_octets> finish(mutable_octets body, result<mutable_octets> message) noexcept {
        if (!message || message->size() > Suite::limits::frame_limit) {
            wipe(body);
            return message ? errc::authentication_failed : message.error();
        }
        ++opened_;
        return message;
    }

    // Takes the keys that follow a rekey frame. errc::backend.
    [[nodiscard]] result<void> advance() noexcept {
        if (const auto done = traffic_.advance(); !done) return done.error();
        auto keys = opening::make(traffic_);
        if (!keys) return keys.error();
        keys_ = *std::move(keys);
        usage_ = {};
        return {};
    }

    // How many frames were opened since the session began.
    [[nodiscard]] std::uint64_t opened() const noexcept { return opened_; }

private:
    opener(traffic_secret traffic, opening keys) noexcept : traffic_(std::move(traffic)), keys_(std::move(keys)) {}

    traffic_secret traffic_;
    opening keys_;
    std::uint64_t next_number_ = 0;
    std::uint64_t opened_ = 0;
    key_usage<typename Suite::limits> usage_;
};

}  // namespace handclasp::record
