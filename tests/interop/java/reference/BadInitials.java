package reference;

import common.Bad;
import common.Octets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.List;

/** Initial units that must not open. Apart from what their names say, each is a good one. */
final class BadInitials {
    private static final byte[] MESSAGE = Session.octets("a first message");

    private static final class Parts {
        final PublicKey to;
        final byte[] aes = Octets.random(16);
        final byte[] mac = Octets.random(16);

        Parts(PublicKey to) {
            this.to = to;
        }

        byte[] aesBlock() throws GeneralSecurityException {
            return KeyTransport.wrap(to, aes);
        }

        byte[] macBlock() throws GeneralSecurityException {
            return KeyTransport.wrap(to, mac);
        }

        byte[] frame() throws GeneralSecurityException {
            return Frame.seal(new Keys(aes, mac), MESSAGE);
        }
    }

    static List<Bad<PublicKey>> all() {
        return List.of(
                bad("AES block: random", it -> Octets.join(Octets.random(128), it.macBlock(), it.frame())),
                bad("MAC block: random", it -> Octets.join(it.aesBlock(), Octets.random(128), it.frame())),
                bad("AES block: zeros", it -> Octets.join(new byte[128], it.macBlock(), it.frame())),
                bad("AES block: above any modulus",
                        it -> Octets.join(Octets.filled(128, 255), it.macBlock(), it.frame())),
                altered("AES block", 127),
                altered("MAC block", 128),
                bad("blocks in the other order", it -> Octets.join(it.macBlock(), it.aesBlock(), it.frame())),
                bad("AES block: one octet short",
                        it -> Octets.join(Octets.firstOf(it.aesBlock(), 127), it.macBlock(), it.frame())),
                bad("AES block: one octet too long",
                        it -> Octets.join(Octets.of(0), it.aesBlock(), it.macBlock(), it.frame())),
                wrongKeySize("AES block: a key of 15 octets", 15, 16),
                wrongKeySize("AES block: a key of 24 octets", 24, 16),
                wrongKeySize("AES block: a key of 32 octets", 32, 16),
                wrongKeySize("MAC block: a key of 15 octets", 16, 15),
                wrongKeySize("MAC block: a key of 17 octets", 16, 17),
                wrongKeySize("MAC block: a key of 64 octets", 16, 64),
                otherPadding("blocks with PKCS#1 1.5 padding", "RSA/ECB/PKCS1Padding"),
                otherPadding("blocks with SHA-256 for OAEP", "RSA/ECB/OAEPWithSHA-256AndMGF1Padding"),
                otherModulus("blocks of a key of 512 bits", 512),
                otherModulus("blocks of a key of 2048 bits", 2048),
                altered("IV", 256),
                altered("tag", 272),
                altered("message", 288),
                altered("last octet", -1),
                bad("frame: one octet cut off", it -> {
                    byte[] frame = it.frame();
                    return Octets.join(it.aesBlock(), it.macBlock(), Octets.firstOf(frame, frame.length - 1));
                }),
                bad("frame: missing", it -> Octets.join(it.aesBlock(), it.macBlock())),
                new Bad<>("initial: stream ends inside it", true,
                        to -> Octets.firstOf(Units.withLength(Initial.seal(to, Keys.fresh(), MESSAGE)), 200)));
    }

    private static Bad<PublicKey> bad(String name, Bad.Maker<Parts> maker) {
        return Units.bad("initial: " + name, to -> maker.make(new Parts(to)));
    }

    private static Bad<PublicKey> altered(String what, int place) {
        return Units.bad("initial: altered " + what,
                to -> Octets.altered(Initial.seal(to, Keys.fresh(), MESSAGE), place, 0));
    }

    /** The frame is sealed with what a careless receiver would make of the key. */
    private static Bad<PublicKey> wrongKeySize(String name, int aesSize, int macSize) {
        return Units.bad("initial: " + name, to -> {
            byte[] aes = Octets.random(aesSize);
            byte[] mac = Octets.random(macSize);
            Keys used = new Keys(Octets.firstOf(aes, Math.max(16, aesSize)), mac);
            return Octets.join(KeyTransport.wrap(to, aes), KeyTransport.wrap(to, mac), Frame.seal(used, MESSAGE));
        });
    }

    private static Bad<PublicKey> otherPadding(String name, String how) {
        return bad(name, it -> Octets.join(
                KeyTransport.wrap(it.to, it.aes, how), KeyTransport.wrap(it.to, it.mac, how), it.frame()));
    }

    /** Where the blocks are small, a longer message brings the unit back to a size that is allowed. */
    private static Bad<PublicKey> otherModulus(String name, int bits) {
        return Units.bad("initial: " + name, to -> {
            PublicKey other = KeyTransport.freshPair(bits, RSAKeyGenParameterSpec.F4).getPublic();
            return Initial.seal(other, Keys.fresh(), new byte[bits < 1024 ? 200 : 0]);
        });
    }

    private BadInitials() {}
}
