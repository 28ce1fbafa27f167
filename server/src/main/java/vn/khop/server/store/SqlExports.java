package vn.khop.server.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.export.ExportJob;
import vn.khop.server.export.ExportJob.Content;
import vn.khop.server.export.ExportJob.State;
import vn.khop.server.export.ExportStore;

/** Exports in SQL, the same statements on H2 and on PostgreSQL. Each statement is a transaction of its own. */
public final class SqlExports implements ExportStore {
    private static final String SELECT = """
            select export_id, state, username, client_id, purposes, address, contents, since, request, approved_by, requested_at, begun_at, ended_at,
                   expires_at, reached, files, failure
            from khop.export_job
            """;

    private final JdbcClient sql;

    public SqlExports(DataSource database) {
        this.sql = JdbcClient.create(database);
    }

    @Override
    public void add(ExportJob job) {
        progress(state(sql.sql("""
                        insert into khop.export_job
                            (export_id, state, username, client_id, purposes, address, contents, since, request, approved_by, requested_at, begun_at, ended_at,
                             expires_at, reached, files, failure, worker, leased_until)
                        values (:id, :state, :username, :client, :purposes, :address, :contents, :since, :request, :approved, :requested, :begun, :ended,
                                :expires, :reached, :files, :failure, '', :requested)
                        """), job), job)
                .param("username", job.requester().username())
                .param("client", job.requester().clientId())
                .param("purposes", String.join(" ", job.requester().purposes()))
                .param("address", job.requester().address())
                .param(
                        "contents",
                        job.contents().stream().sorted().map(Content::name).collect(Collectors.joining(" ")))
                .param("since", job.since().map(Rows::time).orElse(null))
                .param("request", job.request())
                .param("requested", Rows.time(job.requestedAt()))
                .update();
    }

    private static JdbcClient.StatementSpec state(JdbcClient.StatementSpec statement, ExportJob job) {
        return statement
                .param("state", job.state().name())
                .param("approved", job.approvedBy().orElse(null))
                .param("ended", job.endedAt().map(Rows::time).orElse(null))
                .param("expires", Rows.time(job.expiresAt()))
                .param("failure", job.failure());
    }

    private static JdbcClient.StatementSpec progress(JdbcClient.StatementSpec statement, ExportJob job) {
        return statement
                .param("id", job.id())
                .param("begun", job.begunAt().map(Rows::time).orElse(null))
                .param("reached", job.reached())
                .param(
                        "files",
                        job.files().stream()
                                .map(file -> String.join(
                                        " ",
                                        file.name(),
                                        file.content().name(),
                                        String.valueOf(file.rows()),
                                        String.valueOf(file.bytes())))
                                .collect(Collectors.joining("\n")));
    }

    @Override
    public Optional<ExportJob> job(String id) {
        return sql.sql(SELECT + "where export_id = :id")
                .param("id", id)
                .query((row, place) -> read(row))
                .optional();
    }

    @Override
    public List<ExportJob> all(int limit) {
        return sql.sql(SELECT + "order by requested_at desc, export_id fetch first " + limit + " rows only")
                .query((row, place) -> read(row))
                .list();
    }

    @Override
    public boolean replace(ExportJob job, State before) {
        return state(sql.sql("""
                                update khop.export_job set state = :state, approved_by = :approved, ended_at = :ended, expires_at = :expires, failure = :failure
                                where export_id = :id and state = :before
                                """), job)
                        .param("id", job.id())
                        .param("before", before.name())
                        .update()
                == 1;
    }

    @Override
    public Optional<ExportJob> take(String worker, Instant now, Instant until) {
        List<String> waiting = sql.sql("""
                        select export_id from khop.export_job where state = 'APPROVED' and (worker = :worker or leased_until < :now)
                        order by requested_at, export_id
                        """)
                .param("worker", worker)
                .param("now", Rows.time(now))
                .query(String.class)
                .list();
        for (String id : waiting) {
            boolean isTaken = sql.sql("""
                                    update khop.export_job set worker = :worker, leased_until = :until
                                    where export_id = :id and state = 'APPROVED' and (worker = :worker or leased_until < :now)
                                    """)
                            .param("worker", worker)
                            .param("until", Rows.time(until))
                            .param("id", id)
                            .param("now", Rows.time(now))
                            .update()
                    == 1;
            if (isTaken) {
                return job(id);
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean reached(ExportJob job, String worker, Instant until) {
        return progress(sql.sql("""
                                update khop.export_job set begun_at = :begun, reached = :reached, files = :files, leased_until = :until
                                where export_id = :id and worker = :worker and state = 'APPROVED'
                                """), job)
                        .param("worker", worker)
                        .param("until", Rows.time(until))
                        .update()
                == 1;
    }

    @Override
    public List<ExportJob> expired(Instant now) {
        return sql.sql(SELECT + "where state <> 'EXPIRED' and state <> 'APPROVED' and expires_at < :now")
                .param("now", Rows.time(now))
                .query((row, place) -> read(row))
                .list();
    }

    private static ExportJob read(ResultSet row) throws SQLException {
        return new ExportJob(
                row.getString(1),
                State.valueOf(row.getString(2)),
                new ExportJob.Requester(row.getString(3), row.getString(4), words(row.getString(5)), row.getString(6)),
                words(row.getString(7)).stream().map(Content::valueOf).collect(Collectors.toSet()),
                Rows.optionalInstant(row, 8),
                row.getString(9),
                Optional.ofNullable(row.getString(10)),
                Rows.instant(row, 11),
                Rows.optionalInstant(row, 12),
                Rows.optionalInstant(row, 13),
                Rows.instant(row, 14),
                row.getString(15),
                row.getString(16).lines().map(SqlExports::file).toList(),
                row.getString(17));
    }

    private static ExportJob.File file(String line) {
        String[] parts = line.split(" ");
        return new ExportJob.File(
                parts[0], Content.valueOf(parts[1]), Long.parseLong(parts[2]), Long.parseLong(parts[3]));
    }

    private static Set<String> words(String written) {
        return Arrays.stream(written.split(" ")).filter(word -> !word.isEmpty()).collect(Collectors.toSet());
    }
}
