package reference;

import common.Octets;
import common.Refused;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;

/** A message on its way: IV || AES-CBC(tag || message || padding), where the tag covers the message alone. */
final class Frame {
    static final int BLOCK = 16;

    static byte[] tag(Keys keys, byte[] message) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacMD5");
        mac.init(keys.mac);
        return mac.doFinal(message);
    }

    static byte[] seal(Keys keys, byte[] message) throws GeneralSecurityException {
        return encrypt(keys, "AES/CBC/PKCS5Padding", Octets.join(tag(keys, message), message));
    }

    /** What comes with a padding of its own, which need not be a good one. */
    static byte[] sealPadded(Keys keys, byte[] tagMessageAndPadding) throws GeneralSecurityException {
        return encrypt(keys, "AES/CBC/NoPadding", tagMessageAndPadding);
    }

    /** One error whatever is wrong. */
    static byte[] open(Keys keys, byte[] frame) throws Refused {
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(Cipher.DECRYPT_MODE, keys.aes, new IvParameterSpec(frame, 0, BLOCK));
            byte[] plain = cipher.doFinal(frame, BLOCK, frame.length - BLOCK);
            if (plain.length < BLOCK) throw new GeneralSecurityException("no room for a tag");
            byte[] message = Arrays.copyOfRange(plain, BLOCK, plain.length);
            if (!MessageDigest.isEqual(tag(keys, message), Octets.firstOf(plain, BLOCK))) {
                throw new GeneralSecurityException("another tag");
            }
            return message;
        } catch (GeneralSecurityException | IllegalArgumentException error) {
            throw new Refused("a frame that does not open");
        }
    }

    private static byte[] encrypt(Keys keys, String how, byte[] plain) throws GeneralSecurityException {
        byte[] iv = Octets.random(BLOCK);
        Cipher cipher = Cipher.getInstance(how);
        cipher.init(Cipher.ENCRYPT_MODE, keys.aes, new IvParameterSpec(iv));
        return Octets.join(iv, cipher.doFinal(plain));
    }

    private Frame() {}
}
