package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.SourceId;

/** A registry that was filled by the first version keeps what it knew: as it is, as it was, and what it is found by. */
class UpgradeTest {
    private static final String FIRST_VERSION = "102";
    private static final EnterpriseId GONE = new EnterpriseId("EJTAJSW5VDEO");
    private static final EnterpriseId STAYS = new EnterpriseId("EQDBZ9RG405A");
    private static final SourceId MOVED = SourceId.of("01001", "1");
    private static final SourceId OWN = SourceId.of("01013", "2");

    @Test
    void onTheEmbeddedDatabase(@TempDir Path folder) {
        String url = "jdbc:h2:file:" + folder.resolve("khop") + ";DB_CLOSE_ON_EXIT=FALSE";
        assertKept(url, "khop", "KHOP", "varchar");
    }

    @Test
    @Tag("slow")
    void onPostgres() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            assertKept(postgres.getJdbcUrl("postgres", "postgres"), "postgres", "khop", "varchar collate \"C\"");
        }
    }

    private static void assertKept(String url, String user, String schema, String text) {
        DriverManagerDataSource old = new DriverManagerDataSource(url, user, "");
        Flyway.configure()
                .dataSource(old)
                .locations("classpath:db/khop")
                .defaultSchema(schema)
                .createSchemas(true)
                .outOfOrder(true)
                .placeholders(Map.of("text", text))
                .target(FIRST_VERSION)
                .load()
                .migrate();
        fill(new JdbcTemplate(old));
        try (TestDatabase database = TestDatabase.at(url, user)) {
            SqlRecordStore store = database.store();
            assertEquals(database.present(), database.replayed());
            assertEquals(Map.of(MOVED, STAYS, OWN, STAYS), store.personsOf(List.of(MOVED, OWN)));
            assertEquals(Optional.of(STAYS), store.person(GONE).orElseThrow().supersededBy());
            Instant between = Instant.parse("2024-01-02T12:00:00Z");
            assertEquals(
                    Optional.empty(), store.person(GONE, between).orElseThrow().supersededBy());
            assertEquals(
                    List.of(MOVED),
                    store.members(GONE, between).stream()
                            .map(record -> record.id())
                            .toList());
            assertEquals(
                    1,
                    store.members(STAYS, Instant.parse("2025-01-01T00:00:00Z")).stream()
                            .filter(record -> record.id().equals(OWN))
                            .findFirst()
                            .orElseThrow()
                            .version(),
                    "a version that came too late was never the present one");
            assertEquals(
                    Set.of(MOVED, OWN),
                    store.sharingAKey(Set.of("name:lan"), 10).versions().keySet());
            assertTrue(
                    store.models().hasExactlyKeys(OWN, Set.of("name:lan")), "the keys of a record are known by it too");
            assertEquals(List.of(STAYS), store.withIdentifier(PersonIdentifier.ofFacility("01001", "1")));
        }
    }

    private static void fill(JdbcTemplate sql) {
        sql.update(
                "insert into khop.facility (code, registered_at) values ('01001', timestamp with time zone '2024-01-01 00:00:00+00')");
        for (SourceId id : List.of(MOVED, OWN)) {
            String facility = id.equals(MOVED) ? "01001" : "01013";
            String number = id.equals(MOVED) ? "1" : "2";
            sql.update(
                    "insert into khop.source_record (source_id, facility, local_id, present_version, last_version) values (?, ?, ?, 1, 2)",
                    id.value(),
                    facility,
                    number);
            version(sql, id, 1, "2024-01-01");
            version(sql, id, 2, "2023-06-01");
            sql.update("insert into khop.blocking_key (key_text, source_id) values ('name:lan', ?)", id.value());
            sql.update(
                    "insert into khop.source_identifier (number, domain, source_id) values (?, ?, ?)",
                    number,
                    "facility:" + facility,
                    id.value());
        }
        sql.update(
                "insert into khop.person (person_id, created_at) values (?, timestamp with time zone '2024-01-01 00:00:00+00')",
                STAYS.value());
        sql.update(
                "insert into khop.person (person_id, created_at, superseded_by, superseded_at) values (?, timestamp with time zone '2024-01-02 00:00:00+00', ?, timestamp with time zone '2024-01-03 00:00:00+00')",
                GONE.value(),
                STAYS.value());
        link(sql, "FOUNDED", OWN, STAYS, null, "2024-01-01");
        link(sql, "FOUNDED", MOVED, GONE, null, "2024-01-02");
        link(sql, "MOVED", MOVED, STAYS, GONE.value(), "2024-01-03");
        for (SourceId id : List.of(MOVED, OWN)) {
            sql.update("insert into khop.membership (source_id, person_id) values (?, ?)", id.value(), STAYS.value());
        }
    }

    private static void version(JdbcTemplate sql, SourceId id, int version, String day) {
        sql.update(
                "insert into khop.source_version (source_id, version, columns, event_time, received_at, username, client_id, request_id)"
                        + " values (?, ?, '{\"full_name\":\"Lan\"}', timestamp with time zone '" + day
                        + " 00:00:00+00', timestamp with time zone '2024-01-0" + version
                        + " 00:00:00+00', 'u', 'c', 'r')",
                id.value(),
                version);
    }

    private static void link(
            JdbcTemplate sql,
            String kind,
            SourceId source,
            EnterpriseId person,
            @org.jspecify.annotations.Nullable String previous,
            String day) {
        sql.update(
                "insert into khop.link_event (kind, source_id, person_id, previous_person_id, at, decided_by, model_version, request_id)"
                        + " values (?, ?, ?, ?, timestamp with time zone '" + day
                        + " 00:00:00+00', 'model', 'm', 'r')",
                kind,
                source.value(),
                person.value(),
                previous);
    }
}
