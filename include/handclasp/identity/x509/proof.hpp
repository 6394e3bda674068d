#pragma once

#include <handclasp/identity/x509/chain.hpp>

namespace handclasp::x509 {

// Whether the signature is that of the leaf's key over the message (docs/protocol.md, section 4.5). False, too, for
// keys that no identity has and signatures of another size.
[[nodiscard]] inline bool verify_signature(const certificate& leaf, octets message, octets signature) noexcept {
    return leaf.kind() && signing::verify(X509_get0_pubkey(leaf.handle()), message, signature);
}

// Verifies a proof of kind certificate: its form, and the signature by the leaf's key. The fingerprint is the leaf's.
// Whether the certificates are to be believed, it does not ask. errc::malformed for another form; errc::bad_proof where
// the signature does not verify, or the leaf has a key that no identity has. why gets a text for people then.
[[nodiscard]] inline result<fingerprint> verify_proof(octets encoded_chain, octets message, octets signature,
                                                      std::string& why) {
    const auto presented = chain::decode(encoded_chain, why);
    if (!presented) return presented.error();
    const auto& leaf = presented->leaf();
    const auto named = [](const certificate& each) { return "certificate \"" + each.subject() + "\""; };
    if (!leaf.kind()) {
        why = named(leaf) + " has a key that no identity has: Ed25519, P-256 or RSA of 2048 to 4096 bits would do";
        return errc::bad_proof;
    }
    if (verify_signature(leaf, message, signature)) return leaf.fingerprint();

    // A stranger's proof costs one signature to look at: the other certificates are not tried for the sake of the text.
    const std::size_t size = key_form::signature_size(X509_get0_pubkey(leaf.handle()), *leaf.kind());
    why = (signature.size() != size ? "the signature does not have the size of the key of "
                                    : "the signature is not by the key of ") +
        named(leaf);
    if (presented->out_of_order()) {
        why += ", which comes first, and the chain is out of order; the leaf comes first, then each one's issuer";
    }
    return signature.size() == size ? errc::bad_proof : errc::malformed;
}

}  // namespace handclasp::x509
