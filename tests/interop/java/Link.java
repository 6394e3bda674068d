import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** A connection that carries units, true ones and bad ones. */
final class Link implements AutoCloseable {
    /** Shorter than any time limit of the other side, so that its own refusal is seen and not that limit. */
    static final int PATIENCE = 8_000; // milliseconds

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final int piece;

    Link(Socket socket) throws IOException {
        this(socket, Integer.MAX_VALUE);
    }

    /** Sends nothing larger than a piece at a time. */
    Link(Socket socket, int piece) throws IOException {
        this.socket = socket;
        this.piece = piece;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    void send(byte[] unit) throws IOException {
        sendRaw(Units.withLength(unit));
    }

    /** Octets as they are, without a length of ours. */
    void sendRaw(byte[] octets) throws IOException {
        for (int at = 0; at < octets.length; at += Math.min(piece, octets.length - at)) {
            out.write(octets, at, Math.min(piece, octets.length - at));
        }
    }

    byte[] receive(int least, int most) throws IOException {
        return Units.read(in, least, most);
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The other side ends the connection, and no octet comes before. */
    void mustEndInSilence() throws IOException {
        try {
            if (in.read() >= 0) throw new IOException("the other side answered");
        } catch (SocketTimeoutException late) {
            throw new IOException("the other side does not end the connection");
        } catch (SocketException reset) {
            // also an end: the other side left octets unread
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
