package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.feed.PeopleFile;
import vn.khop.server.feed.PeopleLoad;
import vn.khop.server.security.Actor;
import vn.khop.server.store.TestDatabase;

/** A load finds the persons that feeds find, once however often it is stopped, on every database. The people are the demo's, made up. */
abstract class FirstLoadContract {
    private static final ModelLinkage LINKAGE = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
    private static final Actor LOADER = Actor.ofServer("test");
    private static final int ROWS_OF_A_PART = 70;

    @TempDir
    private Path folder;

    abstract TestDatabase newDatabase();

    private static Registry registry(TestDatabase database) {
        return new Registry(
                database.store(),
                LINKAGE,
                new Facilities(database.store(), Clock.systemUTC(), true),
                new UnkeptLog(),
                Clock.systemUTC(),
                new SecureRandom(),
                new SimpleMeterRegistry());
    }

    private static FirstLoad load(TestDatabase database) {
        return new FirstLoad(
                database.store(),
                registry(database),
                LINKAGE,
                LINKAGE,
                new UnkeptLog(),
                Clock.systemUTC(),
                new SecureRandom(),
                ROWS_OF_A_PART);
    }

    private static Path people(Path folder) throws IOException {
        Path file = folder.resolve("people.csv");
        if (!Files.exists(file)) {
            try (var in =
                    Objects.requireNonNull(FirstLoadContract.class.getResourceAsStream("/demo/people/people.csv"))) {
                Files.copy(in, file);
            }
        }
        return file;
    }

    private PeopleLoad rows(Path... files) throws IOException {
        return PeopleLoad.read(
                List.of(files), folder, folder.resolve("bad.csv"), Facilities::isWellFormed, Progress.NONE);
    }

    /** Who is with whom, whatever their ids. */
    private static Set<Set<SourceId>> persons(TestDatabase database) {
        Map<String, Set<SourceId>> persons = new HashMap<>();
        new JdbcTemplate(database.pool()).query("select source_id, person_id from khop.membership", row -> {
            persons.computeIfAbsent(row.getString(2), key -> new TreeSet<>()).add(new SourceId(row.getString(1)));
        });
        return new HashSet<>(persons.values());
    }

    private static Set<String> open(TestDatabase database) {
        return new JdbcTemplate(database.pool())
                .queryForList("select source_a, source_b, decision from khop.open_pair").stream()
                        .map(row -> row.values().toString())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aLoadGivesWhatFeedingRowByRowGives() throws IOException {
        try (TestDatabase fed = newDatabase();
                TestDatabase loaded = newDatabase().withKeysOf(fed)) {
            Registry registry = registry(fed);
            try (var text = Files.newBufferedReader(people(folder), StandardCharsets.UTF_8)) {
                PeopleFile.read(text).forEach(row -> registry.feed(row, LOADER));
            }
            try (PeopleLoad rows = rows(people(folder))) {
                LoadState done = load(loaded).run(rows, rows.badRows(), LOADER, Progress.NONE);
                assertEquals(LoadState.State.DONE, done.state());
                assertTrue(done.parts() > 3, "found " + done.parts() + " parts");
                assertEquals(done.parts(), done.partsDone());
            }
            assertEquals(persons(fed), persons(loaded));
            assertEquals(fed.records(), loaded.records());
            assertEquals(loaded.present(), loaded.replayed());
            assertTrue(open(loaded).size() > 0, "the demo's people leave questions");
            assertEquals(open(fed), open(loaded));
            assertEquals(
                    loaded.store().outbox().after(0, 1_000_000).stream()
                            .filter(event -> event.kind() == ChangeEvent.Kind.PERSON_CREATED)
                            .count(),
                    persons(loaded).size());
        }
    }

    /** Of the first record only the name is known at first; then it turns out to be the last person's, which can be found only when that person is there. */
    @Test
    void aRowThatBringsARecordOnceMoreMeetsThePersonsOfLaterParts() throws IOException {
        StringBuilder text =
                new StringBuilder("record_id,facility,mrn,full_name,gender,birth_date,national_id,recorded_at\n");
        text.append("1,01001,a,Bàn Thị Lún,Nữ,,,2024-01-01\n");
        for (int other = 0; other < 3 * ROWS_OF_A_PART; other++) {
            String year = String.valueOf(1920 + other % 80);
            text.append("%d,01013,o%d,Vàng Thị %s,Nữ,%s-%02d-07,,2024-01-01\n"
                    .formatted(other + 2, other, (char) ('A' + other % 26) + "en", year, 1 + other / 80));
        }
        text.append("90001,01028,t,Bàn Thị Lún,Nữ,1990-01-02,001190000102,2024-01-01\n");
        text.append("90002,01001,a,Bàn Thị Lún,Nữ,1990-01-02,001190000102,2025-01-01\n");
        Path file = folder.resolve("repeated.csv");
        Files.writeString(file, text);
        try (TestDatabase database = newDatabase();
                PeopleLoad rows = rows(file)) {
            LoadState done = load(database).run(rows, rows.badRows(), LOADER, Progress.NONE);
            assertTrue(done.parts() > 3, "found " + done.parts() + " parts");
            assertEquals(1, done.fed());
            assertTrue(
                    persons(database).contains(Set.of(SourceId.of("01001", "a"), SourceId.of("01028", "t"))),
                    "the revised record is not with the person it fits");
        }
    }

    /** Stopped after every part in turn, and each time begun again. */
    @Test
    void aLoadThatIsStoppedGoesOnWithoutALostOrADoubledRow() throws IOException {
        try (TestDatabase whole = newDatabase();
                TestDatabase stopped = newDatabase().withKeysOf(whole)) {
            try (PeopleLoad rows = rows(people(folder))) {
                load(whole).run(rows, 0, LOADER, Progress.NONE);
                int parts = 0;
                while (parts < 100) {
                    parts++;
                    try {
                        load(stopped).run(rows, 0, LOADER, new StopAfter(parts));
                        break;
                    } catch (Stopped expected) {
                        assertEquals(stopped.present(), stopped.replayed());
                    }
                }
                assertTrue(parts > 3, "stopped " + parts + " times");
                LoadState again = load(stopped).run(rows, 0, LOADER, Progress.NONE);
                assertEquals(LoadState.State.DONE, again.state());
            }
            assertEquals(persons(whole), persons(stopped));
            assertEquals(whole.records(), stopped.records());
            assertEquals(open(whole), open(stopped));
        }
    }

    private static final class Stopped extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /** Stops a run when so many parts more were written, as a kill would between two transactions. */
    private static final class StopAfter implements Progress {
        private final int parts;
        private boolean isWriting;
        private int written;

        StopAfter(int parts) {
            this.parts = parts;
        }

        @Override
        public void stage(String name, long total) {
            isWriting = name.equals("writing");
        }

        @Override
        public void done(long more) {
            if (isWriting && ++written > parts) {
                throw new Stopped();
            }
        }
    }

    @Test
    void rowsOfPersonsThatAreKnownGoTheWayOfAFeed() throws IOException {
        try (TestDatabase fed = newDatabase();
                TestDatabase mixed = newDatabase().withKeysOf(fed)) {
            List<SourceFeed> all;
            try (var text = Files.newBufferedReader(people(folder), StandardCharsets.UTF_8)) {
                all = PeopleFile.read(text);
            }
            Registry registry = registry(fed);
            all.forEach(row -> registry.feed(row, LOADER));
            Registry before = registry(mixed);
            for (int i = 0; i < all.size(); i += 7) {
                before.feed(all.get(i), LOADER);
            }
            try (PeopleLoad rows = rows(people(folder))) {
                LoadState done = load(mixed).run(rows, 0, LOADER, Progress.NONE);
                assertTrue(done.fed() > all.size() / 7, "fed " + done.fed());
                assertTrue(done.created() > 0, "created " + done.created());
            }
            assertEquals(persons(fed), persons(mixed));
            assertEquals(fed.records(), mixed.records());
            assertEquals(open(fed), open(mixed));
        }
    }

    @Test
    void aBadRowIsToldByRowAndColumnAndARepeatedOneIsARevision() throws IOException {
        Path file = folder.resolve("few.csv");
        Files.writeString(file, """
                record_id,facility,mrn,full_name,birth_date,recorded_at
                1,01001,a,Bàn Thị Lún,1990-01-02,2024-01-01
                2,,b,Bàn Thị Lún,1990-01-02,2024-01-01
                3,01001,,Bàn Thị Lún,1990-01-02,2024-01-01
                4,99,c,Bàn Thị Lún,1990-01-02,2024-01-01
                5,01001,a,Bàn Thị Lún,1990-01-03,2025-01-01
                6,01001,d,Bàn
                """);
        try (TestDatabase database = newDatabase();
                PeopleLoad rows = rows(file)) {
            LoadState done = load(database).run(rows, rows.badRows(), LOADER, Progress.NONE);
            assertEquals(List.of(2, 4), List.of(done.rows(), done.badRows()));
            String path = file.toString();
            assertEquals(
                    List.of(
                            "file,row,column,found,expected",
                            path + ",2,facility,nothing,the code of a facility",
                            path + ",3,mrn,nothing,the facility's own number of the patient",
                            path + ",4,facility,a code that is not registered,the code of a registered facility",
                            path + ",6,,4 values,6 values"),
                    Files.readAllLines(folder.resolve("bad.csv")));
            SourceRecord record =
                    database.store().source(SourceId.of("01001", "a")).orElseThrow();
            assertEquals(2, record.version());
            assertEquals("1990-01-03", record.columns().get(Columns.BIRTH_DATE));
        }
        Files.writeString(file, "record_id,full_name\n1,Bàn Thị Lún\n");
        IOException wrong = assertThrows(IOException.class, () -> rows(file).close());
        assertTrue(String.valueOf(wrong.getMessage()).contains("facility"), wrong.getMessage());
    }
}
