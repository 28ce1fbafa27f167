package vn.khop.terminology.suggest;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import vn.khop.terminology.concept.SearchWords;

/** Ways to say one thing in clinical lists: bệnh nhân, người bệnh. A text is compared after each is put in one way. */
final class Phrases {
    private static final String FILE = "phrases.csv";
    private static final Phrases SHIPPED = read();

    /** By the first word, the longest first. */
    private final Map<String, List<Phrase>> byFirst;

    /**
     * @param bare its words without marks
     * @param meaning the words that stand for it, with marks
     */
    record Phrase(List<String> bare, List<String> meaning) {}

    private Phrases(Map<String, List<Phrase>> byFirst) {
        this.byFirst = Map.copyOf(byFirst);
    }

    /** Those that come with the program. */
    static Phrases shipped() {
        return SHIPPED;
    }

    private static Phrases read() {
        try (InputStream file = Phrases.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            Map<String, List<Phrase>> byFirst = new HashMap<>();
            for (CSVRecord row : CSVFormat.DEFAULT
                    .builder()
                    .setCommentMarker('#')
                    .get()
                    .parse(new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8)))) {
                List<String> bare = SearchWords.toneless(SearchWords.toned(row.get(0)));
                byFirst.computeIfAbsent(bare.get(0), any -> new ArrayList<>())
                        .add(new Phrase(bare, List.of(row.get(1).strip().split(" "))));
            }
            byFirst.values()
                    .forEach(phrases -> phrases.sort((one, other) ->
                            Integer.compare(other.bare().size(), one.bare().size())));
            return new Phrases(byFirst);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The toned words with each phrase in its one way. */
    List<String> inOneWay(List<String> toned) {
        List<String> bare = SearchWords.toneless(toned);
        List<String> said = new ArrayList<>(toned.size());
        int at = 0;
        while (at < toned.size()) {
            Phrase found = null;
            for (Phrase phrase : byFirst.getOrDefault(bare.get(at), List.of())) {
                int end = at + phrase.bare().size();
                if (end <= bare.size() && bare.subList(at, end).equals(phrase.bare())) {
                    found = phrase;
                    break;
                }
            }
            if (found == null) {
                said.add(toned.get(at));
                at++;
            } else {
                said.addAll(found.meaning());
                at += found.bare().size();
            }
        }
        return said;
    }
}
