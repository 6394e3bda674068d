package modern;

import common.Octets;
import common.Refused;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Request and hello, as they are made and as they are checked (sections 4.1 and 4.3). */
record Hello(byte[] head, int flags, byte[] publicKey, Proof proof) {
    static final int DEMANDS = 1;

    static byte[] request() {
        return Wire.unit(Type.REQUEST, Octets.join(named(), Octets.random(Suite.NONCE)));
    }

    /** Refuses other versions and suites without the answer that a full server gives. */
    static void checkRequest(byte[] unit) throws Refused {
        int nameEnd = Wire.HEADER + named().length;
        if (unit.length != nameEnd + Suite.NONCE) throw new Refused("malformed: request");
        if (!Arrays.equals(Arrays.copyOfRange(unit, Wire.HEADER, nameEnd), named())) throw new Refused("wrong_suite");
    }

    /** From the version octet to the public key. */
    static byte[] head(int flags, byte[] publicKey) {
        byte[] size = Octets.of(publicKey.length >> 8, publicKey.length);
        return Octets.join(named(), Octets.random(Suite.NONCE), Octets.of(flags), size, publicKey);
    }

    static byte[] unit(byte[] head, Proof proof) {
        return Wire.unit(Type.HELLO, Octets.join(head, proof.octets()));
    }

    static Hello parse(byte[] unit) throws Refused {
        ByteBuffer rest = ByteBuffer.wrap(unit).position(Wire.HEADER);
        byte[] name = take(rest, named().length);
        take(rest, Suite.NONCE);
        int flags = rest.get() & 0xff;
        int keySize = rest.getShort() & 0xffff;
        byte[] publicKey = take(rest, Suite.PUBLIC_KEY);
        byte[] head = Arrays.copyOfRange(unit, Wire.HEADER, rest.position());
        Proof proof = Proof.parse(rest);
        if (!Arrays.equals(name, named())) throw new Refused("wrong_suite");
        if ((flags & ~DEMANDS) != 0) throw new Refused("malformed: flags");
        if (keySize != Suite.PUBLIC_KEY) throw new Refused("bad_public_key");
        return new Hello(head, flags, publicKey, proof);
    }

    private static byte[] named() {
        return Octets.join(Octets.of(Suite.VERSION, Suite.NAME.length), Suite.NAME);
    }

    /** The limits of a hello leave room for all that stands before its proof. */
    private static byte[] take(ByteBuffer from, int size) {
        byte[] octets = new byte[size];
        from.get(octets);
        return octets;
    }
}
