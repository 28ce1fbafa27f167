package vn.khop.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.ModelFinding;
import vn.khop.server.registry.ModelRun;
import vn.khop.server.registry.ModelStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceIndex;
import vn.khop.server.registry.SourcePair;
import vn.khop.server.registry.SourceRecord;

/** Models and their runs in SQL, the same statements on H2 and on PostgreSQL. Joins the caller's transaction. */
final class SqlModels implements ModelStore {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<List<String>> IDS = new TypeReference<>() {};
    private static final TypeReference<List<List<String>>> GROUPS = new TypeReference<>() {};

    private static final String RUNS = """
            select run_number, kind, model_version, against, state, phase, last_record, records, joins, splits, reviews, changes,
                   started_by, second_by, started_at, updated_at, failure
            from khop.model_run
            """;

    private final JdbcClient sql;
    private final JdbcTemplate batches;
    private final SqlSources sources;
    private final SqlIndex index;

    SqlModels(JdbcTemplate database, SqlSources sources, SqlIndex index) {
        this.batches = database;
        this.sql = JdbcClient.create(database);
        this.sources = sources;
        this.index = index;
    }

    @Override
    public Optional<String> inUse() {
        return sql.sql("select model_version from khop.model_in_use")
                .query(String.class)
                .optional();
    }

    @Override
    public void use(String modelVersion) {
        sql.sql("delete from khop.model_in_use").update();
        sql.sql("insert into khop.model_in_use (model_version) values (:version)")
                .param("version", modelVersion)
                .update();
    }

    @Override
    public void add(StoredModel model) {
        if (model(model.version()).isEmpty()) {
            sql.sql("""
                            insert into khop.linkage_model (model_version, content, added_by, added_at, proposed_by)
                            values (:version, :content, :by, :at, :proposedBy)
                            """)
                    .param("version", model.version())
                    .param("content", model.content())
                    .param("by", model.addedBy())
                    .param("at", Rows.time(model.addedAt()))
                    .param("proposedBy", model.proposedBy().orElse(null))
                    .update();
        }
    }

    @Override
    public Optional<StoredModel> model(String version) {
        return sql.sql(
                        "select model_version, content, added_by, added_at, proposed_by from khop.linkage_model where model_version = :version")
                .param("version", version)
                .query((row, number) -> model(row))
                .optional();
    }

    @Override
    public List<StoredModel> models() {
        return sql.sql(
                        "select model_version, content, added_by, added_at, proposed_by from khop.linkage_model order by added_at desc, model_version")
                .query((row, number) -> model(row))
                .list();
    }

    private static StoredModel model(ResultSet row) throws SQLException {
        return new StoredModel(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                Rows.instant(row, 4),
                Optional.ofNullable(row.getString(5)));
    }

    @Override
    public void propose(String version, Optional<String> by) {
        sql.sql("update khop.linkage_model set proposed_by = :by where model_version = :version")
                .param("by", by.orElse(null))
                .param("version", version)
                .update();
    }

    @Override
    public ModelRun begin(ModelRun run) {
        KeyHolder number = new GeneratedKeyHolder();
        written(
                        sql.sql("""
                        insert into khop.model_run
                            (kind, model_version, against, state, phase, last_record, records, joins, splits, reviews, changes,
                             started_by, second_by, started_at, updated_at, failure)
                        values (:kind, :model, :against, :state, :phase, :last, :records, :joins, :splits, :reviews, :changes,
                                :startedBy, :secondBy, :startedAt, :updatedAt, :failure)
                        """)
                                .param("kind", run.kind().name())
                                .param("model", run.modelVersion())
                                .param("against", run.against())
                                .param("startedBy", run.startedBy())
                                .param("secondBy", run.secondBy().orElse(null))
                                .param("startedAt", Rows.time(run.startedAt())),
                        run)
                .update(number, "run_number");
        long given = Objects.requireNonNull(number.getKey(), "a run without a number")
                .longValue();
        return run(given).orElseThrow();
    }

    private static JdbcClient.StatementSpec written(JdbcClient.StatementSpec statement, ModelRun run) {
        return statement
                .param("state", run.state().name())
                .param("phase", run.phase().name())
                .param("last", run.lastRecord().map(SourceId::value).orElse(null))
                .param("records", run.records())
                .param("joins", run.joins())
                .param("splits", run.splits())
                .param("reviews", run.reviews())
                .param("changes", run.changes())
                .param("updatedAt", Rows.time(run.updatedAt()))
                .param("failure", run.failure().orElse(null));
    }

    @Override
    public void put(ModelRun run) {
        written(sql.sql("""
                        update khop.model_run set state = :state, phase = :phase, last_record = :last, records = :records, joins = :joins,
                            splits = :splits, reviews = :reviews, changes = :changes, updated_at = :updatedAt, failure = :failure
                        where run_number = :number
                        """).param("number", run.number()), run).update();
    }

    @Override
    public Optional<ModelRun> run(long number) {
        return sql.sql(RUNS + "where run_number = :number")
                .param("number", number)
                .query((row, place) -> run(row))
                .optional();
    }

    @Override
    public List<ModelRun> runs(int limit) {
        return sql.sql(RUNS + "order by run_number desc fetch first " + limit + " rows only")
                .query((row, place) -> run(row))
                .list();
    }

    private static ModelRun run(ResultSet row) throws SQLException {
        return new ModelRun(
                row.getLong(1),
                ModelRun.Kind.valueOf(row.getString(2)),
                row.getString(3),
                row.getString(4),
                ModelRun.State.valueOf(row.getString(5)),
                ModelRun.Phase.valueOf(row.getString(6)),
                Optional.ofNullable(row.getString(7)).map(SourceId::new),
                row.getLong(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                row.getString(13),
                Optional.ofNullable(row.getString(14)),
                Rows.instant(row, 15),
                Rows.instant(row, 16),
                Optional.ofNullable(row.getString(17)));
    }

    @Override
    public Optional<ModelRun> takeOver(String worker, Instant now, Instant leftSince) {
        List<Long> left = sql.sql("""
                        select run_number from khop.model_run
                        where state = 'RUNNING' and (worker is null or worker = :worker or updated_at < :left) order by run_number
                        """)
                .param("worker", worker)
                .param("left", Rows.time(leftSince))
                .query(Long.class)
                .list();
        if (left.isEmpty()) {
            return Optional.empty();
        }
        sql.sql("update khop.model_run set worker = :worker, updated_at = :now where run_number = :number")
                .param("worker", worker)
                .param("now", Rows.time(now))
                .param("number", left.get(0))
                .update();
        return run(left.get(0));
    }

    @Override
    public void beat(long run, Instant now) {
        sql.sql("update khop.model_run set updated_at = :now where run_number = :number")
                .param("now", Rows.time(now))
                .param("number", run)
                .update();
    }

    @Override
    public void replaceFindings(long run, List<ModelFinding> findings) {
        sql.sql("delete from khop.model_finding where run_number = :run")
                .param("run", run)
                .update();
        batches.batchUpdate(
                """
                insert into khop.model_finding
                    (run_number, finding, kind, persons, record_groups, source_a, source_b, bits_before, bits_after)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                findings.stream()
                        .map(finding -> new Object[] {
                            run,
                            finding.number(),
                            finding.kind().name(),
                            text(finding.persons().stream()
                                    .map(EnterpriseId::value)
                                    .toList()),
                            text(finding.groups().stream()
                                    .map(group ->
                                            group.stream().map(SourceId::value).toList())
                                    .toList()),
                            finding.pair().a().value(),
                            finding.pair().b().value(),
                            finding.bitsBefore(),
                            finding.bitsAfter()
                        })
                        .toList());
    }

    @Override
    public List<ModelFinding> findings(long run, Optional<ModelFinding.Kind> kind, int after, int limit) {
        JdbcClient.StatementSpec statement = sql.sql(
                        """
                        select finding, kind, persons, record_groups, source_a, source_b, bits_before, bits_after from khop.model_finding
                        where run_number = :run and finding > :after
                        """ + (kind.isPresent() ? " and kind = :kind" : "") + " order by finding fetch first " + limit
                                + " rows only")
                .param("run", run)
                .param("after", after);
        if (kind.isPresent()) {
            statement = statement.param("kind", kind.get().name());
        }
        return statement.query((row, place) -> finding(row)).list();
    }

    private static ModelFinding finding(ResultSet row) throws SQLException {
        return new ModelFinding(
                row.getInt(1),
                ModelFinding.Kind.valueOf(row.getString(2)),
                read(row.getString(3), IDS).stream().map(EnterpriseId::new).toList(),
                read(row.getString(4), GROUPS).stream()
                        .map(group -> group.stream().map(SourceId::new).toList())
                        .toList(),
                new SourcePair(new SourceId(row.getString(5)), new SourceId(row.getString(6))),
                row.getDouble(7),
                row.getDouble(8));
    }

    private static String text(Object ids) {
        try {
            return JSON.writeValueAsString(ids);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("ids can always be written as JSON", e);
        }
    }

    private static <T> T read(String text, TypeReference<T> type) {
        try {
            return JSON.readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored ids are not what was written", e);
        }
    }

    @Override
    public List<SourceRecord> sourcesAfter(Optional<SourceId> last, int limit) {
        List<SourceId> ids = sql.sql(
                        "select source_id from khop.source_record where source_id > :last order by source_id"
                                + " fetch first " + limit + " rows only")
                .param("last", last.map(SourceId::value).orElse(""))
                .query((row, place) -> new SourceId(row.getString(1)))
                .list();
        Map<SourceId, SourceRecord> records = new HashMap<>();
        sources.sources(ids).forEach(record -> records.put(record.id(), record));
        return ids.stream().map(id -> Objects.requireNonNull(records.get(id))).toList();
    }

    @Override
    public Map<SourceId, Integer> changedSince(Instant since) {
        Map<SourceId, Integer> versions = new HashMap<>();
        sql.sql("""
                        select source_id, present_version from khop.source_record
                        where source_id in (select source_id from khop.source_version where received_at >= :since)
                        """).param("since", Rows.time(since)).query(row -> {
            versions.put(new SourceId(row.getString(1)), row.getInt(2));
        });
        return versions;
    }

    @Override
    public boolean hasExactlyKeys(SourceId record, Set<String> keys) {
        return index.hasExactly(record.value(), keys);
    }

    @Override
    public void addKeys(SourceId record, Collection<String> keys) {
        index.addMissing(record.value(), keys);
    }

    @Override
    public void reindex(SourceId record, SourceIndex found) {
        Writes writes = new Writes(batches);
        index.replace(record.value(), found, writes);
        writes.send();
    }

    @Override
    public Map<SourceId, EnterpriseId> before(String requestId, Collection<SourceId> records) {
        Map<SourceId, EnterpriseId> persons = new HashMap<>();
        for (List<String> ids : Rows.parts(records.stream().map(SourceId::value).toList())) {
            sql.sql("""
                            select source_id, previous_person_id from khop.link_event
                            where source_id in (:ids) and request_id = :request and previous_person_id is not null order by event_number
                            """).param("ids", ids).param("request", requestId).query(row -> {
                persons.putIfAbsent(new SourceId(row.getString(1)), new EnterpriseId(row.getString(2)));
            });
        }
        return persons;
    }

    @Override
    public Set<SourcePair> ruledPairs() {
        return pairs("khop.ruling");
    }

    @Override
    public Set<SourcePair> openPairs() {
        return pairs("khop.open_pair");
    }

    private Set<SourcePair> pairs(String table) {
        return new HashSet<>(sql.sql("select source_a, source_b from " + table)
                .query((row, place) -> SourcePair.of(new SourceId(row.getString(1)), new SourceId(row.getString(2))))
                .list());
    }
}
