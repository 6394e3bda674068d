#pragma once

#include <handclasp/core/constant_time.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/policy/cryptopp/random.hpp>

#include <array>
#include <memory>

namespace handclasp::cryptopp {

// A keyed AEAD of Crypto++, of nonces of 12 octets and tags of 16. The library's object points into itself, so it stays
// where it was made and a pointer to it moves. It wipes its key.
template <class Library, std::size_t KeySize>
class keyed_aead {
public:
    using key = std::span<const std::byte, KeySize>;
    using nonce = std::span<const std::byte, 12>;
    static constexpr std::size_t tag_size = 16;

protected:
    // Throws what Crypto++ throws. It takes no key without a nonce; the one of zeros is used for nothing.
    explicit keyed_aead(key source) : library_(std::make_unique<Library>()) {
        constexpr std::array<std::byte, nonce::extent> none{};
        library_->SetKeyWithIV(bytes(source), source.size(), bytes(none), none.size());
    }

    // Transforms a text and writes its tag. The library's own calls for all of it would copy the tag that it computes
    // into heap memory; these allocate nothing. errc::closed for an object that was moved from, errc::backend.
    [[nodiscard]] result<void> process(nonce number, octets associated, mutable_octets text,
                                       std::span<std::byte, tag_size> tag) noexcept {
        if (!library_) return errc::closed;
        return guarded([&]() -> result<void> {
            library_->Resynchronize(bytes(number), static_cast<int>(number.size()));
            if (!associated.empty()) library_->Update(bytes(associated), associated.size());
            if (!text.empty()) library_->ProcessData(bytes(text), bytes(text), text.size());
            library_->TruncatedFinal(bytes(tag), tag.size());
            return {};
        });
    }

private:
    std::unique_ptr<Library> library_;
};

template <class Library, std::size_t KeySize>
class keyed_aead_encryptor : keyed_aead<Library, KeySize> {
    using base = keyed_aead<Library, KeySize>;

public:
    // errc::backend.
    [[nodiscard]] static result<keyed_aead_encryptor> make(typename base::key source) noexcept {
        return guarded([source]() -> result<keyed_aead_encryptor> { return keyed_aead_encryptor(source); });
    }

    // errc::closed for an object that was moved from, errc::backend.
    [[nodiscard]] result<void> encrypt(typename base::nonce number, octets associated, mutable_octets text,
                                       std::span<std::byte, base::tag_size> tag) noexcept {
        return base::process(number, associated, text, tag);
    }

private:
    using base::base;
};

template <class Library, std::size_t KeySize>
class keyed_aead_decryptor : keyed_aead<Library, KeySize> {
    using base = keyed_aead<Library, KeySize>;

public:
    // errc::backend.
    [[nodiscard]] static result<keyed_aead_decryptor> make(typename base::key source) noexcept {
        return guarded([source]() -> result<keyed_aead_decryptor> { return keyed_aead_decryptor(source); });
    }

    // errc::authentication_failed, errc::closed for an object that was moved from, errc::backend.
    [[nodiscard]] result<void> decrypt(typename base::nonce number, octets associated, mutable_octets text,
                                       std::span<const std::byte, base::tag_size> tag) noexcept {
        std::array<std::byte, base::tag_size> expected{};
        const auto done = base::process(number, associated, text, expected);
        const bool authentic = done && constant_time::equal(expected, tag);
        wipe(expected);  // where the text was forged, this is its right tag
        if (!done) return done;
        if (!authentic) return errc::authentication_failed;
        return {};
    }

private:
    using base::base;
};

}  // namespace handclasp::cryptopp
