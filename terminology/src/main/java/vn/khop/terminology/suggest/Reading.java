package vn.khop.terminology.suggest;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import vn.khop.terminology.concept.SearchWords;

/*
 * A name becomes words in this order: compatibility forms and marks are composed (¹³¹I is 131I); Roman numerals become numbers where they
 * can be nothing else, being two capitals or more in a text that is not all capitals, or one letter behind a word that is counted (độ, loại);
 * letters and digits part (2cm, B12); 12,5 becomes one word; signs of comparison become words; then SearchWords, as everywhere; then
 * phrases are put in one way; last, a y that is a syllable's only vowel becomes i (kỳ, kì; typ, tip).
 */
/**
 * A text as the words that are compared.
 *
 * @param toned with marks, in their order
 * @param bare the same without marks
 * @param numbers the numbers among them
 * @param negation whether it says that something is not there or left out, "unspecified" apart
 */
record Reading(List<String> toned, List<String> bare, Set<String> numbers, boolean negation) {
    static final String UNSPECIFIED = "nosxx";
    static final String NOT_ELSEWHERE = "necxx";
    static final String OTHER = "khac";

    private static final Map<String, String> ROMAN = Map.ofEntries(
            Map.entry("I", "1"),
            Map.entry("II", "2"),
            Map.entry("III", "3"),
            Map.entry("IV", "4"),
            Map.entry("V", "5"),
            Map.entry("VI", "6"),
            Map.entry("VII", "7"),
            Map.entry("VIII", "8"),
            Map.entry("IX", "9"),
            Map.entry("X", "10"),
            Map.entry("XI", "11"),
            Map.entry("XII", "12"),
            Map.entry("XIII", "13"));
    private static final Pattern CAPITAL_ROMAN =
            Pattern.compile("(?<![\\p{L}\\p{N}])(?:II|III|IV|VI|VII|VIII|IX|XI|XII|XIII)(?![\\p{L}\\p{N}])");
    private static final Pattern COUNTED_ROMAN = Pattern.compile(
            "(?<![\\p{L}\\p{N}])((?:độ|loại|typ|týp|típ|tip|type|tuýp|nhóm|đoạn|cấp|dây|số|tố|hạng|mức|lần)\\s+)([IVX]{1,4})(?![\\p{L}\\p{N}])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    private static final Pattern DECIMAL = Pattern.compile("(\\d)[.,](\\d)");
    private static final Pattern BOUNDARY = Pattern.compile("(?<=\\p{L})(?=\\p{Nd})|(?<=\\p{Nd})(?=\\p{L})");
    private static final Pattern NUMBER = Pattern.compile("\\d+(?:dot\\d+)?");
    private static final Pattern LONE_Y = Pattern.compile("([b-df-hj-np-tv-xz]*)y([b-df-hj-np-tv-xz]*)");
    private static final Set<String> NEGATIONS = Set.of("không", "chưa", "trừ", "not", "without", "no", "except");

    Reading {
        toned = List.copyOf(toned);
        bare = List.copyOf(bare);
        numbers = Set.copyOf(numbers);
    }

    static Reading of(String text) {
        List<String> toned = Phrases.shipped().inOneWay(SearchWords.toned(prepared(text)));
        List<String> words = new ArrayList<>(toned.size());
        List<String> bare = new ArrayList<>(toned.size());
        Set<String> numbers = new TreeSet<>();
        boolean negation = false;
        for (String word : toned) {
            String plain = withI(SearchWords.toneless(word));
            String number = number(plain);
            words.add(number.isEmpty() ? word : number);
            bare.add(number.isEmpty() ? plain : number);
            if (!number.isEmpty()) {
                numbers.add(number);
            }
            negation |= NEGATIONS.contains(word);
        }
        return new Reading(words, bare, numbers, negation);
    }

    private static String prepared(String text) {
        String folded = Normalizer.normalize(text, Normalizer.Form.NFKC);
        String counted = COUNTED_ROMAN.matcher(folded).replaceAll(match -> match.group(1) + roman(match, 2));
        String numbered = folded.chars().anyMatch(Character::isLowerCase)
                ? CAPITAL_ROMAN.matcher(counted).replaceAll(match -> roman(match, 0))
                : counted;
        String parted = BOUNDARY.matcher(numbered).replaceAll(" ");
        return DECIMAL.matcher(parted)
                .replaceAll("$1dot$2")
                .replace("≤", " lt ")
                .replace("<", " lt ")
                .replace("≥", " gt ")
                .replace(">", " gt ");
    }

    private static String roman(MatchResult match, int group) {
        String letters = match.group(group).toUpperCase(Locale.ROOT);
        return Optional.ofNullable(ROMAN.get(letters)).orElse(match.group(group));
    }

    /** A number without zeros that say nothing; empty where the word is none. */
    private static String number(String word) {
        if (!NUMBER.matcher(word).matches()) {
            return "";
        }
        String[] parts = word.split("dot", 2);
        String whole = parts[0].replaceFirst("^0+(?=\\d)", "");
        String rest = parts.length == 1 ? "" : parts[1].replaceFirst("0+$", "");
        return rest.isEmpty() ? whole : whole + "dot" + rest;
    }

    private static String withI(String word) {
        return LONE_Y.matcher(word).matches() ? word.replace('y', 'i') : word;
    }

    boolean has(String bareWord) {
        return bare.contains(bareWord);
    }

    /** Whether any word carries a mark: without one, marks say nothing. */
    boolean hasMarks() {
        for (String word : toned) {
            if (!SearchWords.toneless(word).equals(word)) {
                return true;
            }
        }
        return false;
    }
}
