package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.registry.IndexStandings;
import vn.khop.server.registry.KeyIndex;
import vn.khop.server.registry.News;

/** The standing of the shared index in one row, on PostgreSQL; by its clock, which is one for all servers. */
public final class SqlIndexStandings implements IndexStandings {
    private static final String NAME = "candidates";

    private final JdbcTemplate database;

    public SqlIndexStandings(DataSource database) {
        this.database = new JdbcTemplate(database);
    }

    @Override
    public Optional<Standing> present() {
        return database.query("""
                        select index_name, index_identity, format, model_version, salt, seen_next, seen_under_way
                        from khop.shared_index where name = ? and index_name is not null
                        """, (row, number) -> standing(row), NAME).stream()
                .findFirst();
    }

    private static Standing standing(ResultSet row) throws SQLException {
        Long[] underWay = (Long[]) row.getArray(7).getArray();
        return new Standing(
                new KeyIndex.Index(row.getString(1), row.getString(2)),
                row.getInt(3),
                row.getString(4),
                row.getString(5),
                new News.Seen(
                        row.getLong(6),
                        Arrays.stream(underWay).mapToLong(Long::longValue).toArray()));
    }

    @Override
    public boolean lease(String worker, Duration length) {
        boolean isOthers = !database.queryForList(
                        "select 1 from khop.shared_index where name = ? and worker <> ? and leased_until >= now()",
                        NAME,
                        worker)
                .isEmpty();
        return !isOthers && database.update("""
                                insert into khop.shared_index (name, worker, leased_until)
                                values (?, ?, now() + ? * interval '1 millisecond')
                                on conflict (name) do update set worker = excluded.worker, leased_until = excluded.leased_until
                                where shared_index.worker = excluded.worker or shared_index.leased_until < now()
                                """, NAME, worker, length.toMillis()) == 1;
    }

    @Override
    public boolean put(Standing standing, String worker) {
        return database.update(
                        """
                        update khop.shared_index
                        set index_name = ?, index_identity = ?, format = ?, model_version = ?, salt = ?, seen_next = ?, seen_under_way = ?
                        where name = ? and worker = ?
                        """,
                        standing.index().name(),
                        standing.index().identity(),
                        standing.format(),
                        standing.modelVersion(),
                        standing.salt(),
                        standing.seen().next(),
                        standing.seen().underWay(),
                        NAME,
                        worker)
                == 1;
    }

    @Override
    public void forget() {
        database.update(
                "update khop.shared_index set index_name = null, seen_next = null, seen_under_way = null where name = ?",
                NAME);
    }
}
