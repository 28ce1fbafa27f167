package vn.khop.mpi.normalise;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.mpi.normalise.LegacyText.Decoded;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.NamePart;
import vn.khop.mpi.record.NameReading;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonName.Newborn;
import vn.khop.reference.NameFrequencies;
import vn.khop.reference.NameFrequencies.NameCount;
import vn.khop.reference.VietnameseText;

/**
 * {@code vietnamese-name}: family name first, given name last, what stands between is the middle name.
 *
 * <p>Names of two family syllables (Tôn Thất, Âu Dương) stay together. Y and H' of Ê Đê and M'nông names are markers: the clan
 * stands last; H' is known too where its apostrophe was lost or it is written Hơ. A (Ba Na, Xơ Đăng), Ka, Ja, Mư and K' stand
 * before a name without any family. Where the first word is no family name and the last one is a common one and no given
 * name ("My Yen Nguyen", not "Mầu Thu Mai") the family name is taken from the end, the order as written stays as an alternative, and a finding says so.
 */
final class VietnameseNameNormaliser implements Normaliser {
    /* Bearers in the sample of 40,496: a family name of at least 40 is common, one of at most 3 may be a mistake in the sample. */
    private static final int COMMON_MIN = 40;
    private static final int RARE_MAX = 3;
    private static final int FAMILY_TO_GIVEN_MIN = 3;
    private static final int DASH_NOTE_MAX = 4;
    private static final char REPLACEMENT = '\uFFFD';

    private static final Set<String> COMPOUND_FAMILIES = Set.of(
            "ton that",
            "ton nu",
            "au duong",
            "cong huyen",
            "cong tang",
            "huyen ton",
            "cong ton",
            "tu ma",
            "thuong quan",
            "ro cham",
            "ro mah",
            "ro lan");

    /** Clans of two words of which the first stands in many: Rơ Châm, Niê Kdăm, Buôn Yă. */
    private static final Set<String> COMPOUND_CLAN_STARTS = Set.of("ro", "nie", "buon");

    /** Ba Na and Xơ Đăng men, Chăm men and women, Cơ Ho women. */
    private static final Set<String> MARKERS_WITHOUT_FAMILY = Set.of("a", "ja", "ka", "mư");

    private static final int MARKED_LETTERS_MAX = 7;

    private static final Set<String> COMPOUND_STARTS = COMPOUND_FAMILIES.stream()
            .map(pair -> pair.substring(0, pair.indexOf(' ')))
            .collect(Collectors.toUnmodifiableSet());

    /** "Ông Nguyễn Văn An", "BN Trần Thị Hoa". Ông and Bà may be names too: see {@link #withoutAddress}. */
    private static final Set<String> FORMS_OF_ADDRESS = Set.of(
            "ông", "ong", "bà", "ba", "anh", "chị", "chi", "em", "cháu", "bé", "be", "trẻ", "tre", "bn", "mr", "mrs",
            "ms");

    private final Map<String, Integer> familyBearers = new HashMap<>();
    private final Map<String, Integer> givenBearers = new HashMap<>();
    /** The forms of names that many bear, with and without marks, made once. */
    private final Map<String, NamePart> knownParts = new HashMap<>();

    private final LegacyText legacy;

    VietnameseNameNormaliser(NameFrequencies names, LegacyText legacy) {
        this.legacy = legacy;
        for (NameCount family : names.familyNames()) {
            familyBearers.merge(VietnameseText.fold(family.name()), family.total(), Integer::sum);
        }
        for (NameCount given : names.givenNames()) {
            givenBearers.merge(VietnameseText.fold(given.name()), given.total(), Integer::sum);
        }
        Stream.of(names.familyNames(), names.middleNames(), names.givenNames())
                .flatMap(List::stream)
                .forEach(this::addKnownPart);
    }

    private void addKnownPart(NameCount name) {
        String written = Spelling.lower(Spacing.clean(name.name()));
        for (String form : List.of(written, VietnameseText.fold(written))) {
            knownParts.computeIfAbsent(form, Spelling::part);
        }
    }

    @Override
    public Normalised normalise(List<String> raw) {
        List<Finding> findings = new ArrayList<>(0);
        Decoded decoded = legacy.read(Lists.joined(raw, " "));
        decoded.finding().ifPresent(findings::add);
        String typed = decoded.text();
        String text = Spelling.lower(Spacing.clean(typed));
        if (typed.indexOf('\u00D0') >= 0) {
            findings.add(new Finding(FindingKind.CHARACTER_REPAIRED, "\u0110"));
        }
        boolean isPlain = isPlainWords(text);
        String withoutNotes = isPlain ? text : familyBeforeComma(withoutNotes(text, findings), findings);
        String words = isPlain ? text : Spacing.clean(letters(withoutNotes, findings));
        if (words.isEmpty()) {
            return text.isEmpty() ? Normalised.absent() : Normalised.refused(FindingKind.UNKNOWN_SHAPE, text);
        }
        Optional<Newborn> newborn = Optional.empty();
        int start = NewbornWords.lengthBefore(words, this::isFamilyWord);
        Optional<String> note = start > 0 ? Optional.empty() : newbornNote(findings);
        if (start > 0 || note.isPresent()) {
            int last = words.lastIndexOf(' ');
            int place = last > start ? NewbornWords.place(words) : 0;
            newborn = Optional.of(new Newborn(place > 0 ? place : order(withoutNotes, findings)));
            findings.add(new Finding(
                    FindingKind.NEWBORN, note.orElse(words.substring(0, start).strip())));
            words = words.substring(start, place > 0 ? last : words.length());
        } else if (isFiller(words)) {
            return Normalised.refused(FindingKind.FILLER, words);
        } else {
            words = withoutAddress(words, findings);
        }
        words = withMarkerApart(words);
        List<NameReading> readings = readings(words, findings);
        List<NameReading> others = readings.size() == 1 ? List.of() : readings.subList(1, readings.size());
        return Normalised.of(new PersonName(words, readings.get(0), others, isAccented(words), newborn), findings);
    }

    /** Whether a clean lower-case text holds nothing but letters and spaces, as nearly all do. */
    private static boolean isPlainWords(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isPlain = c < 0x80 ? (c >= 'a' && c <= 'z') || c == ' ' : c < 0x2B0 && Character.isLetter(c);
            if (!isPlain && (c < 0x1E00 || c >= 0x1F00)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isAccented(String words) {
        for (int i = 0; i < words.length(); i++) {
            char c = words.charAt(i);
            if (c >= 0x80 && VietnameseText.fold(c) != c) {
                return true;
            }
        }
        return false;
    }

    private static boolean isFiller(String words) {
        if (words.charAt(0) != 'k' && words.charAt(0) != 'v') {
            return false;
        }
        String folded = VietnameseText.fold(words);
        return folded.equals("khong ro")
                || folded.equals("khong ten")
                || folded.equals("khong co")
                || folded.equals("vo danh");
    }

    /** "Hoa, Nguyễn Thị": a comma after which the family's name stands. */
    private String familyBeforeComma(String text, List<Finding> findings) {
        int comma = text.indexOf(',');
        if (comma <= 0 || text.indexOf(',', comma + 1) >= 0) {
            return text;
        }
        String before = text.substring(0, comma).strip();
        String after = text.substring(comma + 1).strip();
        if (isFamilyWord(firstWord(before)) || !isFamilyWord(firstWord(after))) {
            return text;
        }
        findings.add(new Finding(FindingKind.UNCERTAIN_NAME_ORDER, text));
        return after + ' ' + before;
    }

    /** A form of address goes where a family's common name and two words more follow: "Ông Cao Thắng" is a name. */
    private String withoutAddress(String words, List<Finding> findings) {
        String first = firstWord(words);
        if (!FORMS_OF_ADDRESS.contains(first)) {
            return words;
        }
        String name = words.substring(Math.min(first.length() + 1, words.length()));
        int second = name.indexOf(' ');
        if (second < 0 || name.indexOf(' ', second + 1) < 0 || !isFamilyWord(firstWord(name))) {
            return words;
        }
        findings.add(new Finding(FindingKind.BRACKET_NOTE, first));
        return name;
    }

    private static String firstWord(String words) {
        int space = words.indexOf(' ');
        return space < 0 ? words : words.substring(0, space);
    }

    private boolean isFamilyWord(String word) {
        return isRatherFamily(VietnameseText.fold(word));
    }

    /**
     * Takes out what stands in brackets, to the end where nobody closed one, what a dash parts from the name if it is a short word ("- TE") or
     * says a newborn child, and a second name behind a stroke.
     */
    private static String withoutNotes(String text, List<Finding> findings) {
        int stroke = text.indexOf('/');
        if (stroke > 0
                && text.substring(0, stroke).strip().indexOf(' ') > 0
                && text.substring(stroke + 1).strip().indexOf(' ') > 0) {
            findings.add(new Finding(
                    FindingKind.BRACKET_NOTE, text.substring(stroke + 1).strip()));
            return withoutNotes(text.substring(0, stroke), findings);
        }
        int dash = text.lastIndexOf(" - ");
        String note = dash > 0 ? text.substring(dash + 3) : "";
        boolean isShort = note.length() <= DASH_NOTE_MAX && note.indexOf(' ') < 0;
        if (dash > 0 && (isShort || NewbornWords.isNote(note))) {
            findings.add(new Finding(FindingKind.BRACKET_NOTE, note));
            return withoutNotes(text.substring(0, dash), findings);
        }
        int open = firstBracket(text);
        if (open < 0) {
            return text;
        }
        StringBuilder rest = new StringBuilder(text.length());
        int from = 0;
        while (open >= 0) {
            char closing = text.charAt(open) == '(' ? ')' : text.charAt(open) == '[' ? ']' : '}';
            int close = text.indexOf(closing, open);
            int end = close < 0 ? text.length() : close;
            findings.add(new Finding(
                    FindingKind.BRACKET_NOTE, text.substring(open + 1, end).strip()));
            rest.append(text, from, open).append(' ');
            from = Math.min(end + 1, text.length());
            int next = firstBracket(text.substring(from));
            open = next < 0 ? -1 : from + next;
        }
        return rest.append(text, from, text.length()).toString();
    }

    private static int firstBracket(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '(' || text.charAt(i) == '[' || text.charAt(i) == '{') {
                return i;
            }
        }
        return -1;
    }

    /**
     * Letters, marks and apostrophes between letters; everything else parts words. A digit is left out with a finding. An
     * apostrophe after H at a word's start is the marker of a name and becomes a word of its own: H'Hen, H' Hen and H Hen are
     * one name.
     */
    private static String letters(String text, List<Finding> findings) {
        StringBuilder letters = new StringBuilder(text.length());
        boolean hasStray = false;
        boolean isLost = hasLostLetters(text);
        if (isLost) {
            findings.add(new Finding(FindingKind.LOST_CHARACTERS, text));
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isApostrophe(c) && (Character.isLetter(c) || isMarkOfLetter(c, letters))) {
                letters.append(c);
            } else if (isLost && (c == '?' || c == REPLACEMENT)) {
                letters.append('?');
            } else if (isApostrophe(c)) {
                int n = letters.length();
                boolean isMarker = n >= 1 && letters.charAt(n - 1) == 'h' && (n == 1 || letters.charAt(n - 2) == ' ');
                letters.append(isMarker || n == 0 || letters.charAt(n - 1) == ' ' ? " " : "'");
            } else {
                hasStray |= Character.isDigit(c);
                letters.append(' ');
            }
        }
        if (hasStray) {
            findings.add(new Finding(FindingKind.STRAY_CHARACTERS, text));
        }
        return withoutLooseApostrophes(letters.toString());
    }

    /** "Nguy?n Th? Hoa": an encoding that could not hold letters put a question mark for each, within a word; one behind the last word asks. */
    private static boolean hasLostLetters(String text) {
        for (int i = 0; i + 1 < text.length(); i++) {
            char c = text.charAt(i);
            if (c == REPLACEMENT || (c == '?' && Character.isLetter(text.charAt(i + 1)))) {
                return true;
            }
        }
        return text.endsWith(String.valueOf(REPLACEMENT));
    }

    private static boolean isMarkOfLetter(char c, CharSequence before) {
        int n = before.length();
        return Character.getType(c) == Character.NON_SPACING_MARK && n > 0 && before.charAt(n - 1) != ' ';
    }

    private static String withoutLooseApostrophes(String words) {
        return words.indexOf('\'') < 0 ? words : words.replace("' ", " ").replaceAll("'+$", "");
    }

    private static boolean isApostrophe(char c) {
        return c == '\''
                || c == '\u2019'
                || c == '\u2018'
                || (c >= '\u02B9' && c <= '\u02BD')
                || c == '`'
                || c == '\u00B4';
    }

    /** "(con)", "(bé 1)" behind a name of at least two words: as "CB" before it. */
    private static Optional<String> newbornNote(List<Finding> findings) {
        for (Finding finding : findings) {
            if (finding.kind() == FindingKind.BRACKET_NOTE) {
                if (NewbornWords.isNote(finding.detail())) {
                    return Optional.of(finding.detail());
                }
            }
        }
        return Optional.empty();
    }

    /**
     * Which of several newborn children: the single digit in the name, else that of a note ("(2)", "(bé 2)"), else its letter; 0 if there is none.
     * "(TE1)" is the group of a card.
     */
    private static int order(String withoutNotes, List<Finding> findings) {
        String digits = Spacing.digits(withoutNotes);
        if (digits.isEmpty()) {
            digits = findings.stream()
                    .filter(finding -> finding.kind() == FindingKind.BRACKET_NOTE)
                    .map(Finding::detail)
                    .filter(note -> !VietnameseText.fold(note).startsWith("te"))
                    .map(Spacing::digits)
                    .collect(Collectors.joining());
        }
        if (digits.length() == 1) {
            return digits.charAt(0) - '0';
        }
        return findings.stream()
                .filter(finding -> finding.kind() == FindingKind.BRACKET_NOTE)
                .mapToInt(finding -> NewbornWords.place(finding.detail()))
                .max()
                .orElse(0);
    }

    private List<NameReading> readings(String words, List<Finding> findings) {
        int first = words.indexOf(' ');
        if (first < 0) {
            return List.of(new NameReading(NamePart.ABSENT, NamePart.ABSENT, part(words)));
        }
        if (words.startsWith("y ") || words.startsWith("h ") || words.startsWith("hơ ")) {
            return List.of(clanLast(words, first));
        }
        if (hasNoFamily(words, first)) {
            return List.of(withoutFamily(words));
        }
        String foldedFirst = VietnameseText.fold(words.substring(0, first));
        boolean isCompound = isCompoundFamily(words, first, foldedFirst);
        NameReading asWritten = familyFirst(words, first, isCompound);
        int last = words.lastIndexOf(' ');
        boolean isInverted = !isCompound
                && bearers(foldedFirst) <= RARE_MAX
                && isRatherFamily(VietnameseText.fold(words.substring(last + 1)));
        if (!isInverted) {
            return isBeforeFamily(words, first, foldedFirst)
                    ? beforeFamily(words, first, asWritten, findings)
                    : List.of(asWritten);
        }
        findings.add(new Finding(FindingKind.UNCERTAIN_NAME_ORDER, words));
        NamePart family = part(words.substring(last + 1));
        String others = words.substring(0, last);
        int given = others.lastIndexOf(' ');
        NameReading rotated = given < 0
                ? new NameReading(family, NamePart.ABSENT, part(others))
                : new NameReading(family, part(others.substring(0, given)), part(others.substring(given + 1)));
        if (given < 0) {
            return List.of(rotated, asWritten);
        }
        NameReading reversed =
                new NameReading(family, part(others.substring(first + 1)), part(words.substring(0, first)));
        return List.of(rotated, reversed, asWritten);
    }

    /** "Maria Nguyễn Thị Hoa": a saint's name, or whatever is no family's, before a common family's name and two words more. */
    private boolean isBeforeFamily(String words, int first, String foldedFirst) {
        int second = words.indexOf(' ', first + 1);
        return second > 0
                && words.indexOf(' ', second + 1) > 0
                && bearers(foldedFirst) <= RARE_MAX
                && isFamilyWord(words.substring(first + 1, second));
    }

    private List<NameReading> beforeFamily(String words, int first, NameReading asWritten, List<Finding> findings) {
        findings.add(new Finding(FindingKind.UNCERTAIN_NAME_ORDER, words));
        String name = words.substring(first + 1);
        return List.of(familyFirst(name, name.indexOf(' '), false), asWritten);
    }

    /** Nguyễn and Trần; not Mai and Lâm, which many people have for a given name. */
    private boolean isRatherFamily(String folded) {
        return bearers(folded) >= COMMON_MIN
                && bearers(folded) > FAMILY_TO_GIVEN_MIN * givenBearers.getOrDefault(folded, 0);
    }

    private int bearers(String foldedFamily) {
        return familyBearers.getOrDefault(foldedFamily, 0);
    }

    private NamePart part(String words) {
        NamePart known = knownParts.get(words);
        return known == null ? Spelling.part(words) : known;
    }

    /**
     * Y Moan Ênuôl, H Lan Rơ Châm: marker, given name, clan. Two words are marker and given name, and so are more where the last
     * is a given name of many and no clan: Y Thanh Nga.
     */
    private NameReading clanLast(String words, int first) {
        NamePart marker = part(words.substring(0, first));
        String given = words.substring(first + 1);
        int clan = given.lastIndexOf(' ');
        if (clan < 0) {
            return new NameReading(NamePart.ABSENT, marker, part(given));
        }
        String last = VietnameseText.fold(given.substring(clan + 1));
        int bearersAsGiven = givenBearers.getOrDefault(last, 0);
        if (bearersAsGiven >= COMMON_MIN && bearersAsGiven > bearers(last)) {
            return withoutFamily(words);
        }
        int before = given.lastIndexOf(' ', clan - 1);
        if (before > 0 && COMPOUND_CLAN_STARTS.contains(VietnameseText.fold(given.substring(before + 1, clan)))) {
            clan = before;
        }
        return new NameReading(part(given.substring(clan + 1)), marker, part(given.substring(0, clan)));
    }

    /** A Nhứt, Ka Hường, K'Brốp: a marker and a name, and no family. A single letter that an initial follows is one too. */
    private static boolean hasNoFamily(String words, int first) {
        return words.startsWith("k'")
                || (MARKERS_WITHOUT_FAMILY.contains(words.substring(0, first))
                        && words.length() > first + 2
                        && words.charAt(first + 2) != ' ');
    }

    private NameReading withoutFamily(String words) {
        int last = words.lastIndexOf(' ');
        return new NameReading(NamePart.ABSENT, part(words.substring(0, last)), part(words.substring(last + 1)));
    }

    /** HHen, HLan: the marker H' whose apostrophe was lost, for no word of Vietnamese has h before a consonant. */
    private static String withMarkerApart(String words) {
        int first = words.indexOf(' ');
        int length = first < 0 ? words.length() : first;
        boolean isMarked = length > 2
                && length <= MARKED_LETTERS_MAX
                && words.charAt(0) == 'h'
                && "bcdđghklmnpqrstvwx".indexOf(words.charAt(1)) >= 0;
        return isMarked ? "h " + words.substring(1) : words;
    }

    private static boolean isCompoundFamily(String words, int first, String foldedFirst) {
        if (!COMPOUND_STARTS.contains(foldedFirst)) {
            return false;
        }
        int second = words.indexOf(' ', first + 1);
        String pair = VietnameseText.fold(second < 0 ? words : words.substring(0, second));
        return COMPOUND_FAMILIES.contains(pair);
    }

    private NameReading familyFirst(String words, int first, boolean isCompound) {
        int second = isCompound ? words.indexOf(' ', first + 1) : -1;
        int family = second < 0 ? first : second;
        int last = words.lastIndexOf(' ');
        return new NameReading(
                part(words.substring(0, family)),
                last == family ? NamePart.ABSENT : part(words.substring(family + 1, last)),
                part(words.substring(last + 1)));
    }
}
