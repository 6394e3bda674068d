#pragma once

#include "support/aead_checks.hpp"

namespace test {

namespace gcm {

// Of D. McGrew and J. Viega, The Galois/Counter Mode of Operation, appendix B, which SP 800-38D is the standard of.
inline const std::string no_text, zero_block(32, '0'), zero_nonce(24, '0'), nonce = "cafebabefacedbaddecaf888";
inline const std::string key = "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308";
inline const std::string associated = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
inline const std::string plain = "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
                                 "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255";

// Test cases n to n + 3 of one key size: two under a key of zeros, and two under the key above.
struct known_answers {
    std::string tag_of_nothing, zeros, tag_of_zeros, ciphertext, tag, tag_with_associated;
};
template <class Aead>
void check(const known_answers& known) {
    const std::string zero_key(2 * Aead::key_size, '0'), own_key = key.substr(0, 2 * Aead::key_size);
    aead_checks<Aead>::gives(zero_key, zero_nonce, no_text, no_text, no_text, known.tag_of_nothing);
    aead_checks<Aead>::gives(zero_key, zero_nonce, no_text, zero_block, known.zeros, known.tag_of_zeros);
    aead_checks<Aead>::gives(own_key, nonce, no_text, plain, known.ciphertext, known.tag);
    aead_checks<Aead>::gives(own_key, nonce, associated, plain.substr(0, 120), known.ciphertext.substr(0, 120),
                             known.tag_with_associated);
}

}  // namespace gcm

// The authors' test cases 1 to 4, 7 to 10 and 13 to 16, of a policy for each size of key.
template <template <std::size_t> class Gcm>
void check_gcm_answers() {
    gcm::check<Gcm<128>>({"58e2fccefa7e3061367f1d57a4e7455a", "0388dace60b6a392f328c2b971b2fe78",
                          "ab6e47d42cec13bdf53a67b21257bddf",
                          "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
                          "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
                          "4d5c2af327cd64a62cf35abd2ba6fab4", "5bc94fbc3221a5db94fae95ae7121a47"});
    gcm::check<Gcm<192>>({"cd33b28ac773f74ba00ed1f312572435", "98e7247c07f0fe411c267e4384b0f600",
                          "2ff58d80033927ab8ef4d4587514f0fb",
                          "3980ca0b3c00e841eb06fac4872a2757859e1ceaa6efd984628593b40ca1e19c"
                          "7d773d00c144c525ac619d18c84a3f4718e2448b2fe324d9ccda2710acade256",
                          "9924a7c8587336bfb118024db8674a14", "2519498e80f1478f37ba55bd6d27618c"});
    gcm::check<Gcm<256>>({"530f8afbc74536b9a963b4f1c4cb738b", "cea7403d4d606b6e074ec5d3baf39d18",
                          "d0d1c8a799996bf0265b98b5d48ab919",
                          "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
                          "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad",
                          "b094dac5d93471bdec1a502270e3cc6c", "76fc6ece0f4e1768cddf8853bb2d551b"});
}

}  // namespace test
