import java.security.GeneralSecurityException;

/** Something that the other side has to refuse: how it is made from a key or keys, and what it is. */
final class Bad<From> {
    interface Maker<From> {
        byte[] make(From from) throws GeneralSecurityException;
    }

    final String name;
    final boolean endsStream; // the refusal is due when the stream ends, because until then more could come
    private final Maker<From> maker;

    Bad(String name, boolean endsStream, Maker<From> maker) {
        this.name = name;
        this.endsStream = endsStream;
        this.maker = maker;
    }

    /** A unit, whose length is put before it. */
    static <From> Bad<From> unit(String name, Maker<From> maker) {
        return new Bad<>(name, false, from -> Units.withLength(maker.make(from)));
    }

    /** Octets for the wire, a length included. */
    byte[] octets(From from) throws GeneralSecurityException {
        return maker.make(from);
    }
}
