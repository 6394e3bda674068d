#pragma once

#include "dissect/capture_file.hpp"

#include <handclasp/handclasp.hpp>

// What may come in one direction of a session, by what has come in it before (docs/protocol.md, sections 3.3 and 7.2).
template <handclasp::protocol_suite Suite>
class unit_order {
public:
    using side = capture_file::side;
    using unit_type = handclasp::unit_type;
    using limits = handclasp::layout::length_limits;

    // Whether a client has to say who it is: the server's hello tells, and a capture need not have it.
    enum class demand { unknown, none, credential };

    explicit unit_order(side sender) noexcept : sender_(sender) {}

    // The lengths of a unit that may come now; nothing for a type that may not.
    [[nodiscard]] std::optional<limits> limits_of(unit_type type) const noexcept {
        using frame = typename Suite::message_frame;
        constexpr limits empty{frame::body_size(0), frame::body_size(0)};
        constexpr limits any{frame::body_size(0), frame::body_size(Suite::limits::frame_limit)};
        constexpr limits filled{frame::body_size(1), any.most};
        const bool from_client = sender_ == side::client;
        switch (awaits_) {
            case stage::hand:
                if (from_client && type == unit_type::request) return handclasp::layout::request_limits;
                if (!from_client && type == unit_type::hello) return Suite::hello::limits;
                if (!from_client && type == unit_type::refused) return handclasp::layout::refused_limits;
                return std::nullopt;
            case stage::keys:
                if (type == unit_type::initial) return Suite::initial::limits;
                return std::nullopt;
            case stage::credential:
            case stage::credential_or_frame:
                if (type == unit_type::credential) return handclasp::handshake::credential<Suite>::format::limits;
                if (awaits_ == stage::credential) return std::nullopt;
                [[fallthrough]];
            case stage::frame:
                if (type == unit_type::close) return empty;
                [[fallthrough]];
            case stage::rest_of_message:
                if (type == unit_type::message) return any;
                if (type == unit_type::fragment) return filled;
                if (type == unit_type::rekey) return empty;
                return std::nullopt;
            default: return std::nullopt;
        }
    }

    // After a unit of limits_of(). The demand is of interest after an initial unit alone.
    void take(unit_type type, demand of_server) noexcept {
        switch (type) {
            case unit_type::request: awaits_ = stage::keys; break;
            case unit_type::initial:
                awaits_ = of_server == demand::credential ? stage::credential
                    : of_server == demand::none           ? stage::frame
                                                          : stage::credential_or_frame;
                break;
            case unit_type::fragment: awaits_ = stage::rest_of_message; break;
            case unit_type::close:
            case unit_type::refused: awaits_ = stage::nothing; break;
            case unit_type::rekey:
                if (awaits_ == stage::credential_or_frame) awaits_ = stage::frame;
                break;
            default: awaits_ = stage::frame;
        }
    }

    // Nothing may come any more: after a close, or after a refusal in the other direction.
    void end() noexcept { awaits_ = stage::nothing; }

    // No unit can be found any more.
    void lose() noexcept { awaits_ = stage::lost; }

    [[nodiscard]] bool is_at_start() const noexcept { return awaits_ == stage::hand; }
    [[nodiscard]] bool has_ended() const noexcept { return awaits_ == stage::nothing; }
    [[nodiscard]] bool is_lost() const noexcept { return awaits_ == stage::lost; }

private:
    enum class stage { hand, keys, credential, credential_or_frame, frame, rest_of_message, nothing, lost };

    side sender_;
    stage awaits_ = stage::hand;
};
