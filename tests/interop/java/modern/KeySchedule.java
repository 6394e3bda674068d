package modern;

import common.Octets;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** The transcript's hash T, and the traffic secrets that come of it and of the secrets (section 5). */
record KeySchedule(byte[] transcript, byte[] client, byte[] server) {
    static KeySchedule of(byte[] request, byte[] hello, byte[] encapsulation, byte[] secrets)
            throws GeneralSecurityException {
        byte[] noContext = new byte[1];
        byte[] transcript = sha256(request, hello, encapsulation, noContext);
        byte[] prk = extract(transcript, secrets);
        return new KeySchedule(transcript, expand(prk, "handclasp/1 client traffic", 32),
                expand(prk, "handclasp/1 server traffic", 32));
    }

    /** HKDF of RFC 5869 with SHA-256. */
    static byte[] extract(byte[] salt, byte[] input) throws GeneralSecurityException {
        return hmac(salt, input);
    }

    /** At most 32 octets, so that one block does. */
    static byte[] expand(byte[] secret, String info, int size) throws GeneralSecurityException {
        byte[] text = info.getBytes(StandardCharsets.US_ASCII);
        return Arrays.copyOf(hmac(secret, Octets.join(text, Octets.of(1))), size);
    }

    static byte[] sha256(byte[]... parts) throws GeneralSecurityException {
        return MessageDigest.getInstance("SHA-256").digest(Octets.join(parts));
    }

    private static byte[] hmac(byte[] key, byte[] text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text);
    }
}
