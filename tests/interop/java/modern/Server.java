package modern;

import common.Bad;
import common.Report;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.util.List;

/** The server's scenarios: one client after the other, and one for each bad hello. */
final class Server {
    static final List<String> SCENARIOS = List.of("plain", "bad-hello");
    private static final int PATIENCE = 60_000; // milliseconds until a client comes

    private final ServerSocket listener;
    private final Identity own;

    Server(InetSocketAddress address, Identity own) throws IOException {
        this.own = own;
        listener = new ServerSocket(address.getPort(), 50, address.getAddress());
        Report.say("listening on " + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort());
    }

    /** Sends every message back, until the process is ended. A credential is demanded where `clients` is not null. */
    void serve(Trust clients) throws IOException, GeneralSecurityException {
        for (;;) {
            try (Wire wire = new Wire(listener.accept())) {
                ServerHandshake handshake = new ServerHandshake(wire);
                Channel channel = handshake.finish(own, clients);
                int count = 0;
                for (byte[] message = handshake.first(); message != null; message = channel.receive(), ++count) {
                    channel.send(message);
                }
                channel.sendClose();
                String client = channel.peer == null ? "nobody"
                        : "kind " + channel.peer.kind() + " " + channel.peer.fingerprint();
                Report.say("served " + count + " of " + client);
            } catch (IOException error) {
                Report.say("refused " + error.getMessage());
            }
        }
    }

    int badHellos(Identity stranger) throws IOException {
        Report report = new Report();
        List<Bad<ServerHandshake.Asked>> hellos = BadHellos.all(own, stranger);
        listener.setSoTimeout(PATIENCE);
        Report.say("cases " + hellos.size());
        for (Bad<ServerHandshake.Asked> bad : hellos) {
            report.check(bad.name, () -> {
                try (Wire wire = new Wire(listener.accept())) {
                    wire.mustBeRefused(bad.octets(new ServerHandshake(wire).asked), bad.endsStream);
                } catch (SocketTimeoutException late) {
                    throw new IOException("no client came");
                }
            });
        }
        return report.exitCode();
    }
}
