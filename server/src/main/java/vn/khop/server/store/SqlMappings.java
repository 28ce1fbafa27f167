package vn.khop.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.jdbc.support.KeyHolder;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.mapping.MappingDecision;
import vn.khop.server.mapping.MappingList;
import vn.khop.server.mapping.MappingRelease;
import vn.khop.server.mapping.MappingStore;
import vn.khop.server.mapping.MappingTarget;
import vn.khop.server.mapping.Relation;
import vn.khop.terminology.suggest.LocalList;
import vn.khop.terminology.suggest.LocalRow;

/** Lists on their way to concept maps, in SQL, the same statements on H2 and on PostgreSQL. Joins the caller's transaction. */
public final class SqlMappings implements MappingStore {
    private static final int BATCH = 1_000;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LIST =
            "select list_number, facility, name, source_system, target_system, target_version, url, created_by, created_at from khop.mapping_list ";
    private static final String ROW =
            "r.row_number, r.code, r.name, r.row_group, r.ingredient, r.strength, r.form, r.route, r.uses";
    private static final String DECISION =
            "d.decision_number, d.row_number, d.decided_by, d.at, d.kind, d.code, d.display, d.relation, d.origin, d.probability, d.model, d.note, d.targets";
    private static final int ROW_COLUMNS = 9;

    private final JdbcClient sql;
    private final JdbcTemplate database;
    private final TransactionTemplate transactions;

    public SqlMappings(DataSource database, PlatformTransactionManager transactions) {
        this.sql = JdbcClient.create(database);
        this.database = new JdbcTemplate(database);
        this.transactions = new TransactionTemplate(transactions);
    }

    @Override
    public <T> T inOne(Supplier<T> work) {
        @Nullable T done = transactions.execute(transaction -> work.get());
        if (done == null) {
            throw new IllegalStateException("a transaction gives what was done in it");
        }
        return done;
    }

    @Override
    public Optional<MappingList> add(MappingList list) {
        boolean isTaken = sql.sql("select 1 from khop.mapping_list where url = :url")
                .param("url", list.url())
                .query(Integer.class)
                .optional()
                .isPresent();
        if (isTaken) {
            return Optional.empty();
        }
        KeyHolder key = new GeneratedKeyHolder();
        try {
            sql.sql("""
                            insert into khop.mapping_list
                            (facility, name, source_system, target_system, target_version, url, created_by, created_at)
                            values (:facility, :name, :source, :target, :version, :url, :by, :at)
                            """)
                    .param("facility", list.facility())
                    .param("name", list.name())
                    .param("source", list.sourceSystem())
                    .param("target", list.targetSystem())
                    .param("version", list.targetVersion())
                    .param("url", list.url())
                    .param("by", list.createdBy())
                    .param("at", Rows.time(list.createdAt()))
                    .update(key, "list_number");
        } catch (DuplicateKeyException another) {
            return Optional.empty();
        }
        @Nullable Number number = key.getKey();
        return number == null ? Optional.empty() : list(number.longValue());
    }

    @Override
    public Optional<MappingList> list(long number) {
        return sql.sql(LIST + "where list_number = :number")
                .param("number", number)
                .query((row, place) -> list(row))
                .optional();
    }

    @Override
    public List<MappingList> lists() {
        return sql.sql(LIST + "order by list_number desc")
                .query((row, place) -> list(row))
                .list();
    }

    private static MappingList list(ResultSet row) throws SQLException {
        return new MappingList(
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                row.getString(8),
                Rows.instant(row, 9));
    }

    @Override
    public int rowCount(long list) {
        return sql.sql("select count(*) from khop.mapping_row where list_number = :list")
                .param("list", list)
                .query(Integer.class)
                .single();
    }

    @Override
    public void addRows(long list, List<LocalList.Row> rows) {
        database.batchUpdate("""
                insert into khop.mapping_row
                (list_number, row_number, code, name, row_group, ingredient, strength, form, route, uses)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, rows, BATCH, (statement, row) -> {
            LocalRow said = row.row();
            statement.setLong(1, list);
            statement.setInt(2, row.number());
            statement.setString(3, said.code());
            statement.setString(4, said.name());
            statement.setString(5, said.group());
            statement.setString(6, said.ingredient());
            statement.setString(7, said.strength());
            statement.setString(8, said.form());
            statement.setString(9, said.route());
            statement.setLong(10, row.uses());
        });
    }

    @Override
    public List<LocalList.Row> rows(long list, int after, int limit) {
        return sql.sql("select " + ROW
                        + " from khop.mapping_row r where r.list_number = :list and r.row_number > :after order by r.row_number fetch first "
                        + limit + " rows only")
                .param("list", list)
                .param("after", after)
                .query((row, place) -> row(row))
                .list();
    }

    private static LocalList.Row row(ResultSet row) throws SQLException {
        return new LocalList.Row(
                row.getInt(1),
                new LocalRow(
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getString(8)),
                row.getLong(9),
                Optional.empty());
    }

    @Override
    public void decide(long list, List<MappingDecision> decisions) {
        database.batchUpdate("""
                insert into khop.mapping_decision
                (list_number, row_number, decided_by, at, kind, code, display, relation, origin, probability, model, note, targets)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """, decisions, BATCH, (statement, decision) -> {
            statement.setLong(1, list);
            statement.setInt(2, decision.row());
            statement.setString(3, decision.by());
            statement.setObject(4, Rows.time(decision.at()));
            statement.setString(5, decision.kind().name());
            MappingTarget first = decision.targets().isEmpty()
                    ? MappingTarget.of("", Relation.EQUIVALENT)
                    : decision.targets().get(0);
            statement.setString(6, first.code());
            statement.setString(7, first.display());
            statement.setString(8, first.relation().name());
            statement.setString(9, decision.origin().name());
            if (decision.probability().isPresent()) {
                statement.setDouble(10, decision.probability().get());
            } else {
                statement.setNull(10, Types.DOUBLE);
            }
            statement.setString(11, decision.model());
            statement.setString(12, decision.note());
            statement.setString(13, isSaidByFirst(decision) ? "" : text(decision.targets()));
        });
    }

    @Override
    public Map<Integer, List<MappingDecision>> decisions(long list) {
        Map<Integer, List<MappingDecision>> byRow = new TreeMap<>();
        sql.sql("select " + DECISION
                        + " from khop.mapping_decision d where d.list_number = :list order by d.decision_number")
                .param("list", list)
                .query((row, place) -> decision(row, 0))
                .list()
                .forEach(decision -> byRow.computeIfAbsent(decision.row(), any -> new ArrayList<>())
                        .add(decision));
        return byRow;
    }

    @Override
    public List<MappingDecision> decisions(long list, int row) {
        return sql.sql(
                        "select " + DECISION
                                + " from khop.mapping_decision d where d.list_number = :list and d.row_number = :row order by d.decision_number")
                .param("list", list)
                .param("row", row)
                .query((found, place) -> decision(found, 0))
                .list();
    }

    private static boolean isSaidByFirst(MappingDecision decision) {
        return decision.targets().stream().allMatch(one -> one.dependsOn().isEmpty())
                && decision.targets().size() < 2;
    }

    private static String text(List<MappingTarget> targets) {
        try {
            return JSON.writeValueAsString(targets);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("targets that cannot be written", e);
        }
    }

    private static List<MappingTarget> targets(ResultSet row, int before) throws SQLException {
        String all = row.getString(before + 13);
        String code = row.getString(before + 6);
        if (!all.isEmpty()) {
            try {
                return JSON.readValue(all, new TypeReference<List<MappingTarget>>() {});
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("targets that cannot be read", e);
            }
        }
        return code.isEmpty()
                ? List.of()
                : List.of(new MappingTarget(
                        code, row.getString(before + 7), Relation.valueOf(row.getString(before + 8)), List.of()));
    }

    private static MappingDecision decision(ResultSet row, int before) throws SQLException {
        double probability = row.getDouble(before + 10);
        boolean isUnknown = row.wasNull();
        return new MappingDecision(
                row.getLong(before + 1),
                row.getInt(before + 2),
                row.getString(before + 3),
                Rows.instant(row, before + 4),
                MappingDecision.Kind.valueOf(row.getString(before + 5)),
                targets(row, before),
                MappingDecision.Origin.valueOf(row.getString(before + 9)),
                isUnknown ? Optional.empty() : Optional.of(probability),
                row.getString(before + 11),
                row.getString(before + 12));
    }

    @Override
    public List<Taught> taughtAfter(String targetSystem, long decision, int limit) {
        return sql.sql("select " + ROW + ", " + DECISION
                        + " from khop.mapping_decision d join khop.mapping_list l on l.list_number = d.list_number"
                        + " join khop.mapping_row r on r.list_number = d.list_number and r.row_number = d.row_number"
                        + " where l.target_system = :target and d.decision_number > :after and d.origin in ('SUGGESTED', 'TYPED')"
                        + " order by d.decision_number fetch first " + limit + " rows only")
                .param("target", targetSystem)
                .param("after", decision)
                .query((row, place) -> new Taught(row(row), decision(row, ROW_COLUMNS)))
                .list();
    }

    @Override
    public boolean publish(long list, MappingRelease release) {
        boolean isTaken = releases(list).stream().anyMatch(one -> one.version().equals(release.version()));
        if (isTaken) {
            return false;
        }
        sql.sql("""
                        insert into khop.mapping_release (list_number, version, published_by, at, row_count)
                        values (:list, :version, :by, :at, :rows)
                        """)
                .param("list", list)
                .param("version", release.version())
                .param("by", release.by())
                .param("at", Rows.time(release.at()))
                .param("rows", release.rows())
                .update();
        return true;
    }

    @Override
    public List<MappingRelease> releases(long list) {
        return sql.sql(
                        "select version, published_by, at, row_count from khop.mapping_release where list_number = :list order by at desc")
                .param("list", list)
                .query((row, place) ->
                        new MappingRelease(row.getString(1), row.getString(2), Rows.instant(row, 3), row.getInt(4)))
                .list();
    }
}
