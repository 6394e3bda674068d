#pragma once

#include <handclasp/identity/guarded_file.hpp>
#include <handclasp/identity/key_store/assembly.hpp>
#include <handclasp/identity/key_store/update.hpp>

namespace handclasp {

// The identities in a PKCS#12 file, each a private key and its chain under an alias: what `openssl pkcs12` and Java's
// keytool read and write. This is what the file held when it was read; key_store_update changes it.
//
// Aliases are UTF-8; ASCII letters are the same in either case. Passwords are UTF-8, without control characters;
// keytool takes ASCII ones alone.
class key_store {
public:
    key_store(key_store&&) noexcept = default;  // and no copies: it owns private keys
    key_store& operator=(key_store&&) noexcept = default;

    // Reads a file of mode 0600. Throws identity_error, besides what read_file() throws: identity_fault::password for a
    // wrong password and for a damaged file, which nobody can tell apart; identity_fault::malformed for what is no
    // PKCS#12; identity_fault::too_large for one that has or costs too much, which is found out before any of it is
    // spent; identity_fault::weak for one with encryption of the old kind; identity_fault::entry for one without any
    // private key.
    [[nodiscard]] static key_store read(const std::filesystem::path& file, octets password) {
        const auto octets_of_file = read_file(file, pkcs::most_file_size, file_privacy::secret);
        return pkcs::concerning(file, [&] {
            auto held = pkcs::assembly::of(pkcs::container_reader::read(octets_of_file.expose(), password));
            if (held.entries.empty()) {
                throw identity_error(
                    identity_fault::entry, {},
                    "it holds no private key, and so no identity: it is a store of certificates to trust");
            }
            return key_store(file, std::move(held));
        });
    }

    // In the order of the file; at least one.
    [[nodiscard]] std::vector<std::string> aliases() const { return held_.aliases(); }

    // The identity under an alias. Throws identity_error: identity_fault::entry where there is no such alias, or its
    // key has no certificate or another key's; identity_fault::weak for a key that no identity may have;
    // identity_fault::certificate for a chain that does not fit on the wire.
    [[nodiscard]] x509::keyed_identity find(std::string_view alias) const {
        return pkcs::concerning(file_, [&] {
            const auto found = held_.find(alias);
            if (found == held_.entries.end()) throw held_.no_entry(alias);
            return found->identity();
        });
    }

    // The identity of a file that holds just one. identity_fault::entry where there are several, and as above.
    [[nodiscard]] x509::keyed_identity only() const {
        return pkcs::concerning(file_, [&] {
            if (held_.entries.size() != 1) throw held_.several();
            return held_.entries.front().identity();
        });
    }

private:
    key_store(std::filesystem::path file, pkcs::content held) : file_(std::move(file)), held_(std::move(held)) {}

    std::filesystem::path file_;
    pkcs::content held_;
};

}  // namespace handclasp
