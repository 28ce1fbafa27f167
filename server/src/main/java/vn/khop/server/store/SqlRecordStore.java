package vn.khop.server.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.registry.BulkRecord;
import vn.khop.server.registry.Change;
import vn.khop.server.registry.ChangeLog;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.HeldVersions;
import vn.khop.server.registry.KeyStore;
import vn.khop.server.registry.KnownPairStore;
import vn.khop.server.registry.LedgerEntry;
import vn.khop.server.registry.LinkEvent;
import vn.khop.server.registry.LoadState;
import vn.khop.server.registry.ModelStore;
import vn.khop.server.registry.News;
import vn.khop.server.registry.OpenPair;
import vn.khop.server.registry.Outbox;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.PersonSearch;
import vn.khop.server.registry.RecordIssues;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.RelationStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceIndex;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.registry.TaskStore;
import vn.khop.server.registry.Unlinkables;

/** The record of truth in SQL, the same statements on H2 and on PostgreSQL: each kind of row is kept by a class of its own. */
public final class SqlRecordStore implements RecordStore {
    private final JdbcTemplate database;
    private final JdbcClient sql;
    private final SqlClaims claims;
    private final SqlSources sources;
    private final SqlIndex index;
    private final SqlPersons persons;
    private final SqlOpenPairs open;
    private final SqlChangeLog changes;
    private final SqlTasks tasks;
    private final SqlKnownPairs knownPairs;
    private final SqlHeldVersions held;
    private final SqlModels models;
    private final SqlUnlinkables unlinkables;
    private final SqlRecordIssues issues;
    private final SqlRelations relations;
    private final SqlOutbox outbox;
    private final SqlBulk bulk;
    private final SqlLoads loads;
    private final SqlNews news;
    private final SqlKeys keys;

    /** @param seal how what must not be read in the database is written there */
    public SqlRecordStore(
            DataSource database, PlatformTransactionManager transactionManager, ObjectMapper json, Seal seal) {
        JdbcTemplate template = new JdbcTemplate(database);
        TransactionTemplate transactions = new TransactionTemplate(transactionManager);
        this.database = template;
        this.sql = JdbcClient.create(template);
        this.claims = new SqlClaims(template, transactions, seal::refresh);
        this.sources = new SqlSources(template, transactions, json, seal);
        this.index = new SqlIndex(template, transactions, seal);
        this.persons = new SqlPersons(sql);
        this.open = new SqlOpenPairs(template);
        this.changes = new SqlChangeLog(template);
        this.tasks = new SqlTasks(template);
        this.knownPairs = new SqlKnownPairs(template);
        this.held = new SqlHeldVersions(sql);
        this.models = new SqlModels(template, sources, index);
        this.unlinkables = new SqlUnlinkables(sql);
        this.issues = new SqlRecordIssues(sql, index, seal);
        this.relations = new SqlRelations(sql, seal);
        this.outbox = new SqlOutbox(template, transactions);
        this.bulk = new SqlBulk(template, seal);
        this.loads = new SqlLoads(sql);
        this.news = new SqlNews(template);
        this.keys = new SqlKeys(template, seal, index);
    }

    @Override
    public KeyStore keys() {
        return keys;
    }

    /** For what else reads records as they are stored. */
    SqlSources versions() {
        return sources;
    }

    @Override
    public Outbox outbox() {
        return outbox;
    }

    @Override
    public ModelStore models() {
        return models;
    }

    @Override
    public RecordIssues issues() {
        return issues;
    }

    @Override
    public RelationStore relations() {
        return relations;
    }

    @Override
    public Unlinkables unlinkables() {
        return unlinkables;
    }

    @Override
    public HeldVersions held() {
        return held;
    }

    @Override
    public KnownPairStore knownPairs() {
        return knownPairs;
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
    public <T> T claiming(Collection<String> texts, Supplier<T> work) {
        return claims.claiming(texts, work);
    }

    @Override
    public <T> T claimingEverything(Supplier<T> work) {
        return claims.claimingEverything(work);
    }

    @Override
    public Optional<Message> message(String key) {
        return sources.message(key);
    }

    @Override
    public void remember(Message message) {
        sources.remember(message);
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
        return sources.source(facility, localId);
    }

    @Override
    public Optional<SourceRecord> source(SourceId id) {
        return sources.source(id);
    }

    @Override
    public Optional<SourceRecord> source(SourceId id, int version) {
        return sources.source(id, version);
    }

    @Override
    public int nextVersion(SourceId id) {
        return sources.nextVersion(id);
    }

    @Override
    public void put(SourceRecord record, SourceIndex found, Origin origin) {
        String id = record.id().value();
        Writes writes = new Writes(database);
        if (sources.put(record, origin, writes)) {
            index.replace(id, found, writes);
        } else {
            index.add(id, found, writes);
        }
        news.tell(record.id(), record.version(), writes);
        writes.send();
    }

    @Override
    public void putOutdated(SourceRecord record, Origin origin) {
        sources.putOutdated(record, origin);
    }

    @Override
    public Sharing sharingAKey(Set<String> blockingKeys, int perKeyMax) {
        return index.sharingAKey(blockingKeys, perKeyMax);
    }

    @Override
    public boolean tellsNews() {
        return news.isTold();
    }

    @Override
    public News.Seen seen() {
        return news.now();
    }

    @Override
    public News news(News.Seen since) {
        return news.since(since);
    }

    @Override
    public void forgetNews() {
        news.forget();
    }

    @Override
    public void eachPresent(Consumer<SourceRecord> sink) {
        sources.eachPresent(sink);
    }

    @Override
    public List<Membership> persons(Collection<EnterpriseId> ids) {
        return sources.persons(ids);
    }

    @Override
    public List<Membership> personsWith(Collection<SourceId> records) {
        return sources.personsWith(records);
    }

    @Override
    public List<SourceRecord> sources(Collection<SourceId> ids) {
        return sources.sources(ids);
    }

    @Override
    public Map<SourceId, EnterpriseId> personsOf(Collection<SourceId> sources) {
        return persons.personsOf(sources);
    }

    @Override
    public List<SourceRecord> members(Collection<EnterpriseId> persons) {
        return sources.members(persons);
    }

    @Override
    public List<SourceRecord> members(EnterpriseId person, Instant at) {
        return sources.members(person, at);
    }

    @Override
    public Optional<PersonRow> person(EnterpriseId id, Instant at) {
        return persons.person(id, at);
    }

    @Override
    public Set<SourceId> heldApartFrom(Collection<SourceId> records) {
        return open.heldApartFrom(records);
    }

    @Override
    public void enter(LedgerEntry entry) {
        Writes writes = new Writes(database);
        entry.founded().forEach(person -> SqlPersons.found(person, entry.at(), writes));
        entry.befell().forEach(event -> SqlChangeLog.record(event, writes));
        entry.links().forEach(event -> SqlPersons.link(event, writes));
        SqlOutbox.add(entry.told(), writes);
        writes.send();
    }

    @Override
    public List<EnterpriseId> personsAfter(String after, Optional<Instant> since, int limit) {
        return persons.after(after, since, limit);
    }

    @Override
    public Optional<PersonRow> person(EnterpriseId id) {
        return persons.person(id);
    }

    @Override
    public List<LinkEvent> history(EnterpriseId person) {
        return persons.history(person);
    }

    @Override
    public void replaceOpenPairs(
            Set<SourceId> fed, Set<SourceId> rejudged, Collection<OpenPair> pairs, String modelVersion, Instant at) {
        open.replace(fed, rejudged, pairs, modelVersion, at);
    }

    @Override
    public List<OpenPair> openPairs(EnterpriseId person) {
        return open.of(person);
    }

    @Override
    public List<OpenPair> openPairsOn(Collection<SourceId> records) {
        return open.on(records);
    }

    @Override
    public List<EnterpriseId> withIdentifier(PersonIdentifier identifier) {
        return index.withIdentifier(identifier);
    }

    @Override
    public Set<PersonIdentifier> identifiers(EnterpriseId person) {
        return index.identifiers(person);
    }

    @Override
    public Page search(PersonSearch search) {
        return index.search(search);
    }

    @Override
    public void addAll(List<BulkRecord> records, Change change, Origin origin) {
        index.unify(records.stream()
                .flatMap(one -> one.index().identifiers().stream())
                .toList());
        bulk.add(records, change.numbered(changes.open(change)), origin, sources::write);
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
        return index.keysOfOthers(blockingKeys, requestId);
    }

    @Override
    public Set<EnterpriseId> given(Collection<EnterpriseId> ids) {
        return persons.given(ids);
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
        return sources.count();
    }
}
