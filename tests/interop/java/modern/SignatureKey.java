package modern;

import common.Octets;
import common.Refused;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;

/** A public key of one of the three kinds that sign, by its SubjectPublicKeyInfo (section 4.5). */
final class SignatureKey {
    /** RFC 8410 and RFC 5480: what stands before the 32 octets of the one and the 64 of the other. */
    static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] P256_HEAD =
            HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d03010703420004");
    private static final byte[] RSA_ALGORITHM = HexFormat.of().parseHex("300d06092a864886f70d0101010500");
    private static final BigInteger P256_ORDER =
            new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);
    private static final BigInteger ED25519_PRIME = BigInteger.ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));
    /** The y of every point of small order, whatever the sign of its x. */
    private static final Set<BigInteger> SMALL_ORDER = Set.of(
            BigInteger.ZERO, BigInteger.ONE, ED25519_PRIME.subtract(BigInteger.ONE),
            littleEndian(HexFormat.of().parseHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")),
            littleEndian(HexFormat.of().parseHex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")));

    final int signatureSize;
    private final Scheme scheme;
    private final byte[] info;
    private final PublicKey key;

    SignatureKey(byte[] info) throws Refused {
        this.info = info;
        try {
            if (startsWith(info, ED25519_HEAD) && info.length == ED25519_HEAD.length + 32) {
                scheme = Scheme.ED25519;
            } else if (startsWith(info, P256_HEAD) && info.length == P256_HEAD.length + 64) {
                scheme = Scheme.P256;
            } else if (startsWith(Arrays.copyOfRange(info, 4, info.length), RSA_ALGORITHM)) {
                scheme = Scheme.RSA;
            } else {
                throw new Refused("bad_proof: a key of no kind that signs");
            }
            key = KeyFactory.getInstance(scheme.keys).generatePublic(new X509EncodedKeySpec(info));
        } catch (GeneralSecurityException error) {
            throw new Refused("bad_proof: a key that is not sound");
        }
        signatureSize = key instanceof RSAPublicKey rsa ? sizeOf(rsa) : 64;
    }

    /** Refuses a signature of another size, and one that does not verify. */
    void verify(byte[] message, byte[] signature) throws Refused {
        if (signature.length != signatureSize) throw new Refused("malformed: size of the signature");
        try {
            Signature verifier = scheme.create();
            verifier.initVerify(key);
            verifier.update(message);
            if (isAdmitted(signature) && verifier.verify(signature)) return;
        } catch (GeneralSecurityException error) {
            // the same answer as to a signature of another message
        }
        throw new Refused("bad_proof: the signature does not verify");
    }

    byte[] fingerprint() throws GeneralSecurityException {
        return KeySchedule.sha256(info);
    }

    private static int sizeOf(RSAPublicKey key) throws Refused {
        int bits = key.getModulus().bitLength();
        if (bits < 2048 || bits > 4096 || !key.getPublicExponent().equals(BigInteger.valueOf(65537))) {
            throw new Refused("bad_proof: an RSA key out of bounds");
        }
        return (bits + 7) / 8;
    }

    /** What the text asks for beside the verification of the JDK. */
    private boolean isAdmitted(byte[] signature) {
        byte[] first = Arrays.copyOf(signature, 32);
        byte[] second = Arrays.copyOfRange(signature, 32, 64);
        return switch (scheme) {
            case ED25519 -> isPoint(first) && isPoint(Arrays.copyOfRange(info, info.length - 32, info.length));
            case P256 -> isScalar(new BigInteger(1, first)) && isScalar(new BigInteger(1, second));
            case RSA -> true;
        };
    }

    private static boolean isScalar(BigInteger value) {
        return value.signum() > 0 && value.compareTo(P256_ORDER) < 0;
    }

    /** Canonical and not of small order; that it is on the curve is for the JDK to see. */
    private static boolean isPoint(byte[] encoded) {
        BigInteger y = littleEndian(encoded).clearBit(255);
        return y.compareTo(ED25519_PRIME) < 0 && !SMALL_ORDER.contains(y);
    }

    private static BigInteger littleEndian(byte[] octets) {
        byte[] turned = new byte[octets.length];
        for (int at = 0; at < octets.length; ++at) turned[at] = octets[octets.length - 1 - at];
        return new BigInteger(1, turned);
    }

    private static boolean startsWith(byte[] octets, byte[] head) {
        return octets.length >= head.length && Arrays.equals(Octets.firstOf(octets, head.length), head);
    }
}
