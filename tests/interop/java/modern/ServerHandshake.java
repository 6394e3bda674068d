package modern;

import common.Refused;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** The server's side: a hello for the request that has come, then the client's first message (sections 4.1 to 4.8). */
final class ServerHandshake {
    /** What a hello is made for: the client's request, and this side's public key. */
    record Asked(byte[] request, byte[] publicKey) {}

    final Asked asked;
    private final Wire wire;
    private final X25519 own = new X25519();
    private byte[] first;

    ServerHandshake(Wire wire) throws IOException, GeneralSecurityException {
        this.wire = wire;
        asked = new Asked(wire.receive(Type.REQUEST), own.publicKey);
        Hello.checkRequest(asked.request);
    }

    /** Demands a credential where there are clients to trust; without, the channel's peer is nobody. */
    Channel finish(Identity identity, Trust clients) throws IOException, GeneralSecurityException {
        byte[] head = Hello.head(clients == null ? 0 : Hello.DEMANDS, own.publicKey);
        byte[] hello = Hello.unit(head, identity.prove(Proof.ofHello(asked.request, head)));
        wire.sendRaw(hello);

        byte[] initial = wire.receive(Type.INITIAL);
        int bodyAt = Wire.HEADER + Suite.PUBLIC_KEY;
        byte[] encapsulation = Arrays.copyOfRange(initial, Wire.HEADER, bodyAt);
        byte[] secrets = own.secretsWith(encapsulation, false);
        KeySchedule schedule = KeySchedule.of(asked.request, hello, encapsulation, secrets);
        Direction in = new Direction(schedule.client());
        first = in.open(Arrays.copyOf(initial, Wire.HEADER), Arrays.copyOfRange(initial, bodyAt, initial.length));
        Proven client = null;
        if (clients != null) {
            Proof.Signed signed = Proof.ofCredential(schedule.transcript());
            Proof proof = Proof.parse(ByteBuffer.wrap(in.open(wire.receive(Type.CREDENTIAL))));
            if (proof.kind() == Proof.NONE) throw new Refused("malformed: kind 0");
            client = Proven.by(proof, signed);
            clients.accept(client);
        }
        return new Channel(wire, client, new Direction(schedule.server()), in);
    }

    /** The client's first message, once the handshake is over. */
    byte[] first() {
        return first;
    }
}
