package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessTrail;
import vn.khop.server.audit.AccessTrail.AccessQuestion;
import vn.khop.server.audit.ChainCheck;
import vn.khop.server.audit.ChainCheck.Finding;
import vn.khop.server.audit.ChainCheck.Kind;
import vn.khop.server.audit.ChainKeeper;
import vn.khop.server.audit.CheckpointFolder;
import vn.khop.server.audit.SigningKey;
import vn.khop.server.security.Actor;

/** The chain in a real database: written by many at once, sealed by several servers, and tampered with in SQL. */
abstract class AccessChainContract {
    private static final Actor SOMEBODY = Actor.ofServer("test");

    @TempDir
    private Path folder;

    private final TestDatabase database = open();
    private final JdbcTemplate sql = new JdbcTemplate(database.pool());
    private final SqlAccessLog log = log();

    abstract TestDatabase open();

    @BeforeEach
    void begin() {
        log.begin();
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatManyWroteAtOnceIsOneChainWithoutGapsAndWithoutWhatWasRolledBack() throws Exception {
        SqlAccessLog other = log();
        AtomicBoolean isDone = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(10);
        List<Future<Set<String>>> writers = new ArrayList<>();
        for (int writer = 0; writer < 8; writer++) {
            String name = "W" + writer;
            writers.add(threads.submit(() -> write(name, 60)));
        }
        List<Future<Long>> sealers = new ArrayList<>();
        for (SqlAccessLog server : List.of(log, other)) {
            sealers.add(threads.submit(() -> {
                long sealed = 0;
                while (!isDone.get()) {
                    sealed += server.seal();
                }
                return sealed;
            }));
        }
        Set<String> expected = new TreeSet<>();
        for (Future<Set<String>> writer : writers) {
            expected.addAll(writer.get());
        }
        isDone.set(true);
        long sealed = log.seal();
        for (Future<Long> sealer : sealers) {
            sealed += sealer.get();
        }
        threads.shutdown();
        sealed += log.seal();

        assertEquals(expected.size(), sealed);
        assertEquals(expected, new TreeSet<>(sql.queryForList("select person_id from khop.access_log", String.class)));
        assertEquals(
                (long) expected.size(), sql.queryForObject("select max(position) from khop.access_log", Long.class));
        assertTrue(check().isIntact(), check().findings().toString());
    }

    /** In transactions of one to three events, of which every fifth is taken back. */
    private Set<String> write(String name, int transactions) {
        TransactionTemplate together = new TransactionTemplate(new DataSourceTransactionManager(database.pool()));
        Set<String> committed = new TreeSet<>();
        for (int i = 0; i < transactions; i++) {
            List<String> persons = new ArrayList<>();
            for (int event = 0; event <= i % 3; event++) {
                persons.add(name + "-" + i + "-" + event);
            }
            boolean isTakenBack = i % 5 == 4;
            together.executeWithoutResult(status -> {
                log.record(AccessEvent.ofResult(SOMEBODY, AccessAction.MATCH, persons));
                if (isTakenBack) {
                    status.setRollbackOnly();
                }
            });
            if (!isTakenBack) {
                committed.addAll(persons);
            }
        }
        return committed;
    }

    @Test
    void whatSomebodyDoesInSqlIsFoundWhereHeDidIt() throws IOException {
        fill(200);
        try (ChainKeeper keeper = keeper()) {
            keeper.sign();
        }
        SplittableRandom random = new SplittableRandom(5);
        for (String statement : List.of(
                "update khop.access_log set username = 'nobody' where position = ?",
                "update khop.access_log set happened_at = happened_at + interval '1' second where position = ?",
                "update khop.access_log set person_id = '' where position = ?")) {
            int at = random.nextInt(1, 150);
            List<java.util.Map<String, Object>> was = sql.queryForList(
                    "select username, happened_at, person_id from khop.access_log where position = ?", at);
            sql.update(statement, at);
            assertEquals(List.of(new Finding(Kind.CHANGED, at, at)), check().findings(), statement);
            sql.update(
                    "update khop.access_log set username = ?, happened_at = ?, person_id = ? where position = ?",
                    was.get(0).get("username"),
                    was.get(0).get("happened_at"),
                    was.get(0).get("person_id"),
                    at);
            assertTrue(check().isIntact());
        }
        sql.update("delete from khop.access_log where position = 77");
        assertEquals(List.of(new Finding(Kind.MISSING, 77, 77)), check().findings());
        sql.update("delete from khop.access_log where position > 180");
        sql.update("update khop.access_chain set last_position = 180");
        assertEquals(
                List.of(new Finding(Kind.MISSING, 77, 77), new Finding(Kind.CUT_OFF, 181, 200)), check().findings());
    }

    @Test
    void theLogIsAskedByPersonUserTimeAndPage() {
        fill(30);

        AccessTrail.Page page = log.search(new AccessQuestion(
                java.util.Optional.empty(),
                java.util.Optional.of("khop"),
                java.util.Optional.empty(),
                List.of(AccessAction.MATCH, AccessAction.READ),
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.of(Clock.systemUTC().instant().plusSeconds(60)),
                10,
                5));

        assertEquals(30, page.total());
        assertEquals(
                List.of(20L, 19L, 18L, 17L, 16L),
                page.entries().stream().map(entry -> entry.position()).toList());
        assertEquals("P5", log.at(6).orElseThrow().personId());
        assertFalse(log.at(31).isPresent());
    }

    @Test
    void aRestartContinuesTheChainAndSignsWithTheSameKey() throws IOException {
        fill(10);
        try (ChainKeeper keeper = keeper()) {
            keeper.sign();
        }
        SqlAccessLog next = log();
        next.begin();
        fill(5);
        try (ChainKeeper keeper = keeper()) {
            keeper.sign();
        }

        ChainCheck.Report report = check();
        assertEquals(new ChainCheck.Report(15, 15, 2, List.of()), report);
    }

    private void fill(int events) {
        for (int i = 0; i < events; i++) {
            log.record(AccessEvent.of(SOMEBODY, AccessAction.MATCH, "P" + i));
        }
        log.seal();
    }

    private ChainKeeper keeper() {
        return new ChainKeeper(
                log, folder.resolve("key"), folder.resolve("checkpoints"), Duration.ofMinutes(10), Clock.systemUTC());
    }

    private ChainCheck.Report check() throws IOException {
        if (new CheckpointFolder(folder.resolve("checkpoints")).all().isEmpty()) {
            keeper().close();
        }
        return ChainCheck.of(
                log,
                new CheckpointFolder(folder.resolve("checkpoints")).all(),
                SigningKey.publicIn(folder.resolve("checkpoints").resolve(SigningKey.PUBLIC_FILE)));
    }

    private SqlAccessLog log() {
        return new SqlAccessLog(
                database.pool(),
                new DataSourceTransactionManager(database.pool()),
                Clock.systemUTC(),
                UUID::randomUUID);
    }
}
