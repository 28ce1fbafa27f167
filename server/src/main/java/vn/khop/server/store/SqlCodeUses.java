package vn.khop.server.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Date;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.codes.CodeUses;

/** Uses of codes in SQL, the same statements on H2 and on PostgreSQL. */
public final class SqlCodeUses implements CodeUses {
    private static final int AT_ONCE = 5_000;
    /** Counts and what is not counted yet, as one: a fold moves rows from one to the other in one transaction. */
    private static final String EVERY_USE = """
            (select facility, system, code, used_on, uses from khop.code_use where %1$s
             union all select facility, system, code, used_on, uses from khop.code_use_arrival where %1$s) u
            """;

    private final JdbcClient sql;
    private final JdbcTemplate batches;
    private final TransactionTemplate transactions;
    private final Seal seal;

    public SqlCodeUses(DataSource database, PlatformTransactionManager transactions, Seal seal) {
        this.seal = seal;
        this.batches = new JdbcTemplate(database);
        this.sql = JdbcClient.create(batches);
        this.transactions = new TransactionTemplate(transactions);
    }

    @Override
    public void add(String facility, LocalDate day, Collection<Used> used) {
        batches.batchUpdate(
                "insert into khop.code_use_arrival (facility, system, code, used_on, uses) values (?, ?, ?, ?, ?)",
                used.stream()
                        .map(one -> new Object[] {facility, one.system(), one.code(), Date.valueOf(day), one.times()})
                        .toList());
    }

    @Override
    public void addOnce(String facility, LocalDate day, String occasion, Collection<Used> used) {
        if (used.isEmpty()) {
            return;
        }
        Map<String, Used> byKey = new LinkedHashMap<>();
        used.forEach(one -> byKey.put(String.join("\n", facility, occasion, one.system(), one.code()), one));
        for (Seal.Forms forms : seal.live()) {
            Map<String, String> written = new HashMap<>();
            byKey.keySet().forEach(key -> written.put(digest(forms, key), key));
            sql.sql("select once_key from khop.code_use_once where once_key = any(:keys)")
                    .param("keys", Rows.array(List.copyOf(written.keySet())))
                    .query(String.class)
                    .list()
                    .forEach(found -> byKey.remove(written.get(found)));
        }
        batches.batchUpdate(
                "insert into khop.code_use_once (once_key, counted_on) values (?, current_date)",
                byKey.keySet().stream()
                        .map(key -> new Object[] {digest(seal.written(), key)})
                        .toList());
        add(facility, day, byKey.values());
    }

    /** Without a key no secret, and none is needed: the messages themselves are kept beside it as they came. */
    private static String digest(Seal.Forms forms, String key) {
        String text = forms.of(Seal.Kind.CODE_USE, key);
        return forms.isClear() ? sha256(text) : text;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    @Override
    public List<ByFacility> of(String system, Collection<String> codes, LocalDate from, LocalDate to) {
        List<ByFacility> found = new ArrayList<>();
        String every =
                EVERY_USE.formatted("system = :system and code = any(:codes) and used_on >= :from and used_on <= :to");
        for (List<String> some : Rows.parts(List.copyOf(codes))) {
            found.addAll(sql.sql("select code, facility, sum(uses) from " + every
                            + " group by code, facility order by code, facility")
                    .param("system", system)
                    .param("codes", Rows.array(some))
                    .param("from", Date.valueOf(from))
                    .param("to", Date.valueOf(to))
                    .query((row, index) -> new ByFacility(row.getString(1), row.getString(2), row.getLong(3)))
                    .list());
        }
        return found;
    }

    @Override
    public List<OnDay> atFacility(String facility, LocalDate from, LocalDate to) {
        String every = EVERY_USE.formatted("facility = :facility and used_on >= :from and used_on <= :to");
        return sql.sql("select system, code, used_on, sum(uses) from " + every
                        + " group by system, code, used_on order by system, code, used_on")
                .param("facility", facility)
                .param("from", Date.valueOf(from))
                .param("to", Date.valueOf(to))
                .query((row, index) -> new OnDay(
                        row.getString(1), row.getString(2), row.getDate(3).toLocalDate(), row.getLong(4)))
                .list();
    }

    /** One count. */
    private record Cell(String facility, String system, String code, LocalDate day) {}

    private record Arrived(long number, Cell cell, long uses) {}

    @Override
    public int fold(LocalDate today) {
        LocalDate firstDay = today.minusDays(DAYS_KEPT).withDayOfMonth(1);
        LocalDate firstMonth = firstDay.minusMonths(MONTHS_KEPT);
        return Objects.requireNonNull(transactions.execute(transaction -> {
            sql.sql("select folded from khop.code_use_folding for update")
                    .query(Long.class)
                    .single();
            int folded = arrivals(firstDay, firstMonth);
            months(firstDay);
            sql.sql("delete from khop.code_use where used_on < :first")
                    .param("first", Date.valueOf(firstMonth))
                    .update();
            sql.sql("delete from khop.code_use_once where counted_on < :first")
                    .param("first", Date.valueOf(today.minusDays(DAYS_KEPT)))
                    .update();
            return folded;
        }));
    }

    private int arrivals(LocalDate firstDay, LocalDate firstMonth) {
        List<Arrived> arrived = sql.sql("""
                        select arrival_number, facility, system, code, used_on, uses from khop.code_use_arrival
                        order by arrival_number limit :limit
                        """)
                .param("limit", AT_ONCE)
                .query((row, index) -> new Arrived(
                        row.getLong(1),
                        new Cell(
                                row.getString(2),
                                row.getString(3),
                                row.getString(4),
                                row.getDate(5).toLocalDate()),
                        row.getLong(6)))
                .list();
        Map<Cell, Long> more = new TreeMap<>(Comparator.comparing(Cell::facility)
                .thenComparing(Cell::system)
                .thenComparing(Cell::day)
                .thenComparing(Cell::code));
        for (Arrived one : arrived) {
            Cell cell = one.cell();
            LocalDate day = cell.day().isBefore(firstDay) ? cell.day().withDayOfMonth(1) : cell.day();
            if (!day.isBefore(firstMonth)) {
                more.merge(new Cell(cell.facility(), cell.system(), cell.code(), day), one.uses(), Long::sum);
            }
        }
        Map<Cell, Long> tooMany = new HashMap<>();
        write(more, Optional.of(tooMany));
        write(tooMany, Optional.empty());
        batches.batchUpdate(
                "delete from khop.code_use_arrival where arrival_number = ?",
                arrived.stream().map(one -> new Object[] {one.number()}).toList());
        return arrived.size();
    }

    /** @param tooMany takes what is not written because its day has enough codes; if absent, all is written */
    private void write(Map<Cell, Long> more, Optional<Map<Cell, Long>> tooMany) {
        List<Map.Entry<Cell, Long>> cells = List.copyOf(more.entrySet());
        int[] updated = batches.batchUpdate(
                "update khop.code_use set uses = uses + ? where facility = ? and system = ? and code = ? and used_on = ?",
                cells.stream().map(SqlCodeUses::row).toList());
        Map<Cell, Integer> codes = new HashMap<>();
        List<Object[]> fresh = new ArrayList<>();
        for (int i = 0; i < updated.length; i++) {
            if (updated[i] == 0) {
                Map.Entry<Cell, Long> entry = cells.get(i);
                Cell cell = entry.getKey();
                Cell ofDay = new Cell(cell.facility(), cell.system(), OTHER, cell.day());
                int known = codes.computeIfAbsent(ofDay, this::codes);
                if (tooMany.isPresent() && known >= CODES_A_DAY_MAX) {
                    tooMany.get().merge(ofDay, entry.getValue(), Long::sum);
                } else {
                    codes.put(ofDay, known + 1);
                    fresh.add(row(entry));
                }
            }
        }
        batches.batchUpdate(
                "insert into khop.code_use (uses, facility, system, code, used_on) values (?, ?, ?, ?, ?)", fresh);
    }

    private int codes(Cell ofDay) {
        return sql.sql("""
                        select count(*) from khop.code_use
                        where facility = :facility and system = :system and used_on = :day
                        """)
                .param("facility", ofDay.facility())
                .param("system", ofDay.system())
                .param("day", Date.valueOf(ofDay.day()))
                .query(Integer.class)
                .single();
    }

    private static Object[] row(Map.Entry<Cell, Long> entry) {
        Cell cell = entry.getKey();
        return new Object[] {entry.getValue(), cell.facility(), cell.system(), cell.code(), Date.valueOf(cell.day())};
    }

    /** The days of each month before this day become one. */
    private void months(LocalDate firstDay) {
        for (Optional<LocalDate> day = dayToFold(firstDay); day.isPresent(); day = dayToFold(firstDay)) {
            LocalDate first = day.get().withDayOfMonth(1);
            Map<Cell, Long> month = new HashMap<>();
            sql.sql("""
                            select facility, system, code, sum(uses) from khop.code_use
                            where used_on > :first and used_on < :next group by facility, system, code
                            """)
                    .param("first", Date.valueOf(first))
                    .param("next", Date.valueOf(first.plusMonths(1)))
                    .query(row -> {
                        month.put(
                                new Cell(row.getString(1), row.getString(2), row.getString(3), first), row.getLong(4));
                    });
            sql.sql("delete from khop.code_use where used_on > :first and used_on < :next")
                    .param("first", Date.valueOf(first))
                    .param("next", Date.valueOf(first.plusMonths(1)))
                    .update();
            write(month, Optional.empty());
        }
    }

    private Optional<LocalDate> dayToFold(LocalDate firstDay) {
        @Nullable
        Date day = batches.queryForObject(
                "select min(used_on) from khop.code_use where used_on < ? and extract(day from used_on) > 1",
                Date.class,
                Date.valueOf(firstDay));
        return Optional.ofNullable(day).map(Date::toLocalDate);
    }
}
