package reference;

import common.Connection;
import java.io.IOException;
import java.net.Socket;

/** A connection that carries units, true ones and bad ones. */
final class Link extends Connection {
    Link(Socket socket) throws IOException {
        this(socket, Integer.MAX_VALUE);
    }

    Link(Socket socket, int piece) throws IOException {
        super(socket, piece);
    }

    void send(byte[] unit) throws IOException {
        sendRaw(Units.withLength(unit));
    }

    byte[] receive(int least, int most) throws IOException {
        return Units.read(in, least, most);
    }
}
