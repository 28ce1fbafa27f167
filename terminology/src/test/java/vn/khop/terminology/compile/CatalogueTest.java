package vn.khop.terminology.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.Seed;
import vn.khop.terminology.compile.Catalogue.Entry;
import vn.khop.terminology.compile.Catalogue.Step;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.ReleaseId;

class CatalogueTest {
    private static final String SYSTEM = "urn:khop:test:timeline";
    private static final LocalDate FIRST = LocalDate.of(2026, 1, 1);
    private static final int DAYS = 40;
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** The list of 2020, then that of July 2026, then a correction in between: each day has the release that a reader of the decisions expects. */
    @Test
    void eachDayHasTheReleaseThatBeganLastBeforeIt() {
        Catalogue catalogue = withReleases("2020", "2026", "corrected")
                .activated(id("2020"), EffectivePeriod.ALWAYS, NOW)
                .activated(id("2026"), EffectivePeriod.from(LocalDate.of(2026, 7, 1)), NOW)
                .activated(id("corrected"), EffectivePeriod.from(LocalDate.of(2026, 3, 1)), NOW);
        assertEquals(Optional.of("2020"), inForce(catalogue, LocalDate.of(2019, 1, 1)));
        assertEquals(Optional.of("2020"), inForce(catalogue, LocalDate.of(2026, 2, 28)));
        assertEquals(Optional.of("corrected"), inForce(catalogue, LocalDate.of(2026, 3, 1)));
        assertEquals(Optional.of("corrected"), inForce(catalogue, LocalDate.of(2026, 6, 30)));
        assertEquals(Optional.of("2026"), inForce(catalogue, LocalDate.of(2026, 7, 1)));
        assertEquals(
                "..2026-02-28",
                catalogue.find(id("2020")).orElseThrow().period().toString());
    }

    @Test
    void aReleaseThatIsSwitchedBackToGoesOnAsIfNothingHadBeen() {
        Catalogue once = withReleases("1", "2").activated(id("1"), EffectivePeriod.ALWAYS, NOW);
        Catalogue back = once.activated(id("2"), EffectivePeriod.from(FIRST), NOW)
                .activated(id("1"), EffectivePeriod.from(FIRST), NOW);
        assertEquals(once.releases(), back.releases());
    }

    @Test
    void laws() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < 300; round++) {
            Catalogue catalogue = withReleases("1", "2", "3", "4");
            List<List<Entry>> before = new ArrayList<>();
            for (int step = 0; step < 12; step++) {
                ReleaseId id = id(String.valueOf(1 + random.nextInt(4)));
                EffectivePeriod old = catalogue.find(id).orElseThrow().period();
                boolean wasActive = catalogue.find(id).orElseThrow().step() == Step.ACTIVATED;
                Catalogue after;
                if (wasActive && random.nextInt(4) == 0) {
                    LocalDate end = day(random);
                    if (old.hasEndedOn(end)) {
                        continue;
                    }
                    after = catalogue.retired(id, end, NOW);
                    assertTrue(
                            days().stream()
                                    .filter(day -> !day.isBefore(end))
                                    .allMatch(day -> !inForce(after, day).equals(Optional.of(id.version()))),
                            seed.toString());
                } else {
                    EffectivePeriod wanted = period(random);
                    after = catalogue.activated(id, wanted, NOW);
                    assertTakesItsDays(catalogue, after, id, wanted, seed);
                }
                before.add(catalogue.releases());
                assertEquals(catalogue.generation() + 1, after.generation(), seed.toString());
                assertEquals(after, Catalogue.read(Json.write(after)), "written and read " + seed);
                catalogue = after;
                assertNoDayHasTwo(catalogue, seed);
            }
            for (int step = before.size() - 1; step >= 0; step--) {
                catalogue = catalogue.rolledBack(catalogue.lastSwitch(SYSTEM).orElseThrow(), NOW);
                assertEquals(before.get(step), catalogue.releases(), "rolled back, one after the other " + seed);
            }
            assertEquals(Optional.empty(), catalogue.lastSwitch(SYSTEM));
        }
    }

    /**
     * Random releases here, random days of two of them there: each day has the release that it has there, else the one that it had here or none, and a day
     * before all of theirs keeps the one that it had, unless that is one of the two. Undone, all is as before.
     */
    @Test
    void theDaysOfAnotherFolderAreTakenAsTheyAre() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < 300; round++) {
            Catalogue here = withReleases("1", "2", "3", "4");
            for (int step = 0; step < 4; step++) {
                here = here.activated(id(String.valueOf(1 + random.nextInt(4))), period(random), NOW);
            }
            LocalDate first = day(random);
            LocalDate second = first.plusDays(1 + random.nextInt(9));
            boolean isAlways = random.nextInt(3) == 0;
            Map<String, EffectivePeriod> days = Map.of(
                    "3",
                    new EffectivePeriod(isAlways ? Optional.empty() : Optional.of(first), Optional.of(second)),
                    "4",
                    random.nextBoolean()
                            ? EffectivePeriod.from(second)
                            : new EffectivePeriod(Optional.of(second), Optional.of(second.plusDays(3))));
            Catalogue after = new CatalogueSteps(here, NOW.plusSeconds(1))
                    .follow(SYSTEM, days)
                    .value()
                    .orElseThrow();
            assertNoDayHasTwo(after, seed);
            for (LocalDate day : days()) {
                Optional<String> there = days.entrySet().stream()
                        .filter(one -> one.getValue().contains(day))
                        .map(Map.Entry::getKey)
                        .findFirst();
                Optional<String> was = inForce(here, day).filter(version -> !days.containsKey(version));
                Optional<String> is = inForce(after, day);
                if (there.isPresent()) {
                    assertEquals(there, is, day + " " + seed);
                } else if (!isAlways && day.isBefore(first)) {
                    assertEquals(was, is, day + " " + seed);
                } else {
                    assertTrue(is.isEmpty() || is.equals(was), day + " " + seed);
                }
            }
            assertEquals(after, Catalogue.read(Json.write(after)), "written and read " + seed);
            if (after.releases().equals(here.releases())) {
                continue;
            }
            assertEquals(Optional.of(NOW.plusSeconds(1)), after.switchedAt(SYSTEM), seed.toString());
            Catalogue again =
                    new CatalogueSteps(after, NOW).follow(SYSTEM, days).value().orElseThrow();
            assertSame(after, again, "what stands so already is no switch " + seed);
            assertEquals(
                    here.releases(),
                    after.rolledBack(after.lastSwitch(SYSTEM).orElseThrow(), NOW)
                            .releases(),
                    seed.toString());
        }
    }

    @Test
    void twoReleasesOfOneDayAreNotFollowed() {
        Problem problem = new CatalogueSteps(withReleases("1", "2"), NOW)
                .follow(SYSTEM, Map.of("1", EffectivePeriod.ALWAYS, "2", EffectivePeriod.from(FIRST)))
                .problem()
                .orElseThrow();
        assertEquals(ErrorCode.BAD_PERIOD, problem.code());
    }

    /** Brute force over days: from its first day until its last, or until a release begins that began later already, it is in force; before, others stay. */
    private static void assertTakesItsDays(
            Catalogue before, Catalogue after, ReleaseId id, EffectivePeriod wanted, Seed seed) {
        boolean isGivenWay = false;
        for (LocalDate day : days()) {
            Optional<String> was = inForce(before, day);
            Optional<String> is = inForce(after, day);
            if (wanted.beginsAfter(day)) {
                if (!was.equals(Optional.of(id.version()))) {
                    assertEquals(was, is, day + " " + seed);
                }
                continue;
            }
            isGivenWay |= before.releases().stream()
                    .filter(entry -> !entry.id().equals(id) && entry.step() == Step.ACTIVATED)
                    .flatMap(entry -> entry.period().from().stream())
                    .anyMatch(first -> first.equals(day) && wanted.beginsBefore(first));
            if (wanted.contains(day) && !isGivenWay) {
                assertEquals(Optional.of(id.version()), is, day + " " + seed);
            }
        }
    }

    private static void assertNoDayHasTwo(Catalogue catalogue, Seed seed) {
        for (LocalDate day : days()) {
            long found = catalogue.releases().stream()
                    .filter(entry ->
                            entry.step() == Step.ACTIVATED && entry.period().contains(day))
                    .count();
            assertTrue(found <= 1, day + " has " + found + " releases " + seed);
        }
    }

    @Test
    void cataloguesOfFormerFormatsAreReadAndOneOfALaterFormatSaysSo() {
        Catalogue read = Catalogue.read("""
                {"format":1,"generation":3,"releases":[
                 {"system":"s","version":"1","directory":"a","digest":"d","active":false},
                 {"system":"s","version":"2","directory":"b","digest":"e","active":true}]}""".getBytes(StandardCharsets.UTF_8));
        assertEquals(3, read.generation());
        assertEquals(
                List.of(Step.VALIDATED, Step.ACTIVATED),
                read.releases().stream().map(Entry::step).toList());
        Catalogue second = Catalogue.read("""
                {"format":2,"generation":5,"releases":[],"switches":[
                 {"system":"s","version":"1","what":"activate","at":"2026-01-01T00:00:00Z","before":[]},
                 {"system":"s","version":"2","what":"retire","at":"2026-02-01T00:00:00Z","before":[]}]}""".getBytes(StandardCharsets.UTF_8));
        assertEquals(Optional.of(Instant.parse("2026-02-01T00:00:00Z")), second.switchedAt("s"));
        ImageException later = assertThrows(
                ImageException.class,
                () -> Catalogue.read("{\"format\":4,\"wonders\":[]}".getBytes(StandardCharsets.UTF_8)));
        assertEquals(ErrorCode.INDEX_FORMAT_MISMATCH, later.problem().code());
        assertEquals(
                "catalogue.json has format 4, this build reads 3: use the build that wrote it, or load the lists into a new folder with this one",
                later.getMessage());
    }

    private static Catalogue withReleases(String... versions) {
        Catalogue catalogue = Catalogue.EMPTY;
        for (String version : versions) {
            catalogue = catalogue
                    .with(Entry.draft(id(version), version, "digest" + version, EffectivePeriod.ALWAYS))
                    .validated(id(version));
        }
        return catalogue;
    }

    private static ReleaseId id(String version) {
        return new ReleaseId(SYSTEM, version);
    }

    private static Optional<String> inForce(Catalogue catalogue, LocalDate day) {
        return catalogue.releases().stream()
                .filter(entry ->
                        entry.step() == Step.ACTIVATED && entry.period().contains(day))
                .map(Entry::version)
                .findFirst();
    }

    private static List<LocalDate> days() {
        return FIRST.minusDays(2).datesUntil(FIRST.plusDays(DAYS + 2)).toList();
    }

    private static LocalDate day(SplittableRandom random) {
        return FIRST.plusDays(random.nextInt(DAYS));
    }

    private static EffectivePeriod period(SplittableRandom random) {
        LocalDate from = day(random);
        return switch (random.nextInt(4)) {
            case 0 -> EffectivePeriod.ALWAYS;
            case 1 -> new EffectivePeriod(Optional.of(from), Optional.of(from.plusDays(1 + random.nextInt(9))));
            default -> EffectivePeriod.from(from);
        };
    }
}
