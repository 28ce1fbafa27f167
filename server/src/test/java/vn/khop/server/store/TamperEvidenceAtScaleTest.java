package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.ChainCheck;
import vn.khop.server.audit.ChainCheck.Finding;
import vn.khop.server.audit.ChainCheck.Kind;
import vn.khop.server.audit.ChainKeeper;
import vn.khop.server.audit.CheckpointFolder;
import vn.khop.server.audit.SigningKey;
import vn.khop.server.security.Actor;

/** A million entries, a thousand of them tampered with at once; prints what an entry costs and what looking at all of them does. */
@Tag("long")
class TamperEvidenceAtScaleTest {
    private static final Actor SOMEBODY = Actor.ofServer("test");
    private static final int AT_ONCE = 1000;
    private static final int TAMPERINGS = 1000;
    private static final int APPENDS = 5000;

    @TempDir
    private Path folder;

    @Test
    void aThousandTamperingsInAMillionEntriesAreAllFoundWhereTheyAre() {
        int events = Integer.getInteger("tests.events", 1_000_000);
        long seed = Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
        SplittableRandom random = new SplittableRandom(seed);
        try (TestDatabase database = TestDatabase.postgres()) {
            SqlAccessLog log = new SqlAccessLog(
                    database.pool(),
                    new DataSourceTransactionManager(database.pool()),
                    Clock.systemUTC(),
                    UUID::randomUUID);
            log.begin();
            JdbcTemplate sql = new JdbcTemplate(database.pool());
            long appendMicros = appendMicros(log, database);
            for (int written = 0; written < events; written += AT_ONCE) {
                List<String> persons = new ArrayList<>();
                for (int i = 0; i < AT_ONCE; i++) {
                    persons.add("E" + (written + i));
                }
                log.record(AccessEvent.ofResult(SOMEBODY, AccessAction.MATCH, persons));
            }
            long sealing = System.nanoTime();
            Path checkpoints = folder.resolve("checkpoints");
            try (ChainKeeper keeper = new ChainKeeper(
                    log, folder.resolve("key"), checkpoints, Duration.ofMinutes(10), Clock.systemUTC())) {
                keeper.sign();
            }
            long sealed = System.nanoTime();
            ChainCheck.Report intact = check(log, checkpoints);
            long verified = System.nanoTime();
            System.out.printf(
                    Locale.ROOT,
                    "an entry within a transaction costs %d us (95 of 100 no more); %d entries sealed in %.1f s, looked at in %.1f s%n",
                    appendMicros,
                    intact.entries(),
                    (sealed - sealing) / 1e9,
                    (verified - sealed) / 1e9);
            assertTrue(intact.isIntact(), intact.findings().toString());

            Map<Long, Kind> expected = tamper(sql, intact.entries(), random);
            List<Finding> findings = check(log, checkpoints).findings();
            String replay = "-Dtests.seed=" + Long.toHexString(seed);
            expected.forEach((position, kind) -> assertTrue(
                    findings.stream()
                            .anyMatch(finding ->
                                    finding.kind() == kind && finding.from() <= position && position <= finding.to()),
                    kind + " at " + position + ", " + replay));
            assertEquals(TAMPERINGS, expected.size(), replay);
        }
    }

    /** A change, a row taken out, or two rows swapped, each apart from the others; and what is to be found where. */
    private static Map<Long, Kind> tamper(JdbcTemplate sql, long entries, SplittableRandom random) {
        Map<Long, Kind> expected = new TreeMap<>();
        long apart = entries / (TAMPERINGS + 1);
        for (int i = 1; i <= TAMPERINGS; i++) {
            long at = i * apart + random.nextLong(apart / 2);
            switch (random.nextInt(3)) {
                case 0 -> {
                    sql.update("update khop.access_log set username = 'nobody' where position = ?", at);
                    expected.put(at, Kind.CHANGED);
                }
                case 1 -> {
                    sql.update("delete from khop.access_log where position = ?", at);
                    expected.put(at, Kind.MISSING);
                }
                default -> {
                    sql.update("update khop.access_log set position = -1 where position = ?", at);
                    sql.update("update khop.access_log set position = ? where position = ?", at, at + 1);
                    sql.update("update khop.access_log set position = ? where position = -1", at + 1);
                    expected.put(at, Kind.CHANGED);
                }
            }
        }
        return expected;
    }

    /** What an entry adds to a transaction that writes besides: the 95th percentile, in microseconds. */
    private static long appendMicros(SqlAccessLog log, TestDatabase database) {
        TransactionTemplate together = new TransactionTemplate(new DataSourceTransactionManager(database.pool()));
        long[] micros = new long[APPENDS];
        for (int i = 0; i < APPENDS; i++) {
            int at = i;
            together.executeWithoutResult(status -> {
                long started = System.nanoTime();
                log.record(AccessEvent.of(SOMEBODY, AccessAction.FEED, "A" + at));
                micros[at] = (System.nanoTime() - started) / 1000;
            });
        }
        Arrays.sort(micros);
        return micros[APPENDS * 95 / 100];
    }

    private static ChainCheck.Report check(SqlAccessLog log, Path checkpoints) {
        return ChainCheck.of(
                log,
                new CheckpointFolder(checkpoints).all(),
                SigningKey.publicIn(checkpoints.resolve(SigningKey.PUBLIC_FILE)));
    }
}
