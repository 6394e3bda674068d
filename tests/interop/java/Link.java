import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** A connection that carries units, true ones and bad ones. */
final class Link implements AutoCloseable {
    /** Shorter than any time limit of the other side, so that its own refusal is seen and not that limit. */
    static final int PATIENCE = 8_000; // milliseconds

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;

    Link(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE);
        in = new DataInputStream(socket.getInputStream());
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    }

    void send(byte[] unit) throws IOException {
        out.writeInt(unit.length);
        out.write(unit);
        out.flush();
    }

    /** Octets as they are, without a length of ours. */
    void sendRaw(byte[] octets) throws IOException {
        out.write(octets);
        out.flush();
    }

    byte[] receive(int least, int most) throws IOException {
        return Units.read(in, least, most);
    }

    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The other side ends the connection, and no octet comes before. */
    void mustEndInSilence() throws IOException {
        if (octetsToTheEnd() > 0) throw new IOException("the other side answered");
    }

    /** How many octets come before the other side ends the connection. */
    long octetsToTheEnd() throws IOException {
        byte[] buffer = new byte[4096];
        long count = 0;
        try {
            for (int size; (size = in.read(buffer)) >= 0; ) count += size;
        } catch (SocketTimeoutException late) {
            throw new IOException("the other side does not end the connection");
        } catch (SocketException reset) {
            // also an end: the other side left octets unread
        }
        return count;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
