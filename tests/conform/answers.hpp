// Answers of standards, in the form in which the conformance kit takes them.
#pragma once

#include "support/hex.hpp"

#include <handclasp/testing/conform.hpp>

namespace test::answers {

namespace conform = handclasp::conform;

inline const char* const plaintext = "6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                                     "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710";

// NIST SP 800-38A, F.2.1 to F.2.6.
inline conform::cipher_answer aes_cbc(std::size_t key_bits) {
    const char* const iv = "000102030405060708090a0b0c0d0e0f";
    switch (key_bits) {
        case 128:
            return {"2b7e151628aed2a6abf7158809cf4f3c", iv, plaintext,
                    "7649abac8119b246cee98e9b12e9197d5086cb9b507219ee95db113a917678b2"
                    "73bed6b8e3c1743b7116e69e222295163ff1caa1681fac09120eca307586e1a7"};
        case 192:
            return {"8e73b0f7da0e6452c810f32b809079e562f8ead2522c6b7b", iv, plaintext,
                    "4f021db243bc633d7178183a9fa071e8b4d9ada9ad7dedf4e5e738763f69145a"
                    "571b242012fb7ae07fa9baac3df102e008b0e27988598881d920a9e64f5615cd"};
        default:
            return {"603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4", iv, plaintext,
                    "f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d"
                    "39f23369a9d9bacfa530e26304231461b2eb05e2c39be9fcda6c19078c6a9d1b"};
    }
}

// RFC 4231, sections 4.2 and 4.3, of a tag and a key of these sizes: HMAC fills a short key with zeros by itself.
inline std::vector<conform::mac_answer> hmac(std::string_view first_digest, std::string_view second_digest,
                                             std::size_t key_size, std::size_t tag_size) {
    bytes first(20, std::byte{0x0b}), second = copy_of(handclasp::as_octets("Jefe"));
    first.resize(key_size);
    second.resize(key_size);
    return {{first, handclasp::as_octets("Hi There"), first_digest.substr(0, 2 * tag_size)},
            {second, handclasp::as_octets("what do ya want for nothing?"), second_digest.substr(0, 2 * tag_size)}};
}
inline std::vector<conform::mac_answer> hmac_sha256(std::size_t tag_size) {
    return hmac("b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843", 32, tag_size);
}
inline std::vector<conform::mac_answer> hmac_sha384(std::size_t tag_size) {
    return hmac("afd03944d84895626b0825f4ab46907f15f9dadbe4101ec682aa034c7cebc59cfaea9ea9076ede7f4af152e8b2fa9cb6",
                "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649", 48,
                tag_size);
}
inline std::vector<conform::mac_answer> hmac_sha512(std::size_t tag_size) {
    return hmac("87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854",
                "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737",
                64, tag_size);
}

// RFC 4493, section 4.
inline std::vector<conform::mac_answer> aes_128_cmac() {
    const char* const key = "2b7e151628aed2a6abf7158809cf4f3c";
    return {{key, "", "bb1d6929e95937287fa37d129b756746"},
            {key, "6bc1bee22e409f96e93d7e117393172a", "070a16b46b4d4144f79bdd9dd04a287c"},
            {key, plaintext, "51f0bebf7e3b9d92fc49741779363cfe"}};
}

// The specification of GCM (McGrew and Viega, 2005), appendix B, test cases 4 and 16.
inline conform::aead_answer aes_gcm(std::size_t key_bits) {
    const char* const nonce = "cafebabefacedbaddecaf888";
    const char* const associated = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
    const char* const text = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                             "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39";
    if (key_bits == 128) {
        return {"feffe9928665731c6d6a8f9467308308",
                nonce,
                associated,
                text,
                "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
                "5bc94fbc3221a5db94fae95ae7121a47"};
    }
    return {"feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
            nonce,
            associated,
            text,
            "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
            "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662",
            "76fc6ece0f4e1768cddf8853bb2d551b"};
}

// RFC 8439, section 2.8.2.
inline conform::aead_answer chacha20_poly1305() {
    return {"808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
            "070000004041424344454647",
            "50515253c0c1c2c3c4c5c6c7",
            handclasp::as_octets("Ladies and Gentlemen of the class of '99: If I could offer you only one "
                                 "tip for the future, sunscreen would be it."),
            "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
            "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
            "3ff4def08e4b7a9de576d26586cec64b6116",
            "1ae10b594f09e26a7e902ecbd0600691"};
}

// FIPS 180-2, appendix B.1.
inline conform::hash_answer sha256() {
    return {handclasp::as_octets("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"};
}

// RFC 5869, appendix A.1.
inline conform::key_derivation_answer hkdf_sha256() {
    return {"000102030405060708090a0b0c", "0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "f0f1f2f3f4f5f6f7f8f9",
            "077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5",
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865"};
}

}  // namespace test::answers
