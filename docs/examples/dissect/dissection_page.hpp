#pragma once

#include "shared/unit_text.hpp"

#include <handclasp/identity/plain_text.hpp>

#include <algorithm>
#include <iomanip>
#include <iostream>

// What handclasp-dissect prints: units with their fields on one stream, notes below them, and faults on standard error.
class dissection_page {
public:
    // With `whole` octets are not abbreviated.
    dissection_page(std::ostream& out, bool whole) : out_(out), whole_(whole) {}

    void line(const std::string& text) { out_ << text << "\n"; }

    // The first line of a unit; `frame` is its number where it is one.
    void head(std::string_view direction, std::size_t offset, const std::string& unit,
              std::optional<std::uint64_t> frame) {
        out_ << std::left << std::setw(6) << direction << " @" << std::setw(8) << offset << std::right << unit;
        if (frame) out_ << "  frame " << *frame;
        out_ << "\n";
    }

    void field(const unit_field& shown_field, handclasp::octets unit) {
        using secrecy = unit_field::secrecy;
        const auto content = shown_field.place.of(unit);
        const auto* const how = shown_field.how == secrecy::clear ? "clear"
            : shown_field.how == secrecy::cipher                  ? "encrypted"
                                                                  : "under RSA";
        out_ << std::setw(16) << shown_field.place.offset << std::setw(7) << shown_field.place.size << "  " << std::left
             << std::setw(11) << how << std::setw(18) << shown_field.name << std::right;
        if (shown_field.how != secrecy::clear)
            out_ << "-";
        else if (content.size() <= 2)
            out_ << handclasp::load_big_endian<unsigned>(content);
        else
            out_ << shown(content, 16);
        out_ << "\n";
    }

    void note(std::string_view name, const std::string& text) { out_ << "                  " << name << text << "\n"; }

    void fault(std::string_view direction, std::size_t offset, const std::string& what) {
        out_ << std::flush;
        std::cerr << "handclasp-dissect: " << direction << " direction, offset " << offset << ": "
                  << handclasp::text::printable(what) << "\n";
        good_ = false;
    }

    // Whether there was no fault.
    [[nodiscard]] bool finish() {
        out_ << std::flush;
        return good_;
    }

    // As text where all of it is printable ASCII, and in hexadecimal digits elsewhere.
    [[nodiscard]] std::string shown(handclasp::octets content, std::size_t most_in_hex) const {
        const bool text =
            std::ranges::all_of(handclasp::as_text(content), [](char c) { return c >= 0x20 && c < 0x7f; });
        const std::size_t most = whole_ ? content.size() : text ? 80 : most_in_hex;
        const auto part = content.first(std::min(content.size(), most));
        const auto written = text ? '"' + std::string(handclasp::as_text(part)) + '"' : handclasp::text::to_hex(part);
        return written + (part.size() < content.size() ? " ..." : "");
    }

private:
    std::ostream& out_;
    bool whole_;
    bool good_ = true;
};
