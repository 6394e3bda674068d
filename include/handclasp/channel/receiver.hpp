#pragma once

#include <handclasp/channel/event.hpp>
#include <handclasp/core/move_marker.hpp>
#include <handclasp/record/opener.hpp>

#include <algorithm>
#include <optional>

namespace handclasp {

template <protocol_suite Suite>
class batch;

// The receiving half of a channel: opens the peer's frames in the order in which they arrive. Feed it unit by unit:
// read four octets, ask unit_size(), read the rest, open().
//
// Every error is final: each later call returns it. Whoever owns the sending half stops it too (sender::stop) and
// drops the transport.
template <protocol_suite Suite>
class receiver {
public:
    using frame = typename Suite::message_frame;
    static constexpr std::size_t frame_limit = Suite::limits::frame_limit;

    // The size of the largest unit that can come; a buffer of so many octets takes them all.
    static constexpr std::size_t max_unit_size = frame::frame_size(frame_limit);

    explicit receiver(record::opener<Suite> opener) noexcept : opener_(std::move(opener)) {}

    // The size of the unit, header included, that these four octets announce. errc::unexpected_unit for a type that
    // has no place here, errc::unit_size for a length outside the limits. After a close any octet is
    // errc::after_close, so ask as soon as there is one.
    [[nodiscard]] result<std::size_t> unit_size(octets header) noexcept {
        if (!usable()) return *failure();
        if (closed_) return fail(errc::after_close);
        if (header.size() < layout::unit_header::size) return fail(errc::unit_size);
        const auto limits = limits_of(layout::unit_header::type_of(header));
        if (!limits) return fail(errc::unexpected_unit);
        const auto size = layout::admitted_size(header, *limits);
        if (!size) return fail(size.error());
        return *size;
    }

    // Opens a whole unit, in place. errc::authentication_failed, errc::key_limit and those of unit_size(); on each
    // the unit is wiped, and nothing of it comes out.
    [[nodiscard]] result<event> open(mutable_octets unit) noexcept {
        const octets header = unit.first(std::min(unit.size(), layout::unit_header::size));
        const auto size = unit_size(header);
        if (!size) return fail(size.error(), unit);
        if (*size != unit.size()) return fail(errc::unit_size, unit);
        const auto type = layout::unit_header::type_of(header);
        const auto message = opener_.open_body(header, unit.subspan(layout::unit_header::size));
        if (!message) return fail(message.error(), unit);
        return event_of(type, *message, unit);
    }

    // To be asked when the stream ends: success after the peer's close, errc::truncated before.
    [[nodiscard]] result<void> end() noexcept {
        if (const auto why = failure()) return *why;
        if (!closed_) return fail(errc::truncated);
        return {};
    }

    // Makes every later call fail with this error, unless there is one already.
    void stop(errc failure) noexcept {
        if (!failure_) failure_ = failure;
    }

    // Whether a frame of the peer has opened. On a client's side that is the first proof that the server has the
    // keys: a first message sent is not a first message received.
    [[nodiscard]] bool confirmed() const noexcept { return opener_.opened() > 0; }

    // Why nothing can be opened any more: a failure, errc::closed where the receiver was moved away, or nothing yet.
    [[nodiscard]] std::optional<errc> failure() const noexcept { return present_ ? failure_ : errc::closed; }

private:
    friend class batch<Suite>;

    // What a batch does of open(): begin() for a unit that may be opened together with those before it, since nothing
    // that they are changes whether it may come; then finish() for each in turn, once it is opened.
    [[nodiscard]] bool begin(mutable_octets unit, typename record::opener<Suite>::job& begun) noexcept {
        if (!usable() || closed_ || unit.size() < layout::unit_header::size) return false;
        const octets header = unit.first(layout::unit_header::size);
        const auto type = layout::unit_header::type_of(header);
        if (type != unit_type::message && type != unit_type::fragment) return false;
        const std::size_t length = unit.size() - header.size();
        if (length != layout::unit_header::length_of(header) || !limits_of(type)->admit(length)) return false;
        return opener_.begin(header, unit.subspan(header.size()), begun);
    }
    [[nodiscard]] result<event> finish(mutable_octets unit, result<mutable_octets> opened) noexcept {
        if (!usable()) return fail(*failure(), unit);
        const auto message = opener_.finish(unit.subspan(layout::unit_header::size), opened);
        if (!message) return fail(message.error(), unit);
        return event_of(layout::unit_header::type_of(unit), *message, unit);
    }

    [[nodiscard]] bool usable() const noexcept { return present_ && !failure_; }

    // What may come now; nothing where the type has no place (docs/protocol.md, sections 3 and 7).
    [[nodiscard]] std::optional<layout::length_limits> limits_of(unit_type type) const noexcept {
        constexpr std::size_t empty = frame::body_size(0), full = frame::body_size(frame_limit);
        switch (type) {
            case unit_type::message: return layout::length_limits{empty, full};
            case unit_type::fragment: return layout::length_limits{frame::body_size(1), full};
            case unit_type::rekey: return layout::length_limits{empty, empty};
            case unit_type::close:
                if (within_message_) return std::nullopt;
                return layout::length_limits{empty, empty};
            default: return std::nullopt;
        }
    }

    // A frame that opened and yet has the wrong size for its type was sealed by a peer that is out of order: to the
    // network it is a failure like the others.
    [[nodiscard]] result<event> event_of(unit_type type, octets message, mutable_octets unit) noexcept {
        switch (type) {
            case unit_type::message: within_message_ = false; return event{event_kind::message, message};
            case unit_type::fragment:
                if (message.empty()) break;
                within_message_ = true;
                return event{event_kind::fragment, message};
            case unit_type::rekey:
                if (!message.empty()) break;
                if (const auto advanced = opener_.advance(); !advanced) return fail(advanced.error(), unit);
                return event{event_kind::rekeyed, {}};
            default:
                if (!message.empty()) break;
                closed_ = true;
                return event{event_kind::closed, {}};
        }
        return fail(errc::authentication_failed, unit);
    }

    errc fail(errc failure, mutable_octets unit = {}) noexcept {
        wipe(unit);
        stop(failure);
        return *failure_;
    }

    record::opener<Suite> opener_;
    std::optional<errc> failure_;
    move_marker present_;
    bool within_message_ = false;
    bool closed_ = false;
};

}  // namespace handclasp
