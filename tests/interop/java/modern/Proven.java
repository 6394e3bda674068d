package modern;

import common.Octets;
import common.Refused;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.List;

/** Who a peer is, once its proof holds. Of kind 0 nothing is known, and of kind 1 no certificate. */
record Proven(int kind, String fingerprint, List<X509Certificate> chain) {
    static Proven by(Proof proof, Proof.Signed signed) throws Refused, GeneralSecurityException {
        if (proof.kind() == Proof.NONE) {
            if (proof.identity().length + proof.signature().length > 0) throw new Refused("malformed: kind 0");
            return new Proven(Proof.NONE, "none", List.of());
        }
        List<X509Certificate> chain = List.of();
        byte[] info;
        if (proof.kind() == Proof.ED25519) {
            if (proof.identity().length != 32 || proof.signature().length != 64) throw new Refused("malformed: kind 1");
            info = Octets.join(SignatureKey.ED25519_HEAD, proof.identity());
        } else if (proof.kind() == Proof.CERTIFICATES) {
            chain = Chain.decode(proof.identity());
            info = Der.subjectPublicKeyInfo(chain.get(0));
        } else {
            throw new Refused("bad_proof: kind " + proof.kind());
        }
        SignatureKey key = new SignatureKey(info);
        key.verify(signed.message(proof.kind(), proof.identity()), proof.signature());
        return new Proven(proof.kind(), HexFormat.of().formatHex(key.fingerprint()), chain);
    }
}
