#pragma once

#include <handclasp/policy/cryptopp/library.hpp>

namespace handclasp::cryptopp {

// AES as Crypto++'s modes take it for their block cipher, without the 4.6 KB of scratch that each key comes with: table
// code wants it, and AES-NI does not.
struct lean_aes : CryptoPP::AES {
    class Encryption final : public CryptoPP::AES::Encryption {
    public:
        void UncheckedSetKey(const CryptoPP::byte* key, unsigned int size,
                             const CryptoPP::NameValuePairs& parameters) override {
            CryptoPP::AES::Encryption::UncheckedSetKey(key, size, parameters);
#if defined(CRYPTOPP_BOOL_X86) || defined(CRYPTOPP_BOOL_X32) || defined(CRYPTOPP_BOOL_X64)
            if (CryptoPP::HasAESNI()) this->m_aliasBlock.New(0);
#endif
        }
    };
};

}  // namespace handclasp::cryptopp
