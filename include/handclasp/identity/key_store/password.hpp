#pragma once

#include <handclasp/identity/identity_error.hpp>
#include <handclasp/identity/plain_text.hpp>
#include <handclasp/identity/x509/library.hpp>

// Password-based encryption of keys (PKCS#8, PKCS#12). What is thrown here names no file; whoever has the file adds it.
namespace handclasp::pkcs {

// A password that is one to every program: UTF-8, which PKCS#12 turns into UTF-16, without control characters. It views
// its owner's octets.
class password {
public:
    static constexpr std::size_t max_size = 1024;  // octets

    // identity_error: identity_fault::password.
    explicit password(octets text) : text_(text) {
        if (text.empty()) refuse("the password is empty, and protects nothing");
        if (text.size() > max_size) refuse("the password is longer than 1024 octets");
        require_text(as_text(text));
    }

    // As OpenSSL's functions take it.
    [[nodiscard]] const char* data() const noexcept { return as_text(text_).data(); }
    [[nodiscard]] int size() const noexcept { return static_cast<int>(text_.size()); }

private:
    // Nobody prints it, so that it may have characters which are not seen, as some languages do.
    static void require_text(std::string_view text) {
        while (!text.empty()) {
            const auto character = text::take_character(text);
            if (!character) refuse("the password is not UTF-8");
            if (text::flaw_of(*character) == text::flaw::control) refuse("the password has control characters");
        }
    }

    [[noreturn]] static void refuse(const char* reason) { throw identity_error(identity_fault::password, {}, reason); }

    octets text_;
};

// The one answer to a password that is wrong and to a file that was altered: nobody can tell which.
[[nodiscard]] inline identity_error wrong_password() {
    ERR_clear_error();
    return identity_error(identity_fault::password, {}, "the password is wrong, or the file is damaged");
}

// Does what concerns one file, and adds its name to what is thrown without one.
template <class Work>
auto concerning(const std::filesystem::path& file, Work&& work) {
    try {
        return std::forward<Work>(work)();
    } catch (const identity_error& error) {
        if (!error.file().empty()) throw;
        throw identity_error(error.fault(), file, error.what());
    }
}

}  // namespace handclasp::pkcs
