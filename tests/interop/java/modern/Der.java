package modern;

import common.Refused;
import java.nio.ByteBuffer;
import java.nio.BufferUnderflowException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;

/** As much of DER as it takes to have a key octet by octet as it stands in a certificate. */
final class Der {
    private static final int VERSION = 0xa0;

    /** RFC 5280, section 4.1: it follows on serial number, signature, issuer, validity and subject. */
    static byte[] subjectPublicKeyInfo(X509Certificate certificate) throws Refused {
        try {
            ByteBuffer parts = ByteBuffer.wrap(certificate.getTBSCertificate());
            enter(parts);
            int before = (parts.get(parts.position()) & 0xff) == VERSION ? 6 : 5;
            for (int count = 0; count < before; ++count) element(parts);
            return element(parts);
        } catch (CertificateEncodingException | BufferUnderflowException error) {
            throw new Refused("malformed: a certificate without a key");
        }
    }

    /** Steps over the head of an element; the size of its content. */
    private static int enter(ByteBuffer from) {
        from.get();
        int size = from.get() & 0xff;
        if (size < 0x80) return size;
        int octets = size & 0x7f;
        size = 0;
        for (int count = 0; count < octets; ++count) size = size << 8 | from.get() & 0xff;
        return size;
    }

    private static byte[] element(ByteBuffer from) {
        int start = from.position();
        int size = enter(from);
        byte[] whole = new byte[from.position() - start + size];
        from.position(start);
        from.get(whole);
        return whole;
    }

    private Der() {}
}
