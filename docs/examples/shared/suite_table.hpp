// What each standard suite promises, as text: all of it are constants of suite_report.
#pragma once

#include <handclasp/handclasp.hpp>
#include <handclasp/suite/report.hpp>

#include <bit>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace suite_table {

namespace hc = handclasp;

struct part {
    std::string purpose, policy, bits, source;
};

// A suite's report as text.
struct description {
    std::string alias, name, strength, key, tag, modulus, secrecy, frames, octets, limits_source, frame_limit, volume,
        forgery, overhead, encapsulation;
    std::vector<part> parts;
};

inline std::string power_of_two(std::uint64_t value) {
    return std::has_single_bit(value) ? "2^" + std::to_string(std::bit_width(value) - 1) : std::to_string(value);
}

inline std::string text_of(hc::forward_secrecy secrecy) {
    switch (secrecy) {
        case hc::forward_secrecy::every_session: return "each session";
        case hc::forward_secrecy::none: return "none";
        default: return "not stated";
    }
}

template <class Number>
std::string text_of(const std::optional<Number>& number, std::string_view prefix, std::string_view absent) {
    return number ? std::string(prefix) + std::to_string(*number) : std::string(absent);
}

template <class Suite>
description describe(const std::string& alias) {
    using report = hc::suite_report<Suite>;
    description made{.alias = alias,
                     .name = std::string(report::name),
                     .strength = text_of(report::security_bits, "", "not stated"),
                     .key = std::to_string(report::key_bits),
                     .tag = std::to_string(report::tag_bits),
                     .modulus = text_of(report::modulus_bits, "", "-"),
                     .secrecy = text_of(report::secrecy),
                     .frames = power_of_two(report::frames_per_key),
                     .octets = power_of_two(report::octets_per_key),
                     .limits_source = std::string(report::limits_source),
                     .frame_limit = std::to_string(report::frame_limit),
                     .volume =
                         text_of(report::volume_exponent, "2^", report::block_size ? "no block cipher" : "not stated"),
                     .forgery = text_of(report::forgery_exponent, "2^", "not stated"),
                     .overhead = std::to_string(report::frame_overhead),
                     .encapsulation = std::to_string(report::encapsulation_size),
                     .parts = {}};
    for (const hc::contribution& from : report::contributions) {
        made.parts.push_back({std::string(from.purpose), std::string(from.policy), text_of(from.bits, "", "not stated"),
                              std::string(from.source)});
    }
    return made;
}

inline const std::vector<std::pair<std::string, std::string description::*>> columns = {
    {"suite", &description::alias},
    {"strength, bits", &description::strength},
    {"cipher key, bits", &description::key},
    {"tag, bits", &description::tag},
    {"RSA modulus, bits", &description::modulus},
    {"forward secrecy", &description::secrecy},
    {"frames a key", &description::frames},
    {"octets a key", &description::octets},
    {"distance from random, at most", &description::volume},
    {"one forgery succeeds, at most", &description::forgery},
    {"octets in a frame, at most", &description::frame_limit},
    {"frame overhead, octets", &description::overhead},
    {"encapsulation, octets", &description::encapsulation},
};

// One fact a line and one suite a column: a dozen facts do not fit side by side.
inline void print_text(std::ostream& to, const std::vector<description>& suites) {
    const auto cell = [&to](const std::string& text, std::size_t width) {
        to << text << std::string(width > text.size() ? width - text.size() : 1, ' ');
    };
    for (const auto& [title, member] : columns) {
        cell(title, 36);
        for (const auto& suite : suites) cell(suite.*member, 18);
        to << '\n';
    }
    for (const auto& suite : suites) {
        to << '\n' << suite.alias << ": " << suite.name << '\n';
        for (const auto& from : suite.parts) {
            to << "  ";
            cell(from.purpose, 16);
            cell(from.policy, 24);
            cell(from.bits, 5);
            to << "bits: " << from.source << '\n';
        }
        to << "  limits a key    " << suite.frames << " frames, " << suite.octets << " octets: " << suite.limits_source
           << '\n';
    }
}

// All of them. Another suite is another line.
inline std::vector<description> standard_suites() {
    return {
        describe<hc::standard>("standard"),
        describe<hc::standard_256>("standard_256"),
        describe<hc::encrypt_then_mac>("encrypt_then_mac"),
        describe<hc::gcm>("gcm"),
        describe<hc::chacha>("chacha"),
        describe<hc::modern>("modern"),
    };
}

}  // namespace suite_table
