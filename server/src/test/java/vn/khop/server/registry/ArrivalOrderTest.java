package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.security.Actor;
import vn.khop.server.store.TestDatabase;

/**
 * The order in which records arrive never changes who they are found to be: the shipped model, a real store, the same messages shuffled, each sent one to five
 * times, its corrections among them. Known another way by clustering the final records in one go.
 */
@Tag("slow")
class ArrivalOrderTest {
    private static final int ORDERS = 10;
    private static final int ORDERS_IN_MEMORY = 4;
    private static final Actor HUB = Actor.ofServer("test");
    private static final Instant DAY = Instant.parse("2026-01-01T00:00:00Z");
    private static final long SEED = Optional.ofNullable(System.getProperty("tests.seed"))
            .map(seed -> Long.parseUnsignedLong(seed, 16))
            .orElseGet(() -> new Random().nextLong());
    private static final String REPLAY = "replay with -Dtests.seed=" + Long.toHexString(SEED);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<SourceFeed> last = new ArrayList<>();
    private final List<SourceFeed> corrected = new ArrayList<>();

    @Test
    void thePersonsAreTheSameInEveryOrderAndTheSameAsAllAtOnce() {
        city();
        Linkage linkage = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
        Set<Set<SourceId>> expected =
                linkage
                        .cluster(
                                last.stream()
                                        .map(feed -> linkage.normalise(raw(feed)))
                                        .toList(),
                                Map.of())
                        .clusters()
                        .stream()
                        .map(Set::copyOf)
                        .collect(Collectors.toSet());
        assertTrue(last.size() >= 55 && expected.size() > 20 && expected.size() < last.size(), REPLAY);
        for (int order = 0; order < ORDERS; order++) {
            List<SourceFeed> messages = messages();
            try (TestDatabase database = TestDatabase.h2()) {
                Registry registry = registry(database, linkage);
                messages.forEach(message -> registry.feed(message, HUB));
                assertTold(linkage, database.store(), expected, "order " + order);
            }
        }
    }

    /** As on the embedded database, with candidates found in this process's memory. */
    @Test
    void thePersonsAreTheSameInEveryOrderWhereCandidatesAreFoundInMemory() throws Exception {
        city();
        Linkage linkage = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
        Set<Set<SourceId>> serially = serially(linkage);
        for (int order = 0; order < ORDERS_IN_MEMORY; order++) {
            List<SourceFeed> messages = messages();
            try (TestDatabase database = TestDatabase.postgres()) {
                Registry registry = registry(database, linkage);
                registry.index().keep();
                assertTrue(registry.index().isReady());
                messages.forEach(message -> registry.feed(message, HUB));
                assertTold(linkage, database.store(), serially, "in memory, order " + order);
            }
        }
    }

    /** The same messages, one to five times each, by eight senders through two server processes at once, on PostgreSQL. */
    @Test
    void thePersonsAreTheSameWhenSendersRace() throws Exception {
        city();
        Linkage linkage = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
        Set<Set<SourceId>> serially = serially(linkage);
        ExecutorService senders = Executors.newFixedThreadPool(8);
        try (TestDatabase database = TestDatabase.postgres();
                TestDatabase other = database.again()) {
            List<Registry> servers = List.of(registry(database, linkage), registry(other, linkage));
            servers.forEach(server -> server.index().keep());
            List<SourceFeed> messages = messages();
            List<Future<FeedOutcome>> sent = new ArrayList<>();
            for (int one = 0; one < messages.size(); one++) {
                Registry server = servers.get(one % 2);
                SourceFeed message = messages.get(one);
                sent.add(senders.submit(() -> server.feed(message, HUB)));
            }
            for (Future<FeedOutcome> one : sent) {
                one.get(120, TimeUnit.SECONDS);
            }
            assertTold(linkage, database.store(), serially, "in a race");
        } finally {
            senders.shutdownNow();
        }
    }

    /** Who is who after every message once, one after the other, on the embedded database. */
    private Set<Set<SourceId>> serially(Linkage linkage) {
        try (TestDatabase database = TestDatabase.h2()) {
            Registry registry = registry(database, linkage);
            Stream.concat(corrected.stream(), last.stream()).forEach(message -> registry.feed(message, HUB));
            return partition(database.store());
        }
    }

    private static Registry registry(TestDatabase database, Linkage linkage) {
        RecordStore store = database.store();
        return ServerParts.registry(store, linkage);
    }

    private void assertTold(Linkage linkage, RecordStore store, Set<Set<SourceId>> expected, String how) {
        for (SourceFeed feed : last) {
            SourceRecord present = store.source(id(feed)).orElseThrow();
            assertEquals(
                    feed.columns().get(Columns.FULL_NAME),
                    present.columns().get(Columns.FULL_NAME),
                    "an older event overwrote a newer one; " + REPLAY);
        }
        assertEquals(named(expected), named(partition(store)), how + "; " + REPLAY);
        Set<String> open = store
                .openPairsOn(last.stream().map(ArrivalOrderTest::id).toList())
                .stream()
                .map(pair ->
                        SourcePair.of(pair.a(), pair.b()) + " " + pair.score().decision())
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(openBetween(expected, linkage), open, how + "; " + REPLAY);
    }

    /** By looking at every two records: those of two persons that share a blocking key and may be one person's. */
    private Set<String> openBetween(Set<Set<SourceId>> persons, Linkage linkage) {
        Map<SourceId, PersonRecord> records =
                last.stream().collect(Collectors.toMap(ArrivalOrderTest::id, feed -> linkage.normalise(raw(feed))));
        Set<String> open = new TreeSet<>();
        records.forEach((a, recordOfA) -> records.forEach((b, recordOfB) -> {
            boolean isOnePerson = persons.stream().anyMatch(person -> person.containsAll(List.of(a, b)));
            if (a.compareTo(b) >= 0
                    || isOnePerson
                    || Collections.disjoint(linkage.blockingKeys(recordOfA), linkage.blockingKeys(recordOfB))) {
                return;
            }
            Linkage.Score score = Objects.requireNonNull(
                    linkage.score(recordOfA, List.of(recordOfB)).get(b));
            if (score.isCandidate()) {
                open.add(SourcePair.of(a, b) + " " + score.decision());
            }
        }));
        return open;
    }

    private static RawRecord raw(SourceFeed feed) {
        Map<String, String> columns = new HashMap<>(feed.columns());
        columns.put(Columns.FACILITY, feed.facility());
        columns.put(Columns.MRN, feed.localId());
        return new RawRecord(id(feed).value(), columns);
    }

    private static SourceId id(SourceFeed feed) {
        return SourceId.of(feed.facility(), feed.localId());
    }

    /** As a reader can compare them. */
    private String named(Set<Set<SourceId>> partition) {
        Map<SourceId, String> names = last.stream()
                .collect(Collectors.toMap(
                        ArrivalOrderTest::id, feed -> feed.localId() + " " + new TreeMap<>(feed.columns())));
        return partition.stream()
                .map(cluster -> cluster.stream().map(names::get).sorted().collect(Collectors.joining("\n  ")))
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private Set<Set<SourceId>> partition(RecordStore store) {
        return Set.copyOf(
                store.personsOf(last.stream().map(ArrivalOrderTest::id).toList()).entrySet().stream()
                        .collect(Collectors.groupingBy(
                                Map.Entry::getValue, Collectors.mapping(Map.Entry::getKey, Collectors.toSet())))
                        .values());
    }

    /** Every message one to five times, shuffled. */
    private List<SourceFeed> messages() {
        List<SourceFeed> messages = new ArrayList<>();
        for (SourceFeed feed : last) {
            Collections.nCopies(1 + random.nextInt(5), feed).forEach(messages::add);
        }
        for (SourceFeed feed : corrected) {
            Collections.nCopies(1 + random.nextInt(5), feed).forEach(messages::add);
        }
        for (int at = messages.size() - 1; at > 0; at--) {
            Collections.swap(messages, at, random.nextInt(at + 1));
        }
        return messages;
    }

    /** Eight families with father, mother, twins and a newborn, and four pairs of namesakes; most are seen at two hospitals, spelt in their way. */
    private void city() {
        List<String> families = List.of("Nguyễn", "Trần", "Lê", "Phạm", "Đặng", "Vũ", "Hoàng", "Bùi");
        List<String> given = List.of("An", "Bình", "Chi", "Dũng", "Giang", "Hạnh", "Khánh", "Lan", "Minh", "Ngọc");
        for (int family = 0; family < families.size(); family++) {
            String surname = families.get(family);
            String phone = "09" + digits(8);
            String address = (1 + random.nextInt(200)) + " Bạch Mai, Phường Bạch Mai, Thành phố Hà Nội";
            String mother = families.get(random.nextInt(families.size())) + " Thị " + pick(given);
            seen(person(surname + " Văn " + pick(given), "1", 1975 + family, digits(6), phone, address));
            seen(person(mother, "2", 1978 + family, digits(6), phone, address));
            String birth = "2012-0" + (1 + family) + "-15";
            for (String twin : List.of("Tuấn", "Tú")) {
                Map<String, String> child = person(surname + " Anh " + twin, "1", 2012, digits(6), phone, address);
                child.put(Columns.BIRTH_DATE, birth);
                child.put(Columns.GUARDIAN_NAME, mother);
                seen(child);
            }
            if (family % 2 == 0) {
                Map<String, String> newborn = person("Con bà " + mother, "2", 2026, "", phone, address);
                newborn.put(Columns.GUARDIAN_NAME, mother);
                newborn.put(Columns.BIRTH_DATE, "2026-01-02");
                seen(newborn);
            }
        }
        for (int pair = 0; pair < 4; pair++) {
            String name = "Nguyễn Thị " + given.get(pair);
            for (int one = 0; one < 2; one++) {
                seen(person(name, "2", 1960 + pair, digits(6), "08" + digits(8), (pair + 1) + " Giải Phóng, Hà Nội"));
            }
        }
    }

    private Map<String, String> person(
            String name, String sex, int year, String citizenTail, String phone, String address) {
        Map<String, String> columns = new HashMap<>();
        columns.put(Columns.FULL_NAME, name);
        columns.put(Columns.GENDER, sex.equals("1") ? "male" : "female");
        columns.put(Columns.BIRTH_DATE, "%d-%02d-%02d".formatted(year, 1 + random.nextInt(12), 1 + random.nextInt(28)));
        if (!citizenTail.isEmpty()) {
            int century = (sex.equals("1") ? 0 : 1) + (year >= 2000 ? 2 : 0);
            columns.put(Columns.NATIONAL_ID, "001%d%02d%s".formatted(century, year % 100, citizenTail));
        }
        columns.put(Columns.PHONE, phone);
        columns.put(Columns.ADDRESS, address);
        return columns;
    }

    /** One to two records of the person, each spelt in its way; some of them came first with a mistake. */
    private void seen(Map<String, String> person) {
        int records = 1 + random.nextInt(2);
        for (int record = 0; record < records; record++) {
            Map<String, String> columns = new HashMap<>(person);
            spell(columns);
            String facility = List.of("01001", "01013", "01028").get(random.nextInt(3));
            String localId = "n" + last.size();
            last.add(feed(facility, localId, columns, DAY.plus(1, ChronoUnit.DAYS)));
            if (random.nextInt(4) == 0) {
                Map<String, String> mistaken = new HashMap<>(columns);
                mistaken.put(
                        Columns.FULL_NAME,
                        last.get(random.nextInt(last.size())).columns().get(Columns.FULL_NAME));
                mistaken.remove(Columns.NATIONAL_ID);
                corrected.add(feed(facility, localId, mistaken, DAY));
            }
        }
    }

    private void spell(Map<String, String> columns) {
        List<Function<String, String>> spellings =
                List.of(name -> name, name -> name.toUpperCase(java.util.Locale.ROOT), SearchText::folded);
        columns.computeIfPresent(
                Columns.FULL_NAME,
                (column, name) -> spellings.get(random.nextInt(3)).apply(name));
        for (String column : new TreeSet<>(columns.keySet())) {
            if (!column.equals(Columns.FULL_NAME) && random.nextInt(6) == 0) {
                columns.remove(column);
            }
        }
    }

    private static SourceFeed feed(String facility, String localId, Map<String, String> columns, Instant at) {
        return new SourceFeed(facility, localId, columns, Optional.empty(), Optional.of(at), Optional.empty());
    }

    private String digits(int count) {
        StringBuilder digits = new StringBuilder();
        for (int digit = 0; digit < count; digit++) {
            digits.append(random.nextInt(10));
        }
        return digits.toString();
    }

    private String pick(List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
