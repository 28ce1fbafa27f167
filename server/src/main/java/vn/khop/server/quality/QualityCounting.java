package vn.khop.server.quality;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.RecordStore;

/*
 * Whoever stores a version that came as a message writes its name beside it, in the same transaction. Here these are taken away, judged and added to the counts of their day, again in one transaction: each version counts
 * exactly once, a feed waits for none of it, and no question ever looks through the records. Of several servers one counts at a time, whichever comes first.
 */
/** Counts what came since it counted last. */
public final class QualityCounting {
    private static final ZoneId VIETNAM = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int AT_ONCE = 2_000;
    /** So that a first load of a million does not take a processor for minutes: others work beside it. */
    private static final int ROUNDS_MAX = 5;

    private static final int EVENTS_AT_ONCE = 20_000;

    private final QualityStore store;
    private final RecordStore records;
    private final Linkage linkage;
    private final CountedMessages messages;
    private final Set<String> columns;

    public QualityCounting(
            QualityStore store,
            RecordStore records,
            Linkage linkage,
            CountedMessages messages,
            FieldProfile profile,
            MeterRegistry meters) {
        this.store = store;
        this.records = records;
        this.linkage = linkage;
        this.messages = messages;
        Set<String> counted = new HashSet<>(Measures.COLUMNS);
        counted.addAll(profile.columns());
        // Without these there is no record.
        counted.removeAll(Set.of(Columns.FACILITY, Columns.MRN));
        this.columns = Set.copyOf(counted);
        meters.gauge("khop.quality.waiting", store, QualityStore::waiting);
    }

    /** The day in Vietnam. */
    static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, VIETNAM);
    }

    /**
     * Counts some of what waits.
     *
     * @return how many versions were counted
     */
    public int step() {
        messages.write(store);
        int counted = 0;
        int round = -1;
        for (int rounds = 0; rounds < ROUNDS_MAX && round != 0; rounds++) {
            round = store.alone(this::count);
            counted += round;
        }
        // What is committed gets its place in the feed of changes.
        records.outbox().after(Long.MAX_VALUE - 1, 1);
        for (int rounds = 0; rounds < ROUNDS_MAX && store.alone(this::follow); rounds++) {
            // until all of it is read
        }
        return counted;
    }

    private int count() {
        List<QualityStore.Arrival> arrivals = store.arrived(AT_ONCE);
        Map<QualityStore.Cell, Long> more = new HashMap<>();
        Map<String, Instant> last = new HashMap<>();
        List<QualityStore.Failure> failures = new ArrayList<>();
        for (QualityStore.Arrival arrival : arrivals) {
            String facility = arrival.record().facility();
            Instant at = arrival.record().receivedAt();
            Measures.Counted counted = Measures.of(
                    arrival,
                    linkage.normalise(new RawRecord(
                            arrival.record().id().value(), arrival.record().columns())),
                    columns);
            counted.counts()
                    .forEach((measure, amount) ->
                            more.merge(new QualityStore.Cell(facility, day(at), measure), amount, Long::sum));
            counted.broken()
                    .forEach(rule -> failures.add(new QualityStore.Failure(
                            facility,
                            rule,
                            arrival.record().id(),
                            arrival.record().version(),
                            at)));
            last.merge(facility, at, (one, other) -> one.isAfter(other) ? one : other);
        }
        if (!arrivals.isEmpty()) {
            store.add(more);
            store.cameAt(last);
            store.keep(failures);
            store.counted(arrivals);
        }
        return arrivals.size();
    }

    /** Whether there may be more. */
    private boolean follow() {
        Optional<List<QualityStore.TakenApart>> read = store.takenApart(EVENTS_AT_ONCE);
        Map<QualityStore.Cell, Long> more = new HashMap<>();
        read.orElse(List.of())
                .forEach(apart -> more.merge(
                        new QualityStore.Cell(apart.facility(), day(apart.at()), Measures.TAKEN_APART),
                        apart.records(),
                        Long::sum));
        store.add(more);
        return read.isPresent();
    }
}
