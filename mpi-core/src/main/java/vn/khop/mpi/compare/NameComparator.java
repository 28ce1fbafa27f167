package vn.khop.mpi.compare;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import vn.khop.mpi.block.Sound;
import vn.khop.mpi.record.NamePart;
import vn.khop.mpi.record.NameReading;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.reference.ReferenceData;

/**
 * Names of family, middle and given part, as one comparison, because the parts err together: a clerk who writes the given name
 * first moves all of them. Agreement in parts that are rare weighs more (tables family, middle, given).
 *
 * <p>A name without any mark was probably typed without; equality with it is weaker than equality of marks. A newborn child
 * under the mother's name is compared with another such child by the mother; with any other record the names say next to
 * nothing, which is a level of its own.
 */
final class NameComparator extends FieldComparator {
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
            "other-given",
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
    private static final int OTHER_GIVEN = 9;
    private static final int NEWBORN = 10;
    private static final int MIDDLE_DIFFERS = 11;
    private static final int GIVEN_ONLY = 12;
    private static final int FAMILY_ONLY = 13;
    private static final int DIFFERS = 14;

    /** Forms of one name that taboo made two of: usually two persons, at times two spellings of one. */
    private static final List<List<String>> VARIANTS =
            List.of(List.of("hoang", "huynh"), List.of("vo", "vu"), List.of("phuc", "phuoc"));

    private static final int VARIANT_MASK = 255;

    /** Given names that three people of forty thousand have, without marks; a rarer one may be a slip of the pen itself. */
    private static final Set<String> GIVEN_NAMES =
            Set.copyOf(ReferenceData.open().nameFrequencies().foldedGivenNames(3));

    private static final long GIVEN_NAME = 256;

    private static final String BROKEN = "ãẵẫẽễĩõỗỡũữỹ";
    private static final String RISING = "ảẳẩẻểỉỏổởủửỷ";

    private static final int LOOSE_EDITS_MAX = 2;
    private static final int LOOSE_LETTERS_MIN = 8;

    /** The bit of the space between syllables in a set of letters. */
    private static final int SPACE = 1;

    /** Each edit changes the set of letters by two at most; one near syllable more by initials and dropped parts. */
    private static final int LOOSE_LETTERS_DIFFERING_MAX = 6;

    // The row: marks, hashes of the name and of the given name with their accents (16 bits each), the set of its
    // letters, the three parts and the syllables. A
    // name of
    // more syllables than fit has a list of them in the place of the first.
    private static final int KEY = 1;
    private static final int LETTERS = 2;
    private static final int FAMILY = 3;
    private static final int MIDDLE = 4;
    private static final int GIVEN = 5;
    private static final int SYLLABLES = 6;
    private static final int SYLLABLES_INLINE = 5;
    private static final int GIVEN_KEY = 0xFFFF;

    // The marks: syllables of the whole name, of the family and of the given part, 5 bits each; whether any letter is
    // accented;
    // the letters, 8 bits; the order of a newborn child plus one, 8 bits, 0 for a name of one's own.
    private static final int COUNT_BITS = 5;
    private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
    private static final int FAMILY_SHIFT = COUNT_BITS;
    private static final int GIVEN_SHIFT = 2 * COUNT_BITS;
    private static final int ACCENTED = 1 << 3 * COUNT_BITS;
    private static final int LENGTH_SHIFT = 3 * COUNT_BITS + 1;
    private static final int NEWBORN_SHIFT = LENGTH_SHIFT + 8;
    private static final int BYTE_MASK = 255;

    private static final int FAMILY_TABLE = 0;
    private static final int MIDDLE_TABLE = 1;
    private static final int GIVEN_TABLE = 2;

    private final String field;
    private final List<String> tables;

    /**
     * @param prefix what the names of its tables begin with
     */
    NameComparator(String field, String prefix) {
        this.field = field;
        this.tables = List.of(prefix + ".family", prefix + ".middle", prefix + ".given");
    }

    @Override
    int width() {
        return SYLLABLES + SYLLABLES_INLINE;
    }

    @Override
    void encode(PersonRecord record, Lexicon words, int[] row, int at) {
        record.value(field, PersonName.class).ifPresent(name -> encode(name, words, row, at));
    }

    private static void encode(PersonName name, Lexicon words, int[] row, int at) {
        NameReading reading = name.reading();
        String folded = reading.folded();
        int[] syllables = new int[COUNT_MASK];
        int count = 0;
        int letterCount = 0;
        int letters = 0;
        for (int from = 0, to; from < folded.length() && count < COUNT_MASK; from = to + 1) {
            to = folded.indexOf(' ', from);
            to = to < 0 ? folded.length() : to;
            syllables[count++] = words.idOf(folded.substring(from, to));
            letterCount += to - from;
        }
        for (int i = 0; i < folded.length(); i++) {
            letters |= 1 << (folded.charAt(i) & 31);
        }
        int newborn = name.newborn().map(PersonName.Newborn::order).orElse(-1) + 1;
        row[at] = count
                | words(reading.family().folded()) << FAMILY_SHIFT
                | words(reading.given().folded()) << GIVEN_SHIFT
                | (name.isAccented() ? ACCENTED : 0)
                | Math.min(letterCount, BYTE_MASK) << LENGTH_SHIFT
                | Math.min(newborn, BYTE_MASK) << NEWBORN_SHIFT;
        row[at + KEY] = hashInAnyOrder(reading.key()) << Short.SIZE
                | withOneBrokenTone(reading.given().key()).hashCode() & GIVEN_KEY;
        row[at + LETTERS] = letters;
        int family = words(reading.family().folded());
        int given = words(reading.given().folded());
        row[at + FAMILY] = part(reading.family(), family, syllables, 0, words);
        row[at + MIDDLE] = part(reading.middle(), count - family - given, syllables, family, words);
        row[at + GIVEN] = part(reading.given(), given, syllables, count - given, words);
        if (count <= SYLLABLES_INLINE) {
            System.arraycopy(syllables, 0, row, at + SYLLABLES, count);
        } else {
            row[at + SYLLABLES] = words.keep(Arrays.copyOf(syllables, count));
        }
    }

    /** Of the syllables with their marks, wherever each stands. */
    private static int hashInAnyOrder(String key) {
        int hash = 0;
        for (int from = 0, to; from < key.length(); from = to + 1) {
            to = key.indexOf(' ', from);
            to = to < 0 ? key.length() : to;
            int syllable = 7;
            for (int i = from; i < to; i++) {
                syllable = 31 * syllable + key.charAt(i);
            }
            hash += syllable * 0x9e3779b9 >>> Short.SIZE;
        }
        return hash;
    }

    /** The number of a part; that of its syllable if it has one only. */
    private static int part(NamePart part, int size, int[] syllables, int first, Lexicon words) {
        return size == 1 ? syllables[first] : words.idOf(part.folded());
    }

    private static int words(String text) {
        int words = text.isEmpty() ? 0 : 1;
        for (int i = 0; i < text.length(); i++) {
            words += text.charAt(i) == ' ' ? 1 : 0;
        }
        return Math.min(words, COUNT_MASK);
    }

    /** Of a syllable or a part what it sounds like, whether it is a usual given name, and the pair of variants that it is one of. */
    @Override
    long note(Object value) {
        String text = (String) value;
        long variant = 0;
        for (int i = 0; i < VARIANTS.size(); i++) {
            variant = VARIANTS.get(i).contains(text) ? i + 1 : variant;
        }
        long given = GIVEN_NAMES.contains(text) ? GIVEN_NAME : 0;
        return (long) Sound.of(text).hashCode() << Integer.SIZE | given | variant;
    }

    /** A name read from its row. */
    private static int count(int[] row, int at) {
        return row[at] & COUNT_MASK;
    }

    private static int syllable(Lexicon words, int[] row, int at, int position) {
        if (count(row, at) <= SYLLABLES_INLINE) {
            return row[at + SYLLABLES + position];
        }
        int list = row[at + SYLLABLES];
        return words.page(list)[Lexicon.start(list) + position];
    }

    private static int newborn(int[] row, int at) {
        return row[at] >>> NEWBORN_SHIFT & BYTE_MASK;
    }

    @Override
    int level(Lexicon words, int[] x, int i, int[] y, int j) {
        int newbornX = newborn(x, i);
        int newbornY = newborn(y, j);
        if ((newbornX | newbornY) != 0) {
            if (newbornX == 0 || newbornY == 0) {
                return NEWBORN;
            }
            if (newbornX > 1 && newbornY > 1 && newbornX != newbornY) {
                return DIFFERS;
            }
        }
        int count = count(x, i);
        int differing = 0;
        int where = -1;
        if (count == count(y, j)) {
            for (int k = 0; k < count; k++) {
                if (syllable(words, x, i, k) != syllable(words, y, j, k)) {
                    differing++;
                    where = k;
                }
            }
            if (differing == 0) {
                boolean isTyped = (x[i] & y[j] & ACCENTED) == 0;
                boolean isSame = x[i + KEY] >>> Short.SIZE == y[j + KEY] >>> Short.SIZE;
                return isTyped ? FOLDED : isSame ? EXACT : hasOtherMarks(x, i, y, j) ? OTHER_GIVEN : MARKS_DIFFER;
            }
            if (differing > 1 && x[i + LETTERS] == y[j + LETTERS] && isReordered(words, x, i, y, j)) {
                boolean isOther = x[i + GIVEN] == y[j + GIVEN]
                        ? hasOtherMarks(x, i, y, j)
                        : x[i + FAMILY] == y[j + FAMILY] && hasOtherGiven(words, x, i, y, j);
                boolean isMarkedOtherwise =
                        (x[i] & y[j] & ACCENTED) != 0 && x[i + KEY] >>> Short.SIZE != y[j + KEY] >>> Short.SIZE;
                return isOther ? OTHER_GIVEN : isMarkedOtherwise ? MARKS_DIFFER : REORDERED;
            }
        }
        if (length(x, i) == length(y, j) && isJoinedEqual(words, x, i, y, j)) {
            return TYPO;
        }
        int typo = differing == 1
                ? oneTypo(words, syllable(words, x, i, where), syllable(words, y, j, where), where == count - 1)
                : DIFFERS;
        int level = typo != DIFFERS ? typo : byParts(words, x, i, y, j);
        if (level == TYPO_IN_GIVEN || level == LOOSE) {
            return hasOtherGiven(words, x, i, y, j) ? OTHER_GIVEN : level;
        }
        boolean isSameGiven = level == TYPO || level == SHORTENED || level == VARIANT;
        return isSameGiven && x[i + GIVEN] == y[j + GIVEN] && hasOtherMarks(x, i, y, j) ? OTHER_GIVEN : level;
    }

    /** Whether both given names have marks, and not the same: Phương and Phượng are two names. */
    private static boolean hasOtherMarks(int[] x, int i, int[] y, int j) {
        return (x[i] & y[j] & ACCENTED) != 0 && ((x[i + KEY] ^ y[j + KEY]) & GIVEN_KEY) != 0;
    }

    /** Hỏi for ngã, which half of the country does not tell apart. */
    private static String withOneBrokenTone(String given) {
        String one = given;
        for (int i = 0; i < given.length(); i++) {
            int broken = BROKEN.indexOf(given.charAt(i));
            one = broken < 0 ? one : one.replace(BROKEN.charAt(broken), RISING.charAt(broken));
        }
        return one;
    }

    /**
     * Whether the given names are two that are both in use, Trinh and Trang, or two with little in common: more likely two names
     * than slips of the pen. Not where one stands in the other's place for the family.
     */
    private static boolean hasOtherGiven(Lexicon words, int[] x, int i, int[] y, int j) {
        int a = x[i + GIVEN];
        int b = y[j + GIVEN];
        boolean isInverted = x[i + FAMILY] != y[j + FAMILY] && (a == y[j + FAMILY] || b == x[i + FAMILY]);
        return a != b && !isInverted && (!isNear(words, a, b) || (isGivenName(words, a) && isGivenName(words, b)));
    }

    /** A letter alone is that of one of several newborn children, or an initial. */
    private static boolean isGivenName(Lexicon words, int syllable) {
        return (words.note(syllable) & GIVEN_NAME) != 0 || words.text(syllable).length() == 1;
    }

    private static int length(int[] row, int at) {
        return row[at] >>> LENGTH_SHIFT & BYTE_MASK;
    }

    /** Whether both have the same syllables in another order; they have equally many. */
    private static boolean isReordered(Lexicon words, int[] x, int i, int[] y, int j) {
        int count = count(x, i);
        int used = 0;
        for (int a = 0; a < count; a++) {
            int syllable = syllable(words, x, i, a);
            int b = 0;
            while (b < count && ((used >> b & 1) == 1 || syllable(words, y, j, b) != syllable)) {
                b++;
            }
            if (b == count) {
                return false;
            }
            used |= 1 << b;
        }
        return true;
    }

    private static boolean isJoinedEqual(Lexicon words, int[] x, int i, int[] y, int j) {
        Joined joined = JOINED.get();
        return joined.first(words, x, i).isSame(joined.second(words, y, j));
    }

    /** TYPO, TYPO_IN_GIVEN or VARIANT if the only syllable that differs is written otherwise; else DIFFERS. */
    private static int oneTypo(Lexicon words, int x, int y, boolean isLast) {
        if (isVariant(words, x, y)) {
            return VARIANT;
        }
        if (!isNear(words, x, y)) {
            return DIFFERS;
        }
        return isLast ? TYPO_IN_GIVEN : TYPO;
    }

    private static boolean isVariant(Lexicon words, int x, int y) {
        int variant = (int) words.note(x) & VARIANT_MASK;
        return variant != 0 && variant == ((int) words.note(y) & VARIANT_MASK);
    }

    private static boolean isNear(Lexicon words, int x, int y) {
        if (x == Lexicon.NONE || y == Lexicon.NONE) {
            return false;
        }
        return x == y
                || words.note(x) >> Integer.SIZE == words.note(y) >> Integer.SIZE
                || Distance.isWithinOneEdit(words.text(x), words.text(y));
    }

    private static int byParts(Lexicon words, int[] x, int i, int[] y, int j) {
        boolean isSameGiven = x[i + GIVEN] == y[j + GIVEN];
        boolean isSameFamily = x[i + FAMILY] == y[j + FAMILY];
        if (!isSameGiven
                && !isSameFamily
                && Integer.bitCount(x[i + LETTERS] ^ y[j + LETTERS]) > LOOSE_LETTERS_DIFFERING_MAX) {
            return DIFFERS;
        }
        boolean isMiddleContained = isMiddleContained(words, x, i, y, j);
        if (isSameGiven
                && isMiddleContained
                && (isSameFamily || isInitial(words.text(x[i + FAMILY]), words.text(y[j + FAMILY])))) {
            return SHORTENED;
        }
        if (isLoose(words, x, i, y, j, isMiddleContained)) {
            return LOOSE;
        }
        if (isSameGiven && isSameFamily) {
            return MIDDLE_DIFFERS;
        }
        return isSameGiven ? GIVEN_ONLY : isSameFamily ? FAMILY_ONLY : DIFFERS;
    }

    private static boolean isLoose(Lexicon words, int[] x, int i, int[] y, int j, boolean isMiddleContained) {
        if (isMiddleContained
                && isNear(words, x[i + GIVEN], y[j + GIVEN])
                && isNear(words, x[i + FAMILY], y[j + FAMILY])) {
            return true;
        }
        if (x[i + FAMILY] != Lexicon.NONE && x[i + FAMILY] == y[j + GIVEN] && x[i + GIVEN] == y[j + FAMILY]) {
            return isMiddleContained;
        }
        int lengthX = length(x, i);
        int lengthY = length(y, j);
        if (Math.min(lengthX, lengthY) < LOOSE_LETTERS_MIN
                || Math.abs(lengthX - lengthY) > LOOSE_EDITS_MAX
                || Integer.bitCount((x[i + LETTERS] ^ y[j + LETTERS]) & ~SPACE) > 2 * LOOSE_EDITS_MAX) {
            return false;
        }
        Joined joined = JOINED.get();
        return Distance.edits(joined.first(words, x, i), joined.second(words, y, j), LOOSE_EDITS_MAX)
                <= LOOSE_EDITS_MAX;
    }

    /** Whether each middle syllable of the shorter stands in the longer in the same order, if only as an initial. */
    private static boolean isMiddleContained(Lexicon words, int[] x, int i, int[] y, int j) {
        if (x[i + MIDDLE] == y[j + MIDDLE]) {
            return true;
        }
        int middleX = middleCount(x, i);
        int middleY = middleCount(y, j);
        return middleX <= middleY
                ? isMiddleContained(words, x, i, middleX, y, j, middleY)
                : isMiddleContained(words, y, j, middleY, x, i, middleX);
    }

    private static int middleCount(int[] row, int at) {
        return count(row, at) - familyCount(row, at) - (row[at] >>> GIVEN_SHIFT & COUNT_MASK);
    }

    private static int familyCount(int[] row, int at) {
        return row[at] >>> FAMILY_SHIFT & COUNT_MASK;
    }

    private static boolean isMiddleContained(Lexicon words, int[] x, int i, int shorter, int[] y, int j, int longer) {
        int firstX = familyCount(x, i);
        int firstY = familyCount(y, j);
        int next = 0;
        for (int k = 0; k < longer && next < shorter; k++) {
            int a = syllable(words, x, i, firstX + next);
            int b = syllable(words, y, j, firstY + k);
            if (a == b || isInitial(words.text(a), words.text(b))) {
                next++;
            }
        }
        return next == shorter;
    }

    private static boolean isInitial(String a, String b) {
        return !a.isEmpty() && !b.isEmpty() && Math.min(a.length(), b.length()) == 1 && a.charAt(0) == b.charAt(0);
    }

    @Override
    float termFrequencyBits(Lexicon words, int[] x, int i, int[] y, int j, int level) {
        if (level == NEWBORN || level == DIFFERS) {
            return 0;
        }
        if (level <= REORDERED || level == MARKS_DIFFER) {
            return Math.max(rarity(words, x, i), rarity(words, y, j));
        }
        return (x[i + FAMILY] == y[j + FAMILY] ? words.weight(FAMILY_TABLE, x[i + FAMILY]) : 0)
                + (x[i + MIDDLE] == y[j + MIDDLE] ? words.weight(MIDDLE_TABLE, x[i + MIDDLE]) : 0)
                + (x[i + GIVEN] == y[j + GIVEN] ? words.weight(GIVEN_TABLE, x[i + GIVEN]) : 0);
    }

    private static float rarity(Lexicon words, int[] row, int at) {
        return words.weight(FAMILY_TABLE, row[at + FAMILY])
                + words.weight(MIDDLE_TABLE, row[at + MIDDLE])
                + words.weight(GIVEN_TABLE, row[at + GIVEN]);
    }

    @Override
    List<String> tables() {
        return tables;
    }

    @Override
    void terms(Lexicon words, int[] x, int i, TermSink sink) {
        sink.accept(FAMILY_TABLE, x[i + FAMILY]);
        sink.accept(MIDDLE_TABLE, x[i + MIDDLE]);
        sink.accept(GIVEN_TABLE, x[i + GIVEN]);
    }

    /** Room for two names without spaces, kept by each thread. */
    private static final ThreadLocal<Joined> JOINED = ThreadLocal.withInitial(Joined::new);

    private static final class Joined {
        private final Letters first = new Letters();
        private final Letters second = new Letters();

        Letters first(Lexicon words, int[] row, int at) {
            return first.fill(words, row, at);
        }

        Letters second(Lexicon words, int[] row, int at) {
            return second.fill(words, row, at);
        }
    }

    /** The letters of a name without spaces. */
    private static final class Letters implements CharSequence {
        private char[] letters = new char[64];
        private int length;

        Letters fill(Lexicon words, int[] row, int at) {
            length = 0;
            for (int k = 0; k < count(row, at); k++) {
                String syllable = words.text(syllable(words, row, at, k));
                if (length + syllable.length() > letters.length) {
                    letters = Arrays.copyOf(letters, (length + syllable.length()) * 2);
                }
                syllable.getChars(0, syllable.length(), letters, length);
                length += syllable.length();
            }
            return this;
        }

        @Override
        public int length() {
            return length;
        }

        @Override
        public char charAt(int index) {
            return letters[index];
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new String(letters, start, end - start);
        }

        boolean isSame(Letters other) {
            return Arrays.equals(letters, 0, length, other.letters, 0, other.length);
        }

        @Override
        public String toString() {
            return new String(letters, 0, length);
        }
    }
}
