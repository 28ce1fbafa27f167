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
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.RecordIssue;
import vn.khop.server.registry.RecordIssues;
import vn.khop.server.registry.SourceId;

/** What is wrong in single records, in SQL. Joins the caller's transaction. */
final class SqlRecordIssues implements RecordIssues {
    /** Of those that carry one number; whoever looks at the first ones finds the others. */
    private static final int SHARING_MAX = 200;

    /** Of the members of some persons: what has a finding, an open task, or a citizen number, and who else has that number. */
    private static final String SIGNS = """
            select 'DOUBT', i.source_id, null from khop.record_issue i where i.source_id = any(:members) and i.dismissed = false
            union all
            select 'DOUBT', t.source_a, null from khop.task t
            where t.source_a = any(:members) and t.state <> 'RESOLVED' and t.cause = any(:causes)
            union all
            select 'DOUBT', t.source_b, null from khop.task t
            where t.source_b = any(:members) and t.state <> 'RESOLVED' and t.cause = any(:causes)
            union all
            select 'NUMBER', i.source_id, i.number from khop.source_identifier i where i.source_id = any(:members) and i.domain = :domain
            union all
            select 'SHARED', i.source_id, j.source_id from khop.source_identifier i
            join khop.source_identifier j on j.number = i.number and j.domain = i.domain and j.source_id <> i.source_id
            where i.source_id = any(:members) and i.domain = :domain
            """;

    private static final List<String> CAUSES = List.of(
            "NUMBER_AGAINST_RECORD", "SEVERAL_NUMBERS", "RECORD_ITSELF", "NUMBER_CONTRADICTED", "SHARED_NUMBER");

    private final JdbcClient sql;
    private final SqlIndex index;
    private final Seal seal;

    SqlRecordIssues(JdbcClient sql, SqlIndex index, Seal seal) {
        this.index = index;
        this.seal = seal;
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
                .param("fingerprint", kept(seal, issue))
                .param("dismissed", issue.isDismissed())
                .update();
    }

    @Override
    public List<RecordIssue> of(Collection<SourceId> records) {
        return parts(records).stream()
                .flatMap(ids -> sql
                        .sql(
                                "select source_id, kind, fingerprint, dismissed from khop.record_issue where source_id = any(:records)")
                        .param("records", Rows.array(ids))
                        .query((row, place) -> new RecordIssue(
                                new SourceId(row.getString(1)),
                                RecordIssue.Kind.valueOf(row.getString(2)),
                                seal.open(Seal.Column.ISSUE, row(row.getString(1), row.getString(2)), row.getString(3)),
                                row.getBoolean(4)))
                        .list()
                        .stream())
                .toList();
    }

    /** A fingerprint of a number tells the number to whoever tries them all. */
    static String kept(Seal seal, RecordIssue issue) {
        return seal.seal(
                Seal.Column.ISSUE, row(issue.record().value(), issue.kind().name()), issue.fingerprint());
    }

    static String row(String source, String kind) {
        return source + '/' + kind;
    }

    @Override
    public Set<SourceId> doubtful(Collection<SourceId> records) {
        Map<String, String> personOf = new HashMap<>();
        for (List<String> ids : parts(records)) {
            sql.sql("""
                            select m.source_id, m.person_id from khop.membership x
                            join khop.membership m on m.person_id = x.person_id
                            where x.source_id = any(:records)
                            """).param("records", Rows.array(ids)).query(row -> {
                personOf.put(row.getString(1), row.getString(2));
            });
        }
        Set<String> doubtful = new HashSet<>();
        Map<String, String> numberOf = new HashMap<>();
        for (List<String> members : Rows.parts(List.copyOf(personOf.keySet()))) {
            sql.sql(SIGNS)
                    .param("members", Rows.array(members))
                    .param("causes", Rows.array(CAUSES))
                    .param("domain", IdentifierKind.NATIONAL_ID.code())
                    .query(row -> {
                        String person = Objects.requireNonNull(personOf.get(row.getString(2)));
                        String found = row.getString(3);
                        boolean isDoubt = switch (row.getString(1)) {
                            case "NUMBER" -> {
                                String other = numberOf.putIfAbsent(person, found);
                                yield other != null && !other.equals(found);
                            }
                            case "SHARED" -> !person.equals(personOf.get(found));
                            default -> true;
                        };
                        if (isDoubt) {
                            doubtful.add(person);
                        }
                    });
        }
        return records.stream()
                .filter(record -> {
                    String person = personOf.get(record.value());
                    return person != null && doubtful.contains(person);
                })
                .collect(Collectors.toSet());
    }

    @Override
    public List<Carried> citizenNumbers(Collection<SourceId> records) {
        return parts(records).stream()
                .flatMap(ids -> sql
                        .sql(
                                "select source_id, coalesce(number_sealed, number), is_verified from khop.source_identifier where source_id = any(:records) and domain = :domain")
                        .param("records", Rows.array(ids))
                        .param("domain", IdentifierKind.NATIONAL_ID.code())
                        .query((row, place) -> new Carried(
                                new SourceId(row.getString(1)),
                                index.opened(row.getString(1), IdentifierKind.NATIONAL_ID.code(), row.getString(2)),
                                row.getBoolean(3)))
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
                        where m.source_id = any(:records) and i.domain = :domain and o.person_id <> m.person_id
                        order by m.source_id, j.source_id fetch first
                        """ + SHARING_MAX + " rows only")
                        .param("records", Rows.array(ids))
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
