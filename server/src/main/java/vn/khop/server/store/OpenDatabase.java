package vn.khop.server.store;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database with the tables of this build, kept open by one connection: an embedded one is open as long as there is any. */
public final class OpenDatabase implements AutoCloseable {
    private final Connection connection;

    private OpenDatabase(Connection connection) {
        this.connection = connection;
    }

    /**
     * Brings the tables to this build's version.
     *
     * @throws IllegalStateException if the database cannot be reached
     */
    public static OpenDatabase migrated(String url, String user, String password) {
        DataSource database = new DriverManagerDataSource(url, user, password);
        OpenDatabase open = new OpenDatabase(connection(database));
        try {
            Schema.migrate(database, url);
            return open;
        } catch (RuntimeException failed) {
            open.close();
            throw failed;
        }
    }

    /** Closes this connection when another source has one, so that the database is never closed between. */
    public void handOverTo(DataSource source) {
        try (Connection ignored = connection(source)) {
            close();
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be reached: " + e.getMessage(), e);
        }
    }

    private static Connection connection(DataSource source) {
        try {
            return source.getConnection();
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be reached: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be closed: " + e.getMessage(), e);
        }
    }
}
