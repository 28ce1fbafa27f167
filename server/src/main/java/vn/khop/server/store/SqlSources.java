package vn.khop.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceRecord;

/** Source records with all their versions, and the messages that brought them, in SQL. Joins the caller's transaction. */
final class SqlSources {
    private static final TypeReference<TreeMap<String, String>> TEXT_BY_COLUMN = new TypeReference<>() {};

    private static final String PRESENT_SOURCES = """
            select s.source_id, s.facility, coalesce(s.local_id_sealed, s.local_id), v.version, v.columns, v.document, v.event_time, v.received_at
            from khop.source_record s
            join khop.source_version v on v.source_id = s.source_id and v.version = s.present_version
            """;

    private static final String ADD = """
            insert into khop.source_version
                (source_id, version, columns, document, event_time, received_at, username, client_id, request_id, taken)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;

    private static final String ADD_RECORD = """
            insert into khop.source_record (source_id, facility, local_id, local_id_sealed, present_version, last_version)
            values (?, ?, ?, ?, ?, ?)
            """;

    private static final String ARRIVAL = "insert into khop.arrival (source_id, version) values (?, ?)";

    private static final int FETCHED_AT_ONCE = 2000;

    private final JdbcClient sql;
    private final JdbcTemplate streaming;
    private final TransactionTemplate reading;
    private final ObjectMapper json;
    private final JdbcTemplate database;
    private final Seal seal;

    SqlSources(JdbcTemplate database, TransactionTemplate transactions, ObjectMapper json, Seal seal) {
        this.database = database;
        this.seal = seal;
        this.sql = JdbcClient.create(database);
        this.streaming = new JdbcTemplate(Objects.requireNonNull(database.getDataSource(), "a template has a source"));
        this.streaming.setFetchSize(FETCHED_AT_ONCE);
        this.reading = transactions;
        this.json = json;
    }

    Optional<RecordStore.Message> message(String key) {
        return sql.sql(
                        "select message_key, content_hash, source_id, version, received_at from khop.message where message_key = :key")
                .param("key", key)
                .query((row, number) -> new RecordStore.Message(
                        row.getString(1),
                        seal.open(Seal.Column.MESSAGE_HASH, row.getString(1), row.getString(2)),
                        new SourceId(row.getString(3)),
                        row.getInt(4),
                        Rows.instant(row, 5)))
                .optional();
    }

    void remember(RecordStore.Message message) {
        sql.sql(
                        "insert into khop.message (message_key, content_hash, source_id, version, received_at) values (:key, :hash, :source, :version, :at)")
                .param("key", message.key())
                .param("hash", seal.seal(Seal.Column.MESSAGE_HASH, message.key(), message.contentHash()))
                .param("source", message.source().value())
                .param("version", message.version())
                .param("at", Rows.time(message.receivedAt()))
                .update();
    }

    Optional<SourceRecord> source(String facility, String localId) {
        return sql.sql(PRESENT_SOURCES + "where s.facility = :facility and s.local_id = any(:localIds)")
                .param("facility", facility)
                .param("localIds", seal.forms(Seal.Kind.LOCAL_ID, localId))
                .query((row, number) -> sourceRecord(row))
                .optional();
    }

    Optional<SourceRecord> source(SourceId id) {
        return sql.sql(PRESENT_SOURCES + "where s.source_id = :id")
                .param("id", id.value())
                .query((row, number) -> sourceRecord(row))
                .optional();
    }

    Optional<SourceRecord> source(SourceId id, int version) {
        return sql.sql("""
                        select s.source_id, s.facility, coalesce(s.local_id_sealed, s.local_id), v.version, v.columns, v.document, v.event_time, v.received_at
                        from khop.source_record s join khop.source_version v on v.source_id = s.source_id
                        where s.source_id = :id and v.version = :version
                        """)
                .param("id", id.value())
                .param("version", version)
                .query((row, number) -> sourceRecord(row))
                .optional();
    }

    int nextVersion(SourceId id) {
        return sql.sql("select last_version from khop.source_record where source_id = :id")
                        .param("id", id.value())
                        .query(Integer.class)
                        .optional()
                        .orElse(0)
                + 1;
    }

    /**
     * Whether there was a version before it.
     *
     * @param writes what is to be written goes here, and is not sent
     */
    boolean put(SourceRecord record, RecordStore.Origin origin, Writes writes) {
        int updated = record.version() == 1
                ? 0
                : sql.sql(
                                "update khop.source_record set present_version = :version, last_version = :version where source_id = :id")
                        .param("version", record.version())
                        .param("id", record.id().value())
                        .update();
        if (updated == 0) {
            writes.add(
                    ADD_RECORD,
                    record.id().value(),
                    record.facility(),
                    seal.written().of(Seal.Kind.LOCAL_ID, record.localId()),
                    seal.beside(Seal.Column.LOCAL_ID, record.id().value(), record.localId()),
                    record.version(),
                    record.version());
        }
        addVersion(record, origin, true, writes);
        return updated > 0;
    }

    void putOutdated(SourceRecord record, RecordStore.Origin origin) {
        Writes writes = new Writes(database)
                .add(
                        "update khop.source_record set last_version = ? where source_id = ?",
                        record.version(),
                        record.id().value());
        addVersion(record, origin, false, writes);
        writes.send();
    }

    private void addVersion(SourceRecord record, RecordStore.Origin origin, boolean taken, Writes writes) {
        String id = record.id().value();
        String row = row(id, record.version());
        writes.add(
                ADD,
                id,
                record.version(),
                seal.seal(Seal.Column.VERSION_COLUMNS, row, write(record.columns())),
                record.document()
                        .map(document -> seal.seal(Seal.Column.VERSION_DOCUMENT, row, document))
                        .orElse(null),
                record.eventTime().map(Rows::time).orElse(null),
                Rows.time(record.receivedAt()),
                origin.username(),
                origin.clientId(),
                origin.requestId(),
                taken);
        if (origin.isMessage()) {
            writes.add(ARRIVAL, id, record.version());
        }
    }

    /** A version that came as a message and waits to be counted. */
    record Arrived(long number, SourceRecord record) {}

    /** Without their documents. */
    List<Arrived> arrived(int limit) {
        return sql.sql("""
                        select s.source_id, s.facility, coalesce(s.local_id_sealed, s.local_id), v.version, v.columns, null, v.event_time, v.received_at, a.arrival_number
                        from khop.arrival a
                        join khop.source_record s on s.source_id = a.source_id
                        join khop.source_version v on v.source_id = a.source_id and v.version = a.version
                        order by a.arrival_number fetch first %d rows only
                        """.formatted(limit))
                .query((row, number) -> new Arrived(row.getLong(9), sourceRecord(row)))
                .list();
    }

    List<SourceRecord> sources(Collection<SourceId> ids) {
        List<SourceRecord> sources = new ArrayList<>();
        for (List<String> some : Rows.parts(ids.stream().map(SourceId::value).toList())) {
            sources.addAll(sql.sql(PRESENT_SOURCES + "where s.source_id = any(:ids)")
                    .param("ids", Rows.array(some))
                    .query((row, number) -> sourceRecord(row))
                    .list());
        }
        return sources;
    }

    /** In a transaction, or PostgreSQL's driver fetches everything at once. */
    void eachPresent(Consumer<SourceRecord> sink) {
        reading.executeWithoutResult(
                status -> streaming.query(PRESENT_SOURCES.replace("v.document", "null"), (RowCallbackHandler)
                        row -> sink.accept(sourceRecord(row))));
    }

    List<RecordStore.Membership> persons(Collection<EnterpriseId> ids) {
        return persons(
                "p.person_id = any(:ids)", ids.stream().map(EnterpriseId::value).toList());
    }

    List<RecordStore.Membership> personsWith(Collection<SourceId> records) {
        return persons(
                "p.person_id in (select of.person_id from khop.membership of where of.source_id = any(:ids))",
                records.stream().map(SourceId::value).toList());
    }

    private List<RecordStore.Membership> persons(String condition, List<String> ids) {
        Map<EnterpriseId, RecordStore.PersonRow> persons = new LinkedHashMap<>();
        Map<EnterpriseId, Map<SourceId, SourceRecord>> sources = new HashMap<>();
        for (List<String> some : Rows.parts(ids)) {
            sql.sql("""
                            select s.source_id, s.facility, coalesce(s.local_id_sealed, s.local_id), v.version, v.columns, v.document, v.event_time, v.received_at,
                                   p.person_id, p.created_at, p.superseded_by
                            from khop.person p
                            left join khop.membership m on m.person_id = p.person_id
                            left join khop.source_record s on s.source_id = m.source_id
                            left join khop.source_version v on v.source_id = s.source_id and v.version = s.present_version
                            where\s""" + condition).param("ids", Rows.array(some)).query(row -> {
                EnterpriseId id = new EnterpriseId(row.getString(9));
                persons.put(
                        id,
                        new RecordStore.PersonRow(
                                id,
                                Rows.instant(row, 10),
                                Optional.ofNullable(row.getString(11)).map(EnterpriseId::new)));
                if (row.getString(1) != null) {
                    SourceRecord record = sourceRecord(row);
                    sources.computeIfAbsent(id, key -> new TreeMap<>()).put(record.id(), record);
                }
            });
        }
        return persons.values().stream()
                .map(person -> new RecordStore.Membership(
                        person,
                        List.copyOf(sources.getOrDefault(person.id(), Map.of()).values())))
                .toList();
    }

    List<SourceRecord> members(Collection<EnterpriseId> persons) {
        List<SourceRecord> members = new ArrayList<>();
        for (List<String> ids :
                Rows.parts(persons.stream().map(EnterpriseId::value).toList())) {
            members.addAll(sql.sql(
                            PRESENT_SOURCES
                                    + "where s.source_id in (select m.source_id from khop.membership m where m.person_id = any(:ids))")
                    .param("ids", Rows.array(ids))
                    .query((row, number) -> sourceRecord(row))
                    .list());
        }
        return members;
    }

    List<SourceRecord> members(EnterpriseId person, Instant at) {
        return sql.sql("""
                        select s.source_id, s.facility, coalesce(s.local_id_sealed, s.local_id), v.version, v.columns, v.document, v.event_time, v.received_at
                        from khop.link_event e
                        join khop.source_record s on s.source_id = e.source_id
                        join khop.source_version v on v.source_id = s.source_id
                        where e.person_id = :person and e.at <= :at
                          and not exists (
                              select 1 from khop.link_event later
                              where later.source_id = e.source_id and later.event_number > e.event_number and later.at <= :at)
                          and v.version = (
                              select max(known.version) from khop.source_version known
                              where known.source_id = s.source_id and known.taken and known.received_at <= :at)
                        order by s.source_id
                        """)
                .param("person", person.value())
                .param("at", Rows.time(at))
                .query((row, number) -> sourceRecord(row))
                .list();
    }

    long count() {
        return sql.sql("select count(*) from khop.source_record")
                .query(Long.class)
                .single();
    }

    /** The key of a version's row, as what is sealed in it knows it. */
    static String row(String source, int version) {
        return source + '/' + version;
    }

    private SourceRecord sourceRecord(ResultSet row) throws SQLException {
        String id = row.getString(1);
        String version = row(id, row.getInt(4));
        return new SourceRecord(
                new SourceId(id),
                row.getString(2),
                seal.open(Seal.Column.LOCAL_ID, id, row.getString(3)),
                row.getInt(4),
                read(seal.open(Seal.Column.VERSION_COLUMNS, version, row.getString(5))),
                Optional.ofNullable(row.getString(6))
                        .map(document -> seal.open(Seal.Column.VERSION_DOCUMENT, version, document)),
                Rows.optionalInstant(row, 7),
                Rows.instant(row, 8));
    }

    /** Columns as they are stored. */
    String write(Map<String, String> columns) {
        try {
            return json.writeValueAsString(new TreeMap<>(columns));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written as JSON", e);
        }
    }

    private Map<String, String> read(String columns) {
        try {
            return json.readValue(columns, TEXT_BY_COLUMN);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored record is not what was written", e);
        }
    }
}
