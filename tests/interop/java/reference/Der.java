package reference;

import common.Octets;
import java.math.BigInteger;

/** RSA public keys in DER by hand, also those that no key generator would make. */
final class Der {
    private static final byte[] RSA_ENCRYPTION =
            Octets.of(0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00);

    static byte[] subjectPublicKeyInfo(BigInteger modulus, BigInteger exponent) {
        byte[] key = element(0x30, Octets.join(integer(modulus), integer(exponent)));
        return element(0x30, Octets.join(RSA_ENCRYPTION, element(0x03, Octets.join(Octets.of(0), key))));
    }

    private static byte[] integer(BigInteger value) {
        return element(0x02, value.toByteArray());
    }

    private static byte[] element(int type, byte[] content) {
        int size = content.length;
        byte[] head;
        if (size < 0x80) {
            head = Octets.of(type, size);
        } else if (size < 0x100) {
            head = Octets.of(type, 0x81, size);
        } else {
            head = Octets.of(type, 0x82, size >> 8, size);
        }
        return Octets.join(head, content);
    }

    private Der() {}
}
