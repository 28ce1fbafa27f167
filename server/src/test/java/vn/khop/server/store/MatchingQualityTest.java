package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.SetClock;
import vn.khop.server.registry.ActiveLinkage;
import vn.khop.server.registry.MatchingQuality;
import vn.khop.server.registry.MatchingQuality.Thresholds;
import vn.khop.server.registry.WeightStore;

/** The numbers about weights and reviews, each counted a second time one by one from what was drawn. */
class MatchingQualityTest {
    private static final long SEED = Optional.ofNullable(System.getProperty("tests.seed"))
            .map(seed -> Long.parseUnsignedLong(seed, 16))
            .orElseGet(() -> new Random().nextLong());
    private static final String REPLAY = "replay with -Dtests.seed=" + Long.toHexString(SEED);
    private static final Instant NOW = Instant.parse("2026-06-30T08:00:00Z");
    private static final int RECORDS = 120;

    private record Pair(WeightStore.Kind kind, double bits) {}

    private record Arrival(Instant at, double bits) {}

    private record Reviewed(double bits, boolean isSame) {}

    private record Known(String clerk, String answer, String given, Instant at) {}

    private record Second(String first, String second, boolean isSame, Instant at) {}

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<Pair> pairs = new ArrayList<>();
    private final List<Arrival> arrivals = new ArrayList<>();
    private final List<Reviewed> reviewed = new ArrayList<>();
    private final List<Second> second = new ArrayList<>();
    private final List<Known> known = new ArrayList<>();
    private final Instant first = NOW.minus(Duration.ofHours(random.nextLong(10, 60 * 24)));

    @Test
    void onTheEmbeddedDatabase() {
        try (TestDatabase database = TestDatabase.h2InMemory()) {
            everyNumberIsTheOneThatIsCountedOneByOne(database);
        }
    }

    @Test
    @Tag("slow")
    void onPostgres() {
        try (TestDatabase database = TestDatabase.postgres()) {
            everyNumberIsTheOneThatIsCountedOneByOne(database);
        }
    }

    private void everyNumberIsTheOneThatIsCountedOneByOne(TestDatabase database) {
        Clock clock = new SetClock(NOW);
        MatchingQuality quality = new MatchingQuality(
                new SqlWeights(database.pool()),
                new ActiveLinkage(Linker.of(LinkageModel.readDefault()), database.store(), clock),
                clock);
        Thresholds present = quality.thresholds();
        assertEquals(List.of(), quality.weights(present).bins());
        assertEquals(
                Optional.empty(), quality.reviews(Instant.EPOCH).agreement().kappa());
        fill(new JdbcTemplate(database.pool()), present);

        Thresholds other =
                new Thresholds(present.review() + random.nextDouble() * 4, present.link() + random.nextDouble() * 6);
        for (Thresholds asked : List.of(present, other, new Thresholds(present.link(), present.link()))) {
            compare(quality.weights(asked), present, asked);
        }
        compareReviews(quality);
        compareAccuracy(quality);
        assertThrows(
                IllegalArgumentException.class,
                () -> quality.weights(new Thresholds(present.review() - 0.001, present.link())),
                "no weight below was kept");
        assertThrows(
                IllegalArgumentException.class,
                () -> quality.weights(new Thresholds(present.link() + 1, present.link())));
        assertTrue(
                quality.levels().stream()
                        .allMatch(level ->
                                Math.abs(level.bits() - Math.log(level.m() / level.u()) / Math.log(2)) < 1e-9),
                "a weight is log2(m/u)");
    }

    private void compare(MatchingQuality.Weights weights, Thresholds present, Thresholds asked) {
        Map<String, Long> bins = new HashMap<>();
        weights.bins().forEach(bin -> bins.put(bin.kind() + " " + bin.bits(), bin.pairs()));
        Map<String, Long> counted = new HashMap<>();
        pairs.forEach(pair -> counted.merge(pair.kind() + " " + (int) Math.floor(pair.bits()), 1L, Long::sum));
        assertEquals(counted, bins, REPLAY);

        MatchingQuality.Moves moves = weights.moves();
        assertEquals(in(WeightStore.Kind.LINKED, asked.link(), Double.MAX_VALUE), moves.linkedStay(), REPLAY);
        assertEquals(in(WeightStore.Kind.LINKED, asked.review(), asked.link()), moves.linkedToReview(), REPLAY);
        assertEquals(in(WeightStore.Kind.LINKED, -Double.MAX_VALUE, asked.review()), moves.linkedParted(), REPLAY);
        assertEquals(in(WeightStore.Kind.REVIEW, asked.link(), Double.MAX_VALUE), moves.reviewToLink(), REPLAY);
        assertEquals(in(WeightStore.Kind.REVIEW, asked.review(), asked.link()), moves.reviewStay(), REPLAY);
        assertEquals(in(WeightStore.Kind.REVIEW, -Double.MAX_VALUE, asked.review()), moves.reviewDropped(), REPLAY);
        assertEquals(in(WeightStore.Kind.HELD_APART, -Double.MAX_VALUE, Double.MAX_VALUE), moves.heldApart(), REPLAY);

        Instant since = first.isAfter(NOW.minus(Duration.ofDays(30))) ? first : NOW.minus(Duration.ofDays(30));
        double days = Math.max(1, Duration.between(since, NOW).toSeconds() / 86_400.0);
        assertEquals(days, weights.load().days(), 1e-9, REPLAY);
        assertEquals(came(since, present) / days, weights.load().present(), 1e-9, REPLAY);
        assertEquals(came(since, asked) / days, weights.load().simulated(), 1e-9, REPLAY);
    }

    private long in(WeightStore.Kind kind, double from, double below) {
        return pairs.stream()
                .filter(pair -> pair.kind() == kind && pair.bits() >= from && pair.bits() < below)
                .count();
    }

    private long came(Instant since, Thresholds zone) {
        return arrivals.stream()
                .filter(one -> !one.at().isBefore(since) && one.bits() >= zone.review() && one.bits() < zone.link())
                .count();
    }

    private void compareReviews(MatchingQuality quality) {
        Instant since = NOW.minus(Duration.ofDays(90));
        MatchingQuality.Reviews reviews = quality.reviews(since);
        Map<Integer, List<Reviewed>> byBits = new HashMap<>();
        reviewed.forEach(one -> byBits.computeIfAbsent((int) Math.floor(one.bits()), bits -> new ArrayList<>())
                .add(one));
        assertEquals(byBits.size(), reviews.calibration().size(), REPLAY);
        for (MatchingQuality.Calibration bin : reviews.calibration()) {
            List<Reviewed> said = byBits.getOrDefault(bin.bits(), List.of());
            long same = said.stream().filter(Reviewed::isSame).count();
            assertEquals(said.size(), bin.pairs(), REPLAY);
            assertEquals(same, bin.same(), REPLAY);
            assertEquals(
                    said.stream()
                            .mapToDouble(one -> 1 / (1 + Math.pow(2, -one.bits())))
                            .average()
                            .orElse(-1),
                    bin.expected(),
                    1e-9,
                    REPLAY);
            assertTrue(bin.low() <= bin.share() && bin.share() <= bin.high(), REPLAY);
            // The interval holds the shares p for which the one found is no further than z standard errors of p away.
            double p = bin.share() < 0.5 ? bin.high() : bin.low();
            assertEquals(1.959964, Math.abs(bin.share() - p) / Math.sqrt(p * (1 - p) / bin.pairs()), 1e-6, REPLAY);
        }

        List<Second> counted =
                second.stream().filter(one -> !one.at().isBefore(since)).toList();
        MatchingQuality.Agreement agreement = reviews.agreement();
        assertEquals(counted.size(), agreement.tasks(), REPLAY);
        assertEquals(counted.stream().filter(Second::isSame).count(), agreement.agreed(), REPLAY);
        double n = counted.size();
        double observed = counted.stream().filter(Second::isSame).count() / n;
        double chance = 0;
        // Every first answer beside every second one, as if nobody knew whose task it was.
        for (Second one : counted) {
            for (Second another : counted) {
                boolean isOtherSplit = another.first().equals(another.second()) && !another.isSame();
                chance += !isOtherSplit && one.first().equals(another.second()) ? 1 / n / n : 0;
            }
        }
        assertEquals((observed - chance) / (1 - chance), agreement.kappa().orElseThrow(), 1e-9, REPLAY);
    }

    private void compareAccuracy(MatchingQuality quality) {
        Map<String, List<Known>> byClerk = new TreeMap<>();
        known.stream()
                .filter(one -> !one.at().isBefore(NOW.minus(Duration.ofDays(90)))
                        && !one.given().isEmpty())
                .forEach(one -> byClerk.computeIfAbsent(one.clerk(), clerk -> new ArrayList<>())
                        .add(one));
        List<MatchingQuality.Accuracy> accuracy =
                quality.reviews(NOW.minus(Duration.ofDays(90))).accuracy();
        assertEquals(
                List.copyOf(byClerk.keySet()),
                accuracy.stream().map(MatchingQuality.Accuracy::clerk).toList(),
                REPLAY);
        for (MatchingQuality.Accuracy one : accuracy) {
            List<Known> said = byClerk.getOrDefault(one.clerk(), List.of());
            List<Known> judged = said.stream()
                    .filter(pair -> !pair.given().equals("WRONG_IDENTIFIER"))
                    .toList();
            long right = judged.stream()
                    .filter(pair -> pair.given().equals(pair.answer()))
                    .count();
            assertEquals(said.size(), one.pairs(), REPLAY);
            assertEquals(right, one.right(), REPLAY);
            assertEquals(said.size() - judged.size(), one.otherwise(), REPLAY);
            assertEquals(
                    judged.isEmpty() ? Optional.empty() : Optional.of((double) right / judged.size()),
                    one.share(),
                    REPLAY);
            assertEquals(
                    one.share().isPresent(), one.low().isPresent() && one.high().isPresent(), REPLAY);
        }
    }

    /** Rows as the registry writes them, of records that hold nothing. */
    private void fill(JdbcTemplate sql, Thresholds present) {
        sql.update(
                "insert into khop.change (kind, at, decided_by, model_version, request_id, reason, note) values ('FEED', ?, 'model', 'm', 'r', '', '')",
                Rows.time(first));
        sql.update(
                "insert into khop.change (kind, at, decided_by, model_version, request_id, reason, note) values ('LOAD', ?, 'model', 'm', 'r', '', '')",
                Rows.time(NOW.minusSeconds(60)));
        sql.update("insert into khop.person (person_id, created_at) values ('E1', ?)", Rows.time(first));
        for (int record = 0; record < RECORDS; record++) {
            sql.update(
                    "insert into khop.source_record (source_id, facility, local_id, present_version, last_version) values (?, '01001', ?, 1, 1)",
                    id(record),
                    id(record));
        }
        for (int record = 0; record < RECORDS; record++) {
            link(sql, record);
        }
        for (int pair = 0; pair < RECORDS / 2; pair++) {
            double bits = present.review() + random.nextDouble() * 12;
            boolean isHeldApart = random.nextInt(5) == 0;
            pairs.add(new Pair(isHeldApart ? WeightStore.Kind.HELD_APART : WeightStore.Kind.REVIEW, bits));
            sql.update(
                    "insert into khop.open_pair (source_a, source_b, decision, bits, probability, model_version, opened_at) values (?, ?, ?, ?, 0.5, 'm', ?)",
                    id(pair),
                    id(pair + RECORDS / 2),
                    isHeldApart ? "LINK" : "REVIEW",
                    bits,
                    Rows.time(first));
        }
        for (int task = 0; task < RECORDS; task++) {
            task(sql, task, present);
        }
    }

    /** One event or several, of which the last is how the record is linked now. */
    private void link(JdbcTemplate sql, int record) {
        int events = random.nextInt(1, 4);
        for (int event = 0; event < events; event++) {
            boolean isLast = event == events - 1;
            boolean hasEvidence = random.nextInt(4) > 0;
            boolean isModel = random.nextInt(5) > 0;
            boolean isFeed = random.nextInt(4) > 0;
            double bits = random.nextDouble() * 40;
            sql.update(
                    """
                    insert into khop.link_event (kind, source_id, person_id, at, decided_by, model_version, request_id, evidence_source_id,
                        evidence_bits, evidence_probability, change_number)
                    values ('JOINED', ?, 'E1', ?, ?, 'm', 'r', ?, ?, ?, (select min(change_number) from khop.change where kind = ?))
                    """,
                    id(record),
                    Rows.time(first),
                    isModel ? "model" : "lead",
                    hasEvidence ? id((record + 1) % RECORDS) : null,
                    hasEvidence ? bits : null,
                    hasEvidence ? 0.5 : null,
                    isFeed ? "FEED" : "LOAD");
            if (hasEvidence && isModel) {
                if (isLast) {
                    pairs.add(new Pair(WeightStore.Kind.LINKED, bits));
                }
                if (isFeed) {
                    arrivals.add(new Arrival(first, bits));
                }
            }
        }
    }

    private void task(JdbcTemplate sql, int number, Thresholds present) {
        Instant opened = NOW.minus(Duration.ofMinutes(random.nextLong(0, 60 * 24 * 60)));
        double bits = present.review() + random.nextDouble() * 8;
        String cause = random.nextInt(3) > 0 ? "OPEN_PAIR" : random.nextBoolean() ? "DRAWN" : "SECOND_PERSON";
        boolean isPair = random.nextInt(6) > 0;
        String outcome = List.of("SAME", "DIFFERENT", "OBSOLETE", "").get(random.nextInt(4));
        sql.update(
                """
                insert into khop.task (task_id, type, state, version, source_a, source_b, bits, cause, opened_at, updated_at, escalated, reason, note,
                    first_a, first_b, outcome)
                values (?, 'LINK', ?, 3, ?, ?, ?, ?, ?, ?, false, '', '', ?, ?, ?)
                """,
                "T" + number,
                outcome.isEmpty() ? "NEW" : "RESOLVED",
                id(number),
                isPair ? id((number + 1) % RECORDS) : null,
                bits,
                cause,
                Rows.time(opened),
                Rows.time(NOW),
                id(number),
                isPair ? id((number + 1) % RECORDS) : null,
                outcome.isEmpty() ? null : outcome);
        if (cause.equals("OPEN_PAIR")) {
            arrivals.add(new Arrival(opened, bits));
        }
        if (isPair && !cause.equals("SECOND_PERSON") && (outcome.equals("SAME") || outcome.equals("DIFFERENT"))) {
            reviewed.add(new Reviewed(bits, outcome.equals("SAME")));
        }
        if (random.nextBoolean()) {
            secondSaid(sql, number);
        }
        if (random.nextBoolean()) {
            knownSaid(sql, number);
        }
    }

    private void knownSaid(JdbcTemplate sql, int number) {
        List<String> answers = List.of("SAME", "DIFFERENT", "WRONG_IDENTIFIER", "");
        Known pair = new Known(
                "clerk-" + random.nextInt(4),
                answers.get(random.nextInt(2)),
                answers.get(random.nextInt(4)),
                NOW.minus(Duration.ofDays(random.nextLong(0, 120))));
        known.add(pair);
        sql.update(
                """
                insert into khop.known_pair (task_id, clerk, known_task, answer, person_a, person_b, type, state, version, opened_at, updated_at,
                    escalated, reason, note, given)
                values (?, ?, ?, ?, 'E1', 'E1', 'LINK', 'SECOND_REVIEW', 2, ?, ?, false, '', '', ?)
                """,
                "K" + number,
                pair.clerk(),
                "T" + number,
                pair.answer(),
                Rows.time(first),
                Rows.time(pair.at()),
                pair.given().isEmpty() ? null : pair.given());
    }

    private void secondSaid(JdbcTemplate sql, int number) {
        List<String> answers = List.of("SAME", "DIFFERENT", "SPLIT");
        String said = answers.get(random.nextInt(3));
        String otherwise = random.nextInt(3) > 0 ? said : answers.get(random.nextInt(3));
        boolean isSame = said.equals(otherwise) && !(said.equals("SPLIT") && random.nextBoolean());
        Instant at = NOW.minus(Duration.ofDays(random.nextLong(0, 120)));
        second.add(new Second(said, otherwise, isSame, at));
        sql.update(
                "insert into khop.second_review (task_id, task_version, first_answer, first_by, second_answer, second_by, is_same, at) values (?, 2, ?, 'a', ?, 'b', ?, ?)",
                "T" + number,
                said,
                otherwise,
                isSame,
                Rows.time(at));
    }

    private static String id(int record) {
        return "S%04d".formatted(record);
    }
}
