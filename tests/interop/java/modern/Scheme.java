package modern;

import java.security.GeneralSecurityException;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** How a kind of key signs, by the names that the JDK has for it. */
enum Scheme {
    ED25519("Ed25519", "Ed25519"),
    P256("EC", "SHA256withECDSAinP1363Format"), // r || s, and not DER
    RSA("RSA", "RSASSA-PSS");

    final String keys;
    private final String signatures;

    Scheme(String keys, String signatures) {
        this.keys = keys;
        this.signatures = signatures;
    }

    Signature create() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(signatures);
        if (this == RSA) signature.setParameter(withSalt(32));
        return signature;
    }

    static PSSParameterSpec withSalt(int octets) {
        return new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, octets, 1);
    }
}
