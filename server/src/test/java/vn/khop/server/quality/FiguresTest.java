package vn.khop.server.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FiguresTest {
    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);

    /** 3 of 4 messages, 2 of 8 dates, 1 of 40 updates: counted by hand. */
    @Test
    void sharesAreOfWhatTheyAreDefinedOf() {
        Map<String, Long> counts = new TreeMap<>(Map.of(
                "taken", 3L,
                "refused", 1L,
                "versions", 50L,
                "new", 10L,
                "updates", 40L,
                "held", 1L,
                "linked", 4L,
                "taken-apart", 1L,
                "full-dates", 8L,
                "first-of-january", 2L));
        counts.putAll(Map.of("duplicates", 2L, "reviews", 5L, "said:phone", 20L, "valid:phone", 19L, "has:phone", 20L));
        Figures figures = Figures.of(counts, FieldProfile.ofBuild());
        assertEquals(Optional.of(25.0), figures.errorPercent());
        assertEquals(Optional.of(250.0), figures.overlaysPerTenThousand());
        assertEquals(Optional.of(40.0), figures.autoLinkPercent());
        assertEquals(Optional.of(25.0), figures.unmergePercent());
        assertEquals(Optional.of(25.0), figures.firstOfJanuaryPercent());
        assertEquals(Optional.of(200.0), figures.duplicatesPerThousand());
        assertEquals(Optional.of(10.0), figures.reviewPercent());
        assertEquals(
                95.0, Objects.requireNonNull(figures.validity().get("phone")).percent());
        assertEquals(40.0, figures.completeness().get("phone"));
        assertEquals(Optional.empty(), figures.p95Millis());
        // Of 15 fields in reach three are there: facility and number always, and 20 of 50 telephones.
        assertEquals(
                Optional.of(Math.round((50 + 50 + 20) * 100_000.0 / (15 * 50)) / 1_000.0), figures.profilePercent());
    }

    @Test
    void thePercentileIsAtMostATenthMoreThanTheRealOne() {
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 200; round++) {
            List<Double> all = new ArrayList<>();
            Map<String, Long> classes = new TreeMap<>();
            for (int i = random.nextInt(1, 60); i > 0; i--) {
                double millis = Math.exp(random.nextDouble() * 12);
                all.add(millis);
                classes.merge(Durations.classOf(Duration.ofNanos((long) (millis * 1e6))), 1L, Long::sum);
            }
            Collections.sort(all);
            double real = all.get((int) Math.ceil(all.size() * 0.95) - 1);
            long told = Durations.within(0.95, classes).orElseThrow();
            assertTrue(
                    told >= Math.floor(real) && told <= Math.ceil(real * 1.1) + 1,
                    told + " for " + real + ", -Dtests.seed=" + Long.toHexString(seed));
        }
    }

    @Test
    void everyRuleAndEveryMeasureIsDefinedInBothLanguages() {
        QualityDesk desk = new QualityDesk(
                (QualityStore) java.lang.reflect.Proxy.newProxyInstance(
                        QualityStore.class.getClassLoader(), new Class<?>[] {QualityStore.class}, (a, b, c) -> null),
                FieldProfile.ofBuild(),
                Clock.systemUTC());
        assertEquals(
                CheckedField.rules().stream().sorted().toList(),
                desk.rules().stream().map(QualityDesk.Rule::rule).sorted().toList());
        assertTrue(desk.rules().stream()
                .allMatch(rule -> !rule.vi().isBlank() && !rule.en().isBlank()));
        List<String> defined =
                desk.definitions().stream().map(QualityDesk.Definition::measure).toList();
        for (var component : Figures.class.getRecordComponents()) {
            boolean isShare = component.getType().equals(Optional.class);
            assertTrue(!isShare || defined.contains(component.getName()), component.getName());
        }
        assertTrue(defined.containsAll(List.of("completeness", "validity", "minutesSinceLast", "versions")));
    }

    @Test
    void anAdministratorsTableTakesThePlaceOfTheBuilds(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(
                folder.resolve("fields.tsv"),
                "# ours\nname\tHồ sơ sức khỏe\nfield\tcolumn\tvi\ten\nHO_TEN\tfull_name\tHọ tên\tName\nNHOM_MAU\t-\tNhóm máu\tBlood group\n");
        FieldProfile profile = FieldProfile.read(file);
        assertEquals("Hồ sơ sức khỏe", profile.name());
        assertEquals(java.util.Set.of("full_name"), profile.columns());
        assertEquals(Optional.empty(), profile.fields().get(1).column());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "field\tcolumn\tvi\ten\n",
                "name\tX\nfield;column\n",
                "name\tX\nfield\tcolumn\tvi\ten\nA\tb\tc\n",
                "name\tX\nfield\tcolumn\tvi\ten\nA\t\tc\td\n",
                "name\tX\nfield\tcolumn\tvi\ten\nA\tb\tc\td\nA\tb\tc\td\n"
            })
    void aBrokenTableIsRefusedWithItsPlace(String text, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("fields.tsv"), text);
        String said = String.valueOf(assertThrows(IllegalArgumentException.class, () -> FieldProfile.read(file))
                .getMessage());
        assertTrue(said.contains("fields.tsv") && (said.contains("expected") || said.contains("twice")), said);
    }
}
