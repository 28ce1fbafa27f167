package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.codes.CodeUses.ByFacility;
import vn.khop.server.codes.CodeUses.OnDay;
import vn.khop.server.codes.CodeUses.Used;

/** Uses of codes are counted as a plain map counts them, on both databases, before and after they are folded. */
class SqlCodeUsesTest {
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    @Test
    void theEmbeddedDatabaseCounts() {
        try (TestDatabase database = TestDatabase.h2()) {
            counts(database);
        }
    }

    @Test
    @Tag("slow")
    void postgresCounts() {
        try (TestDatabase database = TestDatabase.postgres()) {
            counts(database);
        }
    }

    private static void counts(TestDatabase database) {
        CodeUses uses =
                new SqlCodeUses(database.pool(), new DataSourceTransactionManager(database.pool()), database.seal());
        String given = System.getProperty("tests.seed", "");
        long seed = given.isBlank() ? System.nanoTime() : Long.parseUnsignedLong(given, 16);
        SplittableRandom random = new SplittableRandom(seed);
        Map<OnDay, Long> model = new TreeMap<>(
                Comparator.comparing(OnDay::system).thenComparing(OnDay::code).thenComparing(OnDay::day));
        for (int i = 0; i < 400; i++) {
            LocalDate day = TODAY.minusDays(random.nextInt(300));
            Used used = new Used("s" + random.nextInt(2), "c" + random.nextInt(5), 1 + random.nextInt(3));
            uses.add("01001", day, List.of(used));
            model.merge(new OnDay(used.system(), used.code(), day, 0), used.times(), Long::sum);
            if (random.nextInt(50) == 0) {
                uses.fold(TODAY);
            }
        }
        uses.add("01002", TODAY, List.of(new Used("s0", "c0", 7)));
        // What is older than a hundred days stands under the first of its month: from a first on, sums are the same.
        LocalDate first = LocalDate.of(2026, 2, 1);
        LocalDate recent = TODAY.minusDays(90);
        for (int again = 0; again < 2; again++) {
            String seeded = "-Dtests.seed=" + Long.toHexString(seed);
            assertEquals(days(model, recent), uses.atFacility("01001", recent, TODAY), seeded);
            assertEquals(
                    sum(model, first),
                    uses.atFacility("01001", first, TODAY).stream()
                            .mapToLong(OnDay::times)
                            .sum(),
                    seeded);
            long ofCode = days(model, recent).stream()
                    .filter(one -> one.system().equals("s0") && one.code().equals("c0"))
                    .mapToLong(OnDay::times)
                    .sum();
            List<ByFacility> expected = new ArrayList<>();
            if (ofCode > 0) {
                expected.add(new ByFacility("c0", "01001", ofCode));
            }
            expected.add(new ByFacility("c0", "01002", 7));
            assertEquals(expected, uses.of("s0", List.of("c0", "zz"), recent, TODAY), seeded);
            while (uses.fold(TODAY) > 0) {
                // until nothing waits
            }
        }
        JdbcTemplate sql = new JdbcTemplate(database.pool());
        assertEquals(0, sql.queryForObject("select count(*) from khop.code_use_arrival", Integer.class));

        List<Used> told = List.of(new Used("once", "a", 1), new Used("once", "b", 1));
        uses.addOnce("01004", TODAY, "visit 1", told);
        uses.addOnce("01004", TODAY, "visit 1", List.of(new Used("once", "b", 1), new Used("once", "c", 1)));
        uses.addOnce("01004", TODAY.minusDays(1), "visit 2", told);
        uses.addOnce("01005", TODAY, "visit 1", told);
        uses.addOnce("01005", TODAY, "visit 1", List.of());
        assertEquals(
                List.of(
                        new ByFacility("a", "01004", 2),
                        new ByFacility("a", "01005", 1),
                        new ByFacility("b", "01004", 2),
                        new ByFacility("b", "01005", 1),
                        new ByFacility("c", "01004", 1)),
                uses.of("once", List.of("a", "b", "c"), TODAY.minusDays(1), TODAY));
        assertEquals(7, sql.queryForObject("select count(*) from khop.code_use_once", Integer.class));
        assertEquals(
                0,
                sql.queryForObject(
                        "select count(*) from khop.code_use_once where once_key like '%visit%'", Integer.class));

        List<Used> many = IntStream.range(0, CodeUses.CODES_A_DAY_MAX + 10)
                .mapToObj(i -> new Used("many", "n" + i, 2))
                .toList();
        uses.add("01003", TODAY, many);
        while (uses.fold(TODAY) > 0) {
            // until nothing waits
        }
        List<OnDay> kept = uses.atFacility("01003", TODAY, TODAY);
        assertEquals(CodeUses.CODES_A_DAY_MAX + 1, kept.size());
        assertTrue(kept.contains(new OnDay("many", CodeUses.OTHER, TODAY, 20)));

        uses.fold(TODAY.plusMonths(CodeUses.MONTHS_KEPT + 5));
        assertEquals(0, sql.queryForObject("select count(*) from khop.code_use", Integer.class), "forgotten");
        assertEquals(0, sql.queryForObject("select count(*) from khop.code_use_once", Integer.class), "forgotten");
    }

    private static List<OnDay> days(Map<OnDay, Long> model, LocalDate from) {
        return model.entrySet().stream()
                .filter(one -> !one.getKey().day().isBefore(from))
                .map(one -> new OnDay(
                        one.getKey().system(), one.getKey().code(), one.getKey().day(), one.getValue()))
                .toList();
    }

    private static long sum(Map<OnDay, Long> model, LocalDate from) {
        return days(model, from).stream().mapToLong(OnDay::times).sum();
    }
}
