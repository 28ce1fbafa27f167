package vn.khop.server.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import vn.khop.server.export.ExportJob.Content;
import vn.khop.server.export.ExportJob.State;
import vn.khop.server.store.SqlExports;
import vn.khop.server.store.TestDatabase;

/** What is kept of exports, in PostgreSQL; in H2 the tests over HTTP show it. */
class PostgresExportsTest {
    @Test
    void anExportIsTakenByOneServerUntilItsTimeIsOverAndReadAsItWasWritten() {
        try (TestDatabase database = TestDatabase.postgres()) {
            ExportStore store = new SqlExports(database.pool());
            Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
            ExportJob asked = new ExportJob(
                    "1",
                    State.REQUESTED,
                    new ExportJob.Requester("hub", "hub", Set.of("TREAT"), ""),
                    Set.of(Content.PERSONS, Content.SOURCES),
                    Optional.of(now),
                    "/fhir/$export",
                    Optional.empty(),
                    now,
                    Optional.empty(),
                    Optional.empty(),
                    now.plusSeconds(60),
                    "",
                    List.of(),
                    "");
            store.add(asked);
            assertEquals(Optional.of(asked), store.job("1"));
            assertEquals(Optional.empty(), store.take("a", now, now.plusSeconds(10)));

            assertEquals(true, store.replace(asked.approved("lead"), State.REQUESTED));
            assertEquals(false, store.replace(asked.approved("another"), State.REQUESTED));
            ExportJob taken =
                    store.take("a", now.plusSeconds(1), now.plusSeconds(10)).orElseThrow();
            assertEquals(Optional.empty(), store.take("b", now.plusSeconds(5), now.plusSeconds(20)));

            ExportJob further = taken.begun(now)
                    .reached("E1", List.of(new ExportJob.File("Patient.0001.ndjson", Content.PERSONS, 3, 100)));
            assertEquals(true, store.reached(further, "a", now.plusSeconds(10)));
            assertEquals(
                    further,
                    store.take("b", now.plus(Duration.ofSeconds(11)), now.plusSeconds(30))
                            .orElseThrow());
            assertEquals(false, store.reached(further, "a", now.plusSeconds(40)), "another server has it");
            assertEquals(true, store.replace(further.ended(State.DONE, now, now.plusSeconds(60), ""), State.APPROVED));
            assertEquals(1, store.expired(now.plusSeconds(61)).size());
            assertEquals(List.of(), database.store().personsAfter("", Optional.of(now), 10));
        }
    }
}
