package modern;

import common.Octets;
import common.Refused;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** Messages in both directions, once both sides have the keys (section 7). */
final class Channel implements AutoCloseable {
    final Wire wire;
    final Proven peer;
    final Direction out;
    private final Direction in;

    Channel(Wire wire, Proven peer, Direction out, Direction in) {
        this.wire = wire;
        this.peer = peer;
        this.out = out;
        this.in = in;
    }

    void send(byte[] message) throws IOException, GeneralSecurityException {
        wire.sendRaw(out.seal(Type.MESSAGE, message));
    }

    void sendClose() throws IOException, GeneralSecurityException {
        wire.sendRaw(out.seal(Type.CLOSE, new byte[0]));
        wire.endOutput();
    }

    /** The next message, or null at a close. */
    byte[] receive() throws IOException, GeneralSecurityException {
        byte[] message = new byte[0];
        for (boolean inside = false;;) {
            byte[] unit = inside ? wire.receive(Type.MESSAGE, Type.FRAGMENT, Type.REKEY)
                    : wire.receive(Type.MESSAGE, Type.FRAGMENT, Type.REKEY, Type.CLOSE);
            byte[] plaintext = in.open(unit);
            if (unit[0] == Type.CLOSE.octet) return null;
            if (unit[0] == Type.REKEY.octet) {
                in.rekey();
                continue;
            }
            message = Octets.join(message, plaintext);
            if (unit[0] == Type.MESSAGE.octet) return message;
            if (message.length > 1 << 20) throw new Refused("message_size");
            inside = true;
        }
    }

    @Override
    public void close() throws IOException {
        wire.close();
    }
}
