#pragma once

#include <handclasp/core/octets.hpp>
#include <handclasp/policy/openssl/failure.hpp>
#include <handclasp/policy/openssl/library.hpp>

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <climits>
#include <vector>

// What certificates and key stores include of OpenSSL besides its cryptography, and who owns its objects.
namespace handclasp::x509 {

using openssl::bytes;
using openssl::concluded;
using openssl::failed;
using openssl::key_object;
using openssl::releaser;

using certificate_object = std::unique_ptr<X509, releaser<X509_free>>;
using revocation_list_object = std::unique_ptr<X509_CRL, releaser<X509_CRL_free>>;
using request_object = std::unique_ptr<X509_REQ, releaser<X509_REQ_free>>;
using general_names = std::unique_ptr<GENERAL_NAMES, releaser<GENERAL_NAMES_free>>;
using signature_object = std::unique_ptr<ECDSA_SIG, releaser<ECDSA_SIG_free>>;
using stream = std::unique_ptr<BIO, releaser<BIO_free_all>>;

// The DER of an object, by the function of OpenSSL that writes it. Empty where that fails.
template <class Object>
[[nodiscard]] std::vector<std::byte> encoded(const Object* object, int (*write)(const Object*, unsigned char**)) {
    const int size = write(object, nullptr);
    if (size <= 0) return ERR_clear_error(), std::vector<std::byte>{};
    std::vector<std::byte> der(static_cast<std::size_t>(size));
    unsigned char* at = bytes(der);
    if (write(object, &at) != size) return ERR_clear_error(), std::vector<std::byte>{};
    return der;
}

// A stream that reads these octets, which have to outlive it. Null where OpenSSL fails or they are more than it takes.
[[nodiscard]] inline stream reading(octets source) noexcept {
    if (source.size() > INT_MAX) return nullptr;
    return stream(BIO_new_mem_buf(source.data(), static_cast<int>(source.size())));
}

// What was written to a stream in memory, which goes on owning it.
[[nodiscard]] inline octets written(const stream& memory) noexcept {
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory.get(), &text);
    return size > 0 ? as_octets({text, static_cast<std::size_t>(size)}) : octets{};
}

}  // namespace handclasp::x509
