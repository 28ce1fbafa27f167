package vn.khop.server.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.RecordIssue;
import vn.khop.server.registry.RecordIssues;
import vn.khop.server.registry.SourceId;

/** What is wrong in single records, in SQL. Joins the caller's transaction. */
final class SqlRecordIssues implements RecordIssues {
    /** Of those that carry one number; whoever looks at the first ones finds the others. */
    private static final int SHARING_MAX = 200;

    private static final String MEMBERS = """
             from khop.membership x join khop.membership m on m.person_id = x.person_id
            """;

    private static final String DOUBTFUL =
            "select x.source_id" + MEMBERS + """
             join khop.record_issue i on i.source_id = m.source_id where x.source_id in (:records) and i.dismissed = false
            union
            select x.source_id""" + MEMBERS + """
             join khop.task t on t.source_a = m.source_id
            where x.source_id in (:records) and t.state <> 'RESOLVED' and t.cause in (:causes)
            union
            select x.source_id""" + MEMBERS + """
             join khop.task t on t.source_b = m.source_id
            where x.source_id in (:records) and t.state <> 'RESOLVED' and t.cause in (:causes)
            union
            select x.source_id""" + MEMBERS + """
             join khop.source_identifier i on i.source_id = m.source_id
            where x.source_id in (:records) and i.domain = :domain group by x.source_id having count(distinct i.number) > 1
            union
            select x.source_id""" + MEMBERS + """
             join khop.source_identifier i on i.source_id = m.source_id
             join khop.source_identifier j on j.number = i.number and j.domain = i.domain
             join khop.membership o on o.source_id = j.source_id
            where x.source_id in (:records) and i.domain = :domain and o.person_id <> m.person_id
            """;

    private static final List<String> CAUSES =
            List.of("NUMBER_AGAINST_RECORD", "SEVERAL_NUMBERS", "RECORD_ITSELF", "SHARED_NUMBER");

    private final JdbcClient sql;

    SqlRecordIssues(JdbcClient sql) {
        this.sql = sql;
    }

    @Override
    public void replace(SourceId record, Collection<RecordIssue> found) {
        Map<RecordIssue.Kind, RecordIssue> before = new HashMap<>();
        of(List.of(record)).forEach(issue -> before.put(issue.kind(), issue));
        Set<RecordIssue.Kind> kept = new HashSet<>(Set.of(RecordIssue.Kind.SEVERAL_NUMBERS));
        for (RecordIssue issue : found) {
            RecordIssue known = before.get(issue.kind());
            kept.add(issue.kind());
            if (known == null || !known.fingerprint().equals(issue.fingerprint())) {
                put(issue);
            }
        }
        Arrays.stream(RecordIssue.Kind.values())
                .filter(kind -> before.containsKey(kind) && !kept.contains(kind))
                .forEach(kind -> delete(record, kind));
    }

    private void delete(SourceId record, RecordIssue.Kind kind) {
        sql.sql("delete from khop.record_issue where source_id = :id and kind = :kind")
                .param("id", record.value())
                .param("kind", kind.name())
                .update();
    }

    @Override
    public void put(RecordIssue issue) {
        delete(issue.record(), issue.kind());
        sql.sql(
                        "insert into khop.record_issue (source_id, kind, fingerprint, dismissed) values (:id, :kind, :fingerprint, :dismissed)")
                .param("id", issue.record().value())
                .param("kind", issue.kind().name())
                .param("fingerprint", issue.fingerprint())
                .param("dismissed", issue.isDismissed())
                .update();
    }

    @Override
    public List<RecordIssue> of(Collection<SourceId> records) {
        return parts(records).stream()
                .flatMap(ids -> sql
                        .sql(
                                "select source_id, kind, fingerprint, dismissed from khop.record_issue where source_id in (:records)")
                        .param("records", ids)
                        .query((row, place) -> new RecordIssue(
                                new SourceId(row.getString(1)),
                                RecordIssue.Kind.valueOf(row.getString(2)),
                                row.getString(3),
                                row.getBoolean(4)))
                        .list()
                        .stream())
                .toList();
    }

    @Override
    public Set<SourceId> doubtful(Collection<SourceId> records) {
        Set<SourceId> doubtful = new HashSet<>();
        parts(records)
                .forEach(ids -> doubtful.addAll(sql.sql(DOUBTFUL)
                        .param("records", ids)
                        .param("causes", CAUSES)
                        .param("domain", IdentifierKind.NATIONAL_ID.code())
                        .query((row, place) -> new SourceId(row.getString(1)))
                        .list()));
        return doubtful;
    }

    @Override
    public List<Carried> citizenNumbers(Collection<SourceId> records) {
        return parts(records).stream()
                .flatMap(ids -> sql
                        .sql(
                                "select source_id, number, is_verified from khop.source_identifier where source_id in (:records) and domain = :domain")
                        .param("records", ids)
                        .param("domain", IdentifierKind.NATIONAL_ID.code())
                        .query((row, place) ->
                                new Carried(new SourceId(row.getString(1)), row.getString(2), row.getBoolean(3)))
                        .list()
                        .stream())
                .toList();
    }

    @Override
    public Map<SourceId, Set<SourceId>> sharingACitizenNumber(Collection<SourceId> records) {
        Map<SourceId, Set<SourceId>> sharing = new HashMap<>();
        parts(records)
                .forEach(ids -> sql.sql("""
                        select m.source_id, j.source_id from khop.membership m
                         join khop.source_identifier i on i.source_id = m.source_id
                         join khop.source_identifier j on j.number = i.number and j.domain = i.domain
                         join khop.membership o on o.source_id = j.source_id
                        where m.source_id in (:records) and i.domain = :domain and o.person_id <> m.person_id
                        order by m.source_id, j.source_id fetch first
                        """ + SHARING_MAX + " rows only")
                        .param("records", ids)
                        .param("domain", IdentifierKind.NATIONAL_ID.code())
                        .query(row -> {
                            Objects.requireNonNull(sharing.computeIfAbsent(
                                            new SourceId(row.getString(1)), key -> new TreeSet<>()))
                                    .add(new SourceId(row.getString(2)));
                        }));
        return sharing;
    }

    private static List<List<String>> parts(Collection<SourceId> records) {
        return Rows.parts(records.stream().map(SourceId::value).toList());
    }
}
