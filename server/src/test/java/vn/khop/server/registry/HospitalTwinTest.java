package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.registry.PersonSearch.Comparison;
import vn.khop.server.registry.PersonSearch.Criterion;
import vn.khop.server.registry.PersonSearch.Field;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.security.Scope;
import vn.khop.server.store.TestDatabase;

/**
 * The same city twice. Between the two, what one other hospital knows of everybody differs: which hospital it is, its numbers, the telephone numbers and addresses it wrote, and when.
 * Whatever a hospital asks, it gets the same answer in both.
 */
@Tag("slow")
class HospitalTwinTest {
    private static final int PERSONS = 30;
    private static final int QUESTIONS = 300;
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-01T08:00:00Z"), ZoneOffset.UTC);
    private static final Actor CITY = Actor.ofServer("test");
    private static final Actor HOSPITAL = new Actor(
            "his",
            "his",
            Set.of(Role.HUB),
            Set.of(Scope.values()),
            Set.of("TREAT"),
            FacilityScope.of(Set.of("01001")),
            "r",
            "local");
    private static final List<String> FAMILIES = List.of("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ");
    private static final List<String> GIVEN = List.of("Bảo Ngọc", "Thanh Tùng", "Kim Chi", "Quốc Đạt", "Mỹ Lệ");
    private static final List<String> STREETS = List.of("Lò Đúc", "Hàng Bông", "Giảng Võ", "Kim Mã", "Tây Sơn");

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);

    @Test
    void whateverAHospitalAsksItsAnswersDoNotDependOnWhatAnotherKnows() {
        try (TestDatabase one = TestDatabase.h2();
                TestDatabase other = TestDatabase.h2()) {
            Registry first = city(one, "01013", 1);
            Registry second = city(other, "01016", 2);
            SplittableRandom random = new SplittableRandom(seed);
            int shown = 0;
            int differentToTheCity = 0;
            for (int i = 0; i < QUESTIONS; i++) {
                Question question = question(random);
                String answer = question.ask(first, HOSPITAL);
                assertEquals(
                        answer, question.ask(second, HOSPITAL), question + ", -Dtests.seed=" + Long.toHexString(seed));
                shown += answer.contains("E") ? 1 : 0;
                differentToTheCity += question.ask(first, CITY).equals(question.ask(second, CITY)) ? 0 : 1;
            }

            assertTrue(shown > QUESTIONS / 10, "only " + shown + " showed anybody");
            assertTrue(
                    differentToTheCity > QUESTIONS / 4, "only " + differentToTheCity + " would have told them apart");
        }
    }

    /** People that three hospitals know. The second is the one that writes last and knows all; the third differs between the twins. */
    private static Registry city(TestDatabase database, String third, int twin) {
        SqlStoreAndLinkage parts = new SqlStoreAndLinkage(database);
        Registry registry = parts.registry();
        for (int number = 0; number < PERSONS; number++) {
            if (number % 3 != 0) {
                feed(registry, "01001", "a" + number, columns(number, 0), "2026-01-05T00:00:00Z");
            }
            feed(registry, "01002", "g" + number, columns(number, 0), "2026-02-05T00:00:00Z");
            feed(registry, third, "b" + (number * 7 + twin), columns(number, twin), "2024-0" + twin + "-01T00:00:00Z");
        }
        return registry;
    }

    private record SqlStoreAndLinkage(TestDatabase database) {
        Registry registry() {
            RecordStore store = database.store();
            return new Registry(
                    store,
                    new ModelLinkage(Linker.of(LinkageModel.readDefault())),
                    new Facilities(store, CLOCK, true),
                    new UnkeptLog(),
                    CLOCK,
                    new Random(7),
                    new SimpleMeterRegistry(),
                    new Registry.Guards(
                            new NumberGuesses(
                                    Integer.MAX_VALUE,
                                    java.time.Duration.ofMinutes(1),
                                    CLOCK,
                                    new UnkeptLog(),
                                    new SimpleMeterRegistry()),
                            vn.khop.server.audit.EmergencyAccess.none()));
        }
    }

    private static Map<String, String> columns(int number, int twin) {
        Map<String, String> columns = new LinkedHashMap<>();
        columns.put(Columns.FULL_NAME, name(number));
        columns.put(Columns.BIRTH_DATE, born(number));
        columns.put(Columns.GENDER, number % 2 == 0 ? "female" : "male");
        columns.put(Columns.NATIONAL_ID, national(number));
        columns.put(Columns.PHONE, phone(number, twin));
        columns.put(Columns.ADDRESS, address(number, twin));
        return columns;
    }

    private static String name(int number) {
        return FAMILIES.get(number % FAMILIES.size()) + " " + GIVEN.get(number / FAMILIES.size() % GIVEN.size());
    }

    private static String born(int number) {
        return String.format(Locale.ROOT, "19%02d-%02d-%02d", 50 + number, 1 + number % 12, 1 + number % 27);
    }

    private static String national(int number) {
        return String.format(Locale.ROOT, "001%d%02d%06d", number % 2 == 0 ? 1 : 0, 50 + number, 340_000 + number);
    }

    private static String phone(int number, int twin) {
        return String.format(Locale.ROOT, "09%d%07d", 1 + twin, 1_000_000 + 31 * number);
    }

    private static String address(int number, int twin) {
        return (number + 1) + " phố " + STREETS.get((number + twin) % STREETS.size()) + ", Hà Nội";
    }

    private static void feed(Registry registry, String facility, String local, Map<String, String> columns, String at) {
        // The newest value is the golden one, so the twins agree in what a hospital is shown.
        columns.put(Columns.RECORDED_AT, at.substring(0, 10));
        registry.feed(
                new SourceFeed(
                        facility, local, columns, Optional.empty(), Optional.of(Instant.parse(at)), Optional.empty()),
                CITY);
    }

    /** What somebody may ask, with values of all three hospitals of both twins. */
    private static Question question(SplittableRandom random) {
        int number = random.nextInt(PERSONS + 3);
        int twin = random.nextInt(3);
        if (random.nextInt(3) == 0) {
            Map<String, String> columns = new LinkedHashMap<>(columns(number, twin));
            List.copyOf(columns.keySet()).forEach(column -> {
                if (random.nextInt(3) == 0) {
                    columns.remove(column);
                }
            });
            columns.putIfAbsent(Columns.GENDER, "male");
            return new Question(List.of(), 0, columns);
        }
        List<Criterion> criteria = new ArrayList<>();
        if (random.nextInt(4) > 0) {
            criteria.add(new Criterion(Field.NAME, Comparison.STARTS, List.of(name(number))));
        }
        if (random.nextInt(4) > 0) {
            criteria.add(new Criterion(Field.BIRTH_DATE, Comparison.STARTS, List.of(born(number))));
        }
        if (random.nextInt(3) == 0) {
            criteria.add(new Criterion(Field.TELECOM, Comparison.EXACT, List.of(phone(number, twin))));
        }
        if (random.nextInt(3) == 0) {
            criteria.add(new Criterion(Field.ADDRESS, Comparison.STARTS, List.of(STREETS.get(random.nextInt(5)))));
        }
        if (random.nextInt(3) == 0) {
            criteria.add(new Criterion(
                    Field.IDENTIFIER,
                    Comparison.EXACT,
                    List.of(numbers(number, twin).get(random.nextInt(6)))));
        }
        if (criteria.isEmpty()) {
            criteria.add(new Criterion(Field.GENDER, Comparison.EXACT, List.of("female")));
        }
        return new Question(criteria, random.nextInt(3), Map.of());
    }

    private static List<String> numbers(int number, int twin) {
        String others = "b" + (number * 7 + twin);
        return List.of(
                "national_id|" + national(number),
                national(number),
                "facility:01013|" + others,
                "facility:01016|",
                others,
                "facility:01001|a" + number);
    }

    /** @param probe of a match; empty for a search */
    private record Question(List<Criterion> criteria, int offset, Map<String, String> probe) {
        /** Everything that any face could show of the answer. */
        String ask(Registry registry, Actor actor) {
            StringBuilder answer = new StringBuilder();
            if (probe.isEmpty()) {
                SearchResult result = registry.search(new PersonSearch(criteria, offset, 20), actor);
                answer.append(result.total());
                result.persons().forEach(person -> append(answer, registry, person, actor));
            } else {
                registry.match(new RawRecord("probe", probe), MatchOptions.best(20), actor)
                        .forEach(match -> {
                            append(answer, registry, match.person(), actor);
                            answer.append(String.format(Locale.ROOT, " %.6f %s", match.score(), match.grade()));
                        });
            }
            return answer.toString();
        }

        private static void append(StringBuilder answer, Registry registry, Person person, Actor actor) {
            Person whole = registry.person(person.id(), actor).orElseThrow();
            answer.append('\n').append(person.id()).append(' ').append(whole.createdAt());
            whole.golden().forEach(value -> answer.append(' ').append(value.value()));
            whole.sources()
                    .forEach(source -> answer.append(' ').append(source.id()).append(source.facility()));
            whole.history()
                    .forEach(event -> answer.append(' ').append(event.at()).append(event.source()));
            answer.append(new TreeSet<>(registry.identifiers(person.id(), actor).stream()
                    .map(identifier -> identifier.domain() + identifier.value())
                    .toList()));
        }
    }
}
