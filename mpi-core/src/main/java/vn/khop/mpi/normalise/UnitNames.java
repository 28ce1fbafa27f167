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
        private final String key;
        private final int hash;
        private final Unit[][] units = {NO_UNITS, NO_UNITS, NO_UNITS};
        /** Bits of the types that the word may mean, and of the levels where it may stand; 0 where the key is no such word. */
        private int types;

        private int levels;

        private Meaning(String key, int hash) {
            this.key = key;
            this.hash = hash;
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
    private @Nullable Meaning[] table = new Meaning[1 << 15];
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
        if (count * 2 >= table.length) {
            grow();
        }
        longest = Math.max(longest, key.length());
        char[] letters = key.toCharArray();
        int hash = hash(letters, 0, letters.length);
        Meaning known = find(letters, 0, letters.length, hash);
        if (known != null) {
            return known;
        }
        Meaning added = new Meaning(key, hash);
        put(table, added);
        count++;
        return added;
    }

    private void grow() {
        @Nullable Meaning[] larger = new Meaning[table.length * 2];
        for (Meaning meaning : table) {
            if (meaning != null) {
                put(larger, meaning);
            }
        }
        table = larger;
    }

    private static void put(@Nullable Meaning[] table, Meaning meaning) {
        int at = place(meaning.hash, table.length);
        while (table[at] != null) {
            at = at + 1 & table.length - 1;
        }
        table[at] = meaning;
    }

    private static int place(int hash, int size) {
        int spread = hash * 0x9E3779B9;
        return (spread ^ spread >>> 15) & size - 1;
    }

    // Asking

    /** Characters of the longest key: no longer range means anything. */
    int longest() {
        return longest;
    }

    /** As {@link String#hashCode} of the range; of neighbouring ranges it follows by {@link AddressWords}' prefix sums. */
    private static int hash(char[] letters, int from, int to) {
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + letters[i];
        }
        return hash;
    }

    /** What the letters {@code [from, to)} mean, null if nothing; {@code hash} is their {@link String#hashCode}. */
    @Nullable
    Meaning find(char[] letters, int from, int to, int hash) {
        int at = place(hash, table.length);
        while (true) {
            Meaning meaning = table[at];
            if (meaning == null || (meaning.hash == hash && isKey(meaning.key, letters, from, to))) {
                return meaning;
            }
            at = at + 1 & table.length - 1;
        }
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
