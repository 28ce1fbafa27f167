package vn.khop.server.store;

import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.PersonSearch;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceIndex;

/** What records are found by, in SQL: made of their present versions, and can be made again. Joins the caller's transaction. */
final class SqlIndex {
    private final JdbcClient sql;
    private final JdbcTemplate batches;
    private final TransactionTemplate transactions;

    SqlIndex(JdbcTemplate database, TransactionTemplate transactions) {
        this.transactions = transactions;
        this.batches = database;
        this.sql = JdbcClient.create(database);
    }

    /** What a record without a version before is found by. */
    void add(String source, SourceIndex index) {
        addKeys(source, index.blockingKeys());
        addOthers(source, index);
    }

    /** In place of what the record was found by. Most keys of a version are those of the one before: they stay where they are, in pages that would have to be read and written twice. */
    void replace(String source, SourceIndex index) {
        Set<String> gone = new HashSet<>(sql.sql("select key_text from khop.blocking_key where source_id = :id")
                .param("id", source)
                .query(String.class)
                .list());
        Set<String> fresh = new HashSet<>(index.blockingKeys());
        fresh.removeAll(gone);
        gone.removeAll(index.blockingKeys());
        if (!gone.isEmpty()) {
            sql.sql("delete from khop.blocking_key where key_text = any(:gone) and source_id = :id")
                    .param("gone", Rows.array(gone))
                    .param("id", source)
                    .update();
        }
        addKeys(source, fresh);
        for (String table : List.of("source_identifier", "search_text")) {
            sql.sql("delete from khop." + table + " where source_id = :id")
                    .param("id", source)
                    .update();
        }
        addOthers(source, index);
    }

    private void addKeys(String source, Set<String> keys) {
        if (!keys.isEmpty()) {
            sql.sql("""
                            insert into khop.blocking_key (key_text, source_id)
                            select k.key_text, cast(:source as varchar) from unnest(cast(:keys as varchar array)) k(key_text)
                            """)
                    .param("source", source)
                    .param("keys", keys.stream().sorted().toArray(String[]::new))
                    .update();
        }
    }

    private void addOthers(String source, SourceIndex index) {
        addIdentifiers(source, index, true);
        addIdentifiers(source, index, false);
        batches.update(
                "insert into khop.search_text (source_id, birth_date, gender, folded, exact) values (?, ?, ?, ?, ?)",
                SearchWords.row(source, index));
    }

    private void addIdentifiers(String source, SourceIndex index, boolean isVerified) {
        List<PersonIdentifier> identifiers = index.identifiers().stream()
                .filter(identifier -> index.verified().contains(identifier) == isVerified)
                .toList();
        if (!identifiers.isEmpty()) {
            sql.sql("""
                            insert into khop.source_identifier (number, domain, source_id, is_verified)
                            select i.number, i.domain, cast(:source as varchar), cast(:verified as boolean)
                            from unnest(cast(:numbers as varchar array), cast(:domains as varchar array)) i(number, domain)
                            """)
                    .param("source", source)
                    .param("verified", isVerified)
                    .param(
                            "numbers",
                            identifiers.stream().map(PersonIdentifier::value).toArray(String[]::new))
                    .param(
                            "domains",
                            identifiers.stream().map(PersonIdentifier::domain).toArray(String[]::new))
                    .update();
        }
    }

    RecordStore.Sharing sharingAKey(Set<String> blockingKeys, int perKeyMax) {
        if (blockingKeys.isEmpty()) {
            return new RecordStore.Sharing(Map.of(), 0);
        }
        // One part for each key, each a bounded walk of the primary key.
        String part =
                "(select key_text, source_id from khop.blocking_key where key_text = ? order by source_id fetch first "
                        + (perKeyMax + 1) + " rows only)";
        String all = String.join(" union all ", Collections.nCopies(blockingKeys.size(), part));
        Map<String, Integer> counts = new HashMap<>();
        Map<SourceId, Integer> versions = new HashMap<>();
        sql.sql("select k.key_text, k.source_id, s.present_version from (" + all
                        + ") k join khop.source_record s on s.source_id = k.source_id order by k.source_id")
                .params(List.copyOf(blockingKeys))
                .query(row -> {
                    if (counts.merge(row.getString(1), 1, Integer::sum) <= perKeyMax) {
                        versions.put(new SourceId(row.getString(2)), row.getInt(3));
                    }
                });
        int keysCut = (int)
                counts.values().stream().filter(count -> count > perKeyMax).count();
        return new RecordStore.Sharing(versions, keysCut);
    }

    Set<String> keysOfOthers(Set<String> blockingKeys, String requestId) {
        Set<String> keys = new HashSet<>();
        for (List<String> some : Rows.parts(blockingKeys.stream().sorted().toList())) {
            keys.addAll(sql.sql("""
                            select distinct k.key_text from khop.blocking_key k
                            join khop.source_version v on v.source_id = k.source_id and v.version = 1
                            where k.key_text = any(:keys) and v.request_id <> :request
                            """)
                    .param("keys", Rows.array(some))
                    .param("request", requestId)
                    .query(String.class)
                    .list());
        }
        return keys;
    }

    List<EnterpriseId> withIdentifier(PersonIdentifier identifier) {
        return sql.sql("""
                        select distinct m.person_id from khop.source_identifier i join khop.membership m on m.source_id = i.source_id
                        where i.number = :number and i.domain = :domain order by m.person_id
                        """)
                .param("number", identifier.value())
                .param("domain", identifier.domain())
                .query((row, number) -> new EnterpriseId(row.getString(1)))
                .list();
    }

    Set<PersonIdentifier> identifiers(EnterpriseId person) {
        return new LinkedHashSet<>(sql.sql("""
                        select distinct i.domain, i.number from khop.source_identifier i join khop.membership m on m.source_id = i.source_id
                        where m.person_id = :id order by i.domain, i.number
                        """)
                .param("id", person.value())
                .query((row, number) -> PersonIdentifier.ofDomain(row.getString(1), row.getString(2)))
                .list());
    }

    /** What is the best way depends on what is asked: that statement is planned each time. */
    RecordStore.Page search(PersonSearch search) {
        if (!Rows.isPostgres(batches)) {
            return page(search, PersonQuery.of(search.criteria(), false));
        }
        return Objects.requireNonNull(transactions.execute(status -> {
            batches.execute("set local plan_cache_mode = force_custom_plan");
            return page(search, PersonQuery.of(search.criteria(), true));
        }));
    }

    private RecordStore.Page page(PersonSearch search, PersonQuery query) {
        int total = sql.sql("select count(*) from (" + query.statement() + ") found")
                .params(query.parameters())
                .query(Integer.class)
                .single();
        if (total == 0 || search.limit() == 0) {
            return new RecordStore.Page(total, List.of());
        }
        List<EnterpriseId> persons = sql.sql(
                        "select person_id from (" + query.statement() + ") found order by person_id offset "
                                + search.offset() + " rows fetch next " + search.limit() + " rows only")
                .params(query.parameters())
                .query((row, number) -> new EnterpriseId(row.getString(1)))
                .list();
        return new RecordStore.Page(total, persons);
    }
}
