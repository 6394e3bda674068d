package modern;

/** The types of units and the limits of their length (section 3.3). */
enum Type {
    MESSAGE(0x00, Suite.TAG, Suite.TAG + Suite.FRAME_LIMIT),
    FRAGMENT(0x01, Suite.TAG + 1, Suite.TAG + Suite.FRAME_LIMIT),
    CLOSE(0x02, Suite.TAG, Suite.TAG),
    REKEY(0x03, Suite.TAG, Suite.TAG),
    CREDENTIAL(0x04, Suite.TAG + Suite.PROOF_LEAST, Suite.TAG + Suite.PROOF_MOST),
    REQUEST(0x10, 35, 162),
    HELLO(0x11, Suite.HELLO_HEAD + Suite.PROOF_LEAST, Suite.HELLO_HEAD + Suite.PROOF_MOST),
    INITIAL(0x12, Suite.PUBLIC_KEY + Suite.TAG, Suite.PUBLIC_KEY + Suite.TAG + Suite.FRAME_LIMIT);

    final int octet;
    final int least;
    final int most;

    Type(int octet, int least, int most) {
        this.octet = octet;
        this.least = least;
        this.most = most;
    }
}
