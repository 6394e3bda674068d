package reference;

import common.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;

/** Messages of text over a link, once both sides have the keys. */
final class Session implements AutoCloseable {
    final Link link;
    final Keys keys;
    final String first; // the client's first message

    Session(Link link, Keys keys, String first) {
        this.link = link;
        this.keys = keys;
        this.first = first;
    }

    /** Closes the link if this fails. */
    static Session asClient(Link link, String first) throws IOException, GeneralSecurityException {
        try {
            PublicKey key = readHello(link);
            Keys keys = Keys.fresh();
            link.send(Initial.seal(key, keys, octets(first)));
            return new Session(link, keys, first);
        } catch (IOException | GeneralSecurityException error) {
            link.close();
            throw error;
        }
    }

    /** The link stays the caller's to close if this fails. */
    static Session asServer(Link link, KeyPair pair) throws IOException {
        link.send(pair.getPublic().getEncoded());
        byte[] unit = link.receive(Limits.INITIAL_LEAST, Limits.INITIAL_MOST);
        if (unit == null) throw new Refused("the stream ends in place of an initial unit");
        Initial initial = Initial.open(pair.getPrivate(), unit);
        return new Session(link, initial.keys, text(initial.message));
    }

    static PublicKey readHello(Link link) throws IOException {
        byte[] hello = link.receive(1, Limits.HELLO_MOST);
        if (hello == null) throw new Refused("the stream ends in place of a hello");
        return KeyTransport.publicKey(hello);
    }

    void send(String message) throws IOException, GeneralSecurityException {
        link.send(Frame.seal(keys, octets(message)));
    }

    /** The next message, or null where the stream ends between two. */
    String receive() throws IOException {
        byte[] frame = link.receive(Limits.FRAME_LEAST, Limits.FRAME_MOST);
        return frame == null ? null : text(Frame.open(keys, frame));
    }

    /** The other side sends a message back as it was. */
    void mustReturn(String message) throws IOException {
        String returned = receive();
        if (returned == null) throw new IOException("the stream ends in place of an answer");
        if (!returned.equals(message)) throw new IOException("another message came back");
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Refuses what is not UTF-8, where the usual conversion would put replacement characters. */
    private static String text(byte[] octets) throws Refused {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException error) {
            throw new Refused("a message that is not UTF-8");
        }
    }

    @Override
    public void close() throws IOException {
        link.close();
    }
}
