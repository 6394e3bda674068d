// Key pairs from private keys that exist elsewhere, for vectors. The library itself has no way to make one: a key pair
// is one session's own. Defines the friend that policy/cryptopp/rsa_oaep.hpp declares.
#pragma once

#include <handclasp/policy/cryptopp/rsa_oaep.hpp>

#include <cryptopp/base64.h>

#include <memory>
#include <stdexcept>
#include <string>

struct handclasp::cryptopp::rsa_oaep_test_access {
    // Throws std::invalid_argument for a key of another modulus size or exponent than Transport's.
    template <class Transport>
    [[nodiscard]] static typename Transport::key_pair from_private_key(const CryptoPP::RSA::PrivateKey& key) {
        if (key.GetModulus().BitCount() != Transport::modulus_bits || key.GetPublicExponent() != 65537) {
            throw std::invalid_argument("the private key is not of this key transport");
        }
        using key_pair = typename Transport::key_pair;
        auto decryptor = std::make_unique<typename decltype(key_pair::private_key_)::element_type>();
        decryptor->AccessKey() = key;
        return key_pair(std::move(decryptor));
    }

    // Of a PrivateKeyInfo in DER (PKCS #8; RFC 5208, section 5).
    template <class Transport>
    [[nodiscard]] static typename Transport::key_pair from_pkcs8(octets der) {
        CryptoPP::ArraySource source(bytes(der), der.size(), true);
        CryptoPP::RSA::PrivateKey key;
        key.Load(source);
        return from_private_key<Transport>(key);
    }

    // Of the same in a text of RFC 7468, section 10 ("-----BEGIN PRIVATE KEY-----").
    template <class Transport>
    [[nodiscard]] static typename Transport::key_pair from_pem(std::string_view pem) {
        constexpr std::string_view head = "-----BEGIN PRIVATE KEY-----", foot = "-----END PRIVATE KEY-----";
        const auto start = pem.find(head), end = pem.find(foot);
        if (start == pem.npos || end == pem.npos) throw std::invalid_argument("no private key in PKCS #8");
        const std::string_view text = pem.substr(start + head.size(), end - start - head.size());
        std::string der;
        CryptoPP::StringSource(std::string(text), true, new CryptoPP::Base64Decoder(new CryptoPP::StringSink(der)));
        return from_pkcs8<Transport>(as_octets(der));
    }
};
