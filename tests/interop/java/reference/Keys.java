package reference;

import common.Octets;
import javax.crypto.spec.SecretKeySpec;

/** The two keys of a session; they serve both directions. */
final class Keys {
    static final int SIZE = 16;

    final SecretKeySpec aes;
    final SecretKeySpec mac;

    Keys(byte[] aes, byte[] mac) {
        this.aes = new SecretKeySpec(aes, "AES");
        this.mac = new SecretKeySpec(mac, "HmacMD5");
    }

    static Keys fresh() {
        return new Keys(Octets.random(SIZE), Octets.random(SIZE));
    }
}
