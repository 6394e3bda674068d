import java.util.ArrayList;
import java.util.List;

/** Lengths that no unit has, and no octet after them: they are refused as they stand. */
final class BadLengths {
    static <From> List<Bad<From>> of(String unit) {
        List<Bad<From>> all = new ArrayList<>();
        for (int length : new int[] {0, Integer.MIN_VALUE, -1, Integer.MAX_VALUE}) {
            String value = length == Integer.MIN_VALUE ? "2^31" : length == Integer.MAX_VALUE ? "2^31 - 1" : "" + length;
            all.add(new Bad<>("length " + value + " of " + unit, false, from -> Units.withLength(length, new byte[0])));
        }
        return all;
    }

    private BadLengths() {}
}
