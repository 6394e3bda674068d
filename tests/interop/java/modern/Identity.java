package modern;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What this side shows, and the private key to it. */
record Identity(int kind, byte[] encoded, Scheme scheme, PrivateKey key, List<byte[]> certificates) {
    /** The one entry of a PKCS#12 file: its certificates, or where it is to be bare, its Ed25519 key alone. */
    static Identity read(String file, char[] password, boolean bare) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = new FileInputStream(file)) {
            store.load(in, password);
        }
        String alias = store.aliases().nextElement();
        PrivateKey key = (PrivateKey) store.getKey(alias, password);
        List<byte[]> certificates = new ArrayList<>();
        for (Certificate one : store.getCertificateChain(alias)) certificates.add(one.getEncoded());
        Scheme scheme = switch (key.getAlgorithm()) {
            case "EdDSA", "Ed25519" -> Scheme.ED25519;
            case "EC" -> Scheme.P256;
            default -> Scheme.RSA;
        };
        if (!bare) return new Identity(Proof.CERTIFICATES, Chain.encode(certificates), scheme, key, certificates);
        byte[] info = store.getCertificate(alias).getPublicKey().getEncoded();
        byte[] raw = Arrays.copyOfRange(info, SignatureKey.ED25519_HEAD.length, info.length);
        return new Identity(Proof.ED25519, raw, scheme, key, List.of());
    }

    Proof prove(Proof.Signed signed) throws GeneralSecurityException {
        return new Proof(kind, encoded, sign(signed.message(kind, encoded)));
    }

    byte[] sign(byte[] message) throws GeneralSecurityException {
        return sign(scheme.create(), message);
    }

    byte[] sign(Signature by, byte[] message) throws GeneralSecurityException {
        by.initSign(key);
        by.update(message);
        return by.sign();
    }
}
