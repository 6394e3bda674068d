package reference;

import common.Bad;
import common.Octets;
import common.Refused;
import common.Report;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Arrays;

/** Without a network: this peer itself opens what is good and refuses everything else. */
final class Refuses {
    private static final byte[] MESSAGE = Session.octets("a message of this peer, and not too short");

    private interface Opener {
        byte[] open(byte[] wire) throws IOException;
    }

    private final Report report = new Report();
    private final Keys keys = Keys.fresh();
    private final KeyPair pair;

    Refuses() throws GeneralSecurityException {
        pair = KeyTransport.freshPair(KeyTransport.BITS, RSAKeyGenParameterSpec.F4);
    }

    int run() throws GeneralSecurityException {
        byte[] frame = Units.withLength(Frame.seal(keys, MESSAGE));
        byte[] initial = Units.withLength(Initial.seal(pair.getPublic(), keys, MESSAGE));
        report.check("opens a frame", () -> mustOpen(this::openFrame, frame));
        report.check("opens an initial unit", () -> mustOpen(this::openInitial, initial));
        report.check("refuses a frame with any bit altered", () -> mustRefuseAltered(this::openFrame, frame, 8));
        report.check("refuses a frame cut anywhere", () -> mustRefuseCut(this::openFrame, frame));
        report.check("refuses an initial unit with any octet altered",
                () -> mustRefuseAltered(this::openInitial, initial, 1));
        report.check("refuses an initial unit cut anywhere", () -> mustRefuseCut(this::openInitial, initial));
        for (Bad<Keys> bad : BadFrames.all()) {
            report.check("refuses " + bad.name, () -> mustRefuse(this::openFrame, bad.octets(keys)));
        }
        for (Bad<PublicKey> bad : BadInitials.all()) {
            report.check("refuses " + bad.name, () -> mustRefuse(this::openInitial, bad.octets(pair.getPublic())));
        }
        return report.exitCode();
    }

    private byte[] openFrame(byte[] wire) throws IOException {
        return Frame.open(keys, read(wire, Limits.FRAME_LEAST, Limits.FRAME_MOST));
    }

    private byte[] openInitial(byte[] wire) throws IOException {
        return Initial.open(pair.getPrivate(), read(wire, Limits.INITIAL_LEAST, Limits.INITIAL_MOST)).message;
    }

    private static byte[] read(byte[] wire, int least, int most) throws IOException {
        byte[] unit = Units.read(new DataInputStream(new ByteArrayInputStream(wire)), least, most);
        if (unit == null) throw new Refused("nothing");
        return unit;
    }

    private static void mustOpen(Opener opener, byte[] wire) throws IOException {
        if (!Arrays.equals(opener.open(wire), MESSAGE)) throw new IOException("another message");
    }

    private static void mustRefuse(Opener opener, byte[] wire) throws IOException {
        try {
            opener.open(wire);
        } catch (Refused right) {
            return;
        }
        throw new IOException("it was taken");
    }

    /** The length, too: with it altered, the unit is out of bounds, cut short, or no longer what was sealed. */
    private static void mustRefuseAltered(Opener opener, byte[] wire, int bits) throws IOException {
        for (int place = 0; place < wire.length; ++place) {
            for (int bit = 0; bit < bits; ++bit) mustRefuse(opener, Octets.altered(wire, place, bit));
        }
    }

    private static void mustRefuseCut(Opener opener, byte[] wire) throws IOException {
        for (int size = 0; size < wire.length; ++size) mustRefuse(opener, Octets.firstOf(wire, size));
    }
}
