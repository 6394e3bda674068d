import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;

/** The client's scenarios, each against a server that sends every message back. */
final class Client {
    static final List<String> SCENARIOS = List.of("plain", "many", "tampered", "bad-length", "bad-block");

    private final InetSocketAddress server;
    private final String message;
    private final Report report = new Report();

    Client(InetSocketAddress server, String message) {
        this.server = server;
        this.message = message;
    }

    int run(String scenario) {
        switch (scenario) {
            case "plain":
                report.check("plain", this::plain);
                break;
            case "many":
                report.check("many", this::many);
                break;
            case "tampered":
                BadFrames.all().forEach(this::badFrame);
                break;
            case "bad-length":
                BadLengths.<Keys>of("a frame").forEach(this::badFrame);
                BadLengths.<PublicKey>of("an initial unit").forEach(this::badInitial);
                break;
            default:
                BadInitials.all().forEach(this::badInitial);
        }
        return report.exitCode();
    }

    private void plain() throws IOException, GeneralSecurityException {
        List<String> messages = List.of(
                "second", "", "dritte Nachricht: \u00fc\u00f6\u00e4\u00df \u2713", "\ud83e\udd1d",
                new Texts().ofSize(Limits.MESSAGE_MOST));
        try (Session session = Session.asClient(server, message)) {
            session.mustReturn(message);
            for (String next : messages) {
                session.send(next);
                session.mustReturn(next);
            }
            endWell(session);
        }
    }

    /** Every size up to the limit, and for the first message the largest of its own. */
    private void many() throws IOException, GeneralSecurityException {
        Texts texts = new Texts();
        String first = texts.ofSize(Limits.FIRST_MESSAGE_MOST);
        try (Session session = Session.asClient(server, first)) {
            session.mustReturn(first);
            for (int count = 0; count < 1000; ++count) {
                String next = texts.ofSize(count % (Limits.MESSAGE_MOST + 1));
                session.send(next);
                session.mustReturn(next);
            }
            endWell(session);
        }
    }

    private void badFrame(Bad<Keys> bad) {
        report.check(bad.name, () -> {
            try (Session session = Session.asClient(server, message)) {
                session.mustReturn(message);
                session.send("second");
                session.mustReturn("second");
                mustBeRefused(session.link, bad.octets(session.keys), bad.endsStream);
            }
            goesOnServing();
        });
    }

    private void badInitial(Bad<PublicKey> bad) {
        report.check(bad.name, () -> {
            try (Link link = new Link(new Socket(server.getAddress(), server.getPort()))) {
                mustBeRefused(link, bad.octets(Session.readHello(link)), bad.endsStream);
            }
            goesOnServing();
        });
    }

    private static void mustBeRefused(Link link, byte[] octets, boolean endsStream) throws IOException {
        link.sendRaw(octets);
        if (endsStream) link.endOutput();
        link.mustEndInSilence();
    }

    private void goesOnServing() throws IOException, GeneralSecurityException {
        try (Session session = Session.asClient(server, message)) {
            session.mustReturn(message);
            endWell(session);
        }
    }

    /** The stream's end between two units is all the end that there is. */
    private static void endWell(Session session) throws IOException {
        session.link.endOutput();
        session.link.mustEndInSilence();
    }
}
