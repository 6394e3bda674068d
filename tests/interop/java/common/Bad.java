package common;

import java.security.GeneralSecurityException;

/** Something that the other side has to refuse: how it is made from a key or keys, and what it is. */
public final class Bad<From> {
    public interface Maker<From> {
        byte[] make(From from) throws GeneralSecurityException;
    }

    public final String name;
    public final boolean endsStream; // the refusal is due when the stream ends, because until then more could come
    private final Maker<From> maker;

    public Bad(String name, boolean endsStream, Maker<From> maker) {
        this.name = name;
        this.endsStream = endsStream;
        this.maker = maker;
    }

    /** Octets for the wire, a length included. */
    public byte[] octets(From from) throws GeneralSecurityException {
        return maker.make(from);
    }
}
