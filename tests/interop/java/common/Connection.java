package common;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** A connection that carries octets, true ones and bad ones. */
public class Connection implements AutoCloseable {
    /** Shorter than any time limit of the other side, so that its own refusal is seen and not that limit. */
    private static final int PATIENCE = 8_000; // milliseconds

    protected final DataInputStream in;
    private final Socket socket;
    private final OutputStream out;
    private final int piece;

    /** Sends nothing larger than a piece at a time. */
    public Connection(Socket socket, int piece) throws IOException {
        this.socket = socket;
        this.piece = piece;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE);
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Octets as they are, without a length of ours. */
    public final void sendRaw(byte[] octets) throws IOException {
        for (int at = 0; at < octets.length; at += Math.min(piece, octets.length - at)) {
            out.write(octets, at, Math.min(piece, octets.length - at));
        }
    }

    public final void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** The other side ends the connection, and no octet comes before. */
    public final void mustEndInSilence() throws IOException {
        try {
            if (in.read() >= 0) throw new IOException("the other side answered");
        } catch (SocketTimeoutException late) {
            throw new IOException("the other side does not end the connection");
        } catch (SocketException reset) {
            // also an end: the other side left octets unread
        }
    }

    /** What the other side has to refuse. */
    public final void mustBeRefused(byte[] octets, boolean endsStream) throws IOException {
        sendRaw(octets);
        if (endsStream) endOutput();
        mustEndInSilence();
    }

    @Override
    public final void close() throws IOException {
        socket.close();
    }
}
