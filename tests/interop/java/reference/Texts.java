package reference;

import java.util.Random;

/** Random text of a given size, much of it outside ASCII; the same in every run. */
final class Texts {
    /** Ranges of characters that take one, two, three and four octets in UTF-8, free of surrogates. */
    private static final int[][] RANGES = {
        {0x0000, 0x0080}, {0x0080, 0x0800}, {0x0800, 0xd800}, {0x10000, 0x110000},
    };

    private final Random random = new Random(12);

    String ofSize(int octets) {
        StringBuilder text = new StringBuilder();
        for (int left = octets; left > 0; ) {
            int width = 1 + random.nextInt(Math.min(left, RANGES.length));
            int[] range = RANGES[width - 1];
            text.appendCodePoint(range[0] + random.nextInt(range[1] - range[0]));
            left -= width;
        }
        return text.toString();
    }
}
