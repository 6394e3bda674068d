package modern;

import common.Bad;
import common.Refused;
import common.Report;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** Without a network: this peer itself takes a good hello, and refuses the bad ones. */
final class Refuses {
    private final Identity own;
    private final Identity stranger;
    private final Report report = new Report();

    Refuses(Identity own, Identity stranger) {
        this.own = own;
        this.stranger = stranger;
    }

    int run() throws GeneralSecurityException {
        ServerHandshake.Asked asked = new ServerHandshake.Asked(Hello.request(), new X25519().publicKey);
        byte[] head = Hello.head(0, asked.publicKey());
        byte[] good = Hello.unit(head, own.prove(Proof.ofHello(asked.request(), head)));
        report.check("takes a hello", () -> take(asked, good));
        for (Bad<ServerHandshake.Asked> bad : BadHellos.all(own, stranger)) {
            if (bad.endsStream) continue; // for whoever reads from a stream
            byte[] octets = bad.octets(asked);
            report.check("refuses " + bad.name, () -> mustRefuse(asked, octets));
        }
        return report.exitCode();
    }

    private static void take(ServerHandshake.Asked asked, byte[] unit) throws IOException, GeneralSecurityException {
        Hello hello = Hello.parse(unit);
        Proven.by(hello.proof(), Proof.ofHello(asked.request(), hello.head()));
    }

    private static void mustRefuse(ServerHandshake.Asked asked, byte[] unit)
            throws IOException, GeneralSecurityException {
        try {
            take(asked, unit);
        } catch (Refused right) {
            return;
        }
        throw new IOException("it was taken");
    }
}
