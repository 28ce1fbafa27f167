package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.HeldVersion;
import vn.khop.server.registry.HeldVersions;
import vn.khop.server.registry.SourceId;

/** Updates that are held, in SQL. Joins the caller's transaction. */
final class SqlHeldVersions implements HeldVersions {
    private static final String HELD = "select source_id, version, against, bits, state, at from khop.held_version ";

    private final JdbcClient sql;

    SqlHeldVersions(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public void add(HeldVersion held) {
        sql.sql("""
                        insert into khop.held_version (source_id, version, against, bits, state, at)
                        values (:source, :version, :against, :bits, :state, :at)
                        """)
                .param("source", held.source().value())
                .param("version", held.version())
                .param("against", held.against())
                .param("bits", held.bits())
                .param("state", held.state().name())
                .param("at", Rows.time(held.at()))
                .update();
    }

    @Override
    public Optional<HeldVersion> waiting(SourceId source) {
        return sql
                .sql(HELD + "where source_id = :source and state = 'HELD' order by version desc")
                .param("source", source.value())
                .query((row, index) -> held(row))
                .list()
                .stream()
                .findFirst();
    }

    @Override
    public Optional<HeldVersion> of(SourceId source, int version) {
        return sql.sql(HELD + "where source_id = :source and version = :version")
                .param("source", source.value())
                .param("version", version)
                .query((row, index) -> held(row))
                .optional();
    }

    @Override
    public void settle(SourceId source, int version, HeldVersion.State state) {
        sql.sql("update khop.held_version set state = :state where source_id = :source and version = :version")
                .param("state", state.name())
                .param("source", source.value())
                .param("version", version)
                .update();
    }

    private static HeldVersion held(ResultSet row) throws SQLException {
        return new HeldVersion(
                new SourceId(row.getString(1)),
                row.getInt(2),
                row.getInt(3),
                row.getDouble(4),
                HeldVersion.State.valueOf(row.getString(5)),
                Rows.instant(row, 6));
    }
}
