#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/constant_time.hpp>
#include <handclasp/core/move_marker.hpp>
#include <handclasp/policy/encoding/aes_gcm.hpp>
#include <handclasp/policy/ipsec_mb/manager.hpp>

#include <algorithm>

namespace handclasp::ipsec_mb {

// AES with a key of 128, 192 or 256 bits in Galois/Counter Mode (NIST SP 800-38D), through IPsec-MB's direct calls,
// with nonces of 96 bits and whole tags. The calls need no lanes and are quick from the first octet, so a batch gains
// nothing over them. A text has at most 2^36 - 32 octets (section 5.2.1.1 there).
template <std::size_t KeyBits>
struct aes_gcm : aes_gcm_form<KeyBits> {
private:
    class keyed;

public:
    using aes_gcm_form<KeyBits>::key_size, aes_gcm_form<KeyBits>::nonce_size, aes_gcm_form<KeyBits>::tag_size;
    using key = std::span<const std::byte, key_size>;
    using nonce = std::span<const std::byte, nonce_size>;
    class encryptor;
    class decryptor;
};

// The key and its powers, which are secrets like it. They belong to the code that made them. Version 1.3 declares no
// alignment, and its code wants 16 octets; no more where none is declared, because g++ 12 places objects that want more
// wrongly in the frame of a coroutine.
template <std::size_t KeyBits>
class alignas(std::max<std::size_t>(16, alignof(gcm_key_data))) aes_gcm<KeyBits>::keyed {
protected:
    keyed() noexcept = default;

    [[nodiscard]] result<void> expand(key source) noexcept {
        const auto library = direct_calls();
        if (!library) return library.error();
        library_ = *library;
        const auto expansion = KeyBits == 128 ? library_->gcm128_pre
            : KeyBits == 192                  ? library_->gcm192_pre
                                              : library_->gcm256_pre;
        expansion(source.data(), data());
        return {};
    }

    // One whole message; writes its tag. errc::closed for an object that was moved from, errc::invalid_argument above
    // 2^36 - 32 octets.
    [[nodiscard]] result<void> process(aes_gcm_enc_dec_t function, nonce number, octets associated, mutable_octets text,
                                       std::span<std::byte, tag_size> tag) noexcept {
        constexpr std::uint64_t longest = (std::uint64_t{1} << 36) - 32;
        if (!present_) return errc::closed;
        if (text.size() > longest) return errc::invalid_argument;
        gcm_context_data context;
        function(data(), &context, bytes(text), bytes(text), text.size(), bytes(number), bytes(associated),
                 associated.size(), bytes(tag), tag.size());
        wipe(std::as_writable_bytes(std::span(&context, 1)));
        return {};
    }

    [[nodiscard]] const IMB_MGR& library() const noexcept { return *library_; }

private:
    [[nodiscard]] gcm_key_data* data() noexcept { return reinterpret_cast<gcm_key_data*>(powers_.overwrite().data()); }

    secret<sizeof(gcm_key_data)> powers_;
    const IMB_MGR* library_ = nullptr;
    move_marker present_;
};

template <std::size_t KeyBits>
class aes_gcm<KeyBits>::encryptor : keyed {
public:
    // errc::unsupported_processor, errc::backend.
    [[nodiscard]] static result<encryptor> make(key source) noexcept {
        encryptor made;
        if (const auto done = made.expand(source); !done) return done.error();
        return made;
    }

    // Errors as keyed::process().
    [[nodiscard]] result<void> encrypt(nonce number, octets associated, mutable_octets text,
                                       std::span<std::byte, tag_size> tag) noexcept {
        const auto& calls = this->library();
        return this->process(KeyBits == 128       ? calls.gcm128_enc
                                 : KeyBits == 192 ? calls.gcm192_enc
                                                  : calls.gcm256_enc,
                             number, associated, text, tag);
    }

private:
    encryptor() noexcept = default;
};

template <std::size_t KeyBits>
class aes_gcm<KeyBits>::decryptor : keyed {
public:
    // errc::unsupported_processor, errc::backend.
    [[nodiscard]] static result<decryptor> make(key source) noexcept {
        decryptor made;
        if (const auto done = made.expand(source); !done) return done.error();
        return made;
    }

    // errc::authentication_failed, and the errors of keyed::process(). The library decrypts before the tag is known.
    [[nodiscard]] result<void> decrypt(nonce number, octets associated, mutable_octets text,
                                       std::span<const std::byte, tag_size> tag) noexcept {
        const auto& calls = this->library();
        secret<tag_size> expected;
        const auto done = this->process(KeyBits == 128       ? calls.gcm128_dec
                                            : KeyBits == 192 ? calls.gcm192_dec
                                                             : calls.gcm256_dec,
                                        number, associated, text, expected.overwrite());
        if (!done) return done;
        if (!constant_time::equal(tag, expected.expose())) return errc::authentication_failed;
        return {};
    }

private:
    decryptor() noexcept = default;
};

static_assert(aead<aes_gcm<128>> && aead<aes_gcm<192>> && aead<aes_gcm<256>>);

}  // namespace handclasp::ipsec_mb
