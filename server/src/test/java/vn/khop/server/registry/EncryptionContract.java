package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.notify.Subscription;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.store.SqlAnchorCounts;
import vn.khop.server.store.SqlSubscriptions;
import vn.khop.server.store.TestDatabase;

/** An encrypted registry answers what one in the clear answers, before, while and after what it keeps goes over to other keys. */
abstract class EncryptionContract {
    private static final Actor HUB = Actor.ofServer("test");
    private static final Linkage LINKAGE = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
    private static final int PEOPLE = 60;
    private static final long SEED = Optional.ofNullable(System.getProperty("tests.seed"))
            .map(seed -> Long.parseUnsignedLong(seed, 16))
            .orElseGet(() -> new Random().nextLong());
    private static final String REPLAY = "replay with -Dtests.seed=" + Long.toHexString(SEED);

    private final SplittableRandom random = new SplittableRandom(SEED);
    private final List<SourceFeed> feeds = feeds();

    abstract TestDatabase newDatabase();

    /** People of three hospitals, some of them at two, some corrected later; some numbers are two persons'. */
    private List<SourceFeed> feeds() {
        DrawnPatients patients = new DrawnPatients(random);
        List<SourceFeed> drawn = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            Map<String, String> patient = new HashMap<>(patients.patient());
            patient.put(Columns.PHONE, "09" + (10_000_000 + random.nextInt(89_999_999)));
            if (i % 17 == 0 && i > 0) {
                Optional.ofNullable(drawn.get(0).columns().get(Columns.NATIONAL_ID))
                        .ifPresent(number -> patient.put(Columns.NATIONAL_ID, number));
            }
            if (i % 13 == 0) {
                patient.put(Columns.RELATIVES, "mother=national_id|00118" + (1_000_000 + i));
            }
            drawn.add(ServerParts.feed("01001", "A" + i, patient));
            if (i % 3 == 0) {
                drawn.add(ServerParts.feed("01013", "B" + i, patient, Columns.ADDRESS, "5 Lò Đúc, Hà Nội"));
            }
            if (i % 5 == 0) {
                drawn.add(ServerParts.feed("01001", "A" + i, patient, Columns.PHONE, "0977" + (100_000 + i)));
            }
        }
        return drawn;
    }

    /** One server process. */
    private record Server(TestDatabase database, RecordStore store, Registry registry) {
        static Server on(TestDatabase database) {
            RecordStore store = database.store();
            return new Server(database, store, ServerParts.registry(store, LINKAGE));
        }

        /** A process of its own, at so many minutes: whoever comes a minute later finds that the one before was left. */
        KeyDesk desk(Linkage by, int minutes, Duration announcedFor) {
            Clock clock = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes));
            return new KeyDesk(store, by, new UnkeptLog(), clock, new SecureRandom(), announcedFor);
        }

        SqlSubscriptions subscriptions() {
            return new SqlSubscriptions(database.pool(), database.seal());
        }

        KeyDesk desk() {
            return desk(LINKAGE, 0, Duration.ofHours(1));
        }

        /** A person by what it is made of: ids are drawn. */
        String records(EnterpriseId person) {
            return store.members(List.of(person)).stream()
                    .map(record -> record.facility() + " " + record.localId())
                    .sorted()
                    .collect(Collectors.joining(",", "[", "]"));
        }

        String found(PersonSearch.Field field, PersonSearch.Comparison comparison, String text) {
            SearchResult result = registry.search(
                    new PersonSearch(List.of(new PersonSearch.Criterion(field, comparison, List.of(text))), 0, 200),
                    HUB);
            return result.total() + " "
                    + result.persons().stream()
                            .map(person -> records(person.id()))
                            .sorted()
                            .toList();
        }

        String found(PersonSearch.Field field, String text) {
            return found(field, PersonSearch.Comparison.EXACT, text);
        }

        /** Everything that can be asked about what the feed says. */
        void ask(SourceFeed feed, SortedMap<String, String> answers) {
            String who = feed.facility() + " " + feed.localId() + " ";
            SourceId id = SourceId.of(feed.facility(), feed.localId());
            Map<String, String> says = feed.columns();
            for (String column : List.of(Columns.NATIONAL_ID, Columns.INSURANCE_NO)) {
                String number = says.getOrDefault(column, "none");
                answers.put(who + column, found(PersonSearch.Field.IDENTIFIER, number));
                answers.put(
                        who + column + " spaced",
                        found(PersonSearch.Field.IDENTIFIER, number.replaceFirst("(...)", "$1 ")));
            }
            String phone = String.valueOf(says.get(Columns.PHONE));
            for (String writing :
                    List.of(phone, "+84" + phone.substring(1), phone.substring(0, 4) + " " + phone.substring(4))) {
                answers.put(who + writing, found(PersonSearch.Field.TELECOM, writing));
            }
            answers.put(
                    who + "name",
                    found(
                            PersonSearch.Field.NAME,
                            PersonSearch.Comparison.STARTS,
                            String.valueOf(says.get(Columns.FULL_NAME)).substring(0, 5)));
            answers.put(
                    who + "address",
                    found(
                            PersonSearch.Field.ADDRESS,
                            PersonSearch.Comparison.STARTS,
                            says.getOrDefault(Columns.ADDRESS, "none")));
            answers.put(
                    who + "match",
                    registry.match(new RawRecord("probe", says), MatchOptions.best(10), HUB).stream()
                            .map(match -> records(match.person().id()) + " " + match.bits() + " " + match.best() + " "
                                    + match.grade())
                            .sorted()
                            .toList()
                            .toString());
            PersonIdentifier own = PersonIdentifier.ofFacility(feed.facility(), feed.localId());
            answers.put(
                    who + "pix",
                    registry.crossReference(own, HUB)
                            .map(cross -> records(cross.person()) + " "
                                    + cross.identifiers().stream()
                                            .map(number -> number.domain() + "=" + number.value())
                                            .sorted()
                                            .toList())
                            .orElse("nobody"));
            answers.put(
                    who + "explain",
                    registry.explain(id, SourceId.of("01001", "A0"), HUB)
                            .map(Object::toString)
                            .orElse("nothing"));
            answers.put(
                    who + "record",
                    store.source(feed.facility(), feed.localId())
                            .map(record -> record.version() + " " + new TreeMap<>(record.columns()))
                            .orElse("none"));
            answers.put(who + "doubt", store.issues().doubtful(List.of(id)).toString());
            answers.put(who + "sharing", new TreeMap<>(store.issues().sharingACitizenNumber(List.of(id))).toString());
            answers.put(
                    who + "carried",
                    store.issues().citizenNumbers(List.of(id)).stream()
                            .map(carried -> carried.number() + carried.isVerified())
                            .sorted()
                            .toList()
                            .toString());
            answers.put(
                    who + "relatives",
                    store.relations().statedBy(List.of(id)).stream()
                            .map(stated -> stated.kind()
                                    + stated.number().value()
                                    + store.relations()
                                            .statedOf(List.of(stated.number()))
                                            .size())
                            .toList()
                            .toString());
        }

        SortedMap<String, String> answers(List<SourceFeed> feeds) {
            SortedMap<String, String> answers = new TreeMap<>();
            feeds.forEach(feed -> ask(feed, answers));
            answers.put(
                    "anchors",
                    new SqlAnchorCounts(
                                    database.pool(),
                                    new DataSourceTransactionManager(database.pool()),
                                    store.outbox(),
                                    SqlAnchorCounts.MANY_EVENTS)
                            .count()
                            .toString());
            return answers;
        }
    }

    private static TestDatabase keyed(TestDatabase database, int key) {
        return database.with(Optional.of(TestDatabase.key(key)));
    }

    @Test
    void whatIsEncryptedIsAnsweredAsWhatIsNot() {
        try (TestDatabase clear = newDatabase();
                TestDatabase empty = newDatabase();
                TestDatabase sealed = keyed(empty, 1)) {
            Server plain = Server.on(clear);
            Server encrypted = Server.on(sealed);
            feeds.forEach(feed -> {
                plain.registry().feed(feed, HUB);
                encrypted.registry().feed(feed, HUB);
            });
            SortedMap<String, String> expected = plain.answers(feeds);
            assertEquals(expected, encrypted.answers(feeds), REPLAY);
            assertTrue(
                    expected.values().stream().anyMatch(answer -> answer.startsWith("2 ")), "nobody shares anything");

            assertEquals(List.of(), readable(sealed), REPLAY);
            assertTrue(!readable(clear).isEmpty(), "what is looked for is there");
        }
    }

    /** Numbers that anybody with the tables reads, in the columns that hold them. */
    private List<String> readable(TestDatabase database) {
        Set<String> numbers = new HashSet<>();
        for (SourceFeed feed : feeds) {
            for (String column : List.of(Columns.NATIONAL_ID, Columns.INSURANCE_NO, Columns.PHONE)) {
                Optional.ofNullable(feed.columns().get(column)).ifPresent(numbers::add);
            }
        }
        String all = database.rows().toString();
        return numbers.stream().filter(all::contains).sorted().toList();
    }

    @Test
    void otherKeysComeWhileEverythingIsAskedAndFedAndAKilledServerIsGoneOnWith() throws Exception {
        try (TestDatabase clear = newDatabase();
                TestDatabase empty = newDatabase();
                TestDatabase sealed = keyed(empty, 1)) {
            rotatedUnderLoad(Server.on(clear), sealed, KeyDesk::rotate);
        }
    }

    @Test
    void whatWasInTheClearIsSealedWhileEverythingIsAskedAndFed() throws Exception {
        try (TestDatabase clear = newDatabase();
                TestDatabase before = newDatabase()) {
            rotatedUnderLoad(Server.on(clear), before, (desk, actor) -> Optional.empty());
            // What was there before is written over; nothing in the tables is left to read.
            assertEquals(List.of(), readable(before), REPLAY);
            try (TestDatabase withoutKey = before.with(Optional.empty())) {
                assertThrows(IllegalStateException.class, withoutKey::store);
            }
        }
    }

    /** One of two people asks for other keys. */
    private interface Asking {
        Optional<KeyRun> ask(KeyDesk desk, Actor actor);
    }

    private void rotatedUnderLoad(Server plain, TestDatabase database, Asking asking) throws Exception {
        List<SourceFeed> first = feeds.subList(0, feeds.size() * 2 / 3);
        List<SourceFeed> later = feeds.subList(first.size(), feeds.size());
        Server former = Server.on(database);
        first.forEach(feed -> {
            plain.registry().feed(feed, HUB);
            former.registry().feed(feed, HUB);
        });
        SortedMap<String, String> expected = plain.answers(first);
        Subscription early = subscription(1);
        former.subscriptions().add(early);
        try (TestDatabase here = keyed(database, 1);
                TestDatabase there = keyed(database, 1)) {
            Server one = Server.on(here);
            Server other = Server.on(there);
            Actor admin = Actor.ofOperator("one", "test");
            asking.ask(one.desk(), admin);
            if (one.desk().status().proposedBy().isPresent()) {
                assertThrows(Refused.class, () -> one.desk().rotate(admin));
                asking.ask(other.desk(), Actor.ofOperator("two", "test"));
            }

            // Persons about whom nothing more comes.
            Set<String> changed =
                    later.stream().map(feed -> feed.localId().substring(1)).collect(Collectors.toSet());
            List<SourceFeed> settled = first.stream()
                    .filter(feed -> !changed.contains(feed.localId().substring(1)))
                    .toList();
            AtomicBoolean isOver = new AtomicBoolean();
            AtomicReference<Throwable> wrong = new AtomicReference<>();
            AtomicInteger asked = new AtomicInteger();
            Thread reading = new Thread(() -> {
                SplittableRandom drawn = new SplittableRandom(SEED);
                try {
                    while (!isOver.get()) {
                        SourceFeed feed = settled.get(drawn.nextInt(settled.size()));
                        SortedMap<String, String> answers = new TreeMap<>();
                        other.ask(feed, answers);
                        answers.forEach((question, answer) -> {
                            // Whom else a name or an address fits changes with the feeds beside.
                            if (question.endsWith("pix")
                                    || question.endsWith("record")
                                    || question.endsWith("carried")) {
                                assertEquals(expected.get(question), answer, question);
                            } else if (question.endsWith(" " + feed.columns().get(Columns.PHONE))) {
                                assertEquals(
                                        expected.getOrDefault(question, "").startsWith("0 "),
                                        answer.startsWith("0 "),
                                        question);
                            } else if (question.endsWith("sharing")) {
                                assertTrue(
                                        answer.length()
                                                >= expected.getOrDefault(question, "")
                                                        .length(),
                                        question);
                            }
                        });
                        asked.incrementAndGet();
                    }
                } catch (Throwable fault) {
                    wrong.set(fault);
                }
            });
            reading.start();
            one.desk().goOn();
            assertEquals(
                    KeyRun.Phase.ANNOUNCED, one.desk().status().runs().get(0).phase());
            // Whoever began to read before is done; that is what the time is for in which other keys are only
            // announced.
            int before = asked.get();
            while (asked.get() < before + 2 && wrong.get() == null) {
                Thread.sleep(10);
            }
            // Killed after some records: what was being written is not there, and nobody says that it ended.
            AtomicInteger left = new AtomicInteger(first.size() / 2);
            KeyDesk killed = one.desk(dying(left), 2, Duration.ZERO);
            assertThrows(Killed.class, () -> goOn(killed));
            assertTrue(one.desk().status().runs().get(0).isRunning());
            Subscription late = subscription(2);
            one.subscriptions().add(late);
            assertKept(other, early, late);
            int half = later.size() / 2;
            later.subList(0, half).forEach(feed -> one.registry().feed(feed, HUB));

            KeyDesk next = other.desk(LINKAGE, 4, Duration.ZERO);
            Thread feeding = new Thread(() -> later.subList(half, later.size())
                    .forEach(feed -> one.registry().feed(feed, HUB)));
            feeding.start();
            goOn(next);
            feeding.join();
            KeyRun run = next.status().runs().get(0);
            assertEquals(KeyRun.Phase.DONE, run.phase(), run.toString());
            isOver.set(true);
            reading.join();
            assertEquals(null, wrong.get(), REPLAY);

            later.forEach(feed -> plain.registry().feed(feed, HUB));
            assertEquals(plain.answers(feeds), one.answers(feeds), REPLAY);
            assertKept(one, early, late);
            assertEquals(List.of(), notWrittenBy(here, run.epoch()), REPLAY);
            assertEquals(here.present(), here.replayed());
        }
    }

    /** What stands in it nobody but its owner may read: a number and a secret. */
    private static Subscription subscription(int number) {
        Instant now = Instant.parse("2026-01-01T00:00:00Z");
        String criterion = "national_id|07917179917" + number;
        return new Subscription(
                "s" + number,
                1,
                Subscription.Status.ACTIVE,
                "",
                new PersonCriterion(PersonCriterion.Kind.IDENTIFIER, criterion),
                new Subscription.Channel(
                        Subscription.Kind.REST_HOOK,
                        URI.create("http://127.0.0.1:9/"),
                        Subscription.Form.JSON,
                        List.of(new Subscription.Header("Authorization", "Bearer secret-" + number))),
                new Subscription.Subscriber(
                        "somebody", "client", Set.of(), Set.of("TREAT"), FacilityScope.everyFacility(), now),
                Optional.empty(),
                "{\"resourceType\":\"Subscription\",\"criteria\":\"" + criterion + "\"}",
                now,
                now);
    }

    private static void assertKept(Server server, Subscription... subscriptions) {
        for (Subscription expected : subscriptions) {
            Subscription kept =
                    server.subscriptions().subscription(expected.id()).orElseThrow();
            assertEquals(expected.criterion(), kept.criterion());
            assertEquals(expected.channel(), kept.channel());
            assertEquals(expected.document(), kept.document());
        }
    }

    private static void goOn(KeyDesk desk) {
        for (int i = 0; i < 10; i++) {
            desk.goOn();
        }
    }

    /** What is found by a former key, or is not sealed by the present one. */
    private static List<String> notWrittenBy(TestDatabase database, int epoch) {
        JdbcTemplate sql = new JdbcTemplate(database.pool());
        Set<String> wrong = new TreeSet<>();
        String mark = "\u0001" + epoch + ":";
        for (String texts : List.of(
                "select columns from khop.source_version",
                "select local_id_sealed from khop.source_record",
                "select number_sealed from khop.source_identifier",
                "select number_sealed from khop.stated_relation",
                "select criterion_text from khop.subscription",
                "select headers from khop.subscription",
                "select document from khop.subscription",
                "select fingerprint from khop.record_issue")) {
            sql.queryForList(texts, String.class).stream()
                    .filter(text -> !String.valueOf(text).startsWith(mark))
                    .forEach(text -> wrong.add(texts));
        }
        return List.copyOf(wrong);
    }

    /** No exception that anybody expects: nothing cleans up behind it, as behind a process that is no more. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static Linkage dying(AtomicInteger left) {
        return (Linkage) Proxy.newProxyInstance(
                Linkage.class.getClassLoader(), new Class<?>[] {Linkage.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("blockingKeys") && left.decrementAndGet() < 0) {
                        throw new Killed();
                    }
                    try {
                        return method.invoke(LINKAGE, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }
}
