#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/text.hpp>
#include <handclasp/policy/cryptopp/lean_aes.hpp>
#include <handclasp/policy/cryptopp/random.hpp>

#include <memory>

namespace handclasp {

// CMAC (NIST SP 800-38B; RFC 4493) over AES with a key of 128, 192 or 256 bits, on Crypto++, with the whole block as
// tag.
template <std::size_t KeyBits>
class aes_cmac {
    static_assert(KeyBits == 128 || KeyBits == 192 || KeyBits == 256,
                  "handclasp: AES has keys of 128, 192 or 256 bits");

    static constexpr std::string_view prefix = "AES-", suffix = "-CMAC";
    using library = CryptoPP::CMAC<cryptopp::lean_aes>;

public:
    static constexpr std::size_t key_size = KeyBits / 8;
    static constexpr std::size_t tag_size = 16;
    static constexpr std::string_view name = text::joined<prefix, text::decimal<KeyBits>::value, suffix>::value;

    // errc::backend.
    [[nodiscard]] static result<aes_cmac> make(std::span<const std::byte, key_size> key) noexcept {
        return cryptopp::guarded([key]() -> result<aes_cmac> { return aes_cmac(key); });
    }

    // The library computes in its object, which TruncatedFinal() leaves as it was; until then no other thread may call.
    // errc::closed for an object that was moved from, errc::backend.
    [[nodiscard]] result<void> authenticate(octets message, std::span<std::byte, tag_size> tag) const noexcept {
        if (!library_) return errc::closed;
        return cryptopp::guarded([&]() -> result<void> {
            if (!message.empty()) library_->Update(cryptopp::bytes(message), message.size());
            library_->TruncatedFinal(cryptopp::bytes(tag), tag.size());
            return {};
        });
    }

private:
    explicit aes_cmac(std::span<const std::byte, key_size> key)
        : library_(std::make_unique<library>(cryptopp::bytes(key), key.size())) {}

    std::unique_ptr<library> library_;  // wiped by Crypto++
};

static_assert(mac<aes_cmac<128>> && mac<aes_cmac<192>> && mac<aes_cmac<256>>);

}  // namespace handclasp
