// Reads what handclasp-dissect works on: captured octets, and key logs.
#pragma once

#include <handclasp/core/hex.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

namespace capture_file {

namespace hc = handclasp;
using bytes = std::vector<std::byte>;

// Octets of one direction, in the order in which they were seen.
enum class side { client, server };
struct piece {
    side from;
    bytes content;
};

// What decrypts a session, and the transcript's hash that tells whose it is.
struct session_secrets {
    std::array<std::byte, 32> transcript{};
    bytes secrets;
};

inline bytes read(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::system_error(errno, std::generic_category(), path);
    std::ostringstream content;
    if (file.peek() != std::ifstream::traits_type::eof()) content << file.rdbuf();
    if (file.bad() || content.fail()) throw std::runtime_error(path + ": cannot be read");
    const std::string text = content.str();
    return {hc::as_octets(text).begin(), hc::as_octets(text).end()};
}

inline std::vector<std::string> read_lines(const std::string& path) {
    const bytes content = read(path);
    std::istringstream text{std::string(hc::as_text(content))};
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) {
        if (!line.empty() && line.back() == '\r') line.pop_back();
        lines.push_back(line);
    }
    return lines;
}

inline std::optional<bytes> parse_hex(std::string_view digits) {
    bytes parsed(digits.size() / 2);
    if (!hc::text::from_hex(digits, parsed)) return std::nullopt;
    return parsed;
}

// The octets of one direction in a file, and those of the other in another.
inline std::vector<piece> read_directions(const std::string& client, const std::string& server) {
    return {{side::client, read(client)}, {side::server, read(server)}};
}

// The text that `tshark -q -z follow,tcp,raw,0` prints: a few lines about the connection, then each piece as a line of
// hexadecimal digits, after a tab where it came from the side that did not open the connection.
inline std::vector<piece> read_follow(const std::string& path) {
    const auto lines = read_lines(path);
    const auto is_about = [](const std::string& line) {
        const auto starts = [&line](std::string_view with) { return line.starts_with(with); };
        return line.empty() || starts("===") || starts("Follow: ") || starts("Filter: ") || starts("Node ");
    };
    std::vector<piece> pieces;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (is_about(lines[i])) continue;
        const bool second = lines[i].front() == '\t';
        auto content = parse_hex(std::string_view(lines[i]).substr(second ? 1 : 0));
        if (!content) {
            throw std::runtime_error(path + ": line " + std::to_string(i + 1) +
                                     " is no line of tshark's `follow,tcp,raw`: hexadecimal digits are expected");
        }
        pieces.push_back({second ? side::server : side::client, *std::move(content)});
    }
    if (pieces.empty()) throw std::runtime_error(path + ": no octets, of either side");
    return pieces;
}

// Lines as handclasp::key_log_line() makes them, empty ones, and ones that start with #.
inline std::vector<session_secrets> read_key_log(const std::string& path) {
    const auto lines = read_lines(path);
    std::vector<session_secrets> sessions;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].empty() || lines[i].front() == '#') continue;
        std::istringstream words(lines[i]);
        std::string label, transcript, secrets, rest;
        words >> label >> transcript >> secrets;
        session_secrets session;
        auto parsed = parse_hex(secrets);
        if (label != "handclasp/1" || !hc::text::from_hex(transcript, session.transcript) || !parsed ||
            parsed->empty() || words >> rest) {
            throw std::runtime_error(path + ": line " + std::to_string(i + 1) +
                                     " is no line of a key log: expected `handclasp/1 TRANSCRIPT SECRETS`");
        }
        session.secrets = *std::move(parsed);
        sessions.push_back(std::move(session));
    }
    return sessions;
}

}  // namespace capture_file
