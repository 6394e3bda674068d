package modern;

import common.Bad;
import common.Octets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Proofs that no receiver takes, whomever it trusts; of a hello as well as of a credential. */
final class BadProofs {
    private final Identity own;
    private final Identity stranger;
    private final List<Bad<Proof.Signed>> all = new ArrayList<>();

    static List<Bad<Proof.Signed>> of(Identity own, Identity stranger) {
        BadProofs made = new BadProofs(own, stranger);
        made.signatures();
        made.sizes();
        if (own.kind() == Proof.CERTIFICATES) made.chains();
        made.encodings();
        return made.all;
    }

    private BadProofs(Identity own, Identity stranger) {
        this.own = own;
        this.stranger = stranger;
    }

    private void add(String name, Bad.Maker<Proof.Signed> maker) {
        all.add(new Bad<>(name, false, maker));
    }

    /** The own identity with another signature than it should have. */
    private void signature(String name, Bad.Maker<byte[]> maker) {
        add("signature: " + name, signed -> {
            byte[] message = signed.message(own.kind(), own.encoded());
            return new Proof(own.kind(), own.encoded(), maker.make(message)).octets();
        });
    }

    /** Another kind or identity than the own one, which is what is signed. */
    private void shown(String name, int kind, byte[] identity) {
        add(name, signed -> new Proof(kind, identity, own.sign(signed.message(kind, identity))).octets());
    }

    private void signatures() {
        signature("by another key", stranger::sign);
        signature("first bit altered", message -> Octets.altered(own.sign(message), 0, 7));
        signature("last bit altered", message -> Octets.altered(own.sign(message), -1, 0));
        signature("zeros", message -> new byte[own.sign(message).length]);
        signature("one octet short", message -> Octets.firstOf(own.sign(message), own.sign(message).length - 1));
        signature("one octet too long", message -> Octets.join(own.sign(message), Octets.of(0)));
        signature("none", message -> new byte[0]);
        signature("over the digest alone", message -> own.sign(Arrays.copyOfRange(message, message.length - 32,
                message.length)));
        add("signature: over the identity of a stranger, with which it is shown",
                signed -> new Proof(stranger.kind(), stranger.encoded(),
                        own.sign(signed.message(stranger.kind(), stranger.encoded()))).octets());
        add("signature: shown with the identity of a stranger", signed -> new Proof(stranger.kind(), stranger.encoded(),
                own.prove(signed).signature()).octets());
        int other = own.kind() == Proof.ED25519 ? Proof.CERTIFICATES : Proof.ED25519;
        shown("kind: " + other, other, own.encoded());
        shown("kind: 3", 3, own.encoded());
        shown("kind: 255", 255, own.encoded());
        add("kind: 0, and yet a proof", signed -> new Proof(Proof.NONE, own.encoded(), new byte[0]).octets());
    }

    private void sizes() {
        add("proof: last octet cut off", signed -> {
            byte[] whole = own.prove(signed).octets();
            return Octets.firstOf(whole, whole.length - 1);
        });
        add("proof: one octet added", signed -> Octets.join(own.prove(signed).octets(), Octets.of(0)));
        add("proof: identity_size beyond its end", signed -> {
            byte[] whole = own.prove(signed).octets();
            whole[1] = whole[2] = (byte) 0xff;
            return whole;
        });
    }

    private void chains() {
        List<byte[]> chain = own.certificates();
        byte[] leaf = chain.get(0);
        shown("chain: empty", own.kind(), new byte[0]);
        shown("chain: one octet", own.kind(), Octets.of(0));
        shown("chain: an empty certificate in front", own.kind(), Octets.join(Octets.of(0, 0), own.encoded()));
        shown("chain: last octet cut off", own.kind(), Octets.firstOf(own.encoded(), own.encoded().length - 1));
        shown("chain: one octet added", own.kind(), Octets.join(own.encoded(), Octets.of(0)));
        shown("chain: nine certificates", own.kind(), Chain.encode(Collections.nCopies(9, leaf)));
        shown("chain: noise", own.kind(), Chain.encode(List.of(Octets.random(300))));
        shown("chain: an octet behind the leaf", own.kind(), Chain.encode(List.of(Octets.join(leaf, Octets.of(0)))));
        shown("chain: a leaf without its end", own.kind(),
                Chain.encode(List.of(Octets.firstOf(leaf, leaf.length - 1))));
        if (chain.size() == 1) return;
        shown("chain: without the leaf", own.kind(), Chain.encode(chain.subList(1, chain.size())));
        List<byte[]> turned = new ArrayList<>(chain);
        Collections.reverse(turned);
        shown("chain: the leaf last", own.kind(), Chain.encode(turned));
    }

    /** Good signatures of other schemes than the protocol's, by the right key. */
    private void encodings() {
        switch (own.scheme()) {
            case P256 -> {
                scheme("ECDSA in DER", () -> Signature.getInstance("SHA256withECDSA"));
                scheme("ECDSA with SHA-512", () -> Signature.getInstance("SHA512withECDSAinP1363Format"));
            }
            case RSA -> {
                scheme("PKCS#1 1.5", () -> Signature.getInstance("SHA256withRSA"));
                scheme("PSS with a salt of 20 octets", () -> {
                    Signature pss = Signature.getInstance("RSASSA-PSS");
                    pss.setParameter(Scheme.withSalt(20));
                    return pss;
                });
            }
            default -> { }
        }
    }

    private interface Schemes {
        Signature create() throws GeneralSecurityException;
    }

    private void scheme(String name, Schemes scheme) {
        signature(name, message -> own.sign(scheme.create(), message));
    }
}
