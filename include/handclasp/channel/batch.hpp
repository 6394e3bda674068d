#pragma once

#include <handclasp/channel/receiver.hpp>
#include <handclasp/channel/sender.hpp>
#include <handclasp/record/frame_order.hpp>
#include <handclasp/record/lanes.hpp>

#include <memory>

namespace handclasp {

// Seals and opens together: messages of any number of channels of one suite, or the fragments of large ones. Where the
// suite's policies work side by side that is several times faster than one call after the other; with others it is the
// same calls. The frames are octet for octet those of sender::seal(), whatever the batch.
//
// One batch serves one thread, and any channels that the thread owns just now. Each call is complete when it returns.
// The items of a call share no octets that are written, but the message of one frame may lie within its own `out`.
//
// A failure ends its own channel alone: the channel's later items in the call fail as it did. Only a failure of the
// backend below (errc::backend), which no peer can cause, may end all channels whose frames went together. Misuse is
// told of an item by itself: errc::invalid_argument also without a channel, errc::closed for a batch that was moved
// away.
template <protocol_suite Suite>
class batch {
public:
    // A message to be sealed, as by by->seal(message, out, fragment_size), or part of one that goes on, where the type
    // of its last frame is unit_type::fragment. seal() sets the outcome, the part of out that was written, or the
    // error. A channel's messages have to be sent in the order in which they stand here.
    struct outgoing {
        sender<Suite>* by = nullptr;
        octets message;
        mutable_octets out;
        std::size_t fragment_size = Suite::limits::frame_limit;
        unit_type last = unit_type::message;
        result<octets> outcome = errc::invalid_argument;
    };

    // A unit to be opened, as by by->open(unit). A channel's units stand here in the order in which they came.
    struct incoming {
        receiver<Suite>* by = nullptr;
        mutable_octets unit;
        result<event> outcome = errc::invalid_argument;
    };

    // errc::unsupported_processor where the suite's backend needs instructions that are not there; errc::backend, also
    // for want of memory. The calls below allocate nothing, except for rekeys.
    [[nodiscard]] static result<batch> make() noexcept {
        auto made = engine::make();
        if (!made) return made.error();
        std::unique_ptr<window> gathered(new (std::nothrow) window);
        if (!gathered) return errc::backend;
        return batch(*std::move(made), std::move(gathered));
    }

    // Seals every item. A failure ends its own channel alone: the channel's later items in the call fail as it did, and
    // what out was to hold is wiped.
    void seal(std::span<outgoing> items) noexcept {
        for (outgoing& item : items) {
            if (!gathered_ || !item.by) {
                item.outcome = gathered_ ? errc::invalid_argument : errc::closed;
            } else if (const auto ready = usable(item); !ready) {
                refuse(item, ready.error());
            } else if (item.by->goes_on(item.message.size(), item.fragment_size)) {
                begin(item);
            } else {  // a rekey falls due within, which takes new keys
                seal_gathered();
                item.outcome = item.by->seal_part(item.last, item.message, item.out, item.fragment_size);
                if (!item.outcome) refuse(item, item.outcome.error());
            }
        }
        seal_gathered();
    }

    // Opens every item. A failure ends its own channel alone: the channel's later items in the call fail as it did, and
    // their units are wiped.
    void open(std::span<incoming> items) noexcept {
        for (incoming& item : items) {
            if (!gathered_ || !item.by) {
                item.outcome = gathered_ ? errc::invalid_argument : errc::closed;
                continue;
            }
            auto& slot = gathered_->openings[count_];
            if (item.by->begin(item.unit, slot.job)) {
                slot.item = &item;
                if (is_full(item.unit.size())) open_gathered();
            } else {  // a rekey, a close, or a failure: each changes what may follow
                open_gathered();
                item.outcome = item.by->open(item.unit);
            }
        }
        open_gathered();
    }

private:
    using protection = typename Suite::protection;
    using frame = typename Suite::message_frame;
    using engine = record::frame_engine<protection>;
    static constexpr std::size_t window_size = record::max_gathered;
    // And how many octets: what was copied into frames is in the processor's cache still when they are sealed. Sixteen
    // frames of the usual limit, as many as there are lanes.
    static constexpr std::size_t window_octets = std::size_t{1} << 18;
    static_assert(frame::body_size(Suite::limits::frame_limit) <= engine::max_octets,
                  "handclasp: the suite's frames are too long for its policies' batches; lower its frame limit");

    struct frame_to_seal {
        typename record::sealer<Suite>::job job;
        outgoing* item;
    };
    struct frame_to_open {
        typename record::opener<Suite>::job job;
        incoming* item;
    };
    struct window {
        std::array<frame_to_seal, window_size> sealings;
        std::array<frame_to_open, window_size> openings;
        record::frame_order<typename record::sealer<Suite>::job> sealing_order;
        record::frame_order<typename record::opener<Suite>::job> opening_order;
    };

    batch(engine made, std::unique_ptr<window> gathered) noexcept
        : engine_(std::move(made)), gathered_(std::move(gathered)) {}

    // Counts a frame that was gathered.
    [[nodiscard]] bool is_full(std::size_t unit_size) noexcept {
        octets_ += unit_size;
        return ++count_ == window_size || octets_ >= window_octets;
    }

    [[nodiscard]] static result<void> usable(const outgoing& item) noexcept {
        return item.by->usable(item.last, item.message, item.fragment_size, item.out);
    }

    // Gathers the frames of an item, each with its number.
    void begin(outgoing& item) noexcept {
        std::size_t written = 0;
        item.outcome = octets();
        for (std::size_t left = item.message.size();;) {
            const octets piece = item.message.last(left).first(std::min(left, item.fragment_size));
            left -= piece.size();
            auto& slot = gathered_->sealings[count_];
            const mutable_octets unit = item.out.subspan(written, frame::frame_size(piece.size()));
            const auto begun = item.by->begin(left > 0 ? unit_type::fragment : item.last, piece, unit, slot.job);
            if (!begun) return fail(item, begun.error());
            slot.item = &item;
            written += unit.size();
            if (is_full(unit.size())) seal_gathered();
            if (!item.outcome) return;
            item.outcome = octets(item.out.first(written));
            if (left == 0) return;
        }
    }

    void seal_gathered() noexcept {
        if (count_ == 0) return;
        const auto frames = std::span(gathered_->sealings).first(count_);
        engine_.seal(gathered_->sealing_order.of(frames));
        count_ = octets_ = 0;
        const auto good = [](const frame_to_seal& sealed) { return sealed.job.outcome.has_value(); };
        if (std::all_of(frames.begin(), frames.end(), good)) return;
        for (frame_to_seal& sealed : frames) {
            if (!sealed.job.outcome) sealed.item->by->stop(sealed.job.outcome.error());
            if (const auto why = sealed.item->by->stopped()) fail(*sealed.item, *why);
        }
    }

    // Misuse leaves out as it was. Where the channel has failed, nothing stays there: it may hold the message.
    static void refuse(outgoing& item, errc why) noexcept {
        const auto stopped = item.by->stopped();
        if (stopped && *stopped != errc::closed) return fail(item, why);
        item.outcome = why;
    }

    static void fail(outgoing& item, errc why) noexcept {
        wipe(item.out);
        item.outcome = why;
    }

    void open_gathered() noexcept {
        if (count_ == 0) return;
        engine_.open(gathered_->opening_order.of(std::span(gathered_->openings).first(count_)));
        for (frame_to_open& opened : std::span(gathered_->openings).first(count_)) {
            opened.item->outcome = opened.item->by->finish(opened.item->unit, opened.job.outcome);
        }
        count_ = octets_ = 0;
    }

    engine engine_;
    std::unique_ptr<window> gathered_;
    std::size_t count_ = 0;
    std::size_t octets_ = 0;
};

}  // namespace handclasp
