package modern;

import common.Options;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** A peer of docs/protocol.md with the suite `modern`, in both roles; what it prints is meant for run_java.py. */
public final class Peer {
    private static final String USAGE = "usage, with the password of key stores in HANDCLASP_PASSWORD:\n"
            + "  Peer client --connect HOST:PORT TRUST [--identity STORE] [--stranger STORE] [--scenario NAME]   "
            + Client.SCENARIOS + "\n"
            + "  Peer server --listen HOST:PORT [TRUST] --identity STORE [--stranger STORE] [--scenario NAME]   "
            + Server.SCENARIOS + "\n"
            + "  Peer refuses --identity STORE --stranger STORE\n"
            + "TRUST is --pin FINGERPRINT, --authority PEM --name NAME, or --trust anyone; a server that has one\n"
            + "demands a credential. STORE is a PKCS#12 file; with bare: before it, its Ed25519 key is shown alone.";

    private final Options options;

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Options options = new Options(arguments, USAGE);
        Peer peer = new Peer(options);
        switch (options.role) {
            case "client" -> {
                String scenario = options.scenario(Client.SCENARIOS);
                Trust trust = peer.trust(Authority.SERVERS);
                if (trust == null) options.wrong();
                System.exit(new Client(options.address("--connect"), trust, peer.identity("--identity"),
                        peer.identity("--stranger")).run(scenario));
            }
            case "server" -> {
                String scenario = options.scenario(Server.SCENARIOS);
                Identity own = peer.identity("--identity");
                if (own == null) options.wrong();
                Trust clients = peer.trust(Authority.CLIENTS);
                Server server = new Server(options.address("--listen"), own);
                if (scenario.equals("bad-hello")) System.exit(server.badHellos(peer.identity("--stranger")));
                server.serve(clients);
            }
            case "refuses" -> {
                Refuses refuses = new Refuses(peer.identity("--identity"), peer.identity("--stranger"));
                System.exit(refuses.run());
            }
            default -> options.wrong();
        }
    }

    private Peer(Options options) {
        this.options = options;
    }

    private Trust trust(String usage) throws IOException, GeneralSecurityException {
        String pin = options.get("--pin", null);
        if (pin != null) return Trust.pinned(pin);
        String authority = options.get("--authority", null);
        if (authority != null) return new Authority(authority, options.get("--name"), usage);
        return options.get("--trust", "").equals("anyone") ? Trust.anyone() : null;
    }

    private Identity identity(String option) throws IOException, GeneralSecurityException {
        String store = options.get(option, null);
        if (store == null) return null;
        boolean bare = store.startsWith("bare:");
        String password = System.getenv("HANDCLASP_PASSWORD");
        if (password == null) options.wrong();
        return Identity.read(bare ? store.substring(5) : store, password.toCharArray(), bare);
    }
}
