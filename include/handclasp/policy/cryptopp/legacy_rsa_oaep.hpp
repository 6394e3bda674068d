#pragma once

#include <handclasp/policy/cryptopp/legacy_hash.hpp>
#include <handclasp/policy/cryptopp/rsa_oaep_block.hpp>
#include <handclasp/policy/encoding/rsa_public_key.hpp>

#include <array>

namespace handclasp {

// RSA-OAEP as peers of the original description use it: two keys in two blocks, a modulus of as few as 1024 bits,
// SHA-1, and an exponent of 65537 or 17. A modulus of 1024 bits is within reach of a well-equipped attacker.
template <std::size_t ModulusBits, class Hash = sha1, class MgfHash = Hash>
class legacy_rsa_oaep {
    static_assert(ModulusBits % 256 == 0 && ModulusBits >= 1024 && ModulusBits <= 4096,
                  "handclasp: old peers use RSA moduli of 1024 to 4096 bits");

    using block = cryptopp::rsa_oaep_block<ModulusBits, Hash, MgfHash>;
    using usual_key = encoding::rsa_public_key<ModulusBits, 65537>;
    using small_key = encoding::rsa_public_key<ModulusBits, 17>;

public:
    static constexpr std::size_t modulus_bits = ModulusBits;
    static constexpr std::size_t block_size = block::size;
    static constexpr std::size_t max_key_size = block::max_content;
    static constexpr std::size_t min_public_key_size = small_key::size;
    static constexpr std::size_t max_public_key_size = usual_key::size;
    class key_pair;

    // Encrypts a key into a block. errc::bad_public_key, errc::random_source, errc::backend.
    [[nodiscard]] static result<void> encrypt(octets public_key, octets key, std::span<std::byte, block_size> target,
                                              random_function random) noexcept {
        const auto usual = usual_key::modulus_of(public_key), small = small_key::modulus_of(public_key);
        if (usual) return block::encrypt(*usual, usual_key::exponent, key, target, random);
        if (small) return block::encrypt(*small, small_key::exponent, key, target, random);
        return errc::bad_public_key;
    }
};

// The key pair of one session: it opens the two blocks of one initial unit and is wiped by that.
template <std::size_t ModulusBits, class Hash, class MgfHash>
class legacy_rsa_oaep<ModulusBits, Hash, MgfHash>::key_pair {
public:
    // errc::random_source, errc::backend.
    [[nodiscard]] static result<key_pair> generate(random_function random) noexcept {
        auto key = block::generate(usual_key::exponent, random);
        if (!key) return key.error();
        return cryptopp::guarded([&key]() -> result<key_pair> { return key_pair(*std::move(key)); });
    }

    [[nodiscard]] octets public_key() const noexcept { return public_key_; }

    // Which of two blocks hold a key of the size asked for. Both are always decrypted.
    struct outcome {
        bool first;
        bool second;
    };
    [[nodiscard]] outcome decrypt(octets first_block, octets second_block, mutable_octets first,
                                  mutable_octets second) && noexcept {
        const auto key = std::move(private_key_);  // destroyed, and so wiped, whatever comes of it
        const bool first_good = block::decrypt(key, first_block, first);
        const bool second_good = block::decrypt(key, second_block, second);
        return {first_good, second_good};
    }

private:
    friend struct cryptopp::rsa_oaep_test_access;

    explicit key_pair(typename block::private_key key)
        : public_key_(usual_key::encode(block::modulus_of(key))), private_key_(std::move(key)) {}

    std::array<std::byte, usual_key::size> public_key_;
    typename block::private_key private_key_;
};

}  // namespace handclasp
