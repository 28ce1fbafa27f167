package vn.khop.terminology.suggest;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/*
 * Words and pairs are numbers of the index's vocabulary, in ascending order and each once; what the vocabulary does not have (only a row's name can have it) is
 * numbered behind it. A pair is two neighbours written as one; a word of five letters or more is a pair too, so that "xquang" meets "x quang".
 */
/** One name as an index compares it. */
final class IndexedName {
    static final int PAIR_CHARACTERS_MIN = 5;

    private static final List<List<String>> CONTRARIES = List.of(
            List.of("trái", "phải"),
            List.of("left", "right"),
            List.of("trên", "dưới"),
            List.of("trước", "sau"),
            List.of("trong", "ngoài"),
            List.of("cấp", "mạn"),
            List.of("acute", "chronic"),
            List.of("nam", "nữ"),
            List.of("lành", "ác"),
            List.of("tăng", "giảm"),
            List.of("tĩnh", "động"),
            List.of("kín", "hở"),
            List.of("gần", "xa"),
            List.of("lt", "gt"));
    private static final Map<String, Integer> CONTRARY_BITS = contraryBits();

    final int target;
    final int[] words;
    /** The word with its marks, by the place in {@link #words}. */
    final int[] toned;

    final int[] pairs;
    /** In their order. */
    final int[] sequence;

    final int[] numbers;
    final long contraries;
    final boolean hasMarks;
    final boolean isOther;
    final boolean isUnspecified;
    final boolean negation;
    /** Of a row's name: the words behind the vocabulary. */
    final List<String> unknown;
    /** The same of words with marks. */
    final List<String> unknownToned;

    IndexedName(
            int target,
            Reading reading,
            int[] sequence,
            int[] words,
            int[] toned,
            int[] pairs,
            int[] numbers,
            List<String> unknown,
            List<String> unknownToned) {
        this.target = target;
        this.sequence = sequence;
        this.words = words;
        this.toned = toned;
        this.pairs = pairs;
        this.numbers = numbers;
        this.unknown = List.copyOf(unknown);
        this.unknownToned = List.copyOf(unknownToned);
        hasMarks = reading.hasMarks();
        isOther = reading.has(Reading.OTHER) || reading.has("other");
        isUnspecified = reading.has(Reading.UNSPECIFIED);
        negation = reading.negation();
        long bits = 0;
        for (String word : reading.toned()) {
            bits |= 1L << CONTRARY_BITS.getOrDefault(word, Long.SIZE - 1);
        }
        contraries = bits & ~(1L << (Long.SIZE - 1));
    }

    private static Map<String, Integer> contraryBits() {
        Map<String, Integer> bits = new HashMap<>();
        for (int i = 0; i < CONTRARIES.size(); i++) {
            bits.put(CONTRARIES.get(i).get(0), 2 * i);
            bits.put(CONTRARIES.get(i).get(1), 2 * i + 1);
        }
        return Map.copyOf(bits);
    }

    /** Whether one says one thing and the other its contrary, and neither says both. */
    boolean isContraryTo(IndexedName other) {
        for (int i = 0; i < CONTRARIES.size(); i++) {
            long mine = contraries >>> (2 * i) & 3;
            long its = other.contraries >>> (2 * i) & 3;
            if (mine != 0 && its != 0 && (mine & its) == 0) {
                return true;
            }
        }
        return false;
    }

    /** The pair of contrary words by which the names differ; empty where they do not. */
    String contrary(IndexedName other) {
        for (int i = 0; i < CONTRARIES.size(); i++) {
            long mine = contraries >>> (2 * i) & 3;
            long its = other.contraries >>> (2 * i) & 3;
            if (mine != 0 && its != 0 && (mine & its) == 0) {
                return CONTRARIES.get(i).get(mine == 1 ? 0 : 1)
                        + " / "
                        + CONTRARIES.get(i).get(its == 1 ? 0 : 1);
            }
        }
        return "";
    }
}
