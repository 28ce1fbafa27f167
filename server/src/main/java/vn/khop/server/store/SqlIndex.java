package vn.khop.server.store;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.PersonSearch;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceIndex;

/*
 * Numbers, telephone numbers, words of addresses and blocking keys are kept in the forms of the seal, which are the texts themselves where nothing is encrypted. What a number reads is kept sealed beside. While another
 * epoch comes, some rows are in its form and some in the former one: who looks for something looks for both; but joins that ask who else has a number compare one row with another, so all rows of a number are in one
 * form at every moment: whoever writes a number in the present form changes the rows of it that are in the former one in the same transaction (unify).
 */
/** What records are found by, in SQL: made of their present versions, and can be made again. Joins the caller's transaction. */
final class SqlIndex {
    private static final String ADD_TEXT =
            "insert into khop.search_text (source_id, birth_date, gender, folded, exact, blocking_keys) values (?, ?, ?, ?, ?, ?)";

    private final JdbcClient sql;
    private final JdbcTemplate batches;
    private final TransactionTemplate transactions;
    private final Seal seal;

    SqlIndex(JdbcTemplate database, TransactionTemplate transactions, Seal seal) {
        this.seal = seal;
        this.transactions = transactions;
        this.batches = database;
        this.sql = JdbcClient.create(database);
    }

    /** What a record without a version before is found by; written when the writes are sent. */
    void add(String source, SourceIndex index, Writes writes) {
        Set<Long> keys = hashes(index, seal.written());
        addKeys(source, keys, writes);
        addOthers(source, index, keys, writes);
    }

    /** The blocking keys of a record as they are kept. */
    static Set<Long> hashes(SourceIndex index, Seal.Forms forms) {
        return hashes(index.blockingKeys(), forms);
    }

    private static Set<Long> hashes(Collection<String> keys, Seal.Forms forms) {
        return keys.stream()
                .map(key -> KeyHashes.of(forms.of(Seal.Kind.BLOCKING_KEY, key)))
                .collect(Collectors.toSet());
    }

    /** In place of what the record was found by. Most keys of a version are those of the one before: they stay where they are, in pages that would have to be read and written twice. */
    void replace(String source, SourceIndex index, Writes writes) {
        Set<Long> gone = keysOf(source);
        Set<Long> wanted = hashes(index, seal.written());
        Set<Long> fresh = new HashSet<>(wanted);
        fresh.removeAll(gone);
        gone.removeAll(wanted);
        if (!gone.isEmpty()) {
            writes.add(
                    "delete from khop.blocking_key where key_hash = any(?) and source_id = ?",
                    KeyHashes.array(gone),
                    source);
        }
        addKeys(source, fresh, writes);
        for (String table : List.of("source_identifier", "search_text")) {
            writes.add("delete from khop." + table + " where source_id = ?", source);
        }
        addOthers(source, index, wanted, writes);
    }

    private Set<Long> keysOf(String source) {
        Set<Long> keys = new HashSet<>();
        sql.sql("select blocking_keys from khop.search_text where source_id = :id")
                .param("id", source)
                .query(row -> {
                    keys.addAll(KeyHashes.read(row, 1));
                });
        return keys;
    }

    /** In place of what these records were found by: all of them by few statements, whatever form that was in. */
    void replace(Map<SourceId, SourceIndex> records) {
        unify(records.values().stream()
                .flatMap(index -> index.identifiers().stream())
                .toList());
        Seal.Forms forms = seal.written();
        List<Long> keys = new ArrayList<>();
        List<String> sourcesOfKeys = new ArrayList<>();
        List<String[]> numbers = new ArrayList<>();
        List<@Nullable Object[]> texts = new ArrayList<>();
        records.forEach((source, index) -> {
            String id = source.value();
            Set<Long> own = hashes(index, forms);
            own.forEach(key -> {
                keys.add(key);
                sourcesOfKeys.add(id);
            });
            index.identifiers()
                    .forEach(identifier -> numbers.add(new String[] {
                        forms.of(Seal.Kind.NUMBER, identifier.value()),
                        beside(seal, id, identifier),
                        identifier.domain(),
                        id,
                        Boolean.toString(index.verified().contains(identifier))
                    }));
            texts.add(SearchWords.row(id, index, own, forms));
        });
        String[] ids = records.keySet().stream().map(SourceId::value).toArray(String[]::new);
        List<@Nullable Object[]> gone = new ArrayList<>();
        sql.sql("select source_id, blocking_keys from khop.search_text where source_id = any(:ids)")
                .param("ids", ids)
                .query(row -> {
                    String source = row.getString(1);
                    KeyHashes.read(row, 2).forEach(key -> gone.add(new @Nullable Object[] {key, source}));
                });
        batches.batchUpdate("delete from khop.blocking_key where key_hash = ? and source_id = ?", gone);
        for (String table : List.of("source_identifier", "search_text")) {
            sql.sql("delete from khop." + table + " where source_id = any(:ids)")
                    .param("ids", ids)
                    .update();
        }
        sql.sql("""
                        insert into khop.blocking_key (key_hash, source_id)
                        select k.key_hash, k.source_id
                        from unnest(cast(:keys as bigint array), cast(:sources as varchar array)) k(key_hash, source_id)
                        """)
                .param("keys", keys.toArray(Long[]::new))
                .param("sources", sourcesOfKeys.toArray(String[]::new))
                .update();
        sql.sql("""
                        insert into khop.source_identifier (number, number_sealed, domain, source_id, is_verified)
                        select i.number, i.sealed, i.domain, i.source_id, cast(i.verified as boolean)
                        from unnest(cast(:numbers as varchar array), cast(:sealed as varchar array), cast(:domains as varchar array),
                                    cast(:sources as varchar array), cast(:verified as varchar array))
                            i(number, sealed, domain, source_id, verified)
                        """)
                .param("numbers", column(numbers, 0))
                .param("sealed", column(numbers, 1))
                .param("domains", column(numbers, 2))
                .param("sources", column(numbers, 3))
                .param("verified", column(numbers, 4))
                .update();
        batches.batchUpdate(ADD_TEXT, texts);
    }

    private static String[] column(List<String[]> rows, int place) {
        return rows.stream().map(row -> row[place]).toArray(String[]::new);
    }

    /** Whether the record has these blocking keys and no others. */
    boolean hasExactly(String source, Set<String> keys) {
        return keysOf(source).equals(hashes(keys, seal.written()));
    }

    /** Adds those of the blocking keys that the record does not have. */
    void addMissing(String source, Collection<String> keys) {
        Set<Long> present = keysOf(source);
        Set<Long> missing = hashes(keys, seal.written());
        missing.removeAll(present);
        if (!missing.isEmpty()) {
            Writes writes = new Writes(batches);
            addKeys(source, missing, writes);
            present.addAll(missing);
            writes.add(
                            "update khop.search_text set blocking_keys = cast(? as bigint array) where source_id = ?",
                            KeyHashes.array(present),
                            source)
                    .send();
        }
    }

    private static void addKeys(String source, Set<Long> keys, Writes writes) {
        if (!keys.isEmpty()) {
            writes.add("""
                    insert into khop.blocking_key (key_hash, source_id)
                    select k.key_hash, cast(? as varchar) from unnest(cast(? as bigint array)) k(key_hash)
                    """, source, KeyHashes.array(keys));
        }
    }

    private void addOthers(String source, SourceIndex index, Set<Long> keys, Writes writes) {
        unify(index.identifiers());
        addIdentifiers(source, index, writes);
        writes.add(ADD_TEXT, SearchWords.row(source, index, keys, seal.written()));
    }

    private void addIdentifiers(String source, SourceIndex index, Writes writes) {
        List<PersonIdentifier> identifiers = List.copyOf(index.identifiers());
        Seal.Forms written = seal.written();
        if (!identifiers.isEmpty()) {
            writes.add(
                    """
                    insert into khop.source_identifier (source_id, number, number_sealed, domain, is_verified)
                    select cast(? as varchar), i.number, i.sealed, i.domain, i.verified
                    from unnest(cast(? as varchar array), cast(? as varchar array), cast(? as varchar array), cast(? as boolean array))
                        i(number, sealed, domain, verified)
                    """,
                    source,
                    identifiers.stream()
                            .map(identifier -> written.of(Seal.Kind.NUMBER, identifier.value()))
                            .toArray(String[]::new),
                    identifiers.stream()
                            .map(identifier -> beside(seal, source, identifier))
                            .toArray(String[]::new),
                    identifiers.stream().map(PersonIdentifier::domain).toArray(String[]::new),
                    identifiers.stream()
                            .map(identifier -> index.verified().contains(identifier))
                            .toArray(Boolean[]::new));
        }
    }

    /** A number as it can be read back, beside what it is found by. */
    static @Nullable String beside(Seal seal, String source, PersonIdentifier identifier) {
        return seal.beside(Seal.Column.IDENTIFIER, row(source, identifier.domain()), identifier.value());
    }

    private static String row(String source, String domain) {
        return source + '/' + domain;
    }

    /** The number that a row holds. */
    String opened(String source, String domain, String kept) {
        return seal.open(Seal.Column.IDENTIFIER, row(source, domain), kept);
    }

    /** Brings all rows of these numbers that are in a former form into the present one, so that they are never in two. */
    void unify(Collection<PersonIdentifier> identifiers) {
        for (Seal.Forms former : seal.former()) {
            Map<String, String> numbers = new TreeMap<>();
            identifiers.forEach(
                    identifier -> numbers.put(former.of(Seal.Kind.NUMBER, identifier.value()), identifier.value()));
            for (List<String> some : Rows.parts(List.copyOf(numbers.keySet()))) {
                unify(some, numbers);
            }
        }
    }

    private void unify(List<String> former, Map<String, String> numbers) {
        List<@Nullable Object[]> rows = sql.sql(
                        "select number, domain, source_id from khop.source_identifier where number = any(:former) order by number, domain, source_id for update")
                .param("former", Rows.array(former))
                .query((row, place) -> {
                    String number = Objects.requireNonNull(numbers.get(row.getString(1)));
                    String domain = row.getString(2);
                    String source = row.getString(3);
                    return new @Nullable Object[] {
                        seal.written().of(Seal.Kind.NUMBER, number),
                        seal.beside(Seal.Column.IDENTIFIER, row(source, domain), number),
                        row.getString(1),
                        domain,
                        source
                    };
                })
                .list();
        if (!rows.isEmpty()) {
            batches.batchUpdate(
                    "update khop.source_identifier set number = ?, number_sealed = ? where number = ? and domain = ? and source_id = ?",
                    rows);
        }
    }

    RecordStore.Sharing sharingAKey(Set<String> blockingKeys, int perKeyMax) {
        if (blockingKeys.isEmpty()) {
            return new RecordStore.Sharing(Map.of(), 0);
        }
        Map<Long, String> keyOf = keysByHash(blockingKeys);
        // One part for each key, each a bounded walk of the primary key.
        String part =
                "(select key_hash, source_id from khop.blocking_key where key_hash = ? order by source_id fetch first "
                        + (perKeyMax + 1) + " rows only)";
        String all = String.join(" union all ", Collections.nCopies(keyOf.size(), part));
        Map<String, Integer> counts = new HashMap<>();
        Map<SourceId, Integer> versions = new HashMap<>();
        sql.sql("select k.key_hash, k.source_id, s.present_version from (" + all
                        + ") k join khop.source_record s on s.source_id = k.source_id order by k.source_id")
                .params(List.copyOf(keyOf.keySet()))
                .query(row -> {
                    if (counts.merge(keyOf.get(row.getLong(1)), 1, Integer::sum) <= perKeyMax) {
                        versions.put(new SourceId(row.getString(2)), row.getInt(3));
                    }
                });
        int keysCut = (int)
                counts.values().stream().filter(count -> count > perKeyMax).count();
        return new RecordStore.Sharing(versions, keysCut);
    }

    /** The keys by what they are looked for. */
    private Map<Long, String> keysByHash(Set<String> blockingKeys) {
        Map<Long, String> keyOf = new LinkedHashMap<>();
        for (Seal.Forms forms : seal.live()) {
            blockingKeys.forEach(key -> keyOf.put(KeyHashes.of(forms.of(Seal.Kind.BLOCKING_KEY, key)), key));
        }
        return keyOf;
    }

    Set<String> keysOfOthers(Set<String> blockingKeys, String requestId) {
        Set<String> keys = new HashSet<>();
        Map<Long, String> keyOf = keysByHash(blockingKeys);
        for (List<Long> some : Rows.parts(keyOf.keySet().stream().sorted().toList())) {
            keys.addAll(sql.sql("""
                            select distinct k.key_hash from khop.blocking_key k
                            join khop.source_version v on v.source_id = k.source_id and v.version = 1
                            where k.key_hash = any(:keys) and v.request_id <> :request
                            """)
                    .param("keys", KeyHashes.array(some))
                    .param("request", requestId)
                    .query((row, place) -> keyOf.get(row.getLong(1)))
                    .list());
        }
        return keys;
    }

    List<EnterpriseId> withIdentifier(PersonIdentifier identifier) {
        return sql.sql("""
                        select distinct m.person_id from khop.source_identifier i join khop.membership m on m.source_id = i.source_id
                        where i.number = any(:numbers) and i.domain = :domain order by m.person_id
                        """)
                .param("numbers", seal.forms(Seal.Kind.NUMBER, identifier.value()))
                .param("domain", identifier.domain())
                .query((row, number) -> new EnterpriseId(row.getString(1)))
                .list();
    }

    Set<PersonIdentifier> identifiers(EnterpriseId person) {
        Set<PersonIdentifier> identifiers =
                new TreeSet<>(Comparator.comparing(PersonIdentifier::domain).thenComparing(PersonIdentifier::value));
        sql.sql("""
                        select i.source_id, i.domain, coalesce(i.number_sealed, i.number)
                        from khop.source_identifier i join khop.membership m on m.source_id = i.source_id where m.person_id = :id
                        """).param("id", person.value()).query(row -> {
            String domain = row.getString(2);
            identifiers.add(PersonIdentifier.ofDomain(domain, opened(row.getString(1), domain, row.getString(3))));
        });
        return identifiers;
    }

    /** What is the best way depends on what is asked: that statement is planned each time. */
    RecordStore.Page search(PersonSearch search) {
        List<Seal.Forms> live = seal.live();
        if (!Rows.isPostgres(batches)) {
            return page(search, PersonQuery.of(search.criteria(), false, live));
        }
        return Objects.requireNonNull(transactions.execute(status -> {
            batches.execute("set local plan_cache_mode = force_custom_plan");
            return page(search, PersonQuery.of(search.criteria(), true, live));
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
