#pragma once

#include <handclasp/core/move_marker.hpp>
#include <handclasp/record/sealer.hpp>

#include <algorithm>
#include <optional>

namespace handclasp {

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
    [[nodiscard]] static constexpr std::size_t sealed_size(std::size_t message_size) noexcept {
        const std::size_t frames_octets = frames_size(message_size);
        const std::uint64_t rekeys = 1 + frame_count(message_size) / (Suite::limits::frames_per_key / 2) +
            frames_octets / (Suite::limits::octets_per_key / 2);
        return frames_octets + static_cast<std::size_t>(rekeys) * frame::frame_size(0);
    }

    // Seals a whole message, in fragments where it exceeds the frame limit, or the last part of one that began with
    // seal_fragment(). Returns the part of out that was written. out needs frame_size(message) octets for one frame,
    // and sealed_size(message) for a rekey to find room as well; it may overlap a message of one frame. errc::buffer_size
    // also where the keys are worn out and out has no room for a rekey.
    [[nodiscard]] result<octets> seal(octets message, mutable_octets out) noexcept {
        if (const auto ready = usable(frames_size(message.size()), out); !ready) return ready.error();
        std::size_t written = 0;
        for (std::size_t left = message.size();;) {
            octets piece = message.last(left).first(std::min(left, frame_limit));
            if (const auto due = rekey_if_due(piece, frames_size(left), out, written); !due) return due.error();
            left -= piece.size();
            const auto type = left > 0 ? unit_type::fragment : unit_type::message;
            if (!put(type, piece, out, written)) return *stopped_;
            if (type == unit_type::message) break;
        }
        within_message_ = false;
        return out.first(written);
    }

    // Seals 1 to frame_limit octets of a message that goes on: for messages that are never in memory as a whole. Room,
    // overlap and errors as for seal() of the same size.
    [[nodiscard]] result<octets> seal_fragment(octets piece, mutable_octets out) noexcept {
        if (piece.empty() || piece.size() > frame_limit) return errc::invalid_argument;
        if (const auto ready = usable(frame::frame_size(piece.size()), out); !ready) return ready.error();
        std::size_t written = 0;
        const std::size_t needed = frame::frame_size(piece.size());
        if (const auto due = rekey_if_due(piece, needed, out, written); !due) return due.error();
        if (!put(unit_type::fragment, piece, out, written)) return *stopped_;
        within_message_ = true;
        return out.first(written);
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
        if (const auto due = rekey_if_due(nothing, frame::frame_size(0), out, written); !due) return due.error();
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
    [[nodiscard]] static constexpr std::size_t frame_count(std::size_t message_size) noexcept {
        return message_size == 0 ? 1 : (message_size - 1) / frame_limit + 1;
    }
    [[nodiscard]] static constexpr std::size_t frames_size(std::size_t message_size) noexcept {
        const std::size_t full = frame_count(message_size) - 1;
        return full * frame::frame_size(frame_limit) + frame::frame_size(message_size - full * frame_limit);
    }

    [[nodiscard]] result<void> usable(std::size_t needed, mutable_octets out) const noexcept {
        if (const auto why = stopped()) return *why;
        if (out.size() < needed) return errc::buffer_size;
        return {};
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

    // Rekeys before a piece is sealed, if it is time and out has room. Otherwise that waits for a later call: half of the
    // limits is left for it, but for the room of the rekey itself.
    [[nodiscard]] result<void> rekey_if_due(octets& piece, std::size_t still_needed, mutable_octets out,
                                            std::size_t& written) noexcept {
        if (!sealer_.wants_rekey()) return {};
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

    record::sealer<Suite> sealer_;
    std::optional<errc> stopped_;
    move_marker present_;
    bool within_message_ = false;
};

}  // namespace handclasp
