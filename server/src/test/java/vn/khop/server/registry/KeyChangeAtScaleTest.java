package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.feed.PeopleLoad;
import vn.khop.server.security.Actor;
import vn.khop.server.store.TestDatabase;

/** What encryption costs: a first load, feeds, reading all records into the index, and going over to other keys, during which every person is found. Prints what it measured. */
@Tag("long")
class KeyChangeAtScaleTest {
    private static final Actor HUB = Actor.ofServer("test");
    private static final Linkage LINKAGE = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
    private static final List<String> COLUMNS = List.of(
            Columns.FACILITY,
            Columns.MRN,
            Columns.FULL_NAME,
            Columns.GENDER,
            Columns.BIRTH_DATE,
            Columns.NATIONAL_ID,
            Columns.INSURANCE_NO,
            Columns.PHONE,
            Columns.ADDRESS);

    private final int people = Integer.getInteger("tests.people", 20_000);
    private final int fed = Integer.getInteger("tests.fed", 1_000);
    private final SplittableRandom random = new SplittableRandom(1);
    private final DrawnPatients patients = new DrawnPatients(random);

    @TempDir
    private Path folder;

    @Test
    void everybodyIsFoundWhileEverythingIsWrittenAnew() throws Exception {
        List<SourceFeed> loaded = drawn("01001", people);
        List<SourceFeed> more = drawn("01013", fed);
        Path file = csv(loaded);
        try (TestDatabase server = TestDatabase.postgres();
                TestDatabase clear = server.beside();
                TestDatabase made = server.beside();
                TestDatabase sealed = made.with(Optional.of(TestDatabase.key(1)))) {
            RecordStore plain = clear.store();
            RecordStore encrypted = sealed.store();
            say("first load, in the clear", people, load(plain, file));
            say("first load, encrypted", people, load(encrypted, file));
            say("reading all, in the clear", people, timed(() -> plain.eachPresent(record -> {})));
            say("reading all, encrypted", people, timed(() -> encrypted.eachPresent(record -> {})));
            Registry one = ServerParts.registry(plain, LINKAGE);
            Registry other = ServerParts.registry(encrypted, LINKAGE);
            // By turns, so that both are warm and meet the same machine.
            long[] nanos = new long[2];
            for (SourceFeed feed : more) {
                nanos[0] += timed(() -> one.feed(feed, HUB));
                nanos[1] += timed(() -> other.feed(feed, HUB));
            }
            say("feeds, in the clear", fed, nanos[0]);
            say("feeds, encrypted", fed, nanos[1]);
            rotated(encrypted, other, loaded);
        }
    }

    private void rotated(RecordStore store, Registry registry, List<SourceFeed> loaded) throws Exception {
        KeyDesk desk = new KeyDesk(
                store, LINKAGE, new UnkeptLog(), Clock.systemUTC(), new SecureRandom(), KeyDesk.ANNOUNCED_FOR);
        desk.rotate(Actor.ofOperator("one", "test"));
        desk.rotate(Actor.ofOperator("two", "test"));
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger read = new AtomicInteger();
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        Thread reading = new Thread(() -> {
            try {
                while (!isOver.get()) {
                    SourceFeed feed = loaded.get(read.incrementAndGet() % loaded.size());
                    PersonIdentifier own = PersonIdentifier.ofFacility(feed.facility(), feed.localId());
                    EnterpriseId person =
                            registry.crossReference(own, HUB).orElseThrow().person();
                    assertTrue(store.identifiers(person).contains(own));
                }
            } catch (Throwable fault) {
                wrong.set(fault);
            }
        });
        reading.start();
        while (desk.status().runs().get(0).phase() == KeyRun.Phase.ANNOUNCED) {
            Thread.sleep(Duration.ofSeconds(1).toMillis());
            long start = System.nanoTime();
            desk.goOn();
            if (desk.status().runs().get(0).phase() != KeyRun.Phase.ANNOUNCED) {
                say("going over to other keys, read beside", people + fed, System.nanoTime() - start);
            }
        }
        isOver.set(true);
        reading.join();
        System.out.println("encryption: " + read.get() + " reads beside, none failed");
        assertEquals(null, wrong.get());
        assertEquals(KeyRun.Phase.DONE, desk.status().runs().get(0).phase());
    }

    private static void say(String what, int records, long nanos) {
        System.out.printf(
                Locale.ROOT,
                "encryption: %s: %,d records, %.1f s, %,.0f a second%n",
                what,
                records,
                nanos / 1e9,
                records / (nanos / 1e9));
    }

    private static long timed(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return System.nanoTime() - start;
    }

    private long load(RecordStore store, Path file) throws IOException {
        try (PeopleLoad rows = PeopleLoad.read(
                List.of(file), folder, folder.resolve("bad.csv"), Facilities::isWellFormed, Progress.NONE)) {
            ActiveLinkage linkage = new ActiveLinkage(Linker.of(LinkageModel.readDefault()), store, Clock.systemUTC());
            FirstLoad load = new FirstLoad(
                    store,
                    ServerParts.registry(store, linkage),
                    linkage,
                    linkage,
                    new UnkeptLog(),
                    Clock.systemUTC(),
                    new SecureRandom());
            long start = System.nanoTime();
            LoadState done = load.run(rows, rows.badRows(), HUB, Progress.NONE);
            assertEquals(people, done.rows());
            return System.nanoTime() - start;
        }
    }

    private List<SourceFeed> drawn(String facility, int count) {
        List<SourceFeed> drawn = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            drawn.add(ServerParts.feed(
                    facility,
                    "N" + i,
                    patients.patient(),
                    Columns.PHONE,
                    "09" + (10_000_000 + random.nextInt(89_999_999))));
        }
        return drawn;
    }

    private Path csv(List<SourceFeed> people) throws IOException {
        StringBuilder text = new StringBuilder(String.join(",", COLUMNS)).append('\n');
        for (SourceFeed feed : people) {
            Map<String, String> says = feed.columns();
            List<String> values = new ArrayList<>(List.of(feed.facility(), feed.localId()));
            COLUMNS.stream().skip(2).forEach(column -> values.add('"' + says.getOrDefault(column, "") + '"'));
            text.append(String.join(",", values)).append('\n');
        }
        return Files.writeString(folder.resolve("people.csv"), text);
    }
}
