package vn.khop.server.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.SourceId;
import vn.khop.server.verification.VerificationQueue;

/** Questions to the population database, in SQL. Joins the caller's transaction. */
public final class SqlVerificationQueue implements VerificationQueue {
    private static final String WAITING = "WAITING";
    private static final String DONE = "DONE";
    private static final int RESULT_CHARACTERS_MAX = 200;

    private final JdbcClient sql;
    private final Seal seal;

    public SqlVerificationQueue(DataSource database, Seal seal) {
        this.seal = seal;
        this.sql = JdbcClient.create(database);
    }

    @Override
    public long position() {
        return sql.sql("select last_position from khop.verification_position")
                .query((row, index) -> row.getLong(1))
                .single();
    }

    @Override
    public void position(long read) {
        sql.sql("update khop.verification_position set last_position = :read")
                .param("read", read)
                .update();
    }

    @Override
    public void add(SourceId record, String fingerprint, Instant at) {
        sql.sql("""
                        insert into khop.verification (source_id, fingerprint, fingerprint_sealed, state, attempts, next_at, updated_at)
                        select :id, :fingerprint, :sealed, :state, 0, :at, :at
                        where not exists (
                            select 1 from khop.verification where source_id = :id and fingerprint = any(:fingerprints))
                        """)
                .param("id", record.value())
                .param("fingerprint", written(fingerprint))
                .param("sealed", seal.beside(Seal.Column.VERIFICATION, record.value(), fingerprint))
                .param("fingerprints", seal.forms(Seal.Kind.FINGERPRINT, fingerprint))
                .param("state", WAITING)
                .param("at", Rows.time(at))
                .update();
    }

    /** Whoever has a list of citizens finds by a mere hash which of their numbers was asked about. */
    private String written(String fingerprint) {
        return seal.written().of(Seal.Kind.FINGERPRINT, fingerprint);
    }

    /** Whoever moves the time of a question on has it in hand; another server that read the same row finds it moved. */
    @Override
    public List<Waiting> due(Instant now, Instant until, int limit) {
        List<Waiting> taken = new ArrayList<>();
        List<Waiting> due = sql.sql("""
                        select source_id, coalesce(fingerprint_sealed, fingerprint), attempts from khop.verification
                        where state = :state and next_at <= :now order by next_at limit :limit
                        """)
                .param("state", WAITING)
                .param("now", Rows.time(now))
                .param("limit", limit)
                .query((row, index) -> new Waiting(
                        new SourceId(row.getString(1)),
                        seal.open(Seal.Column.VERIFICATION, row.getString(1), row.getString(2)),
                        row.getInt(3)))
                .list();
        for (Waiting question : due) {
            int moved = sql.sql("""
                            update khop.verification set next_at = :until
                            where source_id = :id and fingerprint = any(:fingerprints) and state = :state and next_at <= :now
                            """)
                    .param("until", Rows.time(until))
                    .param("id", question.record().value())
                    .param("fingerprints", seal.forms(Seal.Kind.FINGERPRINT, question.fingerprint()))
                    .param("state", WAITING)
                    .param("now", Rows.time(now))
                    .update();
            if (moved == 1) {
                taken.add(question);
            }
        }
        return taken;
    }

    @Override
    public void done(Waiting question, String result, Instant at) {
        attempted(question, result, at);
        updated(question, DONE, at, at);
    }

    @Override
    public void failed(Waiting question, String why, Instant at, Instant again) {
        attempted(question, why, at);
        updated(question, WAITING, at, again);
    }

    private void attempted(Waiting question, String result, Instant at) {
        sql.sql("""
                        insert into khop.verification_attempt (source_id, fingerprint, result, at)
                        values (:id, :fingerprint, :result, :at)
                        """)
                .param("id", question.record().value())
                .param("fingerprint", written(question.fingerprint()))
                .param("result", result.substring(0, Math.min(result.length(), RESULT_CHARACTERS_MAX)))
                .param("at", Rows.time(at))
                .update();
    }

    private void updated(Waiting question, String state, Instant at, Instant next) {
        sql.sql("""
                        update khop.verification set state = :state, attempts = :attempts, next_at = :next, updated_at = :at
                        where source_id = :id and fingerprint = any(:fingerprints)
                        """)
                .param("state", state)
                .param("attempts", question.attempts() + 1)
                .param("next", Rows.time(next))
                .param("at", Rows.time(at))
                .param("id", question.record().value())
                .param("fingerprints", seal.forms(Seal.Kind.FINGERPRINT, question.fingerprint()))
                .update();
    }

    @Override
    public long waiting() {
        return sql.sql("select count(*) from khop.verification where state = :state")
                .param("state", WAITING)
                .query((row, index) -> row.getLong(1))
                .single();
    }
}
