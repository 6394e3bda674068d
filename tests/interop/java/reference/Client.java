package reference;

import common.Bad;
import common.Octets;
import common.Report;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.List;

/** The client's scenarios, each against a server that sends every message back. */
final class Client {
    static final List<String> SCENARIOS = List.of("plain", "many", "pieces", "tampered", "bad-length", "bad-block");

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
            case "pieces":
                report.check("one octet at a time", this::octetByOctet);
                report.check("all at once", this::allAtOnce);
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
        try (Session session = Session.asClient(new Link(socket()), message)) {
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
        try (Session session = Session.asClient(new Link(socket()), first)) {
            session.mustReturn(first);
            for (int count = 0; count < 1000; ++count) {
                String next = texts.ofSize(count % (Limits.MESSAGE_MOST + 1));
                session.send(next);
                session.mustReturn(next);
            }
            endWell(session);
        }
    }

    private void octetByOctet() throws IOException, GeneralSecurityException {
        try (Session session = Session.asClient(new Link(socket(), 1), message)) {
            session.mustReturn(message);
            session.send("second");
            session.mustReturn("second");
            endWell(session);
        }
    }

    /** The initial unit, frames and the end of the stream, before any answer is read. */
    private void allAtOnce() throws IOException, GeneralSecurityException {
        Keys keys = Keys.fresh();
        List<String> messages = List.of("second", "", new Texts().ofSize(Limits.MESSAGE_MOST), "last");
        try (Link link = new Link(socket())) {
            byte[] all = Units.withLength(Initial.seal(Session.readHello(link), keys, Session.octets(message)));
            for (String next : messages) {
                all = Octets.join(all, Units.withLength(Frame.seal(keys, Session.octets(next))));
            }
            link.sendRaw(all);
            link.endOutput();
            Session session = new Session(link, keys, message);
            session.mustReturn(message);
            for (String next : messages) session.mustReturn(next);
            link.mustEndInSilence();
        }
    }

    private Socket socket() throws IOException {
        return new Socket(server.getAddress(), server.getPort());
    }

    private void badFrame(Bad<Keys> bad) {
        report.check(bad.name, () -> {
            try (Session session = Session.asClient(new Link(socket()), message)) {
                session.mustReturn(message);
                session.send("second");
                session.mustReturn("second");
                session.link.mustBeRefused(bad.octets(session.keys), bad.endsStream);
            }
            goesOnServing();
        });
    }

    private void badInitial(Bad<PublicKey> bad) {
        report.check(bad.name, () -> {
            try (Link link = new Link(socket())) {
                link.mustBeRefused(bad.octets(Session.readHello(link)), bad.endsStream);
            }
            goesOnServing();
        });
    }

    private void goesOnServing() throws IOException, GeneralSecurityException {
        try (Session session = Session.asClient(new Link(socket()), message)) {
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
