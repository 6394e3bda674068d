import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.List;

/** A peer of the original description, in both roles; what it prints is meant for run_java.py. */
public final class Peer {
    private static final String USAGE = "usage:\n"
            + "  Peer client --connect HOST:PORT --message TEXT [--scenario NAME]   " + Client.SCENARIOS + "\n"
            + "  Peer server --listen HOST:PORT [--scenario NAME]                   " + Server.SCENARIOS + "\n"
            + "  Peer refuses";

    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        String role = arguments.length > 0 ? arguments[0] : "";
        String scenario = option(arguments, "--scenario", "plain");
        if (role.equals("client")) {
            String message = option(arguments, "--message", null);
            InetSocketAddress server = address(option(arguments, "--connect", null));
            System.exit(new Client(server, message).run(known(scenario, Client.SCENARIOS)));
        } else if (role.equals("server")) {
            known(scenario, Server.SCENARIOS);
            System.exit(new Server(address(option(arguments, "--listen", null))).run(scenario));
        } else if (role.equals("refuses")) {
            System.exit(new Refuses().run());
        }
        wrongUsage();
    }

    private static String option(String[] arguments, String name, String otherwise) {
        for (int at = 1; at + 1 < arguments.length; at += 2) {
            if (arguments[at].equals(name)) return arguments[at + 1];
        }
        if (otherwise == null) wrongUsage();
        return otherwise;
    }

    private static String known(String scenario, List<String> scenarios) {
        if (!scenarios.contains(scenario)) wrongUsage();
        return scenario;
    }

    private static InetSocketAddress address(String text) throws IOException {
        int colon = text.lastIndexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) wrongUsage();
        int port = Integer.parseInt(text.substring(colon + 1));
        return new InetSocketAddress(InetAddress.getByName(text.substring(0, colon)), port);
    }

    private static void wrongUsage() {
        System.err.println(USAGE);
        System.exit(2);
    }

    private Peer() {}
}
