package vn.khop.server.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/*
 * How well does a clerk decide? Only where the answer is known can it be said, and only if the clerk does not know that it is. What two people said of a pair
 * independently of each other, and what has been so since, counts as known. It is shown as it was before they said it: two records of two persons.
 *
 * It is drawn when a task is taken, with the odds that make of all tasks which a clerk is given the share that was asked for; it comes into the list when the list is
 * next asked for, at a place that is drawn, as the neighbour of a task whose kind and age it takes. Once answered it waits for a second person, as a drawn task does.
 * It is in a table of its own: whatever counts, tells or follows tasks never meets it.
 */
/** Questions whose answers are known, among those of a clerk who is not told which they are. Thread-safe. */
public final class KnownPairs {
    /** So many wait for one clerk at most. */
    private static final int WAITING_MAX = 10;
    /** Among so many a pair is drawn. */
    private static final int DRAWN_FROM = 200;

    private static final Set<Task.Type> TYPES = Set.of(Task.Type.LINK, Task.Type.DUPLICATE);

    private final RecordStore store;
    private final double share;
    private final RandomGenerator random;

    /**
     * @param share of the tasks that a clerk is given, in [0, 1)
     * @param random must be one that nobody can predict, and safe for threads
     */
    public KnownPairs(RecordStore store, double share, RandomGenerator random) {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "found a share of known pairs of " + share + ", expected 0 to less than 1");
        }
        this.store = store;
        this.share = share;
        this.random = random;
    }

    /** Draws one, now and then. Within the transaction in which the clerk takes a task. */
    void draw(Task taken, String clerk, Instant now) {
        // Of n taken n * share / (1 - share) are drawn, which is the share of both together.
        boolean isDrawn = random.nextDouble() * (1 - share) < share;
        if (!isDrawn
                || pairs().pair(taken.id()).isPresent()
                || pairs().waiting(clerk).size() >= WAITING_MAX) {
            return;
        }
        // As often one answer as the other: whoever always says the same is right half of the time.
        List<Task.Answer> answers = random.nextBoolean()
                ? List.of(Task.Answer.SAME, Task.Answer.DIFFERENT)
                : List.of(Task.Answer.DIFFERENT, Task.Answer.SAME);
        for (Task.Answer answer : answers) {
            List<Task> agreed = new ArrayList<>(pairs().agreed(answer, clerk, DRAWN_FROM));
            while (!agreed.isEmpty()) {
                Task known = agreed.remove(random.nextInt(agreed.size()));
                Optional<KnownPair> pair = disguised(known, answer, clerk, now);
                if (pair.isPresent()) {
                    pairs().add(pair.get());
                    return;
                }
            }
        }
    }

    /** As it was before it was answered; empty if what was said is not so any more, or its records have changed since. */
    private Optional<KnownPair> disguised(Task known, Task.Answer answer, String clerk, Instant now) {
        List<SourceId> records = known.subject().records();
        Map<SourceId, EnterpriseId> persons = store.personsOf(records);
        Map<String, Integer> versions = store.sources(records).stream()
                .collect(Collectors.toMap(record -> record.id().value(), SourceRecord::version));
        boolean isAsItWas = known.resolution()
                .flatMap(Task.Resolution::evidence)
                .filter(evidence -> evidence.versions().equals(versions))
                .isPresent();
        EnterpriseId one = Objects.requireNonNull(persons.get(records.get(0)));
        EnterpriseId other = Objects.requireNonNull(persons.get(records.get(1)));
        boolean isOnePerson = one.equals(other);
        if (!isAsItWas
                || isOnePerson != (answer == Task.Answer.SAME)
                || !store.tasks().openOn(records).isEmpty()) {
            return Optional.empty();
        }
        if (!isOnePerson) {
            return Optional.of(pair(known, answer, clerk, one, other, now));
        }
        return known.resolution().flatMap(Task.Resolution::change).stream()
                .flatMap(change -> store.changes().linksOf(change).stream())
                .filter(link -> records.contains(link.source()))
                .flatMap(link -> link.previous().stream()
                        .filter(former -> !former.equals(one))
                        .map(former -> link.source().equals(records.get(0))
                                ? pair(known, answer, clerk, former, one, now)
                                : pair(known, answer, clerk, one, former, now)))
                .findFirst();
    }

    private KnownPair pair(
            Task known, Task.Answer answer, String clerk, EnterpriseId one, EnterpriseId other, Instant now) {
        Task asked = new Task(
                TaskId.draw(random),
                Task.Type.LINK,
                Task.State.NEW,
                1,
                known.subject(),
                known.bits(),
                Task.Cause.OPEN_PAIR,
                now,
                now,
                Task.Holding.NOBODY,
                "",
                "",
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        return new KnownPair(asked, clerk, known.id(), answer, one, other, Optional.empty());
    }

    /** The one with this id, if it is asked of this clerk. */
    Optional<KnownPair> of(TaskId id, String clerk) {
        return pairs().pair(id).filter(pair -> pair.clerk().equals(clerk));
    }

    Optional<KnownPair> of(Task task) {
        return pairs().pair(task.id());
    }

    boolean replace(Task next) {
        return pairs().replace(next);
    }

    /** The task to go on after in the list of real ones. */
    Optional<TaskId> following(Optional<TaskId> after) {
        return after.map(id -> pairs().pair(id).flatMap(KnownPair::after).orElse(id));
    }

    /** How many stand in the clerk's list by this question. */
    int count(TaskStore.Question question, String clerk) {
        return (int) pairs().waiting(clerk).stream()
                .filter(pair -> pair.after().isPresent() && fits(pair, facilities(pair), question))
                .count();
    }

    /**
     * The clerk's page of the list with what is asked of the clerk besides. Those whose neighbour is not on the first page get another there.
     *
     * @param asked as it was asked, whose last task may be one of these itself
     */
    List<Tasks.View> among(List<Tasks.View> page, TaskStore.Question asked, String clerk) {
        List<KnownPair> waiting = pairs().waiting(clerk);
        if (waiting.isEmpty()) {
            return page;
        }
        List<Tasks.View> rows = new ArrayList<>(page);
        Map<KnownPair, List<String>> homeless = new LinkedHashMap<>();
        for (KnownPair pair : waiting) {
            List<String> facilities = facilities(pair);
            if (fits(pair, facilities, asked)) {
                Optional<Integer> place = place(rows, pair, asked);
                place.ifPresentOrElse(
                        row -> rows.add(row, view(pair, facilities, asked.now())),
                        () -> homeless.put(pair, facilities));
            }
        }
        if (asked.after().isEmpty()) {
            homeless.forEach((pair, facilities) -> settle(rows, pair, facilities, asked.now()));
        }
        return rows;
    }

    /** Right behind its neighbour, if that is on this page or was the last of the one before. */
    private static Optional<Integer> place(List<Tasks.View> rows, KnownPair pair, TaskStore.Question asked) {
        if (pair.after().isEmpty()) {
            return Optional.empty();
        }
        TaskId neighbour = pair.after().get();
        if (asked.after().filter(neighbour::equals).isPresent()) {
            return Optional.of(0);
        }
        for (int row = 0; row < rows.size(); row++) {
            if (rows.get(row).task().id().equals(neighbour)) {
                return Optional.of(row + 1);
            }
        }
        return Optional.empty();
    }

    private void settle(List<Tasks.View> rows, KnownPair pair, List<String> facilities, Instant now) {
        List<Integer> neighbours = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            boolean isFollowed = row + 1 < rows.size() && rows.get(row + 1).isKnown();
            if (!rows.get(row).isKnown()
                    && !isFollowed
                    && TYPES.contains(rows.get(row).task().type())) {
                neighbours.add(row);
            }
        }
        if (!neighbours.isEmpty()) {
            int row = neighbours.get(random.nextInt(neighbours.size()));
            KnownPair placed = pair.after(rows.get(row).task());
            store.claiming(Set.of(Tasks.claim(pair.task().id())), () -> {
                pairs().place(placed);
                return placed;
            });
            rows.add(row + 1, view(placed, facilities, now));
        }
    }

    private static boolean fits(KnownPair pair, List<String> facilities, TaskStore.Question asked) {
        Task task = pair.task().asOf(asked.now());
        return asked.states().contains(task.state())
                && asked.types().stream().anyMatch(TYPES::contains)
                && (pair.after().isEmpty() || asked.types().contains(task.type()))
                && asked.assignee()
                        .map(user ->
                                task.holding().assignee().filter(user::equals).isPresent())
                        .orElse(true)
                && asked.facility().map(facilities::contains).orElse(true)
                && asked.openedBefore()
                        .map(before -> pair.after().isEmpty() || task.openedAt().isBefore(before))
                        .orElse(true)
                && Stream.of(asked.records(), asked.changedFrom(), asked.changedBefore())
                        .allMatch(Optional::isEmpty);
    }

    Tasks.View view(KnownPair pair, Instant now) {
        return view(pair, facilities(pair), now);
    }

    private static Tasks.View view(KnownPair pair, List<String> facilities, Instant now) {
        return new Tasks.View(pair.task().asOf(now), pair.one(), Optional.of(pair.other()), facilities, true);
    }

    private List<String> facilities(KnownPair pair) {
        List<SourceId> records = pair.task().subject().records();
        Map<SourceId, String> facilities =
                store.sources(records).stream().collect(Collectors.toMap(SourceRecord::id, SourceRecord::facility));
        return records.stream().map(facilities::get).distinct().toList();
    }

    private KnownPairStore pairs() {
        return store.knownPairs();
    }
}
