package modern;

import common.Octets;
import common.Refused;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/** An identity and a signature by its key, and what is signed (sections 4.5 and 4.8). */
record Proof(int kind, byte[] identity, byte[] signature) {
    static final int NONE = 0;
    static final int ED25519 = 1;
    static final int CERTIFICATES = 2;

    /** What a signature has to be over, which depends on what is shown. */
    interface Signed {
        byte[] message(int kind, byte[] identity) throws GeneralSecurityException;
    }

    /** Over a hello, from its version octet to its public key, that answers this request. */
    static Signed ofHello(byte[] request, byte[] head) {
        return (kind, identity) -> Octets.join(Suite.label("handclasp/1 hello"),
                KeySchedule.sha256(request, head, beforeSignature(kind, identity)));
    }

    static Signed ofCredential(byte[] transcript) {
        return (kind, identity) -> Octets.join(Suite.label("handclasp/1 credential"),
                KeySchedule.sha256(transcript, beforeSignature(kind, identity)));
    }

    byte[] octets() {
        return Octets.join(beforeSignature(kind, identity), sized(signature));
    }

    /** All that is left, to the last octet. */
    static Proof parse(ByteBuffer from) throws Refused {
        try {
            Proof proof = new Proof(from.get() & 0xff, take(from), take(from));
            if (from.hasRemaining()) throw new Refused("malformed: octets behind the proof");
            if (proof.identity.length > Suite.IDENTITY_MOST || proof.signature.length > Suite.SIGNATURE_MOST) {
                throw new Refused("malformed: sizes of the proof");
            }
            return proof;
        } catch (BufferUnderflowException end) {
            throw new Refused("malformed: the proof ends too early");
        }
    }

    private static byte[] beforeSignature(int kind, byte[] identity) {
        return Octets.join(Octets.of(kind), sized(identity));
    }

    private static byte[] sized(byte[] octets) {
        return Octets.join(Octets.of(octets.length >> 8, octets.length), octets);
    }

    private static byte[] take(ByteBuffer from) {
        int size = from.getShort() & 0xffff;
        if (size > from.remaining()) throw new BufferUnderflowException();
        byte[] octets = new byte[size];
        from.get(octets);
        return octets;
    }
}
