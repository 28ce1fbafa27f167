package vn.khop.server.store;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Claims. A claim is the lock of a row of khop.claim, chosen by the claim's text; the rows are made once and never change, so claiming leaves nothing behind and
 * costs no vacuum. All rows of one piece of work are locked by one statement in the order of their numbers, before anything else in the transaction: so nobody who
 * holds a higher row waits for a lower one, and there is no deadlock. Two different texts may share a row; then their work waits for each other without need, which
 * with 65,536 rows and some dozen claims a feed is rare. Row locks are what H2 and PostgreSQL both have, also between processes; each read after the lock, at READ
 * COMMITTED, sees what the former holder committed. Should a database still see a deadlock or a time-out, the work is rolled back and begun again.
 * Work within work takes what more it needs if it is free, without waiting. If it is not, all of it is rolled back and begins again with that claimed from the start, in order.
 */
/** The order in which work is done that must not be done at once, by locks of rows; the same statements on H2 and on PostgreSQL. */
final class SqlClaims {
    private static final int CLAIM_SLOTS = 65_536;
    private static final int CLAIM_ATTEMPTS_MAX = 10;
    /** Each claims something more, that somebody else held at that moment. */
    private static final int ROUNDS_MAX = 1_000;

    private final JdbcTemplate database;
    private final JdbcClient sql;
    private final TransactionTemplate transactions;
    private final Runnable heard;
    /** What the work that a thread is at holds already. */
    private final ThreadLocal<Set<Integer>> held = new ThreadLocal<>();

    /** @param heard done when the claims are taken, before the work */
    SqlClaims(JdbcTemplate database, TransactionTemplate transactions, Runnable heard) {
        this.heard = heard;
        this.database = database;
        this.sql = JdbcClient.create(database);
        this.transactions = transactions;
    }

    <T> T claiming(Collection<String> claims, Supplier<T> work) {
        TreeSet<Integer> slots = slots(claims);
        Optional<Set<Integer>> outer = Optional.ofNullable(held.get());
        if (outer.isPresent()) {
            return joining(outer.get(), slots, work);
        }
        for (int round = 0; round < ROUNDS_MAX; round++) {
            try {
                return locking(List.copyOf(slots), work);
            } catch (MoreClaims more) {
                slots.addAll(more.slots);
            }
        }
        throw new IllegalStateException("work found more to claim " + ROUNDS_MAX + " times over");
    }

    <T> T claimingEverything(Supplier<T> work) {
        return locking(IntStream.range(0, CLAIM_SLOTS).boxed().toList(), work);
    }

    /** Within the transaction that this thread is in. What is free is taken; to wait now for what is not would be out of order. */
    private <T> T joining(Set<Integer> holding, Set<Integer> slots, Supplier<T> work) {
        Set<Integer> missing = new TreeSet<>(slots);
        missing.removeAll(holding);
        if (!missing.isEmpty()) {
            int taken = sql.sql(
                            "select slot from khop.claim where slot = any(:slots) order by slot for update skip locked")
                    .param("slots", missing.toArray(Integer[]::new))
                    .query(Integer.class)
                    .list()
                    .size();
            holding.addAll(missing);
            if (taken < missing.size()) {
                throw new MoreClaims(holding);
            }
        }
        return work.get();
    }

    private <T> T locking(List<Integer> slots, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                T result = transactions.execute(status -> {
                    lock(slots);
                    heard.run();
                    return holding(new TreeSet<>(slots), work);
                });
                if (result == null) {
                    throw new IllegalArgumentException("work gives a value, never null");
                }
                return result;
            } catch (PessimisticLockingFailureException conflict) {
                if (attempt == CLAIM_ATTEMPTS_MAX) {
                    throw conflict;
                }
            }
        }
    }

    private void lock(List<Integer> slots) {
        if (slots.size() == CLAIM_SLOTS && Rows.isPostgres(database)) {
            // Whoever locks a row of the table waits for this, and costs no row a write.
            database.execute("lock table khop.claim in exclusive mode");
        } else if (slots.size() == CLAIM_SLOTS) {
            sql.sql("select slot from khop.claim order by slot for update")
                    .query(Integer.class)
                    .list();
        } else if (!slots.isEmpty()) {
            sql.sql("select slot from khop.claim where slot = any(:slots) order by slot for update")
                    .param("slots", slots.toArray(Integer[]::new))
                    .query(Integer.class)
                    .list();
        }
    }

    private <T> T holding(Set<Integer> slots, Supplier<T> work) {
        held.set(slots);
        try {
            return work.get();
        } finally {
            held.remove();
        }
    }

    /** Work within other work claims more than that holds. Without a stack trace: it is a message to the outer one. */
    private static final class MoreClaims extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Set<Integer> slots;

        MoreClaims(Set<Integer> slots) {
            super("more is to be claimed", null, false, false);
            this.slots = Set.copyOf(slots);
        }
    }

    /** In ascending order, each once. The hash is the same in every process and every Java. */
    private static TreeSet<Integer> slots(Collection<String> claims) {
        TreeSet<Integer> slots = new TreeSet<>();
        for (String claim : claims) {
            int hash = claim.hashCode() * 0x9E3779B9;
            slots.add((hash >>> 16) % CLAIM_SLOTS);
        }
        return slots;
    }
}
