package vn.khop.terminology.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.Seed;

class TargetIndexTest {
    private static final List<String> WORDS = List.of(
            "viêm",
            "phổi",
            "gan",
            "cấp",
            "mạn",
            "da",
            "dạ",
            "dày",
            "xương",
            "gãy",
            "kín",
            "hở",
            "khác",
            "độ",
            "2",
            "paracetamol",
            "parasetamol",
            "amoxicillin",
            "amoxicilin",
            "x",
            "quang",
            "xquang",
            "mổ",
            "phẫu",
            "thuật");
    private static final Relations RELATIONS = new Relations(Map.of("mo", Map.of("phau", 0.6, "thuat", 0.5)));

    @Test
    void theIndexFindsWhatLookingAtEveryNameFinds() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < 20; round++) {
            List<Target> targets = IntStream.range(0, 1 + random.nextInt(60))
                    .mapToObj(i -> new Target(
                            "T" + i,
                            true,
                            random.nextBoolean() ? List.of(name(random)) : List.of(name(random), name(random)),
                            List.of(),
                            "",
                            "",
                            "",
                            ""))
                    .toList();
            TargetIndex index = TargetIndex.of(targets);
            for (int question = 0; question < 20; question++) {
                String text = name(random) + (random.nextInt(4) == 0 ? " paracetamolum" : "");
                IndexedName row = index.read(Reading.of(text));
                int count = 1 + random.nextInt(10);
                assertEquals(
                        bruteForce(index, row, count),
                        rounded(index.find(List.of(row), RELATIONS, count)),
                        "'" + text + "' among " + targets + ", " + seed);
            }
        }
    }

    /** Scores as text to nine digits: sums in another order differ behind that. */
    private static List<String> bruteForce(TargetIndex index, IndexedName row, int count) {
        Map<Integer, Double> best = new HashMap<>();
        for (int i = 0; i < index.nameCount(); i++) {
            double score = index.score(row, index.name(i), RELATIONS);
            if (score > 0) {
                best.merge(index.name(i).target, score, Math::max);
            }
        }
        return best.values().stream()
                .sorted(Comparator.reverseOrder())
                .limit(count)
                .map(TargetIndexTest::rounded)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static List<String> rounded(List<TargetIndex.Found> found) {
        return found.stream().map(one -> rounded(one.score())).toList();
    }

    private static String rounded(double score) {
        return String.format(Locale.ROOT, "%.9f", score);
    }

    private static String name(SplittableRandom random) {
        return random.ints(1 + random.nextInt(6), 0, WORDS.size())
                .mapToObj(WORDS::get)
                .collect(Collectors.joining(" "));
    }
}
