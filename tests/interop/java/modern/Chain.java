package modern;

import common.Octets;
import common.Refused;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The identity of kind 2: certificates in DER, the leaf first, each after its size (section 4.5). */
final class Chain {
    private static final int MOST = 8;

    static byte[] encode(List<byte[]> certificates) {
        byte[] all = new byte[0];
        for (byte[] one : certificates) all = Octets.join(all, Octets.of(one.length >> 8, one.length), one);
        return all;
    }

    static List<X509Certificate> decode(byte[] identity) throws Refused {
        List<X509Certificate> certificates = new ArrayList<>();
        ByteBuffer rest = ByteBuffer.wrap(identity);
        while (rest.remaining() >= 2) {
            int size = rest.getShort() & 0xffff;
            if (size == 0 || size > rest.remaining()) throw new Refused("malformed: sizes in the chain");
            byte[] one = new byte[size];
            rest.get(one);
            certificates.add(certificate(one));
        }
        if (rest.hasRemaining() || certificates.isEmpty() || certificates.size() > MOST) {
            throw new Refused("malformed: certificates of the chain");
        }
        return certificates;
    }

    /** The JDK's reader would also take PEM, and leave octets behind. */
    private static X509Certificate certificate(byte[] der) throws Refused {
        try {
            X509Certificate read = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(
                    new ByteArrayInputStream(der));
            if (Arrays.equals(read.getEncoded(), der)) return read;
        } catch (CertificateException error) {
            // the same answer as to what is more than a certificate
        }
        throw new Refused("malformed: no certificate");
    }

    private Chain() {}
}
