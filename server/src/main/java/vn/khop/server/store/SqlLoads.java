package vn.khop.server.store;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.LoadState;

/** How far each load is, in SQL. Joins the caller's transaction. */
final class SqlLoads {
    private final JdbcClient sql;

    SqlLoads(JdbcClient sql) {
        this.sql = sql;
    }

    Optional<LoadState> load(String id) {
        return sql.sql("""
                        select load_id, state, good_rows, bad_rows, parts_done, parts, created, fed, started_at, updated_at
                        from khop.load where load_id = :id
                        """)
                .param("id", id)
                .query((row, index) -> new LoadState(
                        row.getString(1),
                        LoadState.State.valueOf(row.getString(2)),
                        row.getInt(3),
                        row.getInt(4),
                        row.getInt(5),
                        row.getInt(6),
                        row.getInt(7),
                        row.getInt(8),
                        Rows.instant(row, 9),
                        Rows.instant(row, 10)))
                .optional();
    }

    void put(LoadState state) {
        int updated = written("""
                update khop.load set state = :state, good_rows = :rows, bad_rows = :badRows, parts_done = :done, parts = :parts,
                    created = :created, fed = :fed, started_at = :startedAt, updated_at = :updatedAt
                where load_id = :id
                """, state);
        if (updated == 0) {
            written("""
                    insert into khop.load
                        (load_id, state, good_rows, bad_rows, parts_done, parts, created, fed, started_at, updated_at)
                    values (:id, :state, :rows, :badRows, :done, :parts, :created, :fed, :startedAt, :updatedAt)
                    """, state);
        }
    }

    private int written(String statement, LoadState state) {
        return sql.sql(statement)
                .param("id", state.id())
                .param("state", state.state().name())
                .param("rows", state.rows())
                .param("badRows", state.badRows())
                .param("done", state.partsDone())
                .param("parts", state.parts())
                .param("created", state.created())
                .param("fed", state.fed())
                .param("startedAt", Rows.time(state.startedAt()))
                .param("updatedAt", Rows.time(state.updatedAt()))
                .update();
    }
}
