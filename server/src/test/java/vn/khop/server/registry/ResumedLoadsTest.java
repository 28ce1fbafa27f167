package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.feed.LoadDesk;
import vn.khop.server.feed.UploadedLoad;
import vn.khop.server.security.Actor;
import vn.khop.server.store.TestDatabase;

/** Files that were sent to be loaded when the server died: the next one knows them from its first moment, and goes on with them. */
class ResumedLoadsTest {
    private static final Actor ADMIN = Actor.ofServer("test");
    private static final ModelLinkage LINKAGE = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
    private static final int ROWS = 60;
    private static final int ROWS_OF_A_PART = 10;

    @TempDir
    private Path folder;

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** A store at which the process dies once it has begun to write so many parts. */
    private static RecordStore dying(RecordStore real, int parts, AtomicBoolean isDead) {
        AtomicInteger left = new AtomicInteger(parts);
        return (RecordStore) Proxy.newProxyInstance(
                RecordStore.class.getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("claiming") && left.decrementAndGet() < 0) {
                        isDead.set(true);
                        throw new Killed();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    private LoadDesk desk(RecordStore store) {
        FirstLoad loads = new FirstLoad(
                store,
                ServerParts.registry(store, LINKAGE),
                LINKAGE,
                LINKAGE,
                new UnkeptLog(),
                Clock.systemUTC(),
                new SecureRandom(),
                ROWS_OF_A_PART);
        return new LoadDesk(
                folder,
                loads,
                new Facilities(store, Clock.systemUTC(), true),
                new UnkeptLog(),
                Clock.systemUTC(),
                UUID::randomUUID);
    }

    private static ByteArrayInputStream file(String prefix) {
        StringBuilder rows = new StringBuilder("facility,mrn,full_name,gender,birth_date,national_id\n");
        for (int row = 0; row < ROWS; row++) {
            rows.append("01001,%s%d,Lường Thị %s,female,19%02d-%02d-%02d,0011%02d%06d%n"
                    .formatted(
                            prefix,
                            row,
                            List.of("Nọi", "Ính", "Xôm", "Pâng").get(row % 4),
                            row,
                            row % 12 + 1,
                            row % 28 + 1,
                            row,
                            (prefix.charAt(0) * 1_000 + row) * 7));
        }
        return new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void whatWasUnderWayOrWaitedWhenTheServerDiedIsLoadedOnceByTheNextOne() throws Exception {
        try (TestDatabase database = TestDatabase.h2InMemory()) {
            AtomicBoolean isDead = new AtomicBoolean();
            String running;
            String waiting;
            try (LoadDesk killed = desk(dying(database.store(), 4, isDead))) {
                running = killed.take(file("a"), 1_000_000, true, ADMIN).id();
                waiting = killed.take(file("b"), 1_000_000, true, ADMIN).id();
                await(isDead::get);
            }
            int before = versions(database).size();
            assertTrue(before < 2 * ROWS, "it was over before it died");
            Path halfSent = Files.createDirectories(folder.resolve("half-sent"));
            Files.writeString(halfSent.resolve("rows.csv"), "facility,mrn\n01001,");

            try (LoadDesk next = desk(database.store())) {
                assertEquals(
                        Set.of(running, waiting),
                        Set.copyOf(next.all().stream()
                                .map(shown -> shown.load().id())
                                .toList()),
                        "it is known before anybody says to go on");
                assertFalse(Files.exists(halfSent), "whose sender was never answered");
                next.resumeAll();
                await(() -> next.all().stream().allMatch(shown -> shown.load().state() == UploadedLoad.State.DONE));
            }
            Map<String, Integer> versions = versions(database);
            assertEquals(2 * ROWS, versions.size());
            assertEquals(Set.of(1), new TreeSet<>(versions.values()), "versions of a record");
            assertEquals(database.present(), database.replayed());
            assertFalse(Files.exists(folder.resolve(running).resolve("rows.csv")));
        }
    }

    private static Map<String, Integer> versions(TestDatabase database) {
        Map<String, Integer> versions = new HashMap<>();
        new JdbcTemplate(database.pool()).query("select source_id from khop.source_version", row -> {
            versions.merge(row.getString(1), 1, Integer::sum);
        });
        return versions;
    }

    private static void await(java.util.function.BooleanSupplier isSo) throws InterruptedException {
        for (int look = 0; look < 6_000 && !isSo.getAsBoolean(); look++) {
            Thread.sleep(20);
        }
        assertTrue(isSo.getAsBoolean(), "it does not come");
    }
}
