package modern;

import common.Octets;
import common.Refused;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** The client's side, up to its initial unit and a credential, which are made and not sent (sections 4.3 to 4.8). */
final class ClientHandshake {
    final Wire wire;
    final boolean demanded;
    final Proven server;
    final byte[] initial;
    final KeySchedule schedule;
    final Proof.Signed signed; // what a credential of this session has to be over
    private final Direction out;

    ClientHandshake(Wire wire, Trust trust, boolean canShow, byte[] message)
            throws IOException, GeneralSecurityException {
        this.wire = wire;
        byte[] request = Hello.request();
        wire.sendRaw(request);
        byte[] unit = wire.receive(Type.HELLO);
        Hello hello = Hello.parse(unit);
        server = Proven.by(hello.proof(), Proof.ofHello(request, hello.head()));
        trust.accept(server);
        demanded = (hello.flags() & Hello.DEMANDS) != 0;
        if (demanded && !canShow) throw new Refused("credential_demanded");

        X25519 own = new X25519();
        byte[] secrets = own.secretsWith(hello.publicKey(), true);
        schedule = KeySchedule.of(request, unit, own.publicKey, secrets);
        signed = Proof.ofCredential(schedule.transcript());
        out = new Direction(schedule.client());
        byte[] header = Wire.header(Type.INITIAL, own.publicKey.length + message.length + Suite.TAG);
        initial = Octets.join(header, own.publicKey, out.sealBody(header, message));
    }

    /** Any proof as the frame that is due, or as another one. */
    byte[] credential(byte[] proof, long number) throws GeneralSecurityException {
        return new Direction(schedule.client(), number).seal(Type.CREDENTIAL, proof);
    }

    /** Sends what is due. */
    Channel finish(Identity own) throws IOException, GeneralSecurityException {
        wire.sendRaw(initial);
        if (demanded) wire.sendRaw(out.seal(Type.CREDENTIAL, own.prove(signed).octets()));
        return new Channel(wire, server, out, new Direction(schedule.server()));
    }
}
