#pragma once

#include <handclasp/identity/guarded_file.hpp>
#include <handclasp/identity/identity_error.hpp>
#include <handclasp/identity/x509/certificate.hpp>
#include <handclasp/identity/x509/pem.hpp>

#include <filesystem>

namespace handclasp::x509 {

inline constexpr std::size_t max_certificate_file_size = 10 << 20;

// DER begins so, and no text does.
[[nodiscard]] inline bool looks_like_der(octets content) noexcept {
    return content.size() > 1 && content[0] == std::byte{0x30} && (content[1] & std::byte{0x80}) != std::byte{0};
}

// All certificates of a text in PEM, in their order. Throws identity_error, which names the file: where there is none,
// where one is damaged, and where a private key lies among them.
[[nodiscard]] inline std::vector<certificate> certificates_in(octets text, const std::filesystem::path& file) {
    const auto refused = [&](std::string_view reason, std::string_view advice = {}) {
        return identity_error(identity_fault::malformed, file, reason, advice);
    };
    if (looks_like_der(text)) {
        throw refused("this is DER, or PKCS#12, and should be PEM",
                      "`openssl x509 -inform DER` and `openssl pkcs12` turn them into that");
    }
    if (text.empty()) throw refused("it is empty");
    std::vector<certificate> found;
    bool has_key = false;
    pem_reader blocks(text);
    while (const auto block = blocks.next()) {
        if (block->is_private_key()) {
            has_key = true;
            continue;
        }
        if (!block->is_certificate()) {
            throw refused("it holds a block " + wording::printable(block->label()) +
                          ", where only certificates belong");
        }
        auto read = certificate::from_der(block->content());
        if (!read) throw refused("certificate " + std::to_string(found.size() + 1) + " in it is damaged");
        found.push_back(*std::move(read));
    }
    if (has_key && found.empty()) throw refused("it has a private key and no certificate", "is it the right file?");
    if (has_key) {
        throw refused("it holds a private key, where only certificates belong", "keep the key in a file of its own");
    }
    if (blocks.damaged()) throw refused("it is damaged behind certificate " + std::to_string(found.size()));
    if (found.empty()) throw refused("there is no certificate in PEM in it");
    return found;
}

// The same for a file of at most 10 MiB.
[[nodiscard]] inline std::vector<certificate> read_certificates(const std::filesystem::path& file) {
    const auto text = read_file(file, max_certificate_file_size, file_privacy::open);
    return certificates_in(text.expose(), file);
}

}  // namespace handclasp::x509
