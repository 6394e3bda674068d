#pragma once

#include <handclasp/identity/key_store/password.hpp>

#include <cstdint>

namespace handclasp::pkcs {

// Bounds what a file may cost whoever opens it, before the first key is derived: a file says itself how often its
// password is to be hashed, and one of 300 octets could ask for hours. All that one file asks for is added up.
//
// Throws identity_error: identity_fault::too_large above the bound, identity_fault::weak for encryption other than
// PBES2 (RFC 8018) with AES in CBC mode, identity_fault::malformed.
class derivation_budget {
public:
    // Applications of HMAC, of a hash, or of a block function of scrypt; some ten seconds on a slow machine.
    static constexpr std::uint64_t most_rounds = 25'000'000;

    // The advice for whoever has a file with other encryption.
    explicit derivation_budget(std::string_view advice) noexcept : advice_(advice) {}

    // Before a password is turned into a key for this encryption.
    void charge(const X509_ALGOR& encryption) {
        const int kind = OBJ_obj2nid(encryption.algorithm);
        if (kind != NID_pbes2) refuse_old(kind);
        const auto scheme = parameters<PBE2PARAM, PBE2PARAM_free>(encryption, ASN1_ITEM_rptr(PBE2PARAM));
        const int cipher = OBJ_obj2nid(scheme->encryption->algorithm);
        if (cipher != NID_aes_128_cbc && cipher != NID_aes_192_cbc && cipher != NID_aes_256_cbc) refuse_old(cipher);
        switch (OBJ_obj2nid(scheme->keyfunc->algorithm)) {
            case NID_id_pbkdf2: return charge_pbkdf2(*scheme->keyfunc);
#ifndef OPENSSL_NO_SCRYPT
            case NID_id_scrypt: return charge_scrypt(*scheme->keyfunc);
#endif
            default: refuse_old(OBJ_obj2nid(scheme->keyfunc->algorithm));
        }
    }

    // Before the MAC over a PKCS#12 file is computed (RFC 7292, appendix B): one hash a round.
    void charge_mac(const PKCS12& file) {
        const ASN1_INTEGER* rounds = nullptr;
        const X509_ALGOR* digest_info = nullptr;
        PKCS12_get0_mac(nullptr, &digest_info, nullptr, &rounds, &file);
        if (!digest_info) {
            throw identity_error(identity_fault::malformed, {},
                                 "nothing in the file shows whether it was altered: it has no MAC", advice_);
        }
        const int hash = OBJ_obj2nid(digest_info->algorithm);
        if (hash_size(hash) == 0) refuse_old(hash);
        charge(rounds ? number(rounds) : 1, 1);
    }

private:
    template <class Object, auto Release>
    [[nodiscard]] static std::unique_ptr<Object, x509::releaser<Release>> parameters(const X509_ALGOR& algorithm,
                                                                                     const ASN1_ITEM* form) {
        std::unique_ptr<Object, x509::releaser<Release>> read(
            static_cast<Object*>(ASN1_TYPE_unpack_sequence(form, algorithm.parameter)));
        if (!read) refuse_malformed();
        return read;
    }

    // RFC 8018, section 5.2: each block of the key takes so many applications of HMAC.
    void charge_pbkdf2(const X509_ALGOR& function) {
        constexpr std::uint64_t key_size = 32;
        const auto chosen = parameters<PBKDF2PARAM, PBKDF2PARAM_free>(function, ASN1_ITEM_rptr(PBKDF2PARAM));
        const int hmac = chosen->prf ? OBJ_obj2nid(chosen->prf->algorithm) : NID_hmacWithSHA1;
        int hash = NID_undef;
        if (EVP_PBE_find(EVP_PBE_TYPE_PRF, hmac, nullptr, &hash, nullptr) != 1 || hash_size(hash) == 0)
            refuse_old(hmac);
        const auto blocks = (key_size + hash_size(hash) - 1) / hash_size(hash);
        charge(number(chosen->iter), blocks);
    }

#ifndef OPENSSL_NO_SCRYPT
    // RFC 7914, section 6: p times 2 N blocks of 2 r applications of Salsa20/8. N, r and p are bounded by themselves
    // first: the memory, 128 N r octets, is to be at most 32 MiB, which is what OpenSSL takes.
    void charge_scrypt(const X509_ALGOR& function) {
        constexpr std::uint64_t most_memory = std::uint64_t{32} * 1024 * 1024, entry_size = 128;
        const auto chosen = parameters<SCRYPT_PARAMS, SCRYPT_PARAMS_free>(function, ASN1_ITEM_rptr(SCRYPT_PARAMS));
        const auto n = number(chosen->costParameter), r = number(chosen->blockSize);
        if (n > most_memory || r > most_memory || n * r > most_memory / entry_size) refuse_costly();
        charge(number(chosen->parallelizationParameter), 2 * n * r);
    }
#endif

    void charge(std::uint64_t rounds, std::uint64_t cost_of_one) {
        if (rounds > (most_rounds - spent_) / cost_of_one) refuse_costly();
        spent_ += rounds * cost_of_one;
    }

    // Octets of a hash that is read here; 0 for others.
    [[nodiscard]] static std::uint64_t hash_size(int hash) noexcept {
        switch (hash) {
            case NID_sha1: return 20;
            case NID_sha224: return 28;
            case NID_sha256: return 32;
            case NID_sha384: return 48;
            case NID_sha512: return 64;
            default: return 0;
        }
    }

    // At least 1. A number that does not fit is as much too large as any other.
    [[nodiscard]] static std::uint64_t number(const ASN1_INTEGER* source) {
        std::uint64_t value = 0;
        if (!source || ASN1_STRING_type(source) != V_ASN1_INTEGER) refuse_malformed();
        if (ASN1_INTEGER_get_uint64(&value, source) != 1) refuse_costly();
        if (value == 0) refuse_malformed();
        return value;
    }

    [[noreturn]] static void refuse_costly() {
        ERR_clear_error();
        throw identity_error(identity_fault::too_large, {},
                             "it asks for more work than a password is worth, which is 25,000,000 rounds");
    }

    [[noreturn]] static void refuse_malformed() {
        ERR_clear_error();
        throw identity_error(identity_fault::malformed, {}, "how its keys are encrypted is malformed");
    }

    [[noreturn]] void refuse_old(int algorithm) const {
        ERR_clear_error();
        const char* const name = algorithm == NID_undef ? nullptr : OBJ_nid2ln(algorithm);
        throw identity_error(identity_fault::weak, {},
                             "it is protected with " + std::string(name ? name : "an unknown algorithm") +
                                 ", which is not read here",
                             advice_);
    }

    std::string_view advice_;
    std::uint64_t spent_ = 0;
};

}  // namespace handclasp::pkcs
