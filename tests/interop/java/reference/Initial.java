package reference;

import common.Octets;
import common.Refused;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Arrays;

/** The client's first unit: RSA(AES key) || RSA(MAC key) || a frame with the first message. */
final class Initial {
    final Keys keys;
    final byte[] message;

    private Initial(Keys keys, byte[] message) {
        this.keys = keys;
        this.message = message;
    }

    static byte[] seal(PublicKey to, Keys keys, byte[] message) throws GeneralSecurityException {
        return Octets.join(
                KeyTransport.wrap(to, keys.aes.getEncoded()),
                KeyTransport.wrap(to, keys.mac.getEncoded()),
                Frame.seal(keys, message));
    }

    static Initial open(PrivateKey with, byte[] unit) throws Refused {
        byte[] aes = KeyTransport.unwrap(with, unit, 0);
        byte[] mac = KeyTransport.unwrap(with, unit, KeyTransport.BLOCK);
        Keys keys = new Keys(aes, mac);
        return new Initial(keys, Frame.open(keys, Arrays.copyOfRange(unit, 2 * KeyTransport.BLOCK, unit.length)));
    }
}
