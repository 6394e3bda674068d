#pragma once

#include <handclasp/identity/x509/key_form.hpp>
#include <handclasp/policy/encoding/ed25519.hpp>
#include <handclasp/policy/openssl/hash.hpp>

#include <algorithm>

// Signatures as proofs carry them: Ed25519 (RFC 8032, section 5.1); ECDSA with SHA-256, as r || s of 32 octets each,
// which OpenSSL writes as DER; RSASSA-PSS with SHA-256, MGF1 over SHA-256 and a salt of 32 octets.
namespace handclasp::x509 {

// What goes into OpenSSL's one call for a signature, and comes out of it.
class signing {
public:
    // Fills a signature of key_form::signature_size() octets. errc::invalid_argument for another size, errc::backend.
    [[nodiscard]] static result<void> sign(EVP_PKEY* key, key_kind kind, octets message,
                                           mutable_octets signature) noexcept {
        if (signature.size() != key_form::signature_size(key, kind)) return errc::invalid_argument;
        if (kind == key_kind::p256) {
            der_signature der;
            const auto size = sign_plainly(key, kind, message, der);
            return size ? split(octets(der).first(*size), signature) : size.error();
        }
        const auto size = sign_plainly(key, kind, message, signature);
        if (!size) return size.error();
        return concluded(*size == signature.size());
    }

    // False, too, for a key of another kind or size, a signature of another size, and where the library fails.
    [[nodiscard]] static bool verify(EVP_PKEY* key, octets message, octets signature) noexcept {
        const auto kind = key_form::kind_of(key);
        if (!kind || signature.size() != key_form::signature_size(key, *kind)) return false;
        switch (*kind) {
            case key_kind::ed25519: return sound(key, signature) && verify_plainly(key, *kind, message, signature);
            case key_kind::rsa: return verify_plainly(key, *kind, message, signature);
            case key_kind::p256: {
                der_signature der;
                const auto size = join(signature, der);
                return size && verify_plainly(key, *kind, message, octets(der).first(*size));
            }
        }
        return false;
    }

private:
    static constexpr std::size_t coordinate_size = 32;
    static constexpr int salt_size = 32;
    // A SEQUENCE of two INTEGERs, each of up to 33 octets for its sign.
    using der_signature = std::array<std::byte, 2 + 2 * (2 + 1 + coordinate_size)>;

    [[nodiscard]] static const char* hash_name(key_kind kind) noexcept {
        return kind == key_kind::ed25519 ? nullptr : openssl::sha256::library_name;
    }

    [[nodiscard]] static bool configure(EVP_PKEY_CTX* settings, key_kind kind) noexcept {
        return kind != key_kind::rsa ||
            (EVP_PKEY_CTX_set_rsa_padding(settings, RSA_PKCS1_PSS_PADDING) == 1 &&
             EVP_PKEY_CTX_set_rsa_pss_saltlen(settings, salt_size) == 1 &&
             EVP_PKEY_CTX_set_rsa_mgf1_md_name(settings, openssl::sha256::library_name, nullptr) == 1);
    }

    // The size of what was written, as OpenSSL writes it.
    [[nodiscard]] static result<std::size_t> sign_plainly(EVP_PKEY* key, key_kind kind, octets message,
                                                          mutable_octets signature) noexcept {
        const openssl::digest_context context(EVP_MD_CTX_new());
        EVP_PKEY_CTX* settings = nullptr;  // the context's own
        std::size_t size = signature.size();
        if (!context ||
            EVP_DigestSignInit_ex(context.get(), &settings, hash_name(kind), nullptr, nullptr, key, nullptr) != 1 ||
            !configure(settings, kind) ||
            EVP_DigestSign(context.get(), bytes(signature), &size, bytes(message), message.size()) != 1) {
            return failed();
        }
        return size;
    }

    [[nodiscard]] static bool verify_plainly(EVP_PKEY* key, key_kind kind, octets message, octets signature) noexcept {
        const openssl::digest_context context(EVP_MD_CTX_new());
        EVP_PKEY_CTX* settings = nullptr;
        const bool verified = context &&
            EVP_DigestVerifyInit_ex(context.get(), &settings, hash_name(kind), nullptr, nullptr, key, nullptr) == 1 &&
            configure(settings, kind) &&
            EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(message), message.size()) == 1;
        return concluded(verified).has_value();
    }

    // OpenSSL takes keys and points of small order.
    [[nodiscard]] static bool sound(EVP_PKEY* key, octets signature) noexcept {
        std::array<std::byte, encoding::ed25519::public_key_size> raw;
        std::size_t size = raw.size();
        const bool read = EVP_PKEY_get_raw_public_key(key, bytes(raw), &size) == 1 && size == raw.size();
        return concluded(read).has_value() && encoding::ed25519::sound(raw, signature);
    }

    [[nodiscard]] static result<void> split(octets der, mutable_octets signature) noexcept {
        const unsigned char* at = bytes(der);
        const signature_object numbers(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
        constexpr int size = static_cast<int>(coordinate_size);
        return concluded(
            numbers && BN_bn2binpad(ECDSA_SIG_get0_r(numbers.get()), bytes(signature), size) == size &&
            BN_bn2binpad(ECDSA_SIG_get0_s(numbers.get()), bytes(signature.subspan(coordinate_size)), size) == size);
    }

    // The size of the DER of r || s.
    [[nodiscard]] static result<std::size_t> join(octets signature, der_signature& der) noexcept {
        const auto number = [&](std::size_t from) {
            return openssl::public_number(
                BN_bin2bn(bytes(signature.subspan(from)), static_cast<int>(coordinate_size), nullptr));
        };
        auto r = number(0), s = number(coordinate_size);
        const signature_object numbers(ECDSA_SIG_new());
        if (!numbers || !r || !s || ECDSA_SIG_set0(numbers.get(), r.get(), s.get()) != 1) return failed();
        static_cast<void>(r.release());  // numbers has taken both
        static_cast<void>(s.release());
        const int size = i2d_ECDSA_SIG(numbers.get(), nullptr);
        if (size <= 0 || static_cast<std::size_t>(size) > der.size()) return failed();
        unsigned char* at = bytes(der);
        i2d_ECDSA_SIG(numbers.get(), &at);
        return static_cast<std::size_t>(size);
    }
};

}  // namespace handclasp::x509
