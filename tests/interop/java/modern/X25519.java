package modern;

import common.Octets;
import common.Refused;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/** A key pair of one session, and the secrets that come of it and of the other side's (sections 4.4 and 4.7). */
final class X25519 {
    /** RFC 8410: what stands before the 32 octets in a SubjectPublicKeyInfo, which is how the JDK takes keys. */
    private static final byte[] HEAD = HexFormat.of().parseHex("302a300506032b656e032100");

    final byte[] publicKey;
    private final KeyPair pair;

    X25519() throws GeneralSecurityException {
        pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
        byte[] info = pair.getPublic().getEncoded();
        publicKey = Arrays.copyOfRange(info, HEAD.length, info.length);
    }

    /** Refuses points of small order, as the JDK does. */
    byte[] secretsWith(byte[] theirs, boolean asClient) throws Refused, GeneralSecurityException {
        byte[] encapsulation = asClient ? publicKey : theirs;
        byte[] ofServer = asClient ? theirs : publicKey;
        byte[] prk = KeySchedule.extract(Octets.join(encapsulation, ofServer), shared(theirs));
        return KeySchedule.expand(prk, "handclasp/1 x25519", 32);
    }

    private byte[] shared(byte[] theirs) throws Refused {
        try {
            PublicKey key = KeyFactory.getInstance("X25519").generatePublic(
                    new X509EncodedKeySpec(Octets.join(HEAD, theirs)));
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(pair.getPrivate());
            agreement.doPhase(key, true);
            return agreement.generateSecret();
        } catch (GeneralSecurityException error) {
            throw new Refused("bad_public_key");
        }
    }
}
