#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

#include <cstddef>
#include <iterator>
#include <memory>
#include <type_traits>

#if OPENSSL_VERSION_NUMBER < 0x30000000L
#error "handclasp needs OpenSSL 3.0 or newer"
#endif

// All that is included of OpenSSL, and who owns its objects. Of the library, libcrypto is enough.
namespace handclasp::openssl {

// Where a range of octets lies, as OpenSSL's own type: the only cast between the two.
template <class Range>
[[nodiscard]] auto* bytes(Range&& range) noexcept {
    auto* const data = std::data(range);
    using octet = std::remove_pointer_t<decltype(data)>;
    static_assert(std::is_same_v<std::remove_const_t<octet>, std::byte>);
    return reinterpret_cast<std::conditional_t<std::is_const_v<octet>, const unsigned char, unsigned char>*>(data);
}

// Calls one of OpenSSL's functions that end an object; those of keys and keyed contexts wipe what they hold.
template <auto Release>
struct releaser {
    template <class Object>
    void operator()(Object* object) const noexcept {
        Release(object);
    }
};

using cipher_algorithm = std::unique_ptr<EVP_CIPHER, releaser<EVP_CIPHER_free>>;
using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, releaser<EVP_CIPHER_CTX_free>>;
using digest_context = std::unique_ptr<EVP_MD_CTX, releaser<EVP_MD_CTX_free>>;
using key_object = std::unique_ptr<EVP_PKEY, releaser<EVP_PKEY_free>>;
using key_context = std::unique_ptr<EVP_PKEY_CTX, releaser<EVP_PKEY_CTX_free>>;
using public_number = std::unique_ptr<BIGNUM, releaser<BN_free>>;

}  // namespace handclasp::openssl
