#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/constant_time.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/core/security.hpp>
#include <handclasp/policy/openssl/failure.hpp>
#include <handclasp/policy/openssl/hkdf.hpp>
#include <handclasp/policy/openssl/raw_key.hpp>

#include <array>

namespace handclasp::openssl {

struct x25519_test_access;  // defined by tests alone, which need key pairs from elsewhere

// Key transport by X25519 (RFC 7748, section 6.1), on OpenSSL: the encapsulation is the client's public key, which is
// fresh as well, and the secrets come of the point that both sides share and of both public keys.
struct x25519 {
    static constexpr std::size_t public_key_size = 32;
    static constexpr std::size_t encapsulation_size = 32;
    static constexpr std::size_t max_secrets_size = 32;
    static constexpr std::size_t security_bits = 128;
    static constexpr std::string_view security_source = "RFC 7748, section 1";
    static constexpr forward_secrecy secrecy = forward_secrecy::every_session;
    static constexpr std::string_view name = "X25519";
    class key_pair;

    // The secrets have 32 octets, neither more nor fewer: errc::invalid_argument for other sizes of what is written.
    // errc::bad_public_key for a key of another size or of small order, and where OpenSSL fails to compute with it,
    // which it does not tell apart; errc::random_source, errc::backend.
    [[nodiscard]] static result<void> encapsulate(octets public_key, mutable_octets secrets,
                                                  mutable_octets encapsulation, random_function random) noexcept;

private:
    friend struct openssl::x25519_test_access;

    using point = std::span<const std::byte, 32>;  // its u coordinate, little-endian
    static constexpr const char* library_name = "X25519";

    // Whether the two share a point other than zero, which is then there (RFC 7748, section 6.1). OpenSSL refuses zero
    // by itself, and does not promise it.
    [[nodiscard]] static bool shared_point(const key_object& own, point peer, secret<32>& shared) noexcept {
        constexpr std::array<std::byte, 32> zero{};
        const key_object other = raw_public_key(library_name, peer);
        const key_context context(EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr));
        std::size_t written = shared.size;
        const bool derived = other && context && EVP_PKEY_derive_init(context.get()) == 1 &&
            EVP_PKEY_derive_set_peer(context.get(), other.get()) == 1 &&
            EVP_PKEY_derive(context.get(), bytes(shared.overwrite()), &written) == 1 && written == shared.size;
        return concluded(derived) && !constant_time::equal(shared.expose(), zero);
    }

    // Both public keys go in, because the point does not tell them: other public keys lead to the same one (RFC 7748,
    // section 7). errc::backend.
    [[nodiscard]] static result<void> derive(point client, point server, const secret<32>& shared,
                                             mutable_octets secrets) noexcept {
        std::array<std::byte, 64> salt{};
        copy(client, mutable_octets(salt).first(32));
        copy(server, mutable_octets(salt).last(32));
        secret<hkdf<sha256>::prk_size> prk;
        return hkdf<sha256>::extract(salt, shared.expose(), prk.overwrite()).and_then([&] {
            return hkdf<sha256>::expand(prk.expose(), as_octets("handclasp/1 x25519"), secrets);
        });
    }
};

// The key pair of one session: its private key opens one encapsulation and is wiped by that.
class x25519::key_pair {
public:
    // errc::random_source, errc::backend.
    [[nodiscard]] static result<key_pair> generate(random_function random) noexcept {
        secret<32> own;  // not clamped: OpenSSL clamps what it computes with (RFC 7748, section 5)
        if (const auto drawn = random(own.overwrite()); !drawn) return drawn.error();
        return from_private(own.expose());
    }

    [[nodiscard]] std::span<const std::byte, public_key_size> public_key() const noexcept { return public_key_; }

    [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
        const key_object own = std::move(private_key_);  // ended, and so wiped, whatever comes of it
        if (!own || encapsulation.size() != encapsulation_size || secrets.size() != max_secrets_size) return false;
        const point client = encapsulation.first<32>();
        secret<32> shared;
        return shared_point(own, client, shared) && derive(client, public_key_, shared, secrets).has_value();
    }
    bool decapsulate(octets encapsulation, mutable_octets secrets) & = delete;  // write std::move(pair)

private:
    friend struct x25519;
    friend struct openssl::x25519_test_access;

    // errc::backend.
    [[nodiscard]] static result<key_pair> from_private(point own) noexcept {
        key_pair made(raw_private_key(library_name, own));
        if (!made.private_key_ || !write_public_key(made.private_key_, made.public_key_)) return failed();
        return made;
    }

    explicit key_pair(key_object own) noexcept : private_key_(std::move(own)) {}

    std::array<std::byte, public_key_size> public_key_{};
    key_object private_key_;
};

inline result<void> x25519::encapsulate(octets public_key, mutable_octets secrets, mutable_octets encapsulation,
                                        random_function random) noexcept {
    if (secrets.size() != max_secrets_size || encapsulation.size() != encapsulation_size) return errc::invalid_argument;
    if (public_key.size() != public_key_size) return errc::bad_public_key;
    const point server = public_key.first<32>();
    const auto own = key_pair::generate(random);
    if (!own) return own.error();
    secret<32> shared;
    if (!shared_point(own->private_key_, server, shared)) return errc::bad_public_key;
    copy(own->public_key(), encapsulation);
    return derive(own->public_key(), server, shared, secrets);
}

static_assert(key_transport<x25519>);

}  // namespace handclasp::openssl
