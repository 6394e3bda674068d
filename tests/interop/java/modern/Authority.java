package modern;

import common.Refused;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/** Takes those whose chain leads to one authority, by the JDK's own validation of paths, and who have one name. */
final class Authority implements Trust {
    static final String SERVERS = "1.3.6.1.5.5.7.3.1"; // RFC 5280, section 4.2.1.12
    static final String CLIENTS = "1.3.6.1.5.5.7.3.2";

    private static final int DIGITAL_SIGNATURE = 0;
    private static final Set<Integer> DNS_NAME_OR_ADDRESS = Set.of(2, 7);

    private final X509Certificate authority;
    private final String name;
    private final String usage;

    /** The name stands in the certificate as it is given here: wildcards are not looked for. */
    Authority(String file, String name, String usage) throws IOException, GeneralSecurityException {
        try (InputStream in = new FileInputStream(file)) {
            authority = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
        this.name = name;
        this.usage = usage;
    }

    @Override
    public void accept(Proven peer) throws Refused {
        if (peer.chain().isEmpty()) throw new Refused("untrusted: no certificates");
        X509Certificate leaf = peer.chain().get(0);
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority, null)));
            parameters.setRevocationEnabled(false);
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            CertPathValidator.getInstance("PKIX").validate(factory.generateCertPath(withoutAuthority(peer.chain())),
                    parameters);
            if (!isOfEndEntity(leaf) || !hasName(leaf)) throw new Refused("untrusted: name or use of the leaf");
        } catch (GeneralSecurityException error) {
            throw new Refused("untrusted: " + error.getMessage());
        }
    }

    private List<X509Certificate> withoutAuthority(List<X509Certificate> chain) {
        int last = chain.size() - 1;
        return last > 0 && chain.get(last).equals(authority) ? chain.subList(0, last) : chain;
    }

    /** What is missing allows nothing. */
    private boolean isOfEndEntity(X509Certificate leaf) throws CertificateParsingException {
        boolean[] uses = leaf.getKeyUsage();
        List<String> purposes = leaf.getExtendedKeyUsage();
        return leaf.getBasicConstraints() < 0 && uses != null && uses[DIGITAL_SIGNATURE]
                && purposes != null && purposes.contains(usage);
    }

    private boolean hasName(X509Certificate leaf) throws CertificateParsingException {
        if (leaf.getSubjectAlternativeNames() == null) return false;
        return leaf.getSubjectAlternativeNames().stream().anyMatch(
                found -> DNS_NAME_OR_ADDRESS.contains(found.get(0)) && name.equals(found.get(1)));
    }
}
