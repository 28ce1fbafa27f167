package vn.khop.terminology.search;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import vn.khop.terminology.concept.SearchWords;

/** What short forms of clinical notes stand for: ĐTĐ, THA, VP. */
public final class Abbreviations {
    private static final String FILE = "abbreviations.csv";
    /** Between a letter and what is none. */
    private static final Pattern PARTS = Pattern.compile("(?<=\\p{L})(?!\\p{L})|(?<!\\p{L})(?=\\p{L})");

    private static final Abbreviations SHIPPED = read();

    private final Map<String, String> meanings;

    private Abbreviations(Map<String, String> meanings) {
        this.meanings = Map.copyOf(meanings);
    }

    /** Those that come with the program. */
    public static Abbreviations shipped() {
        return SHIPPED;
    }

    private static Abbreviations read() {
        try (InputStream file = Abbreviations.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            Map<String, String> meanings = new HashMap<>();
            for (CSVRecord row : CSVFormat.DEFAULT
                    .builder()
                    .setCommentMarker('#')
                    .get()
                    .parse(new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)))) {
                meanings.put(key(row.get(0)), row.get(1));
            }
            return new Abbreviations(meanings);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String key(String word) {
        return String.join("", SearchWords.toneless(SearchWords.toned(word)));
    }

    /** The text with its short forms written out; empty where it has none. */
    Optional<String> writtenOut(String text) {
        boolean found = false;
        StringBuilder whole = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            Optional<String> meaning = Optional.ofNullable(meanings.get(key(word)));
            found |= meaning.isPresent();
            whole.append(whole.isEmpty() ? "" : " ").append(meaning.orElse(word));
        }
        return found ? Optional.of(whole.toString()) : Optional.empty();
    }

    /**
     * The text with those of its short forms written out that stand in capitals; empty where it has none. One letter is a short form at the beginning
     * only: K phổi, but vitamin K.
     */
    public Optional<String> capitalsWrittenOut(String text) {
        boolean found = false;
        StringBuilder whole = new StringBuilder();
        for (String part : PARTS.split(text.strip())) {
            boolean mayBe =
                    part.length() > 1 || (whole.isEmpty() && text.strip().startsWith(part + " "));
            boolean isCapital = mayBe && part.chars().allMatch(Character::isUpperCase);
            Optional<String> meaning = isCapital ? Optional.ofNullable(meanings.get(key(part))) : Optional.empty();
            found |= meaning.isPresent();
            whole.append(meaning.orElse(part));
        }
        return found ? Optional.of(whole.toString()) : Optional.empty();
    }

    /** Whether the text is meant as one with short forms: they stand in capitals, and not because everything does. */
    boolean isMeant(String text) {
        boolean all = true;
        boolean any = false;
        boolean isLowerAnywhere = text.chars().anyMatch(Character::isLowerCase);
        for (String word : text.strip().split("\\s+")) {
            boolean isCapital = word.chars().filter(Character::isLetter).allMatch(Character::isUpperCase);
            boolean isShort = isCapital && meanings.containsKey(key(word));
            any |= isShort;
            all &= isShort || word.chars().noneMatch(Character::isLetter);
        }
        return any && (all || isLowerAnywhere);
    }
}
