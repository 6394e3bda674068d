package modern;

import common.Bad;
import common.Octets;
import java.util.ArrayList;
import java.util.List;

/** Hellos with which no client goes on, not even one that trusts anyone. */
final class BadHellos {
    static List<Bad<ServerHandshake.Asked>> all(Identity own, Identity stranger) {
        List<Bad<ServerHandshake.Asked>> all = new ArrayList<>();
        for (Bad<Proof.Signed> bad : BadProofs.of(own, stranger)) {
            all.add(new Bad<>(bad.name, false, now -> {
                byte[] head = Hello.head(0, now.publicKey());
                byte[] proof = bad.octets(Proof.ofHello(now.request(), head));
                return Wire.unit(Type.HELLO, Octets.join(head, proof));
            }));
        }
        all.add(signedFor("replayed: signed for an earlier request", own, 0, (now, head) ->
                Proof.ofHello(Hello.request(), head)));
        all.add(signedFor("signed for another session key", own, 0, (now, head) ->
                Proof.ofHello(now.request(), Hello.head(0, Octets.random(Suite.PUBLIC_KEY)))));
        all.add(signedFor("signed as a credential", own, 0, (now, head) ->
                Proof.ofCredential(Octets.join(now.request(), head))));
        all.add(signedFor("flags: the demand put in behind the signature", own, 1, (now, head) ->
                Proof.ofHello(now.request(), withFlags(head, 0))));
        all.add(signedFor("flags: the demand taken out behind the signature", own, 0, (now, head) ->
                Proof.ofHello(now.request(), withFlags(head, 1))));
        all.add(signedFor("flags: one of no meaning", own, 2, (now, head) -> Proof.ofHello(now.request(), head)));
        for (int cut : new int[] {3, 100, 106}) {
            all.add(new Bad<>("truncated: after " + cut + " octets", true, now -> {
                byte[] head = Hello.head(0, now.publicKey());
                return Octets.firstOf(Hello.unit(head, own.prove(Proof.ofHello(now.request(), head))), cut);
            }));
        }
        return all;
    }

    private interface Over {
        Proof.Signed message(ServerHandshake.Asked now, byte[] head);
    }

    private static Bad<ServerHandshake.Asked> signedFor(String name, Identity own, int flags, Over over) {
        return new Bad<>(name, false, now -> {
            byte[] head = Hello.head(flags, now.publicKey());
            return Hello.unit(head, own.prove(over.message(now, head)));
        });
    }

    private static byte[] withFlags(byte[] head, int flags) {
        byte[] copy = head.clone();
        copy[head.length - 2 - Suite.PUBLIC_KEY - 1] = (byte) flags;
        return copy;
    }

    private BadHellos() {}
}
