package reference;

/** Sizes of units that the original peer takes, without their lengths. */
final class Limits {
    static final int INITIAL_LEAST = 304; // two blocks of 128, an IV, a tag, a block of padding
    static final int INITIAL_MOST = 400;
    static final int FRAME_LEAST = 40;
    static final int FRAME_MOST = 1000;

    /** The longest messages that fit: 16 octets each for IV and tag, whole blocks, one octet of padding. */
    static final int FIRST_MESSAGE_MOST = (INITIAL_MOST - 256) / 16 * 16 - 33;
    static final int MESSAGE_MOST = FRAME_MOST / 16 * 16 - 33;

    /** The description sets none for the hello; this is ample for a key of 1024 bits. */
    static final int HELLO_MOST = 300;

    private Limits() {}
}
