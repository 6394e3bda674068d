package reference;

import common.Refused;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;

/** RSA with OAEP, one key to a block. SHA-1 serves as hash and, under this name, for MGF1 too. */
final class KeyTransport {
    static final String OAEP = "RSA/ECB/OAEPWithSHA1AndMGF1Padding";
    static final int BITS = 1024;
    static final int BLOCK = BITS / 8;

    static KeyPair freshPair(int bits, BigInteger exponent) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(new RSAKeyGenParameterSpec(bits, exponent));
        return generator.generateKeyPair();
    }

    static PublicKey publicKey(byte[] hello) throws Refused {
        try {
            PublicKey key = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(hello));
            int bits = ((RSAPublicKey) key).getModulus().bitLength();
            if (bits != BITS) throw new Refused("a key of " + bits + " bits");
            return key;
        } catch (GeneralSecurityException error) {
            throw new Refused("a hello that is no public key");
        }
    }

    static byte[] wrap(PublicKey to, byte[] key) throws GeneralSecurityException {
        return wrap(to, key, OAEP);
    }

    static byte[] wrap(PublicKey to, byte[] key, String how) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(how);
        cipher.init(Cipher.ENCRYPT_MODE, to);
        return cipher.doFinal(key);
    }

    static byte[] unwrap(PrivateKey with, byte[] unit, int at) throws Refused {
        try {
            Cipher cipher = Cipher.getInstance(OAEP);
            cipher.init(Cipher.DECRYPT_MODE, with);
            byte[] key = cipher.doFinal(unit, at, BLOCK);
            if (key.length == Keys.SIZE) return key;
        } catch (GeneralSecurityException error) {
            // the same answer as to a key of another size
        }
        throw new Refused("a block that holds no key");
    }

    private KeyTransport() {}
}
