package vn.khop.server.store;

import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/** The tables of ours, in the schema {@code khop}; HAPI's own are its own affair. Migrations are numbered: 1xx registry, 2xx audit and access. */
public final class Schema {
    private Schema() {}

    /**
     * Brings the tables to this build's version; nothing to do when they are there already.
     *
     * @param jdbcUrl says which database it is
     */
    public static void migrate(DataSource database, String jdbcUrl) {
        boolean postgres = jdbcUrl.startsWith("jdbc:postgresql:");
        Flyway.configure()
                .dataSource(database)
                .locations(
                        postgres
                                ? new String[] {"classpath:db/khop", "classpath:db/khop-postgresql"}
                                : new String[] {"classpath:db/khop"})
                // Flyway quotes the name, and an unquoted one in our statements is capitals to H2.
                .defaultSchema(postgres ? "khop" : "KHOP")
                .createSchemas(true)
                .outOfOrder(true)
                .placeholders(Map.of(
                        "text",
                        postgres ? "varchar collate \"C\"" : "varchar",
                        "key_hash",
                        postgres
                                ? "('x' || substr(md5(key_text), 1, 16))::bit(64)::bigint"
                                : "cast(substring(hash('MD5', key_text), 1, 8) as bigint)"))
                .load()
                .migrate();
    }
}
