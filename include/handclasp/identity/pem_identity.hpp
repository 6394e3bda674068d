#pragma once

#include <handclasp/identity/guarded_file.hpp>
#include <handclasp/identity/key_store/key_block.hpp>
#include <handclasp/identity/x509/certificate_file.hpp>
#include <handclasp/identity/x509/keyed_identity.hpp>

namespace handclasp {

// An identity in PEM: its private key (PKCS#8, encrypted or not) and its chain, leaf first, in one file of mode 0600 or
// in two.
//
// Throws identity_error, besides what read_file() and file_update do: identity_fault::password for a wrong password,
// for none where one is needed, and for an encrypted key that is damaged; identity_fault::malformed;
// identity_fault::too_large for a key whose password costs too much; identity_fault::weak for a key that no identity
// may have and for encryption of the old kind; identity_fault::certificate for a chain of another key, out of order, or
// too long.
class pem_identity {
public:
    static constexpr std::size_t most_file_size = std::size_t{1024} * 1024;  // octets

    // Both from one file, key and chain in any order.
    [[nodiscard]] static x509::keyed_identity read(const std::filesystem::path& file, octets password) {
        auto [key, chain] = contents(file, password);
        if (chain.empty()) {
            throw identity_error(identity_fault::malformed, file, "it holds a private key and no certificate");
        }
        return joined(std::move(key), std::move(chain), file, file);
    }

    // From two; all may read the chain's. The same file twice is one.
    [[nodiscard]] static x509::keyed_identity read(const std::filesystem::path& key_file,
                                                   const std::filesystem::path& chain_file, octets password) {
        if (key_file == chain_file) return read(key_file, password);
        auto [key, besides] = contents(key_file, password, "are the two files swapped?");
        if (!besides.empty()) {
            throw identity_error(identity_fault::malformed, key_file,
                                 "it holds certificates besides the key, and so does " +
                                     text::printable(chain_file.string()),
                                 "take them out of one of the two files");
        }
        return joined(std::move(key), x509::read_certificates(chain_file), key_file, chain_file);
    }

    // Both into one file, which is replaced as one step. identity_fault::password for an empty one.
    static void write(const std::filesystem::path& file, const x509::keyed_identity& identity, octets password) {
        const auto key =
            pkcs::concerning(file, [&] { return pkcs::key_block::write(identity.key().handle(), password); });
        file_update(file, file_privacy::secret).commit(as_octets(key + chain_text(identity)));
    }

    // Into two, each of which is replaced as one step, the chain's first; the same file twice is one, and where two
    // paths lead to it identity_fault::entry. Who reads between the two steps finds a chain of another key, and is told
    // so.
    static void write(const std::filesystem::path& key_file, const std::filesystem::path& chain_file,
                      const x509::keyed_identity& identity, octets password) {
        if (key_file == chain_file) return write(key_file, identity, password);
        require_two(key_file, chain_file);
        const auto key =
            pkcs::concerning(key_file, [&] { return pkcs::key_block::write(identity.key().handle(), password); });
        file_update chain(chain_file, file_privacy::open);
        file_update secret(key_file, file_privacy::secret);
        chain.commit(as_octets(chain_text(identity)));
        secret.commit(as_octets(key));
    }

private:
    struct key_and_certificates {
        openssl::key_object key;
        std::vector<x509::certificate> certificates;
    };

    // The advice is for a file that has certificates and no key.
    [[nodiscard]] static identity_error without_key(const std::filesystem::path& file, std::string_view advice) {
        return identity_error(identity_fault::malformed, file, "it has a certificate and no private key", advice);
    }

    // Certificates are open to all: one in the place of the key shall not be told to hide.
    [[nodiscard]] static secret_octets octets_of(const std::filesystem::path& file, std::string_view advice) {
        try {
            return read_file(file, most_file_size, file_privacy::secret);
        } catch (const identity_error& error) {
            if (error.fault() == identity_fault::exposed && has_certificates_alone(file)) {
                throw without_key(file, advice);
            }
            throw;
        }
    }

    [[nodiscard]] static bool has_certificates_alone(const std::filesystem::path& file) {
        const auto text = files::read_at(AT_FDCWD, file, file, most_file_size, file_privacy::open);
        bool any = false;
        x509::pem_reader blocks(text ? text->expose() : octets());
        while (const auto block = blocks.next()) {
            if (!block->is_certificate()) return false;
            any = true;
        }
        return any && !blocks.damaged();
    }

    // One key, and whatever certificates there are.
    [[nodiscard]] static key_and_certificates contents(const std::filesystem::path& file, octets password,
                                                       std::string_view advice_without_key = {}) {
        const auto text = octets_of(file, advice_without_key);
        return pkcs::concerning(file, [&] {
            const auto refuse = [](const std::string& reason, const char* advice = "") {
                throw identity_error(identity_fault::malformed, {}, reason, advice);
            };
            if (x509::looks_like_der(text.expose())) {
                refuse("it is DER, or PKCS#12, and should be PEM", "a key store reads PKCS#12");
            }
            key_and_certificates found;
            x509::pem_reader blocks(text.expose());
            while (const auto block = blocks.next()) {
                if (block->is_certificate()) {
                    auto read = x509::certificate::from_der(block->content());
                    if (!read)
                        refuse("certificate " + std::to_string(found.certificates.size() + 1) + " in it is damaged");
                    found.certificates.push_back(*std::move(read));
                } else if (!block->is_private_key()) {
                    refuse("it holds a block '" + x509::wording::printable(block->label()) +
                           "', where only a private key and certificates belong");
                } else if (found.key) {
                    refuse("it holds two private keys");
                } else {
                    found.key = pkcs::key_block::read(*block, password);
                }
            }
            if (blocks.damaged()) refuse("it is cut short or damaged");
            if (!found.key && !found.certificates.empty()) throw without_key({}, advice_without_key);
            if (!found.key) refuse("there is no private key in PEM in it");
            return found;
        });
    }

    [[nodiscard]] static x509::keyed_identity joined(openssl::key_object key, std::vector<x509::certificate> found,
                                                     const std::filesystem::path& key_file,
                                                     const std::filesystem::path& chain_file) {
        require_leaf_first(key.get(), found, key_file, chain_file);
        auto adopted = x509::private_key::adopt(std::move(key));
        if (!adopted) {
            throw identity_error(identity_fault::weak, key_file, "its private key is none that an identity may have",
                                 "use Ed25519, ECDSA on P-256, or RSA of 2048 to 4096 bits");
        }
        auto chain = x509::chain::make(std::move(found));
        if (!chain) {
            throw identity_error(identity_fault::certificate, chain_file,
                                 "its chain has more than 8 certificates or 15360 octets");
        }
        if (const auto at = chain->out_of_order()) {
            throw identity_error(identity_fault::certificate, chain_file,
                                 "certificate " + std::to_string(*at + 1) +
                                     " is not that of the issuer of the one before",
                                 "put the leaf first, and behind each certificate its issuer's");
        }
        return x509::keyed_identity::make(*std::move(adopted), *std::move(chain)).value();
    }

    static void require_leaf_first(EVP_PKEY* key, const std::vector<x509::certificate>& found,
                                   const std::filesystem::path& key_file, const std::filesystem::path& chain_file) {
        const auto leaf = std::ranges::find_if(
            found, [&](const x509::certificate& each) { return X509_check_private_key(each.handle(), key) == 1; });
        ERR_clear_error();
        if (leaf == found.begin()) return;
        if (leaf != found.end()) {
            throw identity_error(identity_fault::certificate, chain_file,
                                 "the certificate of the key is not the first one, but number " +
                                     std::to_string(leaf - found.begin() + 1),
                                 "put the leaf first, and behind each certificate its issuer's");
        }
        throw identity_error(
            identity_fault::certificate, chain_file,
            "none of its certificates is that of the private key" +
                (key_file == chain_file ? std::string() : " in " + text::printable(key_file.string())));
    }

    // Else the second update would wait in vain for the end of the first.
    static void require_two(const std::filesystem::path& key_file, const std::filesystem::path& chain_file) {
        if (!files::place::of(chain_file).is_same_as(files::place::of(key_file))) return;
        throw identity_error(identity_fault::entry, key_file,
                             "it is the same file as " + text::printable(chain_file.string()),
                             "name it twice in the same way for one file, or name two");
    }

    [[nodiscard]] static std::string chain_text(const x509::keyed_identity& identity) {
        std::string text;
        for (const auto& each : identity.certificates().certificates()) text += each.pem();
        return text;
    }
};

}  // namespace handclasp
