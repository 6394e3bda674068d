package modern;

import common.Octets;
import java.nio.charset.StandardCharsets;

/** Constants of version 1 and of the suite `modern` (docs/protocol.md, sections 2 and 3); sizes in octets. */
final class Suite {
    static final byte[] NAME = ascii("AES-256-GCM/aead/X25519/derived");
    static final int VERSION = 1;
    static final int NONCE = 32;
    static final int PUBLIC_KEY = 32; // also the size of an encapsulation
    static final int TAG = 16;
    static final int FRAME_LIMIT = 16384;
    static final int IDENTITY_MOST = 15360;
    static final int SIGNATURE_MOST = 512;

    /** A hello without its proof, and a proof that is empty but for its kind and sizes. */
    static final int HELLO_HEAD = 2 + NAME.length + NONCE + 1 + 2 + PUBLIC_KEY;
    static final int PROOF_LEAST = 5;
    static final int PROOF_MOST = PROOF_LEAST + IDENTITY_MOST + SIGNATURE_MOST;

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** A label, and the zero octet that follows it. */
    static byte[] label(String text) {
        return Octets.join(ascii(text), new byte[1]);
    }

    private Suite() {}
}
