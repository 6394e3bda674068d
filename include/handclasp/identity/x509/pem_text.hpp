#pragma once

#include <handclasp/identity/x509/library.hpp>

#include <string>

namespace handclasp::x509 {

// For OpenSSL's functions that read PEM: without it they would ask for a password at the terminal.
inline int no_password(char*, int, int, void*) noexcept {
    return -1;
}

// An object in PEM, by the function of OpenSSL that writes it. std::system_error: errc::backend.
template <class Object>
[[nodiscard]] std::string pem_of(const Object* object, int (*write)(BIO*, const Object*)) {
    const stream out(BIO_new(BIO_s_mem()));
    concluded(out && write(out.get(), object) == 1).value();
    return std::string(as_text(written(out)));
}

}  // namespace handclasp::x509
