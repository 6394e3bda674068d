#pragma once

#include <handclasp/identity/plain_text.hpp>

#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace handclasp {

// What is wrong with a file of keys, certificates or trusted peers, for a program that decides by it. People read
// what().
enum class identity_fault {
    missing,      // there is no such file
    access,       // it may not be read, cannot be read, or is no regular file
    exposed,      // others may read a secret, or change what is trusted
    locked,       // another process or thread is changing it
    unwritable,   // it cannot be written: permissions, a full disk
    too_large,    // it is longer, or has more in it, than its reader takes
    malformed,    // it, or a part of it, is not in its format
    password,     // the password is wrong or the file damaged: nobody can tell which
    entry,        // it has no such entry, or has it already
    weak,         // a key or an algorithm in it is below the floor
    certificate,  // a certificate in it does not fit what it is for
};

// Files of identities are read by whoever starts or administers a program, and tell that person what is wrong and what
// to do. What happens inside a handshake is errc::untrusted instead, with the same text in an explanation.
class identity_error : public std::runtime_error {
public:
    // what() is "FILE: reason; advice", without the file where there is none, and without the advice likewise. Whoever
    // named the file may have meant to deceive: what is not plain text in its name is escaped (text::printable).
    identity_error(identity_fault fault, const std::filesystem::path& file, std::string_view reason,
                   std::string_view advice = {})
        : identity_error(text::printable(file.string()), fault, reason, advice) {}

    [[nodiscard]] identity_fault fault() const noexcept { return fault_; }

    // The file's name as what() has it, or nothing; it lives as long as what().
    [[nodiscard]] std::string_view file() const noexcept { return {what(), file_size_}; }

private:
    identity_error(const std::string& shown, identity_fault fault, std::string_view reason, std::string_view advice)
        : std::runtime_error(composed(shown, reason, advice)), fault_(fault), file_size_(shown.size()) {}

    static std::string composed(std::string text, std::string_view reason, std::string_view advice) {
        if (!text.empty()) text += ": ";
        text += reason;
        if (!advice.empty()) text.append("; ").append(advice);
        return text;
    }

    identity_fault fault_;
    std::size_t file_size_;
};

}  // namespace handclasp
