#pragma once

#include "wycheproof/on_cryptopp.hpp"

#include <handclasp/policy/ipsec_mb/aes_cbc.hpp>
#include <handclasp/policy/ipsec_mb/aes_gcm.hpp>
#include <handclasp/policy/ipsec_mb/hmac_sha256.hpp>

namespace test::wycheproof {

// What IPsec-MB has of the names of on_cryptopp, with every chain and every message in a burst of its own: a policy's own
// calls are Crypto++'s.
struct on_ipsec_mb {
    static constexpr std::string_view name = "IPsec-MB";

    [[nodiscard]] static hc::ipsec_mb::engine& engine() {
        static hc::ipsec_mb::engine only = hc::ipsec_mb::engine::make().value();
        return only;
    }

    template <std::size_t KeyBits>
    struct aes_cbc : hc::ipsec_mb::aes_cbc<hc::aes_cbc<KeyBits>> {
        using base = hc::ipsec_mb::aes_cbc<hc::aes_cbc<KeyBits>>;
        struct encryptor : base::encryptor {
            explicit encryptor(typename base::encryptor made) noexcept : base::encryptor(std::move(made)) {}
            [[nodiscard]] static hc::result<encryptor> make(typename base::key key) noexcept {
                return base::encryptor::make(key).and_then(
                    [](auto&& made) { return hc::result<encryptor>(encryptor(std::move(made))); });
            }
            [[nodiscard]] hc::result<void> encrypt_chain(hc::mutable_octets chain) noexcept {
                const hc::chain_job<typename base::encryptor> job{this, chain};
                return engine().encrypt_chains(std::span(&job, 1));
            }
        };
        struct decryptor : base::decryptor {
            explicit decryptor(typename base::decryptor made) noexcept : base::decryptor(std::move(made)) {}
            [[nodiscard]] static hc::result<decryptor> make(typename base::key key) noexcept {
                return base::decryptor::make(key).and_then(
                    [](auto&& made) { return hc::result<decryptor>(decryptor(std::move(made))); });
            }
            [[nodiscard]] hc::result<void> decrypt_chain(hc::mutable_octets chain) noexcept {
                const hc::chain_job<typename base::decryptor> job{this, chain};
                return engine().decrypt_chains(std::span(&job, 1));
            }
        };
    };

    template <std::size_t KeyBits>
    using aes_gcm = hc::ipsec_mb::aes_gcm<KeyBits>;

    using sha256 = hc::sha256;
    template <class Hash, std::size_t TagSize>
    struct hmac : hc::ipsec_mb::hmac_sha256<hc::hmac<Hash, TagSize>> {
        using base = hc::ipsec_mb::hmac_sha256<hc::hmac<Hash, TagSize>>;
        explicit hmac(base made) noexcept : base(std::move(made)) {}
        [[nodiscard]] static hc::result<hmac> make(std::span<const std::byte, base::key_size> key) noexcept {
            return base::make(key).and_then([](auto&& made) { return hc::result<hmac>(hmac(std::move(made))); });
        }
        // The lanes take no empty message, and no frame has one.
        [[nodiscard]] hc::result<void> authenticate(hc::octets message,
                                                    std::span<std::byte, TagSize> tag) const noexcept {
            if (message.empty()) return base::authenticate(message, tag);
            const hc::mac_job<base> job{this, message, tag.data()};
            return engine().authenticate(std::span(&job, 1));
        }
    };
    template <class Hash>
    using hkdf = hc::hkdf<Hash>;
};

}  // namespace test::wycheproof
