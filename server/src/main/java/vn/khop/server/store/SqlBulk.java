package vn.khop.server.store;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.PGCopyOutputStream;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.registry.BulkRecord;
import vn.khop.server.registry.Change;
import vn.khop.server.registry.ChangeEvent;
import vn.khop.server.registry.LinkEvent;
import vn.khop.server.registry.PersonEvent;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.SourceRecord;

/** Writes many new records at once: by COPY into PostgreSQL, by batches into H2. Joins the caller's transaction. */
final class SqlBulk {
    private static final int COPY_BUFFER_BYTES = 1 << 16;

    private final JdbcTemplate database;

    SqlBulk(JdbcTemplate database) {
        this.database = database;
    }

    /** Rows for one table. */
    private static final class Table {
        /** So many rows have their place beside the letters; a part of a load has some hundred thousand. */
        private static final int PLACE_BITS = 24;

        private static final int LETTERS = 5;

        private final String name;
        private final String columns;
        private final List<@Nullable Object[]> rows = new ArrayList<>();

        Table(String name, String columns) {
            this.name = name;
            this.columns = columns;
        }

        void add(@Nullable Object... values) {
            rows.add(values);
        }

        /** Roughly by the first column, so that an index grows page by page: the first letters are enough, and cost a tenth of comparing rows. */
        Table sorted() {
            long[] order = new long[rows.size()];
            for (int i = 0; i < order.length; i++) {
                order[i] = beginning(String.valueOf(rows.get(i)[0])) << PLACE_BITS | i;
            }
            Arrays.sort(order);
            List<@Nullable Object[]> unsorted = List.copyOf(rows);
            for (int i = 0; i < order.length; i++) {
                rows.set(i, unsorted.get((int) (order[i] & (1L << PLACE_BITS) - 1)));
            }
            return this;
        }

        private static long beginning(String text) {
            long letters = 0;
            for (int i = 0; i < LETTERS; i++) {
                letters = letters << Byte.SIZE | (i < text.length() ? Math.min(text.charAt(i), Byte.MAX_VALUE) : 0);
            }
            return letters;
        }
    }

    void add(
            List<BulkRecord> records,
            Change change,
            RecordStore.Origin origin,
            Function<Map<String, String>, String> asText) {
        Table sources = new Table("source_record", "source_id, facility, local_id, present_version, last_version");
        Table versions = new Table(
                "source_version",
                "source_id, version, columns, document, event_time, received_at, username, client_id, request_id, taken");
        Table keys = new Table("blocking_key", "key_text, source_id");
        Table identifiers = new Table("source_identifier", "number, domain, source_id, is_verified");
        Table texts = new Table("search_text", "source_id, birth_date, gender, folded, exact");
        Table persons = new Table("person", "person_id, created_at");
        Table personEvents = new Table("person_event", "change_number, person_id, kind, at");
        Table links = new Table(
                "link_event",
                "kind, source_id, person_id, at, decided_by, model_version, request_id, evidence_source_id, evidence_bits,"
                        + " evidence_probability, change_number, keys_cut");
        Table memberships = new Table("membership", "source_id, person_id");
        Table told = new Table("outbox_new", "change_number, kind, person_id, at");
        Object at = Rows.time(change.at());
        for (BulkRecord one : records) {
            SourceRecord record = one.record();
            String source = record.id().value();
            String person = one.person().value();
            sources.add(source, record.facility(), record.localId(), record.version(), record.version());
            versions.add(
                    source,
                    record.version(),
                    asText.apply(record.columns()),
                    record.document().orElse(null),
                    record.eventTime().map(Rows::time).orElse(null),
                    Rows.time(record.receivedAt()),
                    origin.username(),
                    origin.clientId(),
                    origin.requestId(),
                    true);
            one.index().blockingKeys().forEach(key -> keys.add(key, source));
            one.index()
                    .identifiers()
                    .forEach(number -> identifiers.add(
                            number.value(),
                            number.domain(),
                            source,
                            one.index().verified().contains(number)));
            texts.add(SearchWords.row(source, one.index()));
            if (one.founds()) {
                persons.add(person, at);
                personEvents.add(change.number(), person, PersonEvent.Kind.FOUNDED.name(), at);
                told.add(change.number(), ChangeEvent.Kind.PERSON_CREATED.name(), person, at);
                told.add(change.number(), ChangeEvent.Kind.CROSS_REFERENCE_CHANGED.name(), person, at);
            }
            links.add(
                    LinkEvent.Kind.FOUNDED.name(),
                    source,
                    person,
                    at,
                    change.decidedBy(),
                    change.modelVersion(),
                    change.requestId(),
                    one.evidence().map(evidence -> evidence.with().value()).orElse(null),
                    one.evidence().map(LinkEvent.Evidence::bits).orElse(null),
                    one.evidence().map(LinkEvent.Evidence::probability).orElse(null),
                    change.number(),
                    0);
            memberships.add(source, person);
        }
        List<Table> all = List.of(
                sources.sorted(),
                versions.sorted(),
                keys.sorted(),
                identifiers.sorted(),
                texts.sorted(),
                persons.sorted(),
                personEvents,
                links,
                memberships.sorted(),
                told);
        database.execute((ConnectionCallback<Boolean>) connection -> {
            boolean isPostgres = connection.isWrapperFor(PGConnection.class);
            for (Table table : all) {
                if (isPostgres) {
                    copy(connection, table);
                } else {
                    insert(table);
                }
            }
            return true;
        });
    }

    private void insert(Table table) {
        String places = String.join(", ", Collections.nCopies(table.columns.split(",").length, "?"));
        database.batchUpdate(
                "insert into khop." + table.name + " (" + table.columns + ") values (" + places + ")", table.rows);
    }

    /* A row is written into memory first: an encoder that is given one character after the other costs more than all else that a load does here. */
    private static void copy(Connection connection, Table table) throws SQLException {
        String statement = "copy khop." + table.name + " (" + table.columns + ") from stdin with (format csv)";
        PGConnection postgres = connection.unwrap(PGConnection.class);
        StringBuilder text = new StringBuilder(COPY_BUFFER_BYTES);
        try (OutputStream copied = new PGCopyOutputStream(postgres, statement, COPY_BUFFER_BYTES);
                CSVPrinter printer = new CSVPrinter(text, CSVFormat.POSTGRESQL_CSV)) {
            for (@Nullable Object[] row : table.rows) {
                printer.printRecord(row);
                if (text.length() >= COPY_BUFFER_BYTES / 2) {
                    copied.write(text.toString().getBytes(StandardCharsets.UTF_8));
                    text.setLength(0);
                }
            }
            copied.write(text.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("COPY into khop." + table.name + " failed", e);
        }
    }
}
