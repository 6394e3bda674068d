package modern;

import common.Bad;
import common.Refused;
import common.Report;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.List;

/** The client's scenarios, each against a server that sends every message back. */
final class Client {
    static final List<String> SCENARIOS = List.of(
            "plain", "untrusted", "nothing-to-show", "undemanded", "unwelcome", "bad-credential");
    private static final byte[] FIRST = Suite.ascii("the first message");

    private final InetSocketAddress server;
    private final Trust trust;
    private final Identity own;
    private final Identity stranger;
    private final Report report = new Report();

    /** `own` is null where this client has nothing to show, and `stranger` where no scenario needs one. */
    Client(InetSocketAddress server, Trust trust, Identity own, Identity stranger) {
        this.server = server;
        this.trust = trust;
        this.own = own;
        this.stranger = stranger;
    }

    int run(String scenario) {
        switch (scenario) {
            case "plain" -> report.check("messages come back", this::plain);
            case "untrusted" -> report.check("refuses the server", () -> mustRefuse("untrusted"));
            case "nothing-to-show" -> report.check("has nothing to show", () -> mustRefuse("credential_demanded"));
            case "undemanded" -> report.check("a credential that nobody demands", this::undemanded);
            case "unwelcome" -> report.check("is not answered", this::unwelcome);
            default -> report.check("bad credentials", this::badCredentials);
        }
        return report.exitCode();
    }

    private ClientHandshake begin() throws IOException, GeneralSecurityException {
        return new ClientHandshake(new Wire(new Socket(server.getAddress(), server.getPort())), trust, own != null,
                FIRST);
    }

    private void plain() throws IOException, GeneralSecurityException {
        try (Channel channel = begin().finish(own)) {
            mustReturn(channel, FIRST);
            for (byte[] message : List.of(Suite.ascii("second"), new byte[0], new byte[Suite.FRAME_LIMIT])) {
                channel.send(message);
                mustReturn(channel, message);
            }
            channel.sendClose();
            if (channel.receive() != null) throw new IOException("a message in place of a close");
            channel.wire.mustEndInSilence();
        }
    }

    private static void mustReturn(Channel channel, byte[] message) throws IOException, GeneralSecurityException {
        if (!Arrays.equals(channel.receive(), message)) throw new IOException("another message came back");
    }

    private void mustRefuse(String error) throws IOException, GeneralSecurityException {
        try {
            begin().wire.close();
        } catch (Refused refused) {
            if (refused.getMessage().startsWith(error)) return;
            throw refused;
        }
        throw new IOException("the server was taken");
    }

    private void undemanded() throws IOException, GeneralSecurityException {
        ClientHandshake handshake = begin();
        if (handshake.demanded) throw new IOException("the server demands a credential");
        try (Channel channel = handshake.finish(null)) {
            mustReturn(channel, FIRST);
            channel.wire.mustBeRefused(handshake.credential(own.prove(handshake.signed).octets(), 1), false);
        }
    }

    /** A credential that holds, of a client that the server does not take. */
    private void unwelcome() throws IOException, GeneralSecurityException {
        try (Channel channel = begin().finish(own)) {
            channel.wire.mustEndInSilence();
        }
    }

    /** A good session follows each. */
    private void badCredentials() throws IOException, GeneralSecurityException {
        ClientHandshake earlier = begin();
        earlier.wire.close();
        for (Bad<ClientHandshake> bad : BadCredentials.all(own, stranger, earlier)) {
            report.check(bad.name, () -> {
                ClientHandshake now = begin();
                try (Wire wire = now.wire) {
                    wire.sendRaw(now.initial);
                    wire.mustBeRefused(bad.octets(now), bad.endsStream);
                }
                plain();
            });
        }
    }
}
