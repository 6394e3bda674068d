#pragma once

#include <handclasp/core/move_marker.hpp>
#include <handclasp/record/sealer.hpp>

#include <algorithm>
#include <optional>

namespace handclasp {

template <protocol_suite Suite>
class batch;

// The sending half of a channel: turns messages into frames, one direction's, in the order of the calls. Frames have
// to be sent whole and in that order. Nothing is allocated except by a rekey.
//
// Misuse (errc::buffer_size, errc::invalid_argument, errc::closed) changes nothing. Any other error is final: every
// later call returns it.
template <protocol_suite Suite>
class sender {
public:
    using frame = typename Suite::message_frame;
    static constexpr std::size_t frame_limit = Suite::limits::frame_limit;

    explicit sender(record::sealer<Suite> sealer) noexcept : sealer_(std::move(sealer)) {}

    // Octets that always suffice for seal(): the message's frames, and rekeys where they fall due on the way.
    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size,
                                                           std::size_t fragment_size = frame_limit) noexcept {
        fragment_size = std::clamp<std::size_t>(fragment_size, 1, frame_limit);
        const std::size_t frames_octets = frames_size(message_size, fragment_size);
        if (frames_octets > unthinkable / 2) return unthinkable;
        const std::uint64_t rekeys = 1 +
            frame_count(message_size, fragment_size) / (Suite::limits::frames_per_key / 2) +
            frames_octets / (Suite::limits::octets_per_key / 2);
        return frames_octets + static_cast<std::size_t>(rekeys) * frame::frame_size(0);
    }

    // Where in out a message of so many octets stands within its frame. Whoever writes it there, and passes that span to
    // seal() with the same out, saves a copy. For a message of one frame: at most fragment_size octets.
    [[nodiscard]] static constexpr mutable_octets message_place(mutable_octets out, std::size_t message_size) noexcept {
        return out.subspan(layout::unit_header::size + frame::message_offset, message_size);
    }

    // Seals a whole message, or the last part of one that began with seal_fragment(); in fragments of fragment_size
    // octets (1 to the frame limit) where it exceeds that. Small fragments cost octets on the wire, and a batch seals
    // them side by side. Returns the part of out that was written. out needs frame_size(message) octets for one frame,
    // and sealed_size(message) for a rekey to find room as well; it may overlap a message of one frame, and no other
    // (errc::invalid_argument). errc::buffer_size also where the keys are worn out and out has no room for a rekey.
    [[nodiscard]] result<octets> seal(octets message, mutable_octets out,
                                      std::size_t fragment_size = frame_limit) noexcept {
        return seal_part(unit_type::message, message, out, fragment_size);
    }

    // Seals 1 to frame_limit octets of a message that goes on: for messages that are never in memory as a whole. Room,
    // overlap and errors as for seal() of the same size.
    [[nodiscard]] result<octets> seal_fragment(octets piece, mutable_octets out) noexcept {
        if (piece.size() > frame_limit) return errc::invalid_argument;
        return seal_part(unit_type::fragment, piece, out, frame_limit);
    }

    // Changes this direction's keys, so that a later theft of them does not reach back; also between two fragments. A
    // sender does so by itself long before the limits of its keys. out needs frame_size(0) octets.
    [[nodiscard]] result<octets> rekey(mutable_octets out) noexcept {
        if (const auto ready = usable(frame::frame_size(0), out); !ready) return ready.error();
        std::size_t written = 0;
        if (!put_rekey(out, written)) return *stopped_;
        return out.first(written);
    }

    // Ends this direction authentically; not within a message (errc::invalid_argument). out needs room as for seal() of
    // an empty message. The other direction goes on until its own close. It says nothing about what arrived.
    [[nodiscard]] result<octets> close(mutable_octets out) noexcept {
        if (const auto ready = usable(frame::frame_size(0), out); !ready) return ready.error();
        if (within_message_) return errc::invalid_argument;
        std::size_t written = 0;
        octets nothing;
        if (sealer_.wants_rekey()) {
            const auto done = rekey_now(nothing, frame::frame_size(0), out, written);
            if (!done) return done.error();
        }
        if (!put(unit_type::close, nothing, out, written)) return *stopped_;
        stopped_ = errc::closed;
        return out.first(written);
    }

    // Makes every later call fail with this error, unless there is one already: the first failure of a session, in
    // whichever half, ends both.
    void stop(errc failure) noexcept {
        if (!stopped_ || *stopped_ == errc::closed) stopped_ = failure;
    }

    // Why nothing can be sealed any more: errc::closed, a failure, or nothing yet.
    [[nodiscard]] std::optional<errc> stopped() const noexcept { return present_ ? stopped_ : errc::closed; }

private:
    friend class batch<Suite>;

    // What a size is where it could not be counted: no buffer has it.
    static constexpr std::size_t unthinkable = static_cast<std::size_t>(-1);

    [[nodiscard]] static constexpr std::size_t frame_count(std::size_t message_size,
                                                           std::size_t fragment_size) noexcept {
        return message_size <= fragment_size ? 1 : (message_size - 1) / fragment_size + 1;
    }
    [[nodiscard]] static constexpr std::size_t frames_size(std::size_t message_size,
                                                           std::size_t fragment_size) noexcept {
        if (message_size <= fragment_size) return frame::frame_size(message_size);
        const std::size_t full = frame_count(message_size, fragment_size) - 1;
        if (full >= (unthinkable - message_size) / frame::frame_size(0)) return unthinkable;
        return full * frame::frame_size(fragment_size) + frame::frame_size(message_size - full * fragment_size);
    }

    // Whether a message can be sealed in fragments of that size, the last one of the type of a message that ends there
    // or of one that goes on. The frames of several fragments would be written over what is still to be read of it.
    [[nodiscard]] result<void> usable(unit_type last, octets message, std::size_t fragment_size,
                                      mutable_octets out) const noexcept {
        const bool fits = last == unit_type::message || (last == unit_type::fragment && !message.empty());
        if (!fits || fragment_size < 1 || fragment_size > frame_limit) return errc::invalid_argument;
        if (message.size() > fragment_size && overlap(message, out)) return errc::invalid_argument;
        return usable(frames_size(message.size(), fragment_size), out);
    }

    [[nodiscard]] result<void> usable(std::size_t needed, mutable_octets out) const noexcept {
        if (!present_ || stopped_) return *stopped();
        if (out.size() < needed) return errc::buffer_size;
        return {};
    }

    [[nodiscard]] result<octets> seal_part(unit_type last, octets message, mutable_octets out,
                                           std::size_t fragment_size) noexcept {
        if (const auto ready = usable(last, message, fragment_size, out); !ready) return ready.error();
        std::size_t written = 0;
        for (std::size_t left = message.size();;) {
            octets piece = message.last(left).first(std::min(left, fragment_size));
            if (sealer_.wants_rekey()) {
                const auto done = rekey_now(piece, frames_size(left, fragment_size), out, written);
                if (!done) return done.error();
            }
            left -= piece.size();
            if (!put(left > 0 ? unit_type::fragment : last, piece, out, written)) return *stopped_;
            if (left == 0) break;
        }
        within_message_ = last == unit_type::fragment;
        return out.first(written);
    }

    [[nodiscard]] bool put(unit_type type, octets piece, mutable_octets out, std::size_t& written) noexcept {
        const std::size_t size = frame::frame_size(piece.size());
        if (const auto sealed = sealer_.seal(type, piece, out.subspan(written, size)); !sealed) {
            stop(sealed.error());
            return false;
        }
        written += size;
        return true;
    }

    [[nodiscard]] bool put_rekey(mutable_octets out, std::size_t& written) noexcept {
        if (!put(unit_type::rekey, {}, out, written)) return false;
        if (const auto advanced = sealer_.advance(); !advanced) {
            stop(advanced.error());
            return false;
        }
        return true;
    }

    // Rekeys before a piece is sealed, when it is time, if out has room. Otherwise that waits for a later call: half of
    // the limits is left for it, but for the room of the rekey itself.
    [[nodiscard]] result<void> rekey_now(octets& piece, std::size_t still_needed, mutable_octets out,
                                         std::size_t& written) noexcept {
        if (out.size() - written >= frame::frame_size(0) + still_needed) {
            // The piece may lie where the rekey frame will: it goes to its own place first.
            constexpr std::size_t offset = frame::frame_size(0) + layout::unit_header::size + frame::message_offset;
            const mutable_octets place = out.subspan(written + offset, piece.size());
            copy(piece, place);
            piece = place;
            const mutable_octets rest = out.subspan(written);
            if (put_rekey(out, written)) return {};
            wipe(rest);  // the piece, and what is left of it where it was
            return *stopped_;
        }
        if (sealer_.spares(piece.size())) return {};
        if (written == 0) return errc::buffer_size;
        stop(errc::key_limit);
        return errc::key_limit;
    }

    // What a batch does of seal_part(), once a message is usable(): whether no rekey falls due within it, and each of
    // its frames up to the point where only the sealing is left.
    [[nodiscard]] bool goes_on(std::size_t message_size, std::size_t fragment_size) const noexcept {
        return sealer_.goes_on(frame_count(message_size, fragment_size), frames_size(message_size, fragment_size));
    }
    [[nodiscard]] result<void> begin(unit_type type, octets piece, mutable_octets unit,
                                     typename record::sealer<Suite>::job& begun) noexcept {
        const auto done = sealer_.begin(type, piece, unit, begun);
        if (!done) stop(done.error());
        within_message_ = type == unit_type::fragment;
        return done;
    }

    record::sealer<Suite> sealer_;
    std::optional<errc> stopped_;
    move_marker present_;
    bool within_message_ = false;
};

}  // namespace handclasp
