package reference;

import common.Bad;
import common.Refused;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Every unit is preceded by its length: four octets, the most significant first. */
final class Units {
    /** The next unit, or null where the stream ends between two. Nothing is set aside for a length out of bounds. */
    static byte[] read(DataInputStream in, int least, int most) throws IOException {
        int first = in.read();
        if (first < 0) return null;
        try {
            int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
            if (length < least || length > most) throw new Refused("a unit of " + length + " octets");
            byte[] unit = new byte[length];
            in.readFully(unit);
            return unit;
        } catch (EOFException end) {
            throw new Refused("the stream ends inside a unit");
        }
    }

    /** A unit as it goes onto the wire; the length is what DataOutputStream.writeInt would make of it. */
    static byte[] withLength(byte[] unit) {
        return withLength(unit.length, unit);
    }

    /** The same with a length that need not be true. */
    static byte[] withLength(int length, byte[] unit) {
        return ByteBuffer.allocate(4 + unit.length).putInt(length).put(unit).array();
    }

    /** A unit that has to be refused; its length is put before it. */
    static <From> Bad<From> bad(String name, Bad.Maker<From> maker) {
        return new Bad<>(name, false, from -> withLength(maker.make(from)));
    }

    private Units() {}
}
