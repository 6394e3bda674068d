package common;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/** One line for each check, whether it holds, and why not. */
public final class Report {
    public interface Check {
        void run() throws Exception;
    }

    private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private static final int ENOUGH = 5; // failures, each of which may have waited for a time limit
    private int failures = 0;

    public static void say(String line) {
        OUT.println(line);
    }

    public void check(String name, Check check) {
        if (failures > ENOUGH) return;
        try {
            if (failures == ENOUGH) throw new Exception("left out, as is all that follows, after so many failures");
            check.run();
            say("ok " + name);
        } catch (Exception error) {
            ++failures;
            say("FAILED " + name + ": " + (error.getMessage() == null ? error.toString() : error.getMessage()));
        }
    }

    public int exitCode() {
        return failures == 0 ? 0 : 1;
    }
}
