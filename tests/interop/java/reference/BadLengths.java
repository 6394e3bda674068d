package reference;

import common.Bad;
import java.util.ArrayList;
import java.util.List;

/** Lengths that no unit has, and no octet after them: they are refused as they stand. */
final class BadLengths {
    static <From> List<Bad<From>> of(String unit) {
        List<Bad<From>> all = new ArrayList<>();
        for (int length : new int[] {0, 0x80000000, 0xffffffff, 0x7fffffff}) {
            String name = String.format("length 0x%08x of %s", length, unit);
            all.add(new Bad<>(name, false, from -> Units.withLength(length, new byte[0])));
        }
        return all;
    }

    private BadLengths() {}
}
