#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/policy/ipsec_mb/engine.hpp>

namespace handclasp::ipsec_mb {

// A MAC policy of HMAC-SHA-256 (RFC 2104) whose messages can also go side by side with others, in the lanes of an
// engine. A message by itself is the base policy's: IPsec-MB has no quick call for one.
template <mac Base>
class hmac_sha256 {
    static_assert(Base::key_size == 32 && std::string_view(Base::name).starts_with("HMAC-SHA-256-"),
                  "handclasp: the base of ipsec_mb::hmac_sha256 has to be a policy of HMAC-SHA-256");
    static_assert(Base::tag_size == 16 || Base::tag_size == 32,
                  "handclasp: the tag of ipsec_mb::hmac_sha256 has to have 16 or 32 octets");

public:
    static constexpr std::size_t key_size = Base::key_size;
    static constexpr std::size_t tag_size = Base::tag_size;
    static constexpr std::string_view name = Base::name;
    using engine = ipsec_mb::engine;

    // errc::unsupported_processor, and the base's errors.
    [[nodiscard]] static result<hmac_sha256> make(std::span<const std::byte, key_size> key) noexcept {
        auto alone = Base::make(key);
        if (!alone) return alone.error();
        const auto library = direct_calls();
        if (!library) return library.error();
        hmac_sha256 made(*std::move(alone));
        absorb(**library, key, std::byte{0x36}, made.inner_);
        absorb(**library, key, std::byte{0x5c}, made.outer_);
        return made;
    }

    [[nodiscard]] result<void> authenticate(octets message, std::span<std::byte, tag_size> tag) const noexcept {
        return alone_.authenticate(message, tag);
    }

    // The states of the hash once it has absorbed the key's two blocks (RFC 2104, section 4).
    [[nodiscard]] octets inner() const noexcept { return inner_.expose(); }
    [[nodiscard]] octets outer() const noexcept { return outer_.expose(); }

private:
    using state = secret<32>;

    explicit hmac_sha256(Base alone) noexcept : alone_(std::move(alone)) {}

    static void absorb(const IMB_MGR& library, octets key, std::byte pad, state& absorbed) noexcept {
        secret<64> padded;
        const auto block = padded.overwrite();
        std::fill(block.begin(), block.end(), pad);
        for (std::size_t i = 0; i < key.size(); ++i) block[i] ^= key[i];
        library.sha256_one_block(block.data(), absorbed.overwrite().data());
    }

    Base alone_;
    state inner_;
    state outer_;
};

}  // namespace handclasp::ipsec_mb
