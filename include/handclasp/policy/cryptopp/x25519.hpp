#pragma once

#include <handclasp/core/concepts.hpp>
#include <handclasp/core/constant_time.hpp>
#include <handclasp/core/move_marker.hpp>
#include <handclasp/core/secret.hpp>
#include <handclasp/core/security.hpp>
#include <handclasp/policy/cryptopp/hash.hpp>
#include <handclasp/policy/cryptopp/hkdf.hpp>

#include <array>

namespace handclasp::cryptopp {

struct x25519_test_access;  // defined by tests alone, which need key pairs from elsewhere

}  // namespace handclasp::cryptopp

namespace handclasp {

// Key transport by X25519 (RFC 7748, section 6.1), on Crypto++: the encapsulation is the client's public key, which is
// fresh as well, and the secrets come of the point that both sides share and of both public keys.
//
// Crypto++'s ladder takes no branch and no index from a secret. It clamps a copy of the private key, ignores the
// highest bit of a public key and takes one that is not below 2^255 - 19 modulo that number, all as section 5 says; and
// it computes with a point of small order like with any other. What comes out is then zero, and is refused here.
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
    // errc::bad_public_key for a key of another size or of small order, errc::random_source, errc::backend.
    [[nodiscard]] static result<void> encapsulate(octets public_key, mutable_octets secrets,
                                                  mutable_octets encapsulation, random_function random) noexcept {
        if (secrets.size() != max_secrets_size || encapsulation.size() != encapsulation_size)
            return errc::invalid_argument;
        if (public_key.size() != public_key_size) return errc::bad_public_key;
        const point server = public_key.first<32>();

        private_key own;
        if (const auto drawn = random(own.overwrite()); !drawn) return drawn.error();
        secret<32> shared;
        if (!shared_point(own, server, shared)) return errc::bad_public_key;
        const auto client = public_key_of(own);
        if (!client) return client.error();
        copy(*client, encapsulation);
        return derive(*client, server, shared, secrets);
    }

private:
    friend struct cryptopp::x25519_test_access;

    using point = std::span<const std::byte, 32>;  // its u coordinate, little-endian
    using private_key = secret<32>;                // as it was drawn; not clamped

    [[nodiscard]] static result<std::array<std::byte, 32>> public_key_of(const private_key& own) noexcept {
        std::array<std::byte, 32> written{};
        const int failed = CryptoPP::Donna::curve25519_mult(cryptopp::bytes(written), cryptopp::bytes(own.expose()));
        if (failed != 0) return errc::backend;
        return written;
    }

    // Whether the two share a point other than zero, which is then there (RFC 7748, section 6.1).
    [[nodiscard]] static bool shared_point(const private_key& own, point peer, secret<32>& shared) noexcept {
        constexpr std::array<std::byte, 32> zero{};
        const int failed = CryptoPP::Donna::curve25519_mult(cryptopp::bytes(shared.overwrite()),
                                                            cryptopp::bytes(own.expose()), cryptopp::bytes(peer));
        return !constant_time::equal(shared.expose(), zero) && failed == 0;
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
        private_key own;
        if (const auto drawn = random(own.overwrite()); !drawn) return drawn.error();
        return from_private(std::move(own));
    }

    [[nodiscard]] std::span<const std::byte, public_key_size> public_key() const noexcept { return public_key_; }

    [[nodiscard]] bool decapsulate(octets encapsulation, mutable_octets secrets) && noexcept {
        const key_pair used(std::move(*this));  // destroyed, and so wiped, whatever comes of it
        if (!used.present_ || encapsulation.size() != encapsulation_size || secrets.size() != max_secrets_size)
            return false;
        const point client = encapsulation.first<32>();
        secret<32> shared;
        return shared_point(used.private_key_, client, shared) &&
            derive(client, used.public_key_, shared, secrets).has_value();
    }
    bool decapsulate(octets encapsulation, mutable_octets secrets) & = delete;  // write std::move(pair)

private:
    friend struct cryptopp::x25519_test_access;

    [[nodiscard]] static result<key_pair> from_private(private_key own) noexcept {
        const auto computed = public_key_of(own);
        if (!computed) return computed.error();
        return key_pair(std::move(own), *computed);
    }

    key_pair(private_key own, const std::array<std::byte, public_key_size>& computed) noexcept
        : public_key_(computed), private_key_(std::move(own)) {}

    std::array<std::byte, public_key_size> public_key_;
    private_key private_key_;
    move_marker present_;
};

static_assert(key_transport<x25519>);

}  // namespace handclasp
