package vn.khop.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.registry.BulkRecord;
import vn.khop.server.registry.Change;
import vn.khop.server.registry.ChangeLog;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.LinkEvent;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.LoadState;
import vn.khop.server.registry.OpenPair;
import vn.khop.server.registry.Outbox;
import vn.khop.server.registry.PairExplanation;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.PersonSearch;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceIndex;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.registry.TaskStore;

/*
 * Claims. A claim is the lock of a row of khop.claim, chosen by the claim's text; the rows are made once and never change, so claiming leaves nothing behind and
 * costs no vacuum. All rows of one piece of work are locked by one statement in the order of their numbers, before anything else in the transaction: so nobody who
 * holds a higher row waits for a lower one, and there is no deadlock. Two different texts may share a row; then their work waits for each other without need, which
 * with 65,536 rows and some dozen claims a feed is rare. Row locks are what H2 and PostgreSQL both have, also between processes; each read after the lock, at READ
 * COMMITTED, sees what the former holder committed. Should a database still see a deadlock or a time-out, the work is rolled back and begun again.
 */
/** The record of truth in SQL, the same statements on H2 and on PostgreSQL. */
public final class SqlRecordStore implements RecordStore {
    private static final int CLAIM_SLOTS = 65_536;
    private static final int CLAIM_ATTEMPTS_MAX = 10;
    static final String LINK_EVENTS = """
            select event_number, kind, source_id, person_id, previous_person_id, at, decided_by, model_version, request_id,
                   evidence_source_id, evidence_bits, evidence_probability, change_number, keys_cut
            from khop.link_event
            """;

    private static final TypeReference<TreeMap<String, String>> TEXT_BY_COLUMN = new TypeReference<>() {};

    private static final String PRESENT_SOURCES = """
            select s.source_id, s.facility, s.local_id, v.version, v.columns, v.document, v.event_time, v.received_at
            from khop.source_record s
            join khop.source_version v on v.source_id = s.source_id and v.version = s.present_version
            """;

    private final JdbcClient sql;
    private final JdbcTemplate batches;
    private final TransactionTemplate transactions;
    private final ObjectMapper json;
    private final SqlChangeLog changes;
    private final SqlTasks tasks;
    private final SqlOutbox outbox;
    private final SqlBulk bulk;
    private final SqlLoads loads;

    public SqlRecordStore(DataSource database, PlatformTransactionManager transactionManager, ObjectMapper json) {
        this.batches = new JdbcTemplate(database);
        this.sql = JdbcClient.create(batches);
        this.transactions = new TransactionTemplate(transactionManager);
        this.json = json;
        this.changes = new SqlChangeLog(batches);
        this.tasks = new SqlTasks(batches);
        this.outbox = new SqlOutbox(batches, transactions);
        this.bulk = new SqlBulk(batches);
        this.loads = new SqlLoads(sql);
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public TaskStore tasks() {
        return tasks;
    }

    @Override
    public ChangeLog changes() {
        return changes;
    }

    @Override
    public <T> T claiming(Collection<String> claims, Supplier<T> work) {
        List<Integer> slots = List.copyOf(slots(claims));
        return locking(
                () -> {
                    if (!slots.isEmpty()) {
                        sql.sql("select slot from khop.claim where slot in (:slots) order by slot for update")
                                .param("slots", slots)
                                .query(Integer.class)
                                .list();
                    }
                },
                work);
    }

    @Override
    public <T> T claimingEverything(Supplier<T> work) {
        return locking(
                () -> sql.sql("select slot from khop.claim order by slot for update")
                        .query(Integer.class)
                        .list(),
                work);
    }

    private <T> T locking(Runnable lock, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                T result = transactions.execute(status -> {
                    lock.run();
                    return work.get();
                });
                if (result == null) {
                    throw new IllegalArgumentException("work gives a value, never null");
                }
                return result;
            } catch (PessimisticLockingFailureException conflict) {
                if (attempt == CLAIM_ATTEMPTS_MAX) {
                    throw conflict;
                }
            }
        }
    }

    /** In ascending order, each once. The hash is the same in every process and every Java. */
    private static TreeSet<Integer> slots(Collection<String> claims) {
        TreeSet<Integer> slots = new TreeSet<>();
        for (String claim : claims) {
            int hash = claim.hashCode() * 0x9E3779B9;
            slots.add((hash >>> 16) % CLAIM_SLOTS);
        }
        return slots;
    }

    @Override
    public Optional<Message> message(String key) {
        return sql.sql(
                        "select message_key, content_hash, source_id, version, received_at from khop.message where message_key = :key")
                .param("key", key)
                .query((row, number) -> new Message(
                        row.getString(1),
                        row.getString(2),
                        new SourceId(row.getString(3)),
                        row.getInt(4),
                        Rows.instant(row, 5)))
                .optional();
    }

    @Override
    public void remember(Message message) {
        sql.sql(
                        "insert into khop.message (message_key, content_hash, source_id, version, received_at) values (:key, :hash, :source, :version, :at)")
                .param("key", message.key())
                .param("hash", message.contentHash())
                .param("source", message.source().value())
                .param("version", message.version())
                .param("at", Rows.time(message.receivedAt()))
                .update();
    }

    @Override
    public Set<String> facilities() {
        return new LinkedHashSet<>(sql.sql("select code from khop.facility order by code")
                .query(String.class)
                .list());
    }

    @Override
    public void register(String facility, Instant at) {
        try {
            sql.sql("insert into khop.facility (code, registered_at) values (:code, :at)")
                    .param("code", facility)
                    .param("at", Rows.time(at))
                    .update();
        } catch (DuplicateKeyException alreadyThere) {
            // what was asked for holds
        }
    }

    @Override
    public Optional<SourceRecord> source(String facility, String localId) {
        return sql.sql(PRESENT_SOURCES + "where s.facility = :facility and s.local_id = :localId")
                .param("facility", facility)
                .param("localId", localId)
                .query((row, number) -> sourceRecord(row))
                .optional();
    }

    @Override
    public Optional<SourceRecord> source(SourceId id) {
        return sql.sql(PRESENT_SOURCES + "where s.source_id = :id")
                .param("id", id.value())
                .query((row, number) -> sourceRecord(row))
                .optional();
    }

    @Override
    public Optional<SourceRecord> source(SourceId id, int version) {
        return sql.sql("""
                        select s.source_id, s.facility, s.local_id, v.version, v.columns, v.document, v.event_time, v.received_at
                        from khop.source_record s join khop.source_version v on v.source_id = s.source_id
                        where s.source_id = :id and v.version = :version
                        """)
                .param("id", id.value())
                .param("version", version)
                .query((row, number) -> sourceRecord(row))
                .optional();
    }

    @Override
    public int nextVersion(SourceId id) {
        return sql.sql("select last_version from khop.source_record where source_id = :id")
                        .param("id", id.value())
                        .query(Integer.class)
                        .optional()
                        .orElse(0)
                + 1;
    }

    @Override
    public void put(SourceRecord record, SourceIndex index, Origin origin) {
        int updated = sql.sql(
                        "update khop.source_record set present_version = :version, last_version = :version where source_id = :id")
                .param("version", record.version())
                .param("id", record.id().value())
                .update();
        if (updated == 0) {
            sql.sql(
                            "insert into khop.source_record (source_id, facility, local_id, present_version, last_version) values (:id, :facility, :localId, :version, :version)")
                    .param("id", record.id().value())
                    .param("facility", record.facility())
                    .param("localId", record.localId())
                    .param("version", record.version())
                    .update();
        }
        addVersion(record, origin, true);
        if (updated > 0) {
            for (String table : List.of("blocking_key", "source_identifier", "search_term")) {
                sql.sql("delete from khop." + table + " where source_id = :id")
                        .param("id", record.id().value())
                        .update();
            }
        }
        addIndex(record.id().value(), index);
    }

    @Override
    public void putOutdated(SourceRecord record, Origin origin) {
        sql.sql("update khop.source_record set last_version = :version where source_id = :id")
                .param("version", record.version())
                .param("id", record.id().value())
                .update();
        addVersion(record, origin, false);
    }

    private void addVersion(SourceRecord record, Origin origin, boolean taken) {
        sql.sql("""
                        insert into khop.source_version
                            (source_id, version, columns, document, event_time, received_at, username, client_id, request_id, taken)
                        values (:id, :version, :columns, :document, :eventTime, :receivedAt, :username, :clientId, :requestId, :taken)
                        """)
                .param("id", record.id().value())
                .param("version", record.version())
                .param("columns", write(record.columns()))
                .param("document", record.document().orElse(null))
                .param("eventTime", record.eventTime().map(Rows::time).orElse(null))
                .param("receivedAt", Rows.time(record.receivedAt()))
                .param("username", origin.username())
                .param("clientId", origin.clientId())
                .param("requestId", origin.requestId())
                .param("taken", taken)
                .update();
    }

    private void addIndex(String source, SourceIndex index) {
        insertAll(
                "insert into khop.blocking_key (key_text, source_id) values (?, ?)",
                index.blockingKeys().stream()
                        .sorted()
                        .map(key -> new Object[] {key, source})
                        .toList());
        insertAll(
                "insert into khop.source_identifier (number, domain, source_id) values (?, ?, ?)",
                index.identifiers().stream()
                        .map(identifier -> new Object[] {identifier.value(), identifier.domain(), source})
                        .toList());
        insertAll(
                "insert into khop.search_term (field, folded, exact, source_id) values (?, ?, ?, ?)",
                index.terms().stream()
                        .map(term -> new Object[] {term.field().name(), term.folded(), term.exact(), source})
                        .toList());
    }

    private void insertAll(String statement, List<Object[]> rows) {
        if (!rows.isEmpty()) {
            batches.batchUpdate(statement, rows);
        }
    }

    @Override
    public Sharing sharingAKey(Set<String> blockingKeys, int perKeyMax) {
        if (blockingKeys.isEmpty()) {
            return new Sharing(Map.of(), 0);
        }
        // One part for each key, each a bounded walk of the primary key.
        String part =
                "(select key_text, source_id from khop.blocking_key where key_text = ? order by source_id fetch first "
                        + (perKeyMax + 1) + " rows only)";
        String all = String.join(" union all ", Collections.nCopies(blockingKeys.size(), part));
        Map<String, Integer> counts = new HashMap<>();
        Map<SourceId, Integer> versions = new HashMap<>();
        sql.sql("select k.key_text, k.source_id, s.present_version from (" + all
                        + ") k join khop.source_record s on s.source_id = k.source_id order by k.source_id")
                .params(List.copyOf(blockingKeys))
                .query(row -> {
                    if (counts.merge(row.getString(1), 1, Integer::sum) <= perKeyMax) {
                        versions.put(new SourceId(row.getString(2)), row.getInt(3));
                    }
                });
        int keysCut = (int)
                counts.values().stream().filter(count -> count > perKeyMax).count();
        return new Sharing(versions, keysCut);
    }

    @Override
    public List<SourceRecord> sources(Collection<SourceId> ids) {
        List<SourceRecord> sources = new ArrayList<>();
        for (List<String> some : Rows.parts(ids.stream().map(SourceId::value).toList())) {
            sources.addAll(sql.sql(PRESENT_SOURCES + "where s.source_id in (:ids)")
                    .param("ids", some)
                    .query((row, number) -> sourceRecord(row))
                    .list());
        }
        return sources;
    }

    @Override
    public Map<SourceId, EnterpriseId> personsOf(Collection<SourceId> sources) {
        Map<SourceId, EnterpriseId> persons = new HashMap<>();
        for (List<String> ids : Rows.parts(sources.stream().map(SourceId::value).toList())) {
            sql.sql("select source_id, person_id from khop.membership where source_id in (:ids)")
                    .param("ids", ids)
                    .query(row -> {
                        persons.put(new SourceId(row.getString(1)), new EnterpriseId(row.getString(2)));
                    });
        }
        return persons;
    }

    @Override
    public List<SourceRecord> members(Collection<EnterpriseId> persons) {
        List<SourceRecord> members = new ArrayList<>();
        for (List<String> ids :
                Rows.parts(persons.stream().map(EnterpriseId::value).toList())) {
            members.addAll(sql.sql(
                            PRESENT_SOURCES
                                    + "where s.source_id in (select m.source_id from khop.membership m where m.person_id in (:ids))")
                    .param("ids", ids)
                    .query((row, number) -> sourceRecord(row))
                    .list());
        }
        return members;
    }

    @Override
    public List<SourceRecord> members(EnterpriseId person, Instant at) {
        return sql.sql("""
                        select s.source_id, s.facility, s.local_id, v.version, v.columns, v.document, v.event_time, v.received_at
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

    @Override
    public Optional<PersonRow> person(EnterpriseId id, Instant at) {
        return sql.sql("""
                        select p.person_id, p.created_at, e.other_person_id from khop.person p
                        join khop.person_event e on e.person_id = p.person_id
                        where p.person_id = :id and p.created_at <= :at and e.event_number = (
                            select max(l.event_number) from khop.person_event l where l.person_id = p.person_id and l.at <= :at)
                        """)
                .param("id", id.value())
                .param("at", Rows.time(at))
                .query((row, number) -> new PersonRow(
                        new EnterpriseId(row.getString(1)),
                        Rows.instant(row, 2),
                        Optional.ofNullable(row.getString(3)).map(EnterpriseId::new)))
                .optional();
    }

    @Override
    public Set<EnterpriseId> heldApartFrom(Collection<EnterpriseId> persons) {
        Set<EnterpriseId> apart = new HashSet<>();
        for (List<String> ids :
                Rows.parts(persons.stream().map(EnterpriseId::value).toList())) {
            sql.sql("""
                            select b.person_id from khop.membership a
                            join khop.open_pair p on p.source_a = a.source_id
                            join khop.membership b on b.source_id = p.source_b
                            where p.decision = 'LINK' and a.person_id in (:ids)
                            union
                            select a.person_id from khop.membership b
                            join khop.open_pair p on p.source_b = b.source_id
                            join khop.membership a on a.source_id = p.source_a
                            where p.decision = 'LINK' and b.person_id in (:ids)
                            union
                            select b.person_id from khop.membership a
                            join khop.ruling r on r.source_a = a.source_id
                            join khop.membership b on b.source_id = r.source_b
                            where a.person_id in (:ids)
                            union
                            select a.person_id from khop.membership b
                            join khop.ruling r on r.source_b = b.source_id
                            join khop.membership a on a.source_id = r.source_a
                            where b.person_id in (:ids)
                            """).param("ids", ids).query(row -> {
                apart.add(new EnterpriseId(row.getString(1)));
            });
        }
        apart.removeAll(Set.copyOf(persons));
        return apart;
    }

    @Override
    public boolean found(EnterpriseId person, Instant at) {
        boolean given = sql.sql("select count(*) from khop.person where person_id = :id")
                        .param("id", person.value())
                        .query(Integer.class)
                        .single()
                > 0;
        if (!given) {
            sql.sql("insert into khop.person (person_id, created_at) values (:id, :at)")
                    .param("id", person.value())
                    .param("at", Rows.time(at))
                    .update();
        }
        return !given;
    }

    @Override
    public void link(LinkEvent event) {
        sql.sql("""
                        insert into khop.link_event
                            (kind, source_id, person_id, previous_person_id, at, decided_by, model_version, request_id,
                             evidence_source_id, evidence_bits, evidence_probability, change_number, keys_cut)
                        values (:kind, :source, :person, :previous, :at, :decidedBy, :modelVersion, :requestId, :with, :bits, :probability, :change, :keysCut)
                        """)
                .param("kind", event.kind().name())
                .param("source", event.source().value())
                .param("person", event.person().value())
                .param("previous", event.previous().map(EnterpriseId::value).orElse(null))
                .param("at", Rows.time(event.at()))
                .param("decidedBy", event.decidedBy())
                .param("modelVersion", event.modelVersion())
                .param("requestId", event.requestId())
                .param(
                        "with",
                        event.evidence()
                                .map(evidence -> evidence.with().value())
                                .orElse(null))
                .param("bits", event.evidence().map(LinkEvent.Evidence::bits).orElse(null))
                .param(
                        "probability",
                        event.evidence().map(LinkEvent.Evidence::probability).orElse(null))
                .param("change", event.change() == 0 ? null : event.change())
                .param("keysCut", event.keysCut())
                .update();
        String statement = event.previous().isPresent()
                ? "update khop.membership set person_id = :person where source_id = :source"
                : "insert into khop.membership (source_id, person_id) values (:source, :person)";
        int changed = sql.sql(statement)
                .param("source", event.source().value())
                .param("person", event.person().value())
                .update();
        if (changed != 1) {
            throw new IllegalStateException("record " + event.source() + " has no present link to change");
        }
    }

    @Override
    public Optional<PersonRow> person(EnterpriseId id) {
        return sql.sql("select person_id, created_at, superseded_by from khop.person where person_id = :id")
                .param("id", id.value())
                .query((row, number) -> new PersonRow(
                        new EnterpriseId(row.getString(1)),
                        Rows.instant(row, 2),
                        Optional.ofNullable(row.getString(3)).map(EnterpriseId::new)))
                .optional();
    }

    @Override
    public List<LinkEvent> history(EnterpriseId person) {
        return sql.sql(LINK_EVENTS + "where person_id = :id or previous_person_id = :id order by event_number")
                .param("id", person.value())
                .query((row, number) -> linkEvent(row))
                .list();
    }

    @Override
    public void replaceOpenPairs(
            Set<SourceId> fed, Set<SourceId> rejudged, Collection<OpenPair> pairs, String modelVersion, Instant at) {
        for (SourceId one : fed) {
            sql.sql("delete from khop.open_pair where source_a = :fed or source_b = :fed")
                    .param("fed", one.value())
                    .update();
        }
        List<String> all = rejudged.stream().map(SourceId::value).sorted().toList();
        for (List<String> ids : Rows.parts(all)) {
            sql.sql("delete from khop.open_pair where source_a in (:ids) and source_b in (:all)")
                    .param("ids", ids)
                    .param("all", all)
                    .update();
        }
        insertAll(
                """
                insert into khop.open_pair (source_a, source_b, decision, bits, probability, model_version, opened_at)
                values (?, ?, ?, ?, ?, ?, ?)
                """,
                pairs.stream()
                        .map(pair -> new Object[] {
                            pair.a().value(),
                            pair.b().value(),
                            pair.score().decision().name(),
                            pair.score().bits(),
                            pair.score().probability(),
                            modelVersion,
                            Rows.time(at)
                        })
                        .toList());
    }

    @Override
    public List<OpenPair> openPairs(EnterpriseId person) {
        return sql.sql("""
                        select source_a, source_b, decision, bits, probability from khop.open_pair
                        where source_a in (select source_id from khop.membership where person_id = :id)
                           or source_b in (select source_id from khop.membership where person_id = :id)
                        order by source_a, source_b
                        """)
                .param("id", person.value())
                .query((row, number) -> openPair(row))
                .list();
    }

    @Override
    public List<OpenPair> openPairsOn(Collection<SourceId> records) {
        Set<OpenPair> pairs = new LinkedHashSet<>();
        for (List<String> ids :
                Rows.parts(records.stream().map(SourceId::value).sorted().toList())) {
            for (String side : List.of("source_a", "source_b")) {
                pairs.addAll(sql.sql("select source_a, source_b, decision, bits, probability from khop.open_pair where "
                                + side + " in (:ids)")
                        .param("ids", ids)
                        .query((row, number) -> openPair(row))
                        .list());
            }
        }
        return List.copyOf(pairs);
    }

    private static OpenPair openPair(ResultSet row) throws SQLException {
        return new OpenPair(
                new SourceId(row.getString(1)),
                new SourceId(row.getString(2)),
                new Linkage.Score(
                        PairExplanation.Decision.valueOf(row.getString(3)), row.getDouble(4), row.getDouble(5)));
    }

    @Override
    public List<EnterpriseId> withIdentifier(PersonIdentifier identifier) {
        return sql.sql("""
                        select distinct m.person_id from khop.source_identifier i join khop.membership m on m.source_id = i.source_id
                        where i.number = :number and i.domain = :domain order by m.person_id
                        """)
                .param("number", identifier.value())
                .param("domain", identifier.domain())
                .query((row, number) -> new EnterpriseId(row.getString(1)))
                .list();
    }

    @Override
    public Set<PersonIdentifier> identifiers(EnterpriseId person) {
        return new LinkedHashSet<>(sql.sql("""
                        select distinct i.domain, i.number from khop.source_identifier i join khop.membership m on m.source_id = i.source_id
                        where m.person_id = :id order by i.domain, i.number
                        """)
                .param("id", person.value())
                .query((row, number) -> PersonIdentifier.ofDomain(row.getString(1), row.getString(2)))
                .list());
    }

    @Override
    public Page search(PersonSearch search) {
        PersonQuery query = PersonQuery.of(search.criteria());
        int total = sql.sql("select count(*) from (" + query.statement() + ") found")
                .params(query.parameters())
                .query(Integer.class)
                .single();
        if (total == 0 || search.limit() == 0) {
            return new Page(total, List.of());
        }
        List<EnterpriseId> persons = sql.sql(
                        "select person_id from (" + query.statement() + ") found order by person_id offset "
                                + search.offset() + " rows fetch next " + search.limit() + " rows only")
                .params(query.parameters())
                .query((row, number) -> new EnterpriseId(row.getString(1)))
                .list();
        return new Page(total, persons);
    }

    @Override
    public void addAll(List<BulkRecord> records, Change change, Origin origin) {
        bulk.add(records, change.numbered(changes.open(change)), origin, this::write);
    }

    @Override
    public boolean hasChangesOfOthers(String requestId) {
        return !sql.sql("select change_number from khop.change where request_id <> :request fetch first 1 rows only")
                .param("request", requestId)
                .query(Long.class)
                .list()
                .isEmpty();
    }

    @Override
    public Set<String> keysOfOthers(Set<String> blockingKeys, String requestId) {
        Set<String> keys = new HashSet<>();
        for (List<String> some : Rows.parts(blockingKeys.stream().sorted().toList())) {
            keys.addAll(sql.sql("""
                            select distinct k.key_text from khop.blocking_key k
                            join khop.source_version v on v.source_id = k.source_id and v.version = 1
                            where k.key_text in (:keys) and v.request_id <> :request
                            """)
                    .param("keys", some)
                    .param("request", requestId)
                    .query(String.class)
                    .list());
        }
        return keys;
    }

    @Override
    public Set<EnterpriseId> given(Collection<EnterpriseId> ids) {
        Set<EnterpriseId> given = new HashSet<>();
        for (List<String> some :
                Rows.parts(ids.stream().map(EnterpriseId::value).toList())) {
            sql.sql("select person_id from khop.person where person_id in (:ids)")
                    .param("ids", some)
                    .query(row -> {
                        given.add(new EnterpriseId(row.getString(1)));
                    });
        }
        return given;
    }

    @Override
    public Optional<LoadState> load(String id) {
        return loads.load(id);
    }

    @Override
    public void put(LoadState state) {
        loads.put(state);
    }

    @Override
    public long countSources() {
        return sql.sql("select count(*) from khop.source_record")
                .query(Long.class)
                .single();
    }

    private SourceRecord sourceRecord(ResultSet row) throws SQLException {
        return new SourceRecord(
                new SourceId(row.getString(1)),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                read(row.getString(5)),
                Optional.ofNullable(row.getString(6)),
                Rows.optionalInstant(row, 7),
                Rows.instant(row, 8));
    }

    static LinkEvent linkEvent(ResultSet row) throws SQLException {
        String with = row.getString(10);
        return new LinkEvent(
                row.getLong(1),
                LinkEvent.Kind.valueOf(row.getString(2)),
                new SourceId(row.getString(3)),
                new EnterpriseId(row.getString(4)),
                Optional.ofNullable(row.getString(5)).map(EnterpriseId::new),
                Rows.instant(row, 6),
                row.getString(7),
                row.getString(8),
                row.getString(9),
                with == null
                        ? Optional.empty()
                        : Optional.of(new LinkEvent.Evidence(new SourceId(with), row.getDouble(11), row.getDouble(12))),
                row.getLong(13),
                row.getInt(14));
    }

    private String write(Map<String, String> columns) {
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
