package vn.khop.mpi.normalise;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import vn.khop.reference.AdministrativeUnit.Level;
import vn.khop.reference.CodeSet;
import vn.khop.reference.UnitWord;

/**
 * What a run of letters may mean in an address: units of each level that are so called, and a word for a kind of unit. Looked
 * up by a range of characters, without making a text of it. Filled once, then only read.
 */
final class UnitNames {
    /** Units and kinds of unit are told by bits; a unit of this one may be written with any word. */
    static final int ANY_TYPE = 1;

    private static final Unit[] NO_UNITS = {};

    private static final int SKETCH_BITS = 1 << 17;

    /**
     * A unit with all the sets that an address may be answered with.
     *
     * @param type one bit
     * @param exactName the name with its marks, in one spelling, without spaces; empty for an alias
     * @param today communes of today that took over a part
     * @param own the unit's own code
     * @param districts of before the reform where it lies or has a part
     * @param oldProvinces of before the reform where it lies or has a part
     * @param provincesToday of today where it lies or has a part
     */
    record Unit(
            Level level,
            int code,
            int province,
            int type,
            String exactName,
            boolean isOld,
            CodeSet today,
            CodeSet own,
            CodeSet districts,
            CodeSet oldProvinces,
            CodeSet provincesToday) {
        boolean isOfType(int types) {
            return (type & (types | ANY_TYPE)) != 0;
        }
    }

    /** All meanings of one key. */
    static final class Meaning {
        static final Meaning NOTHING = new Meaning("");

        private final String key;
        private final Unit[][] units = {NO_UNITS, NO_UNITS, NO_UNITS};
        /** Bits of the types that the word may mean, and of the levels where it may stand; 0 where the key is no such word. */
        private int types;

        private int levels;

        private Meaning(String key) {
            this.key = key;
        }

        /** Units of that level and name; the array is shared, nobody changes it. */
        Unit[] units(Level level) {
            return units[level.ordinal()];
        }

        boolean isWord() {
            return types != 0;
        }

        boolean isWordOf(Level level) {
            return (levels >> level.ordinal() & 1) != 0;
        }

        /** Types that the word may mean, as bits. */
        int types() {
            return types;
        }
    }

    private final Map<String, Integer> typeBits = new HashMap<>();
    /* Open addressing. Most ranges mean nothing and end at their hash, so the hashes lie close together in an array of their
     * own; 0 is an empty place. */
    private int[] hashes = new int[1 << 15];

    private @Nullable Meaning[] meanings = new Meaning[1 << 15];

    /** A bit for each hash, so few that the processor keeps them at hand: four of five ranges that mean nothing end here. */
    private final long[] sketch = new long[SKETCH_BITS / Long.SIZE];

    private int count;
    private int longest;

    /** The bit of a type's name without marks and spaces; {@link #ANY_TYPE} for the empty name. */
    int typeBit(String type) {
        return type.isEmpty() ? ANY_TYPE : typeBits.computeIfAbsent(type, key -> ANY_TYPE << typeBits.size() + 1);
    }

    void add(String key, Unit unit) {
        Meaning meaning = meaning(key);
        Unit[] before = meaning.units(unit.level());
        Unit[] after = Arrays.copyOf(before, before.length + 1);
        after[before.length] = unit;
        meaning.units[unit.level().ordinal()] = after;
    }

    void add(UnitWord word) {
        Meaning meaning = meaning(word.word().replace(" ", ""));
        word.types().forEach(type -> meaning.types |= typeBit(type));
        word.levels().forEach(level -> meaning.levels |= 1 << level.ordinal());
    }

    private Meaning meaning(String key) {
        if (count * 2 >= hashes.length) {
            grow();
        }
        longest = Math.max(longest, key.length());
        char[] letters = key.toCharArray();
        int hash = key.hashCode();
        Meaning known = find(letters, 0, letters.length, hash);
        if (known != Meaning.NOTHING) {
            return known;
        }
        Meaning added = new Meaning(key);
        put(added);
        sketch[sketchWord(spread(hash))] |= 1L << spread(hash);
        count++;
        return added;
    }

    private void grow() {
        @Nullable Meaning[] smaller = meanings;
        hashes = new int[2 * smaller.length];
        meanings = new Meaning[2 * smaller.length];
        for (Meaning meaning : smaller) {
            if (meaning != null) {
                put(meaning);
            }
        }
    }

    private void put(Meaning meaning) {
        int spread = spread(meaning.key.hashCode());
        int at = spread & hashes.length - 1;
        while (hashes[at] != 0) {
            at = at + 1 & hashes.length - 1;
        }
        hashes[at] = spread;
        meanings[at] = meaning;
    }

    private static int spread(int hash) {
        int spread = hash * 0x9E3779B9;
        spread ^= spread >>> 15;
        return spread == 0 ? 1 : spread;
    }

    private static int sketchWord(int spread) {
        return spread >>> 6 & SKETCH_BITS / Long.SIZE - 1;
    }

    // Asking

    /** Characters of the longest key: no longer range means anything. */
    int longest() {
        return longest;
    }

    /** What the letters {@code [from, to)} mean; {@code hash} is their {@link String#hashCode}. */
    Meaning find(char[] letters, int from, int to, int hash) {
        int spread = spread(hash);
        if ((sketch[sketchWord(spread)] >>> spread & 1) == 0) {
            return Meaning.NOTHING;
        }
        for (int at = spread & hashes.length - 1; hashes[at] != 0; at = at + 1 & hashes.length - 1) {
            Meaning meaning = meanings[at];
            if (hashes[at] == spread && meaning != null && isKey(meaning.key, letters, from, to)) {
                return meaning;
            }
        }
        return Meaning.NOTHING;
    }

    private static boolean isKey(String key, char[] letters, int from, int to) {
        if (key.length() != to - from) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (key.charAt(i - from) != letters[i]) {
                return false;
            }
        }
        return true;
    }
}
