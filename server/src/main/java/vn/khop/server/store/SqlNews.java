package vn.khop.server.store;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.server.registry.News;
import vn.khop.server.registry.SourceId;

/*
 * One statement, and so one snapshot, tells both what is seen and up to where: the next question is for the transactions that this snapshot did not see. The upper bound lets
 * PostgreSQL expect few rows without looking at the value, and keep its plan.
 */
/** What became present, told to each server's index, on PostgreSQL; the embedded database has one server and few records, and tells nothing. Joins the caller's transaction. */
final class SqlNews {
    static final String TABLE = "record_news";

    private static final String SELECT = """
            select pg_current_snapshot()::text, coalesce(pg_current_xact_id_if_assigned()::text::bigint, -1), since, null, null
            from khop.record_news_kept
            union all
            select null, transaction, null, source_id, version from khop.record_news where transaction between ? and 9223372036854775807
            union all
            select null, transaction, null, source_id, version from khop.record_news where transaction = any(?)
            """;

    private final JdbcTemplate database;
    private volatile int isTold;

    SqlNews(JdbcTemplate database) {
        this.database = database;
    }

    /** Whether the database is one that can say what a snapshot sees. */
    boolean isTold() {
        if (isTold == 0) {
            isTold = Rows.isPostgres(database) ? 1 : -1;
        }
        return isTold > 0;
    }

    void tell(SourceId source, int version, Writes writes) {
        if (isTold()) {
            writes.add("insert into khop.record_news (source_id, version) values (?, ?)", source.value(), version);
        }
    }

    News.Seen now() {
        return database.query("select pg_current_snapshot()::text", (row, number) -> seen(row.getString(1)))
                .get(0);
    }

    News since(News.Seen before) {
        Map<SourceId, Integer> versions = new HashMap<>();
        News.Seen[] now = new News.Seen[1];
        long[] own = new long[1];
        long[] keptSince = new long[1];
        boolean[] isOfOneself = new boolean[1];
        database.query(
                SELECT,
                row -> {
                    String snapshot = row.getString(1);
                    long transaction = row.getLong(2);
                    if (snapshot != null) {
                        now[0] = seen(snapshot);
                        own[0] = transaction;
                        keptSince[0] = row.getLong(3);
                    } else {
                        isOfOneself[0] |= transaction == own[0];
                        versions.merge(new SourceId(row.getString(4)), row.getInt(5), Math::max);
                    }
                },
                before.next(),
                before.underWay());
        boolean isComplete =
                keptSince[0] <= Arrays.stream(before.underWay()).findFirst().orElse(before.next());
        return new News(withOwn(now[0], own[0]), isComplete, isOfOneself[0], versions);
    }

    /** A snapshot sees what its own transaction does and does not count it as under way; but nobody else has seen that, nor has this server if it comes later. */
    private static News.Seen withOwn(News.Seen seen, long own) {
        return own < 0 || own >= seen.next()
                ? seen
                : new News.Seen(
                        seen.next(),
                        LongStream.concat(LongStream.of(own), LongStream.of(seen.underWay()))
                                .sorted()
                                .distinct()
                                .toArray());
    }

    /** Written as 10:14:10,12 where 10 and 12 are under way and 14 is the next to come. */
    private static News.Seen seen(String snapshot) {
        List<String> parts = List.of(snapshot.split(":", -1));
        return new News.Seen(
                Long.parseLong(parts.get(1)),
                parts.get(2).isEmpty()
                        ? new long[0]
                        : Arrays.stream(parts.get(2).split(",", -1))
                                .mapToLong(Long::parseLong)
                                .sorted()
                                .toArray());
    }

    /** Deletes what is older than an hour and what a shared index has heard, if there is one, or older than a day; and what another cluster has numbered that this one was restored from. */
    void forget() {
        database.update("""
                delete from khop.record_news
                where transaction > pg_current_xact_id()::text::bigint
                """);
        database.update("""
                update khop.record_news_kept set since = 0 where since > pg_current_xact_id()::text::bigint
                """);
        database.update("""
                with gone as (
                    delete from khop.record_news
                    where at < now() - interval '1 hour'
                      and (at < now() - interval '1 day'
                           or transaction < coalesce((select min(least(seen_next, seen_under_way[1])) from khop.shared_index), transaction + 1))
                    returning transaction)
                update khop.record_news_kept set since = greatest(since, (select max(transaction) + 1 from gone))
                where exists (select 1 from gone)
                """);
    }
}
