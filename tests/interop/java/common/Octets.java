package common;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/** Small operations on octets. */
public final class Octets {
    public static final SecureRandom RANDOM = new SecureRandom();

    public static byte[] random(int size) {
        byte[] octets = new byte[size];
        RANDOM.nextBytes(octets);
        return octets;
    }

    public static byte[] filled(int size, int value) {
        byte[] octets = new byte[size];
        Arrays.fill(octets, (byte) value);
        return octets;
    }

    public static byte[] of(int... values) {
        byte[] octets = new byte[values.length];
        for (int at = 0; at < values.length; ++at) octets[at] = (byte) values[at];
        return octets;
    }

    public static byte[] join(byte[]... parts) {
        ByteBuffer whole = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) whole.put(part);
        return whole.array();
    }

    public static byte[] firstOf(byte[] octets, int size) {
        return Arrays.copyOf(octets, size);
    }

    /** The same octets with one bit altered; places below zero count from the end. */
    public static byte[] altered(byte[] octets, int place, int bit) {
        byte[] copy = octets.clone();
        copy[place < 0 ? copy.length + place : place] ^= (byte) (1 << bit);
        return copy;
    }

    private Octets() {}
}
