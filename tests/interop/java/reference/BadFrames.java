package reference;

import common.Bad;
import common.Octets;
import java.util.List;

/** Frames that must not open: altered on their way, or forged by someone who has the keys. */
final class BadFrames {
    /** Four blocks of the cipher with seven octets of padding. */
    private static final byte[] MESSAGE = Session.octets("four blocks with their padding, to be altered on the road");

    static List<Bad<Keys>> all() {
        return List.of(
                altered("first octet of the IV", 0),
                altered("last octet of the IV", 15),
                altered("first octet of the tag", 16),
                altered("last octet of the tag", 31),
                altered("first block of the message", 32),
                altered("padding, by way of the block before it", -17),
                altered("last block", -16),
                altered("last octet", -1),
                Units.bad("altered: sealed under another MAC key", keys -> Frame.seal(
                        new Keys(keys.aes.getEncoded(), Octets.random(16)), MESSAGE)),
                Units.bad("altered: sealed under another AES key", keys -> Frame.seal(
                        new Keys(Octets.random(16), keys.mac.getEncoded()), MESSAGE)),
                Units.bad("altered: last block cut off", keys -> cut(Frame.seal(keys, MESSAGE), 16)),
                Units.bad("altered: a block added", keys -> Octets.join(Frame.seal(keys, MESSAGE), Octets.random(16))),
                forged("padding 0", 0, 0, 0, 0, 0, 0, 0),
                forged("padding 17", 17, 17, 17, 17, 17, 17, 17),
                forged("padding 255", 255, 255, 255, 255, 255, 255, 255),
                forged("padding with another first octet", 6, 7, 7, 7, 7, 7, 7),
                forged("padding with another octet before the last", 7, 7, 7, 7, 7, 6, 7),
                forged("padding with zeros and a count", 0, 0, 0, 0, 0, 0, 7),
                Units.bad("forged: tag over message and bad padding", keys -> {
                    byte[] padded = Octets.join(MESSAGE, Octets.of(0, 0, 0, 0, 0, 0, 0));
                    return Frame.sealPadded(keys, Octets.join(Frame.tag(keys, padded), padded));
                }),
                Units.bad("forged: tag without its first octet", keys -> {
                    byte[] tag = Frame.tag(keys, MESSAGE);
                    byte[] less = new byte[15];
                    System.arraycopy(tag, 1, less, 0, 15);
                    return Frame.sealPadded(keys, Octets.join(less, MESSAGE, Octets.filled(8, 8)));
                }),
                Units.bad("size: one octet cut off", keys -> cut(Frame.seal(keys, MESSAGE), 1)),
                Units.bad("size: one octet added", keys -> Octets.join(Frame.seal(keys, MESSAGE), Octets.of(1))),
                Units.bad("size: a tag and no padding", keys -> Frame.sealPadded(keys, Frame.tag(keys, new byte[0]))),
                Units.bad("size: nothing but an IV", keys -> Octets.random(16)),
                new Bad<>("length: one less than there is", false, keys -> {
                    byte[] frame = Frame.seal(keys, MESSAGE);
                    return Units.withLength(frame.length - 1, frame);
                }),
                new Bad<>("length: a block more than there is", true, keys -> {
                    byte[] frame = Frame.seal(keys, MESSAGE);
                    return Units.withLength(frame.length + 16, frame);
                }),
                new Bad<>("length: cut short inside it", true, keys -> Octets.of(0, 0)));
    }

    private static Bad<Keys> altered(String what, int place) {
        return Units.bad("altered: " + what, keys -> Octets.altered(Frame.seal(keys, MESSAGE), place, 0));
    }

    /** A good tag over the message, and then a padding of seven octets that is none. */
    private static Bad<Keys> forged(String what, int... padding) {
        return Units.bad("forged: " + what, keys -> Frame.sealPadded(
                keys, Octets.join(Frame.tag(keys, MESSAGE), MESSAGE, Octets.of(padding))));
    }

    private static byte[] cut(byte[] frame, int octets) {
        return Octets.firstOf(frame, frame.length - octets);
    }

    private BadFrames() {}
}
