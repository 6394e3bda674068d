package common;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A role, and options with a value each. Whatever is wrong ends the program with 2 and its usage. */
public final class Options {
    public final String role;
    private final String[] arguments;
    private final String usage;

    public Options(String[] arguments, String usage) {
        this.arguments = arguments;
        this.usage = usage;
        role = arguments.length > 0 ? arguments[0] : "";
    }

    public String get(String name, String otherwise) {
        for (int at = 1; at + 1 < arguments.length; at += 2) {
            if (arguments[at].equals(name)) return arguments[at + 1];
        }
        return otherwise;
    }

    public String get(String name) {
        String value = get(name, null);
        return value == null ? wrong() : value;
    }

    public String scenario(List<String> known) {
        String scenario = get("--scenario", "plain");
        return known.contains(scenario) ? scenario : wrong();
    }

    /** HOST:PORT. */
    public InetSocketAddress address(String name) throws IOException {
        String text = get(name);
        int colon = text.lastIndexOf(':');
        if (colon < 0 || !text.substring(colon + 1).matches("[0-9]{1,5}")) wrong();
        return new InetSocketAddress(
                InetAddress.getByName(text.substring(0, colon)), Integer.parseInt(text.substring(colon + 1)));
    }

    /** Does not return. */
    public <Any> Any wrong() {
        System.err.println(usage);
        System.exit(2);
        throw new IllegalStateException();
    }
}
