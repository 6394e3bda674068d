#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/move_marker.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/core/text.hpp>

#include <vector>

namespace handclasp {

// Gives both ends of a session the same further secrets, for the application's own use: independent of the session's
// keys, of each other where labels, sizes or infos differ, and of every other session (docs/protocol.md, section 5).
template <key_derivation Kdf>
class exporter {
public:
    static constexpr std::size_t max_size = 255 * Kdf::prk_size;
    static constexpr std::size_t max_label_size = 64;

    explicit exporter(secret<Kdf::prk_size> source) noexcept : secret_(std::move(source)) {}

    // Fills out, of 1 to max_size octets. The label has 1 to 64 printable ASCII octets and names the use; info is any
    // octets. errc::invalid_argument; errc::closed where the exporter was moved away.
    [[nodiscard]] result<void> derive(std::string_view label, octets info, mutable_octets out) const {
        if (!present_) return errc::closed;
        if (!text::is_name(label) || label.size() > max_label_size) return errc::invalid_argument;
        if (out.empty() || out.size() > max_size) return errc::invalid_argument;
        std::vector<std::byte> described(label.size() + 1 + sizeof(std::uint16_t) + info.size());
        copy(as_octets(label), described);
        store_big_endian(out.size(), mutable_octets(described).subspan(label.size() + 1, sizeof(std::uint16_t)));
        copy(info, mutable_octets(described).subspan(label.size() + 1 + sizeof(std::uint16_t)));
        return Kdf::expand(secret_.expose(), described, out);
    }

private:
    secret<Kdf::prk_size> secret_;
    move_marker present_;
};

}  // namespace handclasp
