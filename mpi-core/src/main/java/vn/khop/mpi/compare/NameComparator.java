package vn.khop.mpi.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.block.Sound;
import vn.khop.mpi.model.TermTable;
import vn.khop.mpi.record.NameReading;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonRecord;

/**
 * Names of family, middle and given part, as one comparison, because the parts err together: a clerk who writes the given name
 * first moves all of them. Agreement in parts that are rare weighs more (tables family, middle, given).
 *
 * <p>A name without any mark was probably typed without; equality with it is weaker than equality of marks. A newborn child
 * under the mother's name is compared with another such child by the mother; with any other record the names say next to
 * nothing, which is a level of its own.
 */
final class NameComparator extends FieldComparator<NameComparator.Feature> {
    static final List<String> LEVELS = List.of(
            "exact",
            "folded",
            "reordered",
            "typo",
            "shortened",
            "marks-differ",
            "typo-in-given",
            "variant",
            "loose",
            "newborn",
            "middle-differs",
            "given-only",
            "family-only",
            "differs");
    private static final int EXACT = 0;
    private static final int FOLDED = 1;
    private static final int REORDERED = 2;
    private static final int TYPO = 3;
    private static final int SHORTENED = 4;
    private static final int MARKS_DIFFER = 5;
    private static final int TYPO_IN_GIVEN = 6;
    private static final int VARIANT = 7;
    private static final int LOOSE = 8;
    private static final int NEWBORN = 9;
    private static final int MIDDLE_DIFFERS = 10;
    private static final int GIVEN_ONLY = 11;
    private static final int FAMILY_ONLY = 12;
    private static final int DIFFERS = 13;

    /** Forms of one name that taboo made two of: usually two persons, at times two spellings of one. */
    private static final Set<String> VARIANTS = Set.of("hoang huynh", "vo vu", "phuc phuoc");

    private static final int LOOSE_EDITS_MAX = 2;
    private static final int LOOSE_LETTERS_MIN = 8;

    /** Each edit changes the set of letters by two at most; one near syllable more by initials and dropped parts. */
    private static final int LOOSE_LETTERS_DIFFERING_MAX = 6;

    private final String field;
    private final String prefix;
    private final TermTable families;
    private final TermTable middles;
    private final TermTable givens;

    /**
     * @param prefix what the names of its tables begin with
     */
    NameComparator(String field, String prefix, TermTable families, TermTable middles, TermTable givens) {
        this.field = field;
        this.prefix = prefix;
        this.families = families;
        this.middles = middles;
        this.givens = givens;
    }

    /**
     * @param folded the whole name without marks
     * @param sorted its syllables in alphabetical order
     * @param joined its letters without spaces
     * @param syllables in the order of the reading
     * @param letters the set of letters, as bits
     * @param newbornOrder -1 for a name of one's own
     */
    record Feature(
            String key,
            String folded,
            String sorted,
            String joined,
            List<Syllable> syllables,
            Syllable familySyllable,
            String middle,
            List<String> middleSyllables,
            Syllable givenSyllable,
            int letters,
            boolean isAccented,
            int newbornOrder,
            float familyBits,
            float middleBits,
            float givenBits) {
        boolean isNewborn() {
            return newbornOrder >= 0;
        }

        String family() {
            return familySyllable.text();
        }

        String given() {
            return givenSyllable.text();
        }

        /** Whether the letters that occur are nearly the same: a quick test before edits are counted. */
        boolean shares(Feature other) {
            return Integer.bitCount(letters ^ other.letters) <= LOOSE_LETTERS_DIFFERING_MAX;
        }
    }

    /** A syllable without marks and what it sounds like. */
    record Syllable(String text, String sound) {
        boolean isNear(Syllable other) {
            return !text.isEmpty()
                    && !other.text.isEmpty()
                    && (sound.equals(other.sound) || Distance.isWithinOneEdit(text, other.text));
        }
    }

    @Override
    @Nullable
    Feature prepare(PersonRecord record) {
        return record.value(field, PersonName.class).map(this::feature).orElse(null);
    }

    private Feature feature(PersonName name) {
        NameReading reading = name.reading();
        String folded = reading.folded();
        String[] sorted = folded.split(" ");
        Arrays.sort(sorted);
        return new Feature(
                reading.key(),
                folded,
                String.join(" ", sorted),
                folded.replace(" ", ""),
                Arrays.stream(folded.split(" ")).map(NameComparator::syllable).toList(),
                syllable(reading.family().folded()),
                reading.middle().folded(),
                reading.middle().foldedSyllables(),
                syllable(reading.given().folded()),
                folded.chars().map(c -> 1 << (c & 31)).reduce(0, (x, y) -> x | y),
                name.isAccented(),
                name.newborn().map(PersonName.Newborn::order).orElse(-1),
                (float) families.bits(reading.family().folded()),
                (float) middles.bits(reading.middle().folded()),
                (float) givens.bits(reading.given().folded()));
    }

    @Override
    int level(Feature a, Feature b) {
        if (a.isNewborn() != b.isNewborn()) {
            return NEWBORN;
        }
        if (a.newbornOrder() > 0 && b.newbornOrder() > 0 && a.newbornOrder() != b.newbornOrder()) {
            return DIFFERS;
        }
        if (a.folded().equals(b.folded())) {
            return !a.isAccented() || !b.isAccented() ? FOLDED : a.key().equals(b.key()) ? EXACT : MARKS_DIFFER;
        }
        if (a.sorted().equals(b.sorted())) {
            return REORDERED;
        }
        if (a.joined().equals(b.joined())) {
            return TYPO;
        }
        int typo = oneTypo(a, b);
        return typo != DIFFERS ? typo : byParts(a, b);
    }

    /** TYPO, TYPO_IN_GIVEN or VARIANT if one syllable is written otherwise and the others agree; else DIFFERS. */
    private static int oneTypo(Feature a, Feature b) {
        int size = a.syllables().size();
        if (size != b.syllables().size()) {
            return DIFFERS;
        }
        int where = -1;
        for (int i = 0; i < size; i++) {
            if (!a.syllables().get(i).text().equals(b.syllables().get(i).text())) {
                if (where >= 0) {
                    return DIFFERS;
                }
                where = i;
            }
        }
        Syllable x = a.syllables().get(where);
        Syllable y = b.syllables().get(where);
        if (isVariant(x.text(), y.text())) {
            return VARIANT;
        }
        if (!x.isNear(y)) {
            return DIFFERS;
        }
        return where == size - 1 ? TYPO_IN_GIVEN : TYPO;
    }

    private static int byParts(Feature a, Feature b) {
        boolean isSameGiven = a.given().equals(b.given());
        boolean isSameFamily = a.family().equals(b.family());
        if (!isSameGiven && !isSameFamily && !a.shares(b)) {
            return DIFFERS;
        }
        boolean isMiddleContained = isContained(a.middleSyllables(), b.middleSyllables());
        if (isSameGiven && isMiddleContained && (isSameFamily || isInitial(a.family(), b.family()))) {
            return SHORTENED;
        }
        if (isLoose(a, b, isMiddleContained)) {
            return LOOSE;
        }
        if (isSameGiven && isSameFamily) {
            return MIDDLE_DIFFERS;
        }
        return isSameGiven ? GIVEN_ONLY : isSameFamily ? FAMILY_ONLY : DIFFERS;
    }

    private static boolean isLoose(Feature a, Feature b, boolean isMiddleContained) {
        if (isMiddleContained
                && a.givenSyllable().isNear(b.givenSyllable())
                && a.familySyllable().isNear(b.familySyllable())) {
            return true;
        }
        if (!a.family().isEmpty() && a.family().equals(b.given()) && a.given().equals(b.family())) {
            return isMiddleContained;
        }
        return Math.min(a.joined().length(), b.joined().length()) >= LOOSE_LETTERS_MIN
                && Distance.edits(a.joined(), b.joined(), LOOSE_EDITS_MAX) <= LOOSE_EDITS_MAX;
    }

    /** Whether each syllable of the shorter stands in the longer in the same order, if only as an initial. */
    private static boolean isContained(List<String> a, List<String> b) {
        List<String> shorter = a.size() <= b.size() ? a : b;
        List<String> longer = a.size() <= b.size() ? b : a;
        int next = 0;
        for (int i = 0; i < longer.size() && next < shorter.size(); i++) {
            String syllable = longer.get(i);
            if (syllable.equals(shorter.get(next)) || isInitial(syllable, shorter.get(next))) {
                next++;
            }
        }
        return next == shorter.size();
    }

    private static boolean isInitial(String a, String b) {
        return !a.isEmpty() && !b.isEmpty() && Math.min(a.length(), b.length()) == 1 && a.charAt(0) == b.charAt(0);
    }

    private static Syllable syllable(String text) {
        return new Syllable(text, Sound.of(text));
    }

    private static boolean isVariant(String x, String y) {
        return VARIANTS.contains(x.compareTo(y) < 0 ? x + " " + y : y + " " + x);
    }

    @Override
    float termFrequencyBits(Feature a, Feature b, int level) {
        if (level == NEWBORN || level == DIFFERS) {
            return 0;
        }
        if (level <= REORDERED || level == MARKS_DIFFER) {
            return Math.max(
                    a.familyBits() + a.middleBits() + a.givenBits(), b.familyBits() + b.middleBits() + b.givenBits());
        }
        return (a.family().equals(b.family()) ? a.familyBits() : 0)
                + (a.middle().equals(b.middle()) ? a.middleBits() : 0)
                + (a.given().equals(b.given()) ? a.givenBits() : 0);
    }

    @Override
    void terms(PersonRecord record, BiConsumer<String, String> count) {
        record.value(field, PersonName.class).ifPresent(name -> {
            count.accept(prefix + ".family", name.family().folded());
            count.accept(prefix + ".middle", name.middle().folded());
            count.accept(prefix + ".given", name.given().folded());
        });
    }
}
