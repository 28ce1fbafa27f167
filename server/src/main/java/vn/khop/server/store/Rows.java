package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Which database it is, and how times and lists of ids are written for it and read back. */
final class Rows {
    /** Ids in one statement; a database takes no endless list. */
    private static final int IDS_PER_STATEMENT = 1000;

    private Rows() {}

    /** PostgreSQL, or else the embedded database. */
    static boolean isPostgres(JdbcTemplate database) {
        return Boolean.TRUE.equals(database.execute(
                (ConnectionCallback<Boolean>) connection -> connection.isWrapperFor(PGConnection.class)));
    }

    static <T> List<List<T>> parts(List<T> ids) {
        List<List<T>> parts = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += IDS_PER_STATEMENT) {
            parts.add(ids.subList(from, Math.min(ids.size(), from + IDS_PER_STATEMENT)));
        }
        return parts;
    }

    /** For {@code = any(:ids)}: one parameter, so that the statement is the same however many there are, and is planned once. */
    static String[] array(Collection<String> ids) {
        return ids.toArray(String[]::new);
    }

    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(ResultSet row, int column) throws SQLException {
        return optionalInstant(row, column)
                .orElseThrow(() -> new IllegalStateException("a time that must be there is not"));
    }

    static Optional<Instant> optionalInstant(ResultSet row, int column) throws SQLException {
        @Nullable Timestamp time = row.getTimestamp(column);
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }

    static Optional<Long> optionalLong(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(number);
    }
}
