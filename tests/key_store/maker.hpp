// PKCS#12 files as other programs write them, and as none does: any bags, cheap to open or dear beyond measure.
#pragma once

#include "identity_x509/scratch.hpp"

#include <handclasp/identity/key_store.hpp>
#include <handclasp/identity/x509/issuing.hpp>

#include <functional>

namespace test {

namespace hc = handclasp;

inline const hc::x509::validity this_year = hc::x509::validity::starting_now(std::chrono::hours(24 * 365));

inline hc::x509::private_key new_key(hc::x509::key_kind kind = hc::x509::key_kind::p256) {
    return hc::x509::private_key::generate(kind).value();
}

// A copy, which shares OpenSSL's object.
inline hc::openssl::key_object share(const hc::x509::private_key& key) {
    EVP_PKEY_up_ref(key.handle());
    return hc::openssl::key_object(key.handle());
}
inline hc::x509::private_key copy_of(const hc::x509::private_key& key) {
    return hc::x509::private_key::adopt(share(key)).value();
}

inline hc::x509::keyed_identity self_signed_identity(const std::string& name, hc::x509::private_key key = new_key()) {
    const auto certificate =
        hc::x509::self_signed(key, {name, {"localhost"}}, hc::x509::certificate_use::both, this_year);
    return hc::x509::keyed_identity::make(std::move(key), hc::x509::chain::make({certificate}).value()).value();
}

// An authority, and identities whose chains end in its certificate.
struct small_authority {
    explicit small_authority(const std::string& name)
        : key(new_key()), certificate(hc::x509::authority_certificate(key, name, this_year)) {}

    [[nodiscard]] hc::x509::keyed_identity identity(const std::string& name,
                                                    hc::x509::private_key of = new_key()) const {
        const auto request =
            hc::x509::signing_request::make(of, {name, {"localhost"}}, hc::x509::certificate_use::both);
        const auto leaf =
            hc::x509::issue(key, certificate, request, request.wanted(), hc::x509::certificate_use::both, this_year);
        return hc::x509::keyed_identity::make(std::move(of), hc::x509::chain::make({leaf, certificate}).value())
            .value();
    }

    hc::x509::private_key key;
    hc::x509::certificate certificate;
};

// What a call throws; identity_fault is compared, and the text is there to be read.
struct refusal {
    hc::identity_fault fault;
    std::string text;
    std::string file;
};
inline refusal refusal_of(const std::function<void()>& call) {
    try {
        call();
    } catch (const hc::identity_error& error) {
        return {error.fault(), error.what(), std::string(error.file())};
    }
    throw std::logic_error("nothing was refused");
}

// How expensive a key is made: encryption parameters that say so, whether anybody has ever computed it or not.
using algorithm = std::unique_ptr<X509_ALGOR, hc::openssl::releaser<X509_ALGOR_free>>;

// Replaces the parameters of a key derivation inside PBES2.
template <class Parameters, class Change>
void change_derivation(X509_ALGOR& pbes2, const ASN1_ITEM* form, Change change) {
    auto* const scheme = static_cast<PBE2PARAM*>(ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBE2PARAM), pbes2.parameter));
    auto* const parameters = static_cast<Parameters*>(ASN1_TYPE_unpack_sequence(form, scheme->keyfunc->parameter));
    change(*parameters);
    ASN1_TYPE_pack_sequence(form, parameters, &scheme->keyfunc->parameter);
    ASN1_TYPE_pack_sequence(ASN1_ITEM_rptr(PBE2PARAM), scheme, &pbes2.parameter);
    ASN1_item_free(reinterpret_cast<ASN1_VALUE*>(parameters), form);
    PBE2PARAM_free(scheme);
}
inline algorithm pbkdf2_of(std::uint64_t rounds, int hmac = NID_hmacWithSHA256) {
    algorithm made(PKCS5_pbe2_set_iv(EVP_aes_256_cbc(), 1, nullptr, 16, nullptr, hmac));
    change_derivation<PBKDF2PARAM>(*made, ASN1_ITEM_rptr(PBKDF2PARAM),
                                   [&](PBKDF2PARAM& chosen) { ASN1_INTEGER_set_uint64(chosen.iter, rounds); });
    return made;
}
inline algorithm scrypt_of(std::uint64_t n, std::uint64_t r, std::uint64_t p) {
    algorithm made(PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 16, nullptr, 16, 1, 1));
    change_derivation<SCRYPT_PARAMS>(*made, ASN1_ITEM_rptr(SCRYPT_PARAMS), [&](SCRYPT_PARAMS& chosen) {
        ASN1_INTEGER_set_uint64(chosen.costParameter, n);
        ASN1_INTEGER_set_uint64(chosen.blockSize, r);
        ASN1_INTEGER_set_uint64(chosen.parallelizationParameter, p);
    });
    return made;
}

// A key that is encrypted so, if it were: its octets are noise.
inline hc::pkcs::encrypted_key noise_under(algorithm encryption) {
    hc::pkcs::encrypted_key made(X509_SIG_new());
    X509_ALGOR* written = nullptr;
    ASN1_OCTET_STRING* octets = nullptr;
    X509_SIG_getm(made.get(), &written, &octets);
    X509_ALGOR_copy(written, encryption.get());
    const auto noise = pattern(48);
    ASN1_OCTET_STRING_set(octets, hc::openssl::bytes(noise), static_cast<int>(noise.size()));
    return made;
}

class store_maker {
public:
    explicit store_maker(std::string password = "password") : password_(std::move(password)) {}

    PKCS12_SAFEBAG* key(const hc::x509::private_key& key, int rounds = 1) {
        const hc::pkcs::key_info info(EVP_PKEY2PKCS8(key.handle()));
        return push(keys_,
                    PKCS12_SAFEBAG_create_pkcs8_encrypt(NID_aes_256_cbc, password_.data(), size(), nullptr, 16, rounds,
                                                        info.get()));
    }
    PKCS12_SAFEBAG* open_key(const hc::x509::private_key& key) {
        return push(keys_, PKCS12_SAFEBAG_create0_p8inf(EVP_PKEY2PKCS8(key.handle())));
    }
    PKCS12_SAFEBAG* encrypted(hc::pkcs::encrypted_key key) {
        return push(keys_, PKCS12_SAFEBAG_create0_pkcs8(key.release()));
    }
    PKCS12_SAFEBAG* hidden(hc::pkcs::encrypted_key key) {  // inside what has to be decrypted first
        return push(certificates_, PKCS12_SAFEBAG_create0_pkcs8(key.release()));
    }
    PKCS12_SAFEBAG* certificate(const hc::x509::certificate& certificate) {
        return push(certificates_, PKCS12_SAFEBAG_create_cert(certificate.handle()));
    }
    PKCS12_SAFEBAG* secret() {
        const auto value = pattern(16);
        return push(certificates_,
                    PKCS12_SAFEBAG_create_secret(NID_pkcs7_data, V_ASN1_OCTET_STRING, hc::openssl::bytes(value), 16));
    }
    static void name(PKCS12_SAFEBAG* bag, const std::string& alias) {
        PKCS12_add_friendlyname_utf8(bag, alias.data(), static_cast<int>(alias.size()));
    }
    static void identify(PKCS12_SAFEBAG* bag, std::string id) {
        PKCS12_add_localkeyid(bag, reinterpret_cast<unsigned char*>(id.data()), static_cast<int>(id.size()));
    }

    // The file. encryption is that of the certificates; 0 for none.
    [[nodiscard]] bytes finish(int encryption = NID_aes_256_cbc, int rounds = 1, int mac_rounds = 1) {
        return der(container(encryption, rounds), mac_rounds, EVP_sha256());
    }
    [[nodiscard]] bytes with_mac_of(const EVP_MD* hash) { return der(container(NID_aes_256_cbc, 1), 1, hash); }
    [[nodiscard]] bytes without_mac() { return written(container(NID_aes_256_cbc, 1)); }

    // It says that its MAC takes so many rounds, and has none.
    [[nodiscard]] bytes with_mac_rounds(int rounds) {
        const auto made = container(NID_aes_256_cbc, 1);
        PKCS12_setup_mac(made.get(), rounds, nullptr, 16, EVP_sha256());
        return written(made);
    }

private:
    using container_object = std::unique_ptr<PKCS12, hc::openssl::releaser<PKCS12_free>>;

    [[nodiscard]] int size() const { return static_cast<int>(password_.size()); }

    static PKCS12_SAFEBAG* push(const hc::pkcs::bag_list& to, PKCS12_SAFEBAG* bag) {
        if (!bag) throw std::runtime_error("OpenSSL made no bag");
        sk_PKCS12_SAFEBAG_push(to.get(), bag);
        return bag;
    }

    [[nodiscard]] container_object container(int encryption, int rounds) {
        const hc::pkcs::safe_list safes(sk_PKCS7_new_null());
        sk_PKCS7_push(safes.get(), PKCS12_pack_p7data(keys_.get()));
        sk_PKCS7_push(safes.get(),
                      encryption == 0 ? PKCS12_pack_p7data(certificates_.get())
                                      : PKCS12_pack_p7encdata(encryption, password_.data(), size(), nullptr, 16, rounds,
                                                              certificates_.get()));
        return container_object(PKCS12_add_safes(safes.get(), 0));
    }

    [[nodiscard]] bytes der(const container_object& made, int mac_rounds, const EVP_MD* hash) {
        if (PKCS12_set_mac(made.get(), password_.data(), size(), nullptr, 16, mac_rounds, hash) != 1)
            throw std::runtime_error("OpenSSL made no MAC");
        return written(made);
    }
    [[nodiscard]] static bytes written(const container_object& made) {
        return hc::x509::encoded<PKCS12>(made.get(), i2d_PKCS12);
    }

    std::string password_;
    hc::pkcs::bag_list keys_{sk_PKCS12_SAFEBAG_new_null()}, certificates_{sk_PKCS12_SAFEBAG_new_null()};
};

// A file of mode 0600 in a scratch folder.
inline std::filesystem::path write_secret(const scratch& folder, const std::string& name, hc::octets content) {
    const auto file = folder.write(name, content);
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    return file;
}

}  // namespace test
