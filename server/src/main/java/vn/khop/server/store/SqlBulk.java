package vn.khop.server.store;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.registry.BulkRecord;
import vn.khop.server.registry.Change;
import vn.khop.server.registry.ChangeEvent;
import vn.khop.server.registry.LinkEvent;
import vn.khop.server.registry.PersonEvent;
import vn.khop.server.registry.RecordStore;

/*
 * Reading rows of text is most of a load's work, and it is PostgreSQL's, in one process. So while it reads one table the text of the next ones is written here by a thread beside.
 */
/** Writes many new records at once: by COPY into PostgreSQL, by batches into H2. Joins the caller's transaction. */
final class SqlBulk {
    private static final int BUFFER_CHARACTERS = 1 << 16;

    private final JdbcTemplate database;
    private final Executor beside;
    private final Seal seal;

    SqlBulk(JdbcTemplate database, Seal seal) {
        this.seal = seal;
        this.database = database;
        this.beside = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
            Thread thread = new Thread(task, "bulk-rows");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Takes the rows that records make in one table. */
    private interface Sink {
        void row(@Nullable Object... values);
    }

    /**
     * One table and what records are in it.
     *
     * @param isSorted whether its rows are written roughly by the first column, so that an index grows page by page
     */
    private record Table(String name, String columns, boolean isSorted, BiConsumer<BulkRecord, Sink> rows) {
        /** So many rows have their place beside what they are sorted by; a part of a load has some hundred thousand. */
        private static final int PLACE_BITS = 24;

        private static final int LETTERS = 5;

        List<@Nullable Object[]> rows(List<BulkRecord> records) {
            List<@Nullable Object[]> all = new ArrayList<>();
            records.forEach(record -> rows.accept(record, all::add));
            return isSorted ? sorted(all) : all;
        }

        /** The first letters, or the upper bits of a number, are enough, and cost a tenth of comparing rows. */
        private static List<@Nullable Object[]> sorted(List<@Nullable Object[]> rows) {
            long[] order = new long[rows.size()];
            for (int i = 0; i < order.length; i++) {
                order[i] = beginning(rows.get(i)[0]) << PLACE_BITS | i;
            }
            Arrays.sort(order);
            List<@Nullable Object[]> sorted = new ArrayList<>(order.length);
            for (long place : order) {
                sorted.add(rows.get((int) (place & (1L << PLACE_BITS) - 1)));
            }
            return sorted;
        }

        private static long beginning(@Nullable Object value) {
            if (value instanceof Long number) {
                return number >> PLACE_BITS;
            }
            String text = String.valueOf(value);
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
        List<Table> tables = tables(change, origin, asText);
        if (Rows.isPostgres(database)) {
            copy(tables, records);
        } else {
            tables.stream()
                    .filter(table -> !table.name().equals(SqlNews.TABLE))
                    .forEach(table -> insert(table, records));
        }
    }

    private List<Table> tables(Change change, RecordStore.Origin origin, Function<Map<String, String>, String> asText) {
        Object at = Rows.time(change.at());
        Seal.Forms forms = seal.written();
        return List.of(
                new Table(
                        "source_record",
                        "source_id, facility, local_id, local_id_sealed, present_version, last_version",
                        true,
                        (one, rows) -> rows.row(
                                id(one),
                                one.record().facility(),
                                forms.of(Seal.Kind.LOCAL_ID, one.record().localId()),
                                seal.beside(
                                        Seal.Column.LOCAL_ID,
                                        id(one),
                                        one.record().localId()),
                                one.record().version(),
                                one.record().version())),
                new Table(
                        "source_version",
                        "source_id, version, columns, document, event_time, received_at, username, client_id, request_id, taken",
                        true,
                        (one, rows) -> rows.row(
                                id(one),
                                one.record().version(),
                                seal.seal(
                                        Seal.Column.VERSION_COLUMNS,
                                        version(one),
                                        asText.apply(one.record().columns())),
                                one.record()
                                        .document()
                                        .map(document ->
                                                seal.seal(Seal.Column.VERSION_DOCUMENT, version(one), document))
                                        .orElse(null),
                                one.record().eventTime().map(Rows::time).orElse(null),
                                Rows.time(one.record().receivedAt()),
                                origin.username(),
                                origin.clientId(),
                                origin.requestId(),
                                true)),
                new Table(
                        "arrival",
                        "source_id, version",
                        false,
                        (one, rows) -> rows.row(id(one), one.record().version())),
                new Table(
                        "blocking_key",
                        "key_hash, source_id",
                        true,
                        (one, rows) -> SqlIndex.hashes(one.index(), forms).forEach(key -> rows.row(key, id(one)))),
                new Table(
                        "source_identifier",
                        "number, number_sealed, domain, source_id, is_verified",
                        true,
                        (one, rows) -> one.index()
                                .identifiers()
                                .forEach(number -> rows.row(
                                        forms.of(Seal.Kind.NUMBER, number.value()),
                                        SqlIndex.beside(seal, id(one), number),
                                        number.domain(),
                                        id(one),
                                        one.index().verified().contains(number)))),
                new Table(
                        "search_text",
                        "source_id, birth_date, gender, folded, exact, blocking_keys",
                        true,
                        (one, rows) -> rows.row(
                                SearchWords.row(id(one), one.index(), SqlIndex.hashes(one.index(), forms), forms))),
                new Table(
                        "person", "person_id, created_at", true, ofFounders((one, rows) -> rows.row(person(one), at))),
                new Table(
                        "person_event",
                        "change_number, person_id, kind, at",
                        false,
                        ofFounders((one, rows) ->
                                rows.row(change.number(), person(one), PersonEvent.Kind.FOUNDED.name(), at))),
                new Table(
                        "link_event",
                        "kind, source_id, person_id, at, decided_by, model_version, request_id, evidence_source_id, evidence_bits,"
                                + " evidence_probability, change_number, keys_cut",
                        false,
                        (one, rows) -> rows.row(
                                LinkEvent.Kind.FOUNDED.name(),
                                id(one),
                                person(one),
                                at,
                                change.decidedBy(),
                                change.modelVersion(),
                                change.requestId(),
                                one.evidence()
                                        .map(evidence -> evidence.with().value())
                                        .orElse(null),
                                one.evidence().map(LinkEvent.Evidence::bits).orElse(null),
                                one.evidence()
                                        .map(LinkEvent.Evidence::probability)
                                        .orElse(null),
                                change.number(),
                                0)),
                new Table(
                        "unlinkable",
                        "source_id, facility, class, since",
                        false,
                        (one, rows) -> one.unlinkable()
                                .ifPresent(why -> rows.row(
                                        id(one),
                                        one.record().facility(),
                                        why.name(),
                                        Rows.time(one.record().receivedAt())))),
                new Table(
                        "record_issue",
                        "source_id, kind, fingerprint, dismissed",
                        false,
                        (one, rows) -> one.issues()
                                .forEach(issue -> rows.row(
                                        id(one),
                                        issue.kind().name(),
                                        SqlRecordIssues.kept(seal, issue),
                                        issue.isDismissed()))),
                new Table("membership", "source_id, person_id", true, (one, rows) -> rows.row(id(one), person(one))),
                new Table("outbox_new", "change_number, kind, person_id, at", false, ofFounders((one, rows) -> {
                    rows.row(change.number(), ChangeEvent.Kind.PERSON_CREATED.name(), person(one), at);
                    rows.row(change.number(), ChangeEvent.Kind.CROSS_REFERENCE_CHANGED.name(), person(one), at);
                })),
                new Table(
                        SqlNews.TABLE,
                        "source_id, version",
                        false,
                        (one, rows) -> rows.row(id(one), one.record().version())));
    }

    private static BiConsumer<BulkRecord, Sink> ofFounders(BiConsumer<BulkRecord, Sink> rows) {
        return (one, sink) -> {
            if (one.founds()) {
                rows.accept(one, sink);
            }
        };
    }

    private static String id(BulkRecord one) {
        return one.record().id().value();
    }

    private static String version(BulkRecord one) {
        return SqlSources.row(id(one), one.record().version());
    }

    private static String person(BulkRecord one) {
        return one.person().value();
    }

    private void insert(Table table, List<BulkRecord> records) {
        String places = String.join(", ", Collections.nCopies(table.columns().split(",").length, "?"));
        database.batchUpdate(
                "insert into khop." + table.name() + " (" + table.columns() + ") values (" + places + ")",
                table.rows(records));
    }

    private void copy(List<Table> tables, List<BulkRecord> records) {
        List<CompletableFuture<byte[]>> texts = tables.stream()
                .map(table -> CompletableFuture.supplyAsync(() -> text(table.rows(records)), beside))
                .toList();
        database.execute((ConnectionCallback<Boolean>) connection -> {
            CopyManager postgres = connection.unwrap(PGConnection.class).getCopyAPI();
            for (int i = 0; i < tables.size(); i++) {
                Table table = tables.get(i);
                try {
                    postgres.copyIn(
                            "copy khop." + table.name() + " (" + table.columns() + ") from stdin with (format csv)",
                            new ByteArrayInputStream(texts.get(i).join()));
                } catch (IOException e) {
                    throw new UncheckedIOException("COPY into khop." + table.name() + " failed", e);
                }
            }
            return true;
        });
    }

    /* Into memory first: an encoder that is given one character after the other costs more than all else that a load does here. */
    private static byte[] text(List<@Nullable Object[]> rows) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StringBuilder text = new StringBuilder(BUFFER_CHARACTERS);
        try (CSVPrinter printer = new CSVPrinter(text, CSVFormat.POSTGRESQL_CSV)) {
            for (@Nullable Object[] row : rows) {
                for (@Nullable Object value : row) {
                    printer.print(value instanceof Long[] numbers ? KeyHashes.text(numbers) : value);
                }
                printer.println();
                if (text.length() >= BUFFER_CHARACTERS / 2) {
                    bytes.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
                    text.setLength(0);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        bytes.writeBytes(text.toString().getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }
}
