package vn.khop.server.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;
import vn.khop.server.UtcClock;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.export.ExportJob.Content;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.RegisterPages;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.security.Scope;
import vn.khop.server.store.SqlExports;

/** An export whose server is killed after any page, also in the middle of writing one, and goes on in another: nobody is missing, nobody is there twice. */
@Tag("slow")
class ExportResumeTest {
    private static final RunningServer SERVER = RunningServer.shared();

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final String replay = "replay with -Dtests.seed=" + Long.toHexString(seed);
    private final ExportStore store = new SqlExports(SERVER.bean(javax.sql.DataSource.class));
    private final Moving clock = new Moving();

    @TempDir
    private Path folder;

    /** A clock that a test sets forward. */
    private static final class Moving extends UtcClock {
        private Duration ahead = Duration.ZERO;

        @Override
        public Instant instant() {
            return Instant.now().plus(ahead);
        }
    }

    @BeforeEach
    void somePeople() {
        Registry registry = SERVER.bean(Registry.class);
        List<String> names =
                List.of("Kiều Thị Một", "Lăng Văn Hai", "Mễ Thị Ba", "Nhan Văn Bốn", "Ổ Thị Năm", "Phí Văn Sáu");
        for (int i = 0; i < names.size(); i++) {
            registry.feed(
                    new SourceFeed(
                            "01098",
                            "resume-" + i,
                            Map.of(
                                    Columns.FULL_NAME,
                                    names.get(i),
                                    Columns.BIRTH_DATE,
                                    (1931 + 7 * i) + "-0" + (i + 1) + "-11"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    Actor.ofServer("test"));
        }
    }

    /** @param lives pages of lines that it writes before it is killed */
    private ExportDesk desk(int lives) {
        int[] left = {lives};
        return new ExportDesk(
                store,
                new RegisterPages(
                        SERVER.bean(RecordStore.class), SERVER.bean(Linkage.class), SERVER.bean(AccessLog.class)),
                (content, entry) -> {
                    if (left[0]-- == 0) {
                        throw new KilledError();
                    }
                    return List.of(entry.person().id().value());
                },
                SERVER.bean(AccessLog.class),
                new ExportSettings(folder, Duration.ofHours(1)),
                clock,
                () -> UUID.randomUUID().toString(),
                3);
    }

    /** Nothing catches it, as nothing catches a kill. */
    private static final class KilledError extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static Actor actor(String name, Role role) {
        return new Actor(
                name,
                name,
                Set.of(role),
                Set.of(Scope.EXPORT),
                Set.of("HSYSADMIN"),
                FacilityScope.everyFacility(),
                "test",
                "");
    }

    @Test
    void killedAfterAnyPageItGoesOnAndNobodyIsMissingOrThereTwice() throws IOException {
        Random random = new Random(seed);
        ExportDesk first = desk(0);
        ExportJob job = first.request(Set.of(Content.PERSONS), Optional.empty(), "", actor("resumer", Role.HUB));
        ExportDesk.Refused refused =
                assertThrows(ExportDesk.Refused.class, () -> first.approve(job.id(), actor("resumer", Role.ADMIN)));
        assertEquals(ExportDesk.Refused.Reason.SECOND_PERSON_NEEDED, refused.reason());
        first.approve(job.id(), actor("second", Role.CLERK_LEAD));

        int kills = 0;
        while (store.job(job.id()).orElseThrow().state() == ExportJob.State.APPROVED) {
            // Nobody waits for the lease of whoever was killed.
            clock.ahead = clock.ahead.plus(Duration.ofMinutes(2));
            try {
                desk(kills < 12 ? random.nextInt(40) : -1).step();
            } catch (KilledError killed) {
                kills++;
                scribble(job, random);
            }
        }

        ExportJob done = store.job(job.id()).orElseThrow();
        assertEquals(ExportJob.State.DONE, done.state(), replay + " " + done.failure());
        assertTrue(kills > 0, replay);
        List<String> lines = new ArrayList<>();
        for (ExportJob.File file : done.files()) {
            lines.addAll(Files.readAllLines(folder.resolve(job.id()).resolve(file.name())));
        }
        assertEquals(done.rows(Content.PERSONS), lines.size(), replay);
        assertEquals(lines.size(), new HashSet<>(lines).size(), replay);
        Set<String> all = Set.copyOf(
                org.springframework.jdbc.core.simple.JdbcClient.create(SERVER.bean(javax.sql.DataSource.class))
                        .sql("select person_id from khop.person")
                        .query(String.class)
                        .list());
        assertEquals(all, Set.copyOf(lines), replay);

        clock.ahead = clock.ahead.plus(Duration.ofHours(2));
        desk(-1).step();
        assertEquals(ExportJob.State.EXPIRED, store.job(job.id()).orElseThrow().state());
        assertTrue(Files.notExists(folder.resolve(job.id())), "its files go with its time");
    }

    /** What a server that is killed while it writes may leave behind. */
    private void scribble(ExportJob job, Random random) throws IOException {
        Path place = folder.resolve(job.id());
        if (!Files.isDirectory(place)) {
            return;
        }
        for (ExportJob.File file : store.job(job.id()).orElseThrow().files()) {
            if (random.nextBoolean()) {
                Files.writeString(
                        place.resolve(file.name()), "half a li", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
            }
        }
        if (random.nextInt(4) == 0) {
            Files.writeString(place.resolve("Patient.9999.ndjson"), "of nobody");
        }
    }
}
