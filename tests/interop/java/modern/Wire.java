package modern;

import common.Connection;
import common.Octets;
import common.Refused;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A connection that carries units: a type, a length of three octets, and the content (section 3). */
final class Wire extends Connection {
    static final int HEADER = 4;

    Wire(Socket socket) throws IOException {
        super(socket, Integer.MAX_VALUE);
    }

    /** The next unit with its header. Type and length are checked before anything is set aside for it. */
    byte[] receive(Type... admitted) throws IOException {
        try {
            int octet = in.readUnsignedByte();
            int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
            for (Type type : admitted) {
                if (type.octet != octet) continue;
                if (length < type.least || length > type.most) throw new Refused("unit_size: " + length);
                byte[] content = new byte[length];
                in.readFully(content);
                return Octets.join(header(type, length), content);
            }
            throw new Refused(String.format("unexpected_unit: %02x", octet));
        } catch (EOFException end) {
            throw new Refused("truncated: the stream ends in place of a unit or inside it");
        }
    }

    static byte[] header(Type type, int length) {
        return ByteBuffer.allocate(HEADER).putInt(type.octet << 24 | length).array();
    }

    static byte[] unit(Type type, byte[] content) {
        return Octets.join(header(type, content.length), content);
    }
}
