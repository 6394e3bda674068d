#pragma once

#include <handclasp/identity/x509/library.hpp>

#include <optional>
#include <utility>

namespace handclasp::x509 {

// One block of a text in PEM (RFC 7468): what its BEGIN line says, and the octets between. They are wiped, because they
// may be a private key in the wrong place.
class pem_block {
public:
    pem_block(char* label, char* header, unsigned char* content, long size) noexcept
        : label_(label), header_(header), content_(content), size_(size > 0 ? static_cast<std::size_t>(size) : 0) {}
    pem_block(pem_block&& other) noexcept
        : label_(std::exchange(other.label_, nullptr)), header_(std::exchange(other.header_, nullptr)),
          content_(std::exchange(other.content_, nullptr)), size_(std::exchange(other.size_, 0)) {}
    pem_block& operator=(pem_block&&) = delete;
    ~pem_block() {
        OPENSSL_secure_free(label_);
        OPENSSL_secure_free(header_);
        OPENSSL_secure_clear_free(content_, size_);
    }

    [[nodiscard]] std::string_view label() const noexcept { return label_; }
    [[nodiscard]] octets content() const noexcept { return std::as_bytes(std::span(content_, size_)); }

    [[nodiscard]] bool is_certificate() const noexcept {
        return label() == PEM_STRING_X509 || label() == PEM_STRING_X509_OLD;
    }
    [[nodiscard]] bool is_private_key() const noexcept { return label().ends_with("PRIVATE KEY"); }

private:
    char* label_;
    char* header_;
    unsigned char* content_;
    std::size_t size_;
};

// Reads the blocks of a text one after the other; what stands between them is skipped.
class pem_reader {
public:
    explicit pem_reader(octets text) noexcept : in_(reading(text)) {}

    // None at the end of the text, and once something is damaged(): then the rest of the text is not read.
    [[nodiscard]] std::optional<pem_block> next() noexcept {
        char* label = nullptr;
        char* header = nullptr;
        unsigned char* content = nullptr;
        long size = 0;
        // PEM_FLAG_SECURE: the lines that are read on the way are wiped as well.
        constexpr unsigned int flags = PEM_FLAG_SECURE | PEM_FLAG_EAY_COMPATIBLE;
        if (in_ && PEM_read_bio_ex(in_.get(), &label, &header, &content, &size, flags) == 1) {
            return pem_block(label, header, content, size);
        }
        const auto reason = ERR_peek_last_error();
        damaged_ = ERR_GET_LIB(reason) != ERR_LIB_PEM || ERR_GET_REASON(reason) != PEM_R_NO_START_LINE;
        ERR_clear_error();
        return std::nullopt;
    }

    [[nodiscard]] bool damaged() const noexcept { return damaged_; }

private:
    stream in_;
    bool damaged_ = false;
};

}  // namespace handclasp::x509
