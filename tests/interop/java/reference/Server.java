package reference;

import common.Bad;
import common.Report;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.security.GeneralSecurityException;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.ArrayList;
import java.util.List;

/** The server's scenarios. Those with cases take one client for each, and end after the last. */
final class Server {
    static final List<String> SCENARIOS = List.of(
            "plain", "pieces", "exponent-17", "tampering-server", "bad-length", "bad-key");
    private static final int PATIENCE = 60_000; // milliseconds until a client comes

    private final ServerSocket listener;
    private final Report report = new Report();

    Server(InetSocketAddress address) throws IOException {
        listener = new ServerSocket(address.getPort(), 50, address.getAddress());
        Report.say("listening on " + listener.getInetAddress().getHostAddress() + ":" + listener.getLocalPort());
    }

    int run(String scenario) throws IOException, GeneralSecurityException {
        List<Bad<Void>> hellos = new ArrayList<>();
        List<Bad<Keys>> frames = new ArrayList<>();
        switch (scenario) {
            case "plain":
                serve(RSAKeyGenParameterSpec.F4, Integer.MAX_VALUE);
                break;
            case "pieces":
                serve(RSAKeyGenParameterSpec.F4, 1);
                break;
            case "exponent-17":
                serve(BigInteger.valueOf(17), Integer.MAX_VALUE);
                break;
            case "tampering-server":
                frames.addAll(BadFrames.all());
                break;
            case "bad-length":
                hellos.addAll(BadLengths.of("a hello"));
                frames.addAll(BadLengths.of("a frame"));
                break;
            default:
                hellos.addAll(BadHellos.all());
        }
        listener.setSoTimeout(PATIENCE);
        Report.say("cases " + (hellos.size() + frames.size()));
        hellos.forEach(this::badHello);
        frames.forEach(this::badFrame);
        return report.exitCode();
    }

    /** Sends every message back, to one client after the other, until the process is ended. */
    private void serve(BigInteger exponent, int piece) throws IOException, GeneralSecurityException {
        for (;;) {
            try (Link link = new Link(listener.accept(), piece)) {
                Report.say("served " + echo(link, exponent));
            } catch (IOException error) {
                Report.say("refused: " + error.getMessage());
            }
        }
    }

    private static int echo(Link link, BigInteger exponent) throws IOException, GeneralSecurityException {
        Session session = Session.asServer(link, KeyTransport.freshPair(KeyTransport.BITS, exponent));
        int count = 0;
        for (String message = session.first; message != null; message = session.receive()) {
            session.send(message);
            ++count;
        }
        return count;
    }

    private void badHello(Bad<Void> bad) {
        report.check(bad.name, () -> {
            try (Link link = new Link(accept())) {
                link.mustBeRefused(bad.octets(null), bad.endsStream);
            }
        });
    }

    /** Two good answers, and a bad one in place of the third: a client that waits for each sends nothing more. */
    private void badFrame(Bad<Keys> bad) {
        report.check(bad.name, () -> {
            try (Link link = new Link(accept())) {
                Session session = Session.asServer(link,
                        KeyTransport.freshPair(KeyTransport.BITS, RSAKeyGenParameterSpec.F4));
                session.send(session.first);
                session.send(next(session));
                next(session);
                link.mustBeRefused(bad.octets(session.keys), bad.endsStream);
            }
        });
    }

    private static String next(Session session) throws IOException {
        String message = session.receive();
        if (message == null) throw new IOException("the client sent too few messages");
        return message;
    }

    private Socket accept() throws IOException {
        try {
            return listener.accept();
        } catch (SocketTimeoutException late) {
            throw new IOException("no client came");
        }
    }
}
