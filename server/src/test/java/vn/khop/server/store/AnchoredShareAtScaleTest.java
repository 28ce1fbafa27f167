package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import vn.khop.server.registry.AnchorCounts.Count;
import vn.khop.server.registry.CitizenAnchor.State;

/** The share of anchored persons among a million, with 1,500,000 records of 42 hospitals; prints how long it takes to count. */
@Tag("long")
class AnchoredShareAtScaleTest {
    private static final int PERSONS = 1_000_000;

    @Test
    void aMillionPersonsAreCountedByHospital() {
        try (TestDatabase database = TestDatabase.postgres()) {
            JdbcTemplate sql = new JdbcTemplate(database.pool());
            // Every other person has a second record at the next hospital; of ten persons two have no number, one has
            // two, three a verified one, four an asserted one.
            String record = "(select 'S' || n as source_id, n, n %% 42 as hospital from generate_series(1, %1$d) n"
                    + " union all select 'T' || n, n, (n + 1) %% 42 from generate_series(2, %1$d, 2) n) r";
            record = String.format(java.util.Locale.ROOT, record, PERSONS);
            sql.update("insert into khop.person (person_id, created_at) select 'E' || n, now() from generate_series(1, "
                    + PERSONS + ") n");
            sql.update(
                    "insert into khop.source_record select source_id, 'h' || hospital, source_id, 1, 1 from " + record);
            sql.update("insert into khop.membership select source_id, 'E' || n from " + record);
            sql.update("insert into khop.source_identifier (number, domain, source_id)"
                    + " select source_id, 'facility:h' || hospital, source_id from " + record);
            sql.update("insert into khop.source_identifier (number, domain, source_id, is_verified)"
                    + " select to_char(n, 'FM000000000000'), 'national_id', source_id, n % 10 between 3 and 5 from "
                    + record + " where n % 10 >= 2");
            sql.update("insert into khop.source_identifier (number, domain, source_id)"
                    + " select to_char(n, 'FM900000000000'), 'national_id', source_id from " + record
                    + " where n % 10 = 2 and source_id like 'S%'");
            sql.execute("vacuum analyze");
            SqlAnchorCounts counts = new SqlAnchorCounts(
                    database.pool(),
                    new DataSourceTransactionManager(database.pool()),
                    database.store().outbox(),
                    SqlAnchorCounts.MANY_EVENTS);
            for (String what : List.of("everybody", "10,000 who changed", "nobody, who changed")) {
                if (what.startsWith("10")) {
                    sql.update("insert into khop.outbox_new (change_number, kind, person_id, at)"
                            + " select n, 'PERSON_CHANGED', 'E' || n * 90, now() from generate_series(1, 10000) n");
                    // A reader of the feed has been there.
                    assertEquals(1, database.store().outbox().after(0, 1).size());
                }
                long began = System.nanoTime();
                List<Count> counted = counts.count();
                System.out.printf(
                        "a million persons, 1,500,000 records, 42 hospitals: %s counted in %.2f s%n",
                        what, (System.nanoTime() - began) / 1e9);
                assertEquals(43, counted.size());
                assertEquals(0.7, counted.get(0).anchored());
                assertEquals(PERSONS, counted.get(0).all());
                assertEquals(PERSONS / 10L, counted.get(0).persons().get(State.CONFLICTING));
            }
        }
    }
}
