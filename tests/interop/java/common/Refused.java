package common;

import java.io.IOException;

/** What the other side sent cannot be accepted: its session ends here, and nothing is answered. */
public final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    public Refused(String why) {
        super(why);
    }
}
