package vn.khop.server.store;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/*
 * Claims. A claim is the lock of a row of khop.claim, chosen by the claim's text; the rows are made once and never change, so claiming leaves nothing behind and
 * costs no vacuum. All rows of one piece of work are locked by one statement in the order of their numbers, before anything else in the transaction: so nobody who
 * holds a higher row waits for a lower one, and there is no deadlock. Two different texts may share a row; then their work waits for each other without need, which
 * with 65,536 rows and some dozen claims a feed is rare. Row locks are what H2 and PostgreSQL both have, also between processes; each read after the lock, at READ
 * COMMITTED, sees what the former holder committed. Should a database still see a deadlock or a time-out, the work is rolled back and begun again.
 */
/** The order in which work is done that must not be done at once, by locks of rows; the same statements on H2 and on PostgreSQL. */
final class SqlClaims {
    private static final int CLAIM_SLOTS = 65_536;
    private static final int CLAIM_ATTEMPTS_MAX = 10;

    private final JdbcClient sql;
    private final TransactionTemplate transactions;

    SqlClaims(JdbcClient sql, TransactionTemplate transactions) {
        this.sql = sql;
        this.transactions = transactions;
    }

    <T> T claiming(Collection<String> claims, Supplier<T> work) {
        List<Integer> slots = List.copyOf(slots(claims));
        return locking(
                () -> {
                    if (!slots.isEmpty()) {
                        sql.sql("select slot from khop.claim where slot in (:slots) order by slot for update")
                                .param("slots", slots)
                                .query(Integer.class)
                                .list();
                    }
                },
                work);
    }

    <T> T claimingEverything(Supplier<T> work) {
        return locking(
                () -> sql.sql("select slot from khop.claim order by slot for update")
                        .query(Integer.class)
                        .list(),
                work);
    }

    private <T> T locking(Runnable lock, Supplier<T> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                T result = transactions.execute(status -> {
                    lock.run();
                    return work.get();
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
