package modern;

import common.Octets;
import common.Refused;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The frames of one direction in their order, sealed or opened (section 6). */
final class Direction {
    private byte[] traffic;
    private long number;

    Direction(byte[] traffic) {
        this(traffic, 0);
    }

    Direction(byte[] traffic, long number) {
        this.traffic = traffic;
        this.number = number;
    }

    /** A whole unit. */
    byte[] seal(Type type, byte[] plaintext) throws GeneralSecurityException {
        byte[] header = Wire.header(type, plaintext.length + Suite.TAG);
        return Octets.join(header, sealBody(header, plaintext));
    }

    /** A body, for a unit that has more than a frame in it. */
    byte[] sealBody(byte[] header, byte[] plaintext) throws GeneralSecurityException {
        return cipher(Cipher.ENCRYPT_MODE, header).doFinal(plaintext);
    }

    byte[] open(byte[] unit) throws Refused {
        return open(Arrays.copyOf(unit, Wire.HEADER), Arrays.copyOfRange(unit, Wire.HEADER, unit.length));
    }

    byte[] open(byte[] header, byte[] body) throws Refused {
        try {
            return cipher(Cipher.DECRYPT_MODE, header).doFinal(body);
        } catch (GeneralSecurityException error) {
            throw new Refused("authentication_failed");
        }
    }

    /** New keys from the next frame on; the numbers go on. */
    void rekey() throws GeneralSecurityException {
        traffic = KeySchedule.expand(traffic, "handclasp/1 next", 32);
    }

    private Cipher cipher(int mode, byte[] header) throws GeneralSecurityException {
        byte[] place = ByteBuffer.allocate(16).putLong(number).put(header).put(Suite.ascii("HCv1")).array();
        ByteBuffer nonce = ByteBuffer.wrap(KeySchedule.expand(traffic, "handclasp/1 iv", 12));
        nonce.putLong(4, nonce.getLong(4) ^ number);
        ++number;
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        byte[] key = KeySchedule.expand(traffic, "handclasp/1 cipher", 32);
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(8 * Suite.TAG, nonce.array()));
        cipher.updateAAD(place);
        return cipher;
    }
}
