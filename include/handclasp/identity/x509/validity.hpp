#pragma once

#include <handclasp/identity/x509/certificate.hpp>

#include <algorithm>

namespace handclasp::x509 {

// From the first of these seconds to the last.
struct validity {
    std::chrono::sys_seconds from, to;

    // From now on, and a minute before it, for peers whose clocks are slow. std::chrono::seconds of negative length are
    // empty.
    [[nodiscard]] static validity starting_now(std::chrono::seconds length) {
        constexpr std::chrono::minutes clock_error{1};
        const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        return {now - clock_error, now + length};
    }

    [[nodiscard]] bool empty() const noexcept { return to < from; }

    // What of it lies within that of a certificate.
    [[nodiscard]] validity within(const certificate& outer) const noexcept {
        return {std::max(from, outer.not_before()), std::min(to, outer.not_after())};
    }

    // Writes a time as certificates have it (RFC 5280, section 4.1.2.5). std::system_error: errc::invalid_argument
    // for one that they cannot express: before 1950, or after 9999.
    static void write(ASN1_TIME* target, std::chrono::sys_seconds time) {
        constexpr std::chrono::sys_days first = std::chrono::January / 1 / 1950;
        constexpr std::chrono::sys_days behind = std::chrono::January / 1 / 10000;
        if (time < first || time >= behind) throw std::system_error(errc::invalid_argument);
        concluded(ASN1_TIME_set(target, static_cast<std::time_t>(time.time_since_epoch().count())) != nullptr).value();
    }
};

}  // namespace handclasp::x509
