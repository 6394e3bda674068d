package modern;

import common.Bad;
import common.Octets;
import java.util.ArrayList;
import java.util.List;

/** What must not come as a client's frame 1 where a credential is demanded. Each is sealed with the session's keys. */
final class BadCredentials {
    /** `earlier` is another session with the same server, whose credential was as good as this one's would be. */
    static List<Bad<ClientHandshake>> all(Identity own, Identity stranger, ClientHandshake earlier) {
        List<Bad<ClientHandshake>> all = new ArrayList<>();
        for (Bad<Proof.Signed> bad : BadProofs.of(own, stranger)) {
            all.add(new Bad<>(bad.name, false, now -> now.credential(bad.octets(now.signed), 1)));
        }
        Bad.Maker<ClientHandshake> good = now -> now.credential(own.prove(now.signed).octets(), 1);
        all.add(new Bad<>("replayed: the proof of an earlier session", false,
                now -> now.credential(own.prove(earlier.signed).octets(), 1)));
        all.add(new Bad<>("replayed: the unit of an earlier session", false, now -> good.make(earlier)));
        all.add(new Bad<>("signature: as of a hello", false, now -> now.credential(
                own.prove(Proof.ofHello(now.schedule.transcript(), new byte[0])).octets(), 1)));
        all.add(new Bad<>("untrusted: a stranger's", false,
                now -> now.credential(stranger.prove(now.signed).octets(), 1)));
        all.add(new Bad<>("kind: 0", false,
                now -> now.credential(new Proof(Proof.NONE, new byte[0], new byte[0]).octets(), 1)));
        all.add(new Bad<>("frame: number 0", false, now -> now.credential(own.prove(now.signed).octets(), 0)));
        all.add(new Bad<>("frame: number 2", false, now -> now.credential(own.prove(now.signed).octets(), 2)));
        all.add(new Bad<>("frame: last bit altered", false, now -> Octets.altered(good.make(now), -1, 0)));
        all.add(new Bad<>("frame: of the server's direction", false, now -> new Direction(now.schedule.server(), 1)
                .seal(Type.CREDENTIAL, own.prove(now.signed).octets())));
        for (Type type : List.of(Type.MESSAGE, Type.CLOSE, Type.REKEY)) {
            byte[] plaintext = type == Type.MESSAGE ? Octets.random(20) : new byte[0];
            all.add(new Bad<>("frame: a " + type + " in its place", false,
                    now -> new Direction(now.schedule.client(), 1).seal(type, plaintext)));
        }
        all.add(new Bad<>("frame: empty", false, now -> now.credential(new byte[0], 1)));
        for (int cut : new int[] {0, 1, 3, 4, 20, 100}) {
            all.add(new Bad<>("truncated: after " + cut + " octets", true, now -> Octets.firstOf(good.make(now), cut)));
        }
        all.add(new Bad<>("truncated: before its last octet", true, now -> {
            byte[] unit = good.make(now);
            return Octets.firstOf(unit, unit.length - 1);
        }));
        return all;
    }

    private BadCredentials() {}
}
