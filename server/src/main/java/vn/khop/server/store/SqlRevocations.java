package vn.khop.server.store;

import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.security.Revocations;

/** Revocations in SQL, the same statements on H2 and on PostgreSQL. */
public final class SqlRevocations implements Revocations.Store {
    private final JdbcTemplate database;

    public SqlRevocations(DataSource database) {
        this.database = new JdbcTemplate(database);
    }

    @Override
    public void add(Revocations.Revocation revocation) {
        database.update(
                "insert into khop.revocation (kind, name, at) values (?, ?, ?)",
                revocation.kind().name(),
                revocation.name(),
                Rows.time(revocation.at()));
    }

    @Override
    public List<Revocations.Revocation> all() {
        return database.query(
                "select kind, name, max(at) from khop.revocation group by kind, name",
                (row, index) -> new Revocations.Revocation(
                        Revocations.Kind.valueOf(row.getString(1)), row.getString(2), Rows.instant(row, 3)));
    }
}
