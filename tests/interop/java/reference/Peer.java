package reference;

import common.Options;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** A peer of the original description, in both roles; what it prints is meant for run_java.py. */
public final class Peer {
    private static final String USAGE = "usage:\n"
            + "  Peer client --connect HOST:PORT --message TEXT [--scenario NAME]   " + Client.SCENARIOS + "\n"
            + "  Peer server --listen HOST:PORT [--scenario NAME]                   " + Server.SCENARIOS + "\n"
            + "  Peer refuses";

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        Options options = new Options(arguments, USAGE);
        switch (options.role) {
            case "client" -> {
                Client client = new Client(options.address("--connect"), options.get("--message"));
                System.exit(client.run(options.scenario(Client.SCENARIOS)));
            }
            case "server" -> {
                String scenario = options.scenario(Server.SCENARIOS);
                System.exit(new Server(options.address("--listen")).run(scenario));
            }
            case "refuses" -> System.exit(new Refuses().run());
            default -> options.wrong();
        }
    }

    private Peer() {}
}
