package vn.khop.mpi.normalise;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;
import vn.khop.reference.AdministrativeUnit.Level;
import vn.khop.reference.AdministrativeUnits;
import vn.khop.reference.LegacyEncoding;
import vn.khop.reference.LegacyEncodings;
import vn.khop.reference.NameFrequencies;
import vn.khop.reference.NameFrequencies.NameCount;
import vn.khop.reference.ReferenceData;
import vn.khop.reference.VietnameseText;

/**
 * Recognises Vietnamese text that was written in an encoding before Unicode and read as Latin-1 or Windows-1252 ("NguyÔn"), UTF-8
 * read so ("Nguyá»…n"), or that carries the keys of an input method ("Nguyeenx", "Nguye6n4"), and gives it back as it was meant.
 * A false decoding is worse than none: what is not certain stays as it is. Immutable; a text without a trace costs one pass over
 * its characters.
 */
final class LegacyText {
    /* One text has one encoding, so the whole text is judged, not the word. Text in brackets is a later note and is not part of it.
     *
     * Bytes (TCVN3, VNI, VISCII, Windows-1258, UTF-8). A text whose words beyond ASCII are all possible syllables that people bear
     * is right as it is. Otherwise each encoding that has a letter for every character is tried on the whole text, words that looked right
     * included, since "Vò V¨n" is "Vũ Văn". Each word counts for the encoding if it is a possible syllable then, more the more
     * people bear it, and against it if not; capitals within a word count against it too. The best
     * encoding is taken if at least one word became a known one and no more words were lost than won. A tie leaves the text.
     *
     * Keys (Telex, VNI keys, VIQR). Each word that is no possible syllable but becomes one is evidence. A word is a strong one if no
     * other language has its shape: "dd", "aa", a horn by w, two marks, a digit within. One strong word is enough where at least
     * as many words are decoded as stay unexplained. So is a name that hundreds bear ("Quan Thij Dung") where no word stays
     * unexplained. Without any, every word must be a known one with exactly these marks, and
     * the first or the last one a common family name, or two of three words typed so: "Vux Haf" is, "Max" and "Rex Hans" are not, nor "Lee" beside an
     * unmarked "Thuy", which no method of typing leaves so. */
    private static final int WON_POINTS = 2;
    private static final int LOST_POINTS = 3;
    /** By how much a decoding must be better than a text of possible syllables: a name of more than a hundred bearers. */
    private static final int SURE_POINTS = 7;

    private static final char NO_BREAK_SPACE = '\u00A0';
    /** Bearers among the sample's 40,496: the 40 or so families whose name alone makes a weak trace of keys credible. */
    private static final int COMMON_MIN = 100;

    /** Bearers of a name so usual that one word typed so is enough, where nothing else in the text is strange. */
    private static final int USUAL_MIN = 250;

    /** Words of addresses weigh as a common name does. */
    private static final int ADDRESS_WORD_COUNT = 1_000;

    private static final List<String> ADDRESS_WORDS = List.of(
            "số", "nhà", "ngõ", "ngách", "hẻm", "tổ", "phố", "khu", "thôn", "xóm", "ấp", "đội", "đường", "khối", "bản",
            "buôn", "làng", "cụm", "phường", "xã", "thị", "trấn", "quận", "huyện", "thành", "tỉnh", "Việt");

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final String UTF_8 = "UTF8_AS_WINDOWS_1252";
    private static final char[] OF_BYTE = ofByte();
    private static final Map<Character, Integer> BYTE_OF = byteOf();
    private static final BitSet IS_BYTE = isByte();

    /** Where the text stands: what counts as a known word, and how much evidence a person's name or an address needs. */
    enum Kind {
        NAME,
        ADDRESS
    }

    /**
     * A text and how it came to be.
     *
     * @param text as it was meant, or exactly as it was sent
     * @param encoding the name of the encoding that was undone; none: nothing was
     * @param confidence share of the changed words that are Vietnamese syllables now, in (0, 1]; 1 where nothing was changed
     */
    record Decoded(String text, Optional<String> encoding, double confidence, boolean isKeys) {
        static Decoded unchanged(String text) {
            return new Decoded(text, Optional.empty(), 1, false);
        }

        /** What to say about it: the encoding's name and the confidence, none of the text. */
        Optional<Finding> finding() {
            return encoding.map(name -> new Finding(
                    isKeys ? FindingKind.TYPING_KEYS_DECODED : FindingKind.LEGACY_ENCODING_DECODED,
                    name + ", confidence " + Math.round(100 * confidence) + " %"));
        }

        @Override
        public String toString() {
            return "Decoded[" + encoding.orElse("unchanged") + ", confidence " + confidence + "]";
        }
    }

    private final Syllables syllables = new Syllables();
    private final Map<LegacyEncoding, ByteLetters> letters = new EnumMap<>(LegacyEncoding.class);
    private final List<TypingKeys> methods;
    /** Syllables that names or places have, and how many people of the sample bear them. */
    private final Map<String, Integer> known = new HashMap<>();

    private final Set<String> commonFamilies;
    private final Kind kind;

    /**
     * @param words names or places whose syllables make a decoding credible, in their usual spelling, and their bearers
     * @param commonFamilies family names that many bear, in their usual spelling
     */
    LegacyText(LegacyEncodings encodings, Kind kind, Map<String, Integer> words, Collection<String> commonFamilies) {
        this.kind = kind;
        for (LegacyEncoding encoding : LegacyEncoding.values()) {
            if (encoding.isOfBytes()) {
                letters.put(encoding, new ByteLetters(encodings, encoding));
            }
        }
        methods = List.of(
                new TypingKeys(LegacyEncoding.TELEX, encodings, syllables),
                new TypingKeys(LegacyEncoding.VNI_KEYS, encodings, syllables),
                new TypingKeys(LegacyEncoding.VIQR, encodings, syllables));
        words.forEach((word, count) -> {
            for (String syllable : Spelling.lower(Spacing.clean(word)).split("[ \\-]")) {
                if (syllables.isPossible(syllable)) {
                    known.merge(Spelling.key(syllable), count, Integer::sum);
                }
            }
        });
        Set<String> families = new HashSet<>();
        for (String family : commonFamilies) {
            families.add(Spelling.key(Spelling.lower(family)));
        }
        this.commonFamilies = Set.copyOf(families);
    }

    /** For names of people. */
    static LegacyText ofNames(ReferenceData reference) {
        NameFrequencies names = reference.nameFrequencies();
        return new LegacyText(reference.legacyEncodings(), Kind.NAME, namesOf(names), commonFamilies(names));
    }

    /** For addresses: places, and the names of people that streets bear. */
    static LegacyText ofAddresses(ReferenceData reference) {
        AdministrativeUnits units = reference.administrativeUnits();
        Map<String, Integer> words = namesOf(reference.nameFrequencies());
        for (Level level : Level.values()) {
            units.units(level, AdministrativeUnits.REFORM).forEach(unit -> words.merge(unit.name(), 1, Integer::sum));
            units.units(level, AdministrativeUnits.REFORM.minusDays(1))
                    .forEach(unit -> words.merge(unit.name(), 1, Integer::sum));
        }
        ADDRESS_WORDS.forEach(word -> words.merge(word, ADDRESS_WORD_COUNT, Integer::sum));
        return new LegacyText(reference.legacyEncodings(), Kind.ADDRESS, words, List.of());
    }

    private static Map<String, Integer> namesOf(NameFrequencies names) {
        Map<String, Integer> words = new HashMap<>();
        for (List<NameCount> part : List.of(names.familyNames(), names.middleNames(), names.givenNames())) {
            part.forEach(name -> words.merge(name.name(), name.total(), Integer::sum));
        }
        return words;
    }

    private static List<String> commonFamilies(NameFrequencies names) {
        return names.familyNames().stream()
                .filter(family -> family.total() >= COMMON_MIN)
                .map(NameCount::name)
                .toList();
    }

    /** The text as it was meant, or exactly as it is. {@code raw} must not have been cleaned: a soft hyphen may be a letter. */
    Decoded read(String raw) {
        boolean isAscii = isAscii(raw);
        if (isAscii && !TypingKeys.hasTrace(raw)) {
            return Decoded.unchanged(raw);
        }
        Decoded decoded = isAscii ? read(raw, true) : read(composed(raw), false);
        return decoded.encoding().isPresent() ? decoded : Decoded.unchanged(raw);
    }

    /** One letter is the same text as a letter and its mark, and must be read alike. */
    private static String composed(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.getType(text.charAt(i)) == Character.NON_SPACING_MARK) {
                return Normalizer.normalize(text, Normalizer.Form.NFC);
            }
        }
        return text;
    }

    private Decoded read(String raw, boolean isAscii) {
        String outside = outsideBrackets(raw);
        if (isAscii || isAscii(outside)) {
            return TypingKeys.hasTrace(outside) ? ofKeys(raw, outside) : Decoded.unchanged(raw);
        }
        // A letter that Windows-1252 lacks was written in Unicode.
        return isOfBytes(outside) ? ofBytes(raw, outside) : Decoded.unchanged(raw);
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x80 && c != NO_BREAK_SPACE) {
                return false;
            }
        }
        return true;
    }

    /** The text with every note in brackets blanked, place by place; a bracket within a word is a letter's key. */
    private static String outsideBrackets(String raw) {
        int open = bracket(raw, 0);
        if (open < 0) {
            return raw;
        }
        char[] outside = raw.toCharArray();
        while (open >= 0) {
            int close = raw.indexOf(')', open);
            int end = close < 0 ? raw.length() : close + 1;
            Arrays.fill(outside, open, end, ' ');
            open = bracket(raw, end);
        }
        return new String(outside);
    }

    private static int bracket(String raw, int from) {
        for (int i = from; i < raw.length(); i++) {
            if (raw.charAt(i) == '(' && (i == 0 || !Character.isLetter(raw.charAt(i - 1)))) {
                return i;
            }
        }
        return -1;
    }

    /** {@code decoded} with the notes of the raw text put back; both have notes at the blanked places only, so they go last. */
    private static String withNotes(String decoded, String raw, String outside) {
        if (outside.equals(raw)) {
            return decoded;
        }
        StringBuilder notes = new StringBuilder(decoded.stripTrailing());
        int open = bracket(raw, 0);
        while (open >= 0) {
            int close = raw.indexOf(')', open);
            int end = close < 0 ? raw.length() : close + 1;
            notes.append(' ').append(raw, open, end);
            open = bracket(raw, end);
        }
        return notes.toString();
    }

    // Bytes

    private static boolean isOfBytes(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= 0x100 && !IS_BYTE.get(c)) {
                return false;
            }
        }
        return true;
    }

    private static char[] ofByte() {
        char[] chars = new char[256];
        for (int i = 0; i < 256; i++) {
            // The five bytes that Windows-1252 leaves open come through as control characters.
            char c = WINDOWS_1252.decode(ByteBuffer.wrap(new byte[] {(byte) i})).charAt(0);
            chars[i] = c == '\uFFFD' ? (char) i : c;
        }
        return chars;
    }

    private static Map<Character, Integer> byteOf() {
        Map<Character, Integer> bytes = new HashMap<>();
        for (int i = 0x80; i < 0x100; i++) {
            bytes.put(OF_BYTE[i], i);
            bytes.put((char) i, i);
        }
        return Map.copyOf(bytes);
    }

    private static BitSet isByte() {
        BitSet bytes = new BitSet();
        BYTE_OF.keySet().forEach(bytes::set);
        return bytes;
    }

    private static char toByte(char c) {
        return c < 0x80 ? c : (char) (int) BYTE_OF.getOrDefault(c, (int) c);
    }

    private Decoded ofBytes(String raw, String outside) {
        if (isRightAsItIs(outside)) {
            return Decoded.unchanged(raw);
        }
        Score asItIs = score(outside, outside);
        Score best = asItIs;
        String text = "";
        String name = "";
        boolean isTie = false;
        for (Candidate candidate : candidates(outside)) {
            Score score = score(outside, candidate.text());
            int order = Integer.compare(score.points(), best.points());
            if (order > 0) {
                best = score;
                text = candidate.text();
                name = candidate.name();
                isTie = false;
            } else if (order == 0 && !candidate.text().equalsIgnoreCase(text)) {
                isTie = true;
            }
        }
        boolean isEnough = best.known() >= (kind == Kind.NAME ? 1 : 2)
                && best.points() >= 0
                && (asItIs.lost() > 0 || best.points() >= asItIs.points() + SURE_POINTS);
        return isTie || !isEnough
                ? Decoded.unchanged(raw)
                : new Decoded(
                        withNotes(text, raw, outside),
                        Optional.of(name),
                        best.won() / (double) (best.won() + best.lost()),
                        false);
    }

    private boolean isRightAsItIs(String text) {
        for (String word : words(text)) {
            if (isBeyondAscii(word)) {
                String lower = Spelling.lower(VietnameseText.compose(word));
                boolean isCredible = kind == Kind.ADDRESS || known.containsKey(Spelling.key(lower));
                if (!isCredible || !syllables.isPossible(lower)) {
                    return false;
                }
            }
        }
        return true;
    }

    private record Candidate(String name, String text) {}

    private List<Candidate> candidates(String text) {
        List<Candidate> candidates = new ArrayList<>(letters.size() + 1);
        char[] bytes = new char[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = toByte(text.charAt(i));
        }
        letters.forEach((encoding, ofEncoding) -> {
            String decoded = ofEncoding.decoded(bytes);
            if (decoded != null) {
                candidates.add(new Candidate(encoding.name(), decoded));
            }
        });
        String unicode = decodedUtf8(text);
        if (unicode != null) {
            candidates.add(new Candidate(UTF_8, unicode));
        }
        return candidates;
    }

    /** The letters that one byte, or one byte and another behind it, stand for. */
    private static final class ByteLetters {
        private static final int BYTES = 256;

        private final char[] ofOne = new char[BYTES];
        private final char[][] ofTwo = new char[BYTES][];

        ByteLetters(LegacyEncodings encodings, LegacyEncoding encoding) {
            for (char letter : encodings.letters()) {
                String bytes = encodings.spelling(encoding, letter).orElseThrow();
                if (bytes.length() == 1) {
                    ofOne[bytes.charAt(0)] = letter;
                } else {
                    char first = bytes.charAt(0);
                    ofTwo[first] = ofTwo[first] == null ? new char[BYTES] : ofTwo[first];
                    ofTwo[first][bytes.charAt(1)] = letter;
                }
            }
        }

        /** Letter by letter, two bytes before one; null if a byte beyond ASCII stands for none. */
        @Nullable
        String decoded(char[] bytes) {
            StringBuilder decoded = new StringBuilder(bytes.length);
            for (int i = 0; i < bytes.length; i++) {
                char c = bytes[i];
                char two = i + 1 < bytes.length && c < BYTES && bytes[i + 1] < BYTES && ofTwo[c] != null
                        ? ofTwo[c][bytes[i + 1]]
                        : 0;
                char one = c < BYTES ? ofOne[c] : 0;
                if (two != 0) {
                    decoded.append(two);
                    i++;
                } else if (one != 0 || c < 0x80 || c == NO_BREAK_SPACE) {
                    decoded.append(one == 0 ? c : one);
                } else {
                    return null;
                }
            }
            return decoded.toString();
        }
    }

    private static @Nullable String decodedUtf8(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) toByte(text.charAt(i));
        }
        try {
            CharBuffer decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return decoded.toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** Changed words: those that became possible syllables and those that did not; of the former, those that are known. */
    private record Score(int won, int lost, int known, int points) {
        static final Score NONE = new Score(0, 0, 0, Integer.MIN_VALUE);
    }

    private Score score(String raw, String decoded) {
        List<String> before = words(raw);
        List<String> after = words(decoded);
        if (before.size() != after.size()) {
            return Score.NONE;
        }
        int won = 0;
        int lost = 0;
        int knownWords = 0;
        int points = 0;
        for (int i = 0; i < before.size(); i++) {
            String word = before.get(i);
            if (!isBeyondAscii(word)) {
                continue;
            }
            String lower = Spelling.lower(VietnameseText.compose(after.get(i)));
            if (!syllables.isPossible(lower)) {
                lost++;
                points -= LOST_POINTS;
                continue;
            }
            int bearers = isQuoted(word) ? 0 : known.getOrDefault(Spelling.key(lower), 0);
            points += WON_POINTS + bits(bearers) - (hasInnerCapital(after.get(i)) ? 1 : 0);
            if (!after.get(i).equals(word)) {
                won++;
                knownWords += bearers > 0 ? 1 : 0;
            }
        }
        return new Score(won, lost, knownWords, points);
    }

    /** 0 for 0, else one more for every doubling. */
    private static int bits(int count) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(count);
    }

    /** A curly quote or an accent standing alone is an apostrophe ("H’ Nga"), not a letter to decode. */
    private static boolean isQuoted(String word) {
        return word.indexOf('\u2018') >= 0 || word.indexOf('\u2019') >= 0 || word.indexOf('\u00B4') >= 0;
    }

    private static boolean hasInnerCapital(String word) {
        return !word.equals(word.toUpperCase(Locale.ROOT))
                && !word.substring(1).equals(Spelling.lower(word.substring(1)))
                && Character.isLowerCase(word.charAt(0));
    }

    // Keys

    /** What one method makes of a text; {@code weight}: words explained less words not. */
    private record Attempt(Decoded decoded, int weight) {}

    private Decoded ofKeys(String raw, String outside) {
        Attempt best = new Attempt(Decoded.unchanged(raw), Integer.MIN_VALUE);
        boolean isTie = false;
        for (TypingKeys method : methods) {
            Attempt attempt = ofKeys(raw, outside, method);
            if (attempt.weight() > best.weight()) {
                best = attempt;
                isTie = false;
            } else if (attempt.weight() == best.weight()) {
                isTie |= !attempt.decoded().text().equals(best.decoded().text());
            }
        }
        return isTie ? Decoded.unchanged(raw) : best.decoded();
    }

    private Attempt ofKeys(String raw, String outside, TypingKeys method) {
        int decodedWords = 0;
        int telling = 0;
        int strong = 0;
        int usual = 0;
        int words = 0;
        int unexplained = 0;
        boolean isAllKnown = true;
        String first = "";
        String last = "";
        StringBuilder text = new StringBuilder(raw.length());
        int from = 0;
        for (int i = 0; i <= outside.length(); i++) {
            if (i < outside.length() && method.isWordPart(outside.charAt(i))) {
                continue;
            }
            String word = outside.substring(from, i);
            from = i + 1;
            if (!word.isEmpty()) {
                String lower = Spelling.lower(word);
                Optional<TypingKeys.Typed> typed = syllables.isPossible(lower) ? Optional.empty() : method.read(lower);
                String meant = typed.map(TypingKeys.Typed::syllable).orElse(lower);
                text.append(typed.isPresent() ? meant : word);
                int bearers = known.getOrDefault(Spelling.key(meant), 0);
                boolean isKnown = bearers > 0;
                if (typed.isPresent()) {
                    boolean isKey = typed.get().isTelling() || isFollowedByLetter(outside, i);
                    usual += typed.get().isRareElsewhere() && isKey && bearers >= USUAL_MIN ? 1 : 0;
                    decodedWords++;
                    telling += typed.get().isTelling() ? 1 : 0;
                    strong += typed.get().isStrong() ? 1 : 0;
                } else if (!isKnown && word.length() > 1) {
                    unexplained += syllables.isPossible(lower) ? 0 : 1;
                }
                words++;
                unexplained += isFollowedByOtherKey(outside, i) ? 1 : 0;
                isAllKnown &= isKnown;
                first = first.isEmpty() ? meant : first;
                last = meant;
            }
            if (i < outside.length()) {
                text.append(outside.charAt(i));
            }
        }
        boolean isCommonFamily =
                commonFamilies.contains(Spelling.key(first)) || commonFamilies.contains(Spelling.key(last));
        boolean isCertain = strong > 0 && decodedWords >= unexplained && (kind == Kind.NAME || strong > 1);
        boolean isUsual = kind == Kind.NAME && usual > 0 && unexplained == 0 && words > 1;
        boolean isConsistent = kind == Kind.NAME
                && telling > 0
                && isAllKnown
                && words > 1
                && (isCommonFamily || (decodedWords > 1 && words > 2));
        return isCertain || isUsual || isConsistent
                ? new Attempt(
                        new Decoded(
                                withNotes(text.toString(), raw, outside),
                                Optional.of(method.encoding().name()),
                                decodedWords / (double) (decodedWords + unexplained),
                                true),
                        decodedWords - unexplained)
                : new Attempt(Decoded.unchanged(raw), Integer.MIN_VALUE);
    }

    /** A stop at the end of all is no key. */
    private static boolean isFollowedByLetter(String text, int from) {
        for (int i = from; i < text.length(); i++) {
            if (Character.isLetter(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** Whether a mark or digit stands right behind the word that no word of the method holds: another method's key. */
    private static boolean isFollowedByOtherKey(String text, int at) {
        if (at >= text.length()) {
            return false;
        }
        char c = text.charAt(at);
        boolean isStopWithin = c == '.' && at + 1 < text.length() && Character.isLetter(text.charAt(at + 1));
        return isStopWithin || "^~`?+'(".indexOf(c) >= 0 || (c >= '1' && c <= '9');
    }

    // Words

    /** Words parted by white space, as all encodings see it, and by punctuation of ASCII. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>(6);
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean isPart = i < text.length() && isWordPart(text.charAt(i));
            if (isPart && start < 0) {
                start = i;
            } else if (!isPart && start >= 0) {
                words.add(text.substring(start, i));
                start = -1;
            }
        }
        return words;
    }

    private static boolean isWordPart(char c) {
        return c >= 0x80 ? c != 0xA0 : Character.isLetter(c);
    }

    private static boolean isBeyondAscii(String word) {
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) >= 0x80) {
                return true;
            }
        }
        return false;
    }
}
