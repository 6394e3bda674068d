#pragma once

#include <handclasp/channel/event.hpp>
#include <handclasp/layout/unit.hpp>
#include <handclasp/record/suite_concept.hpp>

#include <utility>
#include <vector>

namespace handclasp {

// Puts the fragments of a message together, up to a total limit in octets: for a receiver that wants whole messages.
template <protocol_suite Suite>
class assembler {
public:
    explicit assembler(std::size_t limit) noexcept : limit_(limit) {}

    // Refuses, on the header alone, a message or fragment that would exceed the limit: errc::message_size.
    [[nodiscard]] result<void> admit(octets header) const noexcept {
        if (header.size() < layout::unit_header::size) return errc::unit_size;
        const auto type = layout::unit_header::type_of(header);
        if (type != unit_type::message && type != unit_type::fragment) return {};
        const std::size_t least = Suite::message_frame::min_message(layout::unit_header::length_of(header));
        if (least > limit_ - message_.size()) return errc::message_size;
        return {};
    }

    // Adds what a message or fragment event brought. errc::message_size.
    [[nodiscard]] result<void> add(octets piece) {
        if (piece.size() > limit_ - message_.size()) return errc::message_size;
        message_.insert(message_.end(), piece.begin(), piece.end());
        return {};
    }

    // The message that is complete; the next one starts.
    [[nodiscard]] std::vector<std::byte> take() noexcept { return std::exchange(message_, {}); }

private:
    std::size_t limit_;
    std::vector<std::byte> message_;
};

}  // namespace handclasp
