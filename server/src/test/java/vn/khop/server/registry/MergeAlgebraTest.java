package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.UtcClock;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.store.TestDatabase;

/**
 * Random sequences of feeds, updates, merges, unmerges, splits, moves and words that two are different, each held against a model of the truth that fits on a page: after every step every
 * record is with the person that the model says, every id points where it says, and what was fed last is what is there. A sequence that fails is shrunk before it is shown.
 */
class MergeAlgebraTest {
    private static final Actor LEAD = new Actor(
            "lead", "desk", Set.of(Role.CLERK_LEAD), Set.of(), Set.of(), FacilityScope.everyFacility(), "r", "local");
    private static final Justification WHY = new Justification(ReasonCode.SAME_CARD, "");
    private static final SecondPersonRule ONE_IS_ENOUGH =
            new SecondPersonRule(Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ofDays(36_500), 0);
    private static final long SEED = Optional.ofNullable(System.getProperty("tests.seed"))
            .map(seed -> Long.parseUnsignedLong(seed, 16))
            .orElseGet(() -> new Random().nextLong());
    private static final String REPLAY = "replay with -Dtests.seed=" + Long.toHexString(SEED);
    private static final int STEPS_MIN = 5;
    private static final int STEPS_MAX = 60;
    /** A database of many rulings is slow to look through, which is not what is tested here. */
    private static final int SEQUENCES_PER_DATABASE = 20;

    @Test
    void sequencesOfDecisionsDoWhatASimpleModelSays() {
        play(40);
    }

    /** Some minutes. */
    @Test
    @Tag("long")
    void tenThousandSequencesOfDecisionsDoWhatASimpleModelSays() {
        Map<Step, Integer> done = play(10_000);
        System.out.println("merge algebra: 10,000 sequences, steps " + done + ", seed " + Long.toHexString(SEED));
    }

    private static Map<Step, Integer> play(int sequences) {
        SplittableRandom random = new SplittableRandom(SEED);
        Map<Step, Integer> done = new EnumMap<>(Step.class);
        for (int first = 0; first < sequences; first += SEQUENCES_PER_DATABASE) {
            try (TestDatabase database = TestDatabase.h2InMemory()) {
                World world = new World(database);
                for (int i = first; i < Math.min(sequences, first + SEQUENCES_PER_DATABASE); i++) {
                    List<Long> steps = random.longs(random.nextInt(STEPS_MIN, STEPS_MAX + 1))
                            .boxed()
                            .toList();
                    Optional<AssertionError> failure = world.failure(steps, done);
                    if (failure.isPresent()) {
                        List<Long> shrunk = shrunk(world, steps);
                        throw new AssertionError(
                                failure.get().getMessage() + "; " + REPLAY + "; the shortest sequence that fails: "
                                        + world.told(shrunk),
                                failure.get());
                    }
                }
                assertEquals(database.present(), database.replayed(), REPLAY);
            }
            if ((first + SEQUENCES_PER_DATABASE) % 1_000 == 0) {
                System.out.println("merge algebra: " + (first + SEQUENCES_PER_DATABASE) + " sequences");
            }
        }
        return done;
    }

    /** Without any step that the failure does not need. */
    private static List<Long> shrunk(World world, List<Long> steps) {
        List<Long> left = new ArrayList<>(steps);
        for (int i = left.size() - 1; i >= 0; i--) {
            List<Long> without = new ArrayList<>(left);
            without.remove(i);
            if (world.failure(without, new EnumMap<>(Step.class)).isPresent()) {
                left = without;
            }
        }
        return left;
    }

    private enum Step {
        FEED,
        FEED_ALIKE,
        UPDATE,
        MERGE,
        MERGE_AND_UNMERGE,
        SEPARATE,
        SPLIT,
        MOVE,
        UNMERGE
    }

    /** One database, and a registry on it, whose clock goes on with every look. */
    private static final class World {
        private final RecordStore store;
        private final Registry registry;
        private final Decisions decisions;
        private final Clock clock = new TickingClock();
        private int sequences;

        World(TestDatabase database) {
            store = database.store();
            registry = new Registry(
                    store,
                    new PlainRules(),
                    new Facilities(store, clock, true),
                    new UnkeptLog(),
                    clock,
                    new SecureRandom(),
                    new SimpleMeterRegistry());
            decisions = new Decisions(
                    store,
                    new PlainRules(),
                    ONE_IS_ENOUGH,
                    new UnkeptLog(),
                    clock,
                    new SecureRandom(),
                    new SimpleMeterRegistry());
        }

        Optional<AssertionError> failure(List<Long> steps, Map<Step, Integer> done) {
            Sequence sequence = new Sequence(this, "Chuỗi " + sequences++ + " ");
            try {
                for (long step : steps) {
                    done.merge(sequence.step(new SplittableRandom(step)), 1, Integer::sum);
                    sequence.check();
                }
                sequence.checkAtTheEnd();
                return Optional.empty();
            } catch (AssertionError wrong) {
                return Optional.of(wrong);
            }
        }

        List<String> told(List<Long> steps) {
            Sequence sequence = new Sequence(this, "Kể " + sequences++ + " ");
            List<String> told = new ArrayList<>();
            try {
                for (long step : steps) {
                    told.add(sequence.step(new SplittableRandom(step)).name());
                    sequence.check();
                }
            } catch (AssertionError wrong) {
                told.add(String.valueOf(wrong.getMessage()));
            }
            return told;
        }

        FeedOutcome fed(String number, Map<String, String> columns) {
            return registry.feed(
                    new SourceFeed("01001", number, columns, Optional.empty(), Optional.empty(), Optional.empty()),
                    LEAD);
        }

        void decide(Proposal proposal) {
            decisions.decide(proposal, WHY, Optional.empty(), LEAD);
        }
    }

    private static final class TickingClock extends UtcClock {
        private final AtomicLong millis =
                new AtomicLong(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());

        @Override
        public Instant instant() {
            return Instant.ofEpochMilli(millis.incrementAndGet());
        }
    }

    /*
     * The model. A record is with one person. A merge gives the records of one to the other; a split leaves the id with the largest group, of equals the one with the smallest record; a move
     * takes one record. Whoever loses all records points to who has them, and remembers which they were and which records there were at all: an unmerge gives those back that are still
     * with whoever it points to at last, and of records that came later those that are written as one of them is and as none of the others, or all where no others are left.
     */
    private static final class Sequence {
        private final World world;
        private final String name;
        /** Records and persons are in the order in which they came, so that a step means the same whatever ids are drawn. */
        private final Map<SourceId, EnterpriseId> truth = new LinkedHashMap<>();

        private final Map<SourceId, String> numbers = new HashMap<>();
        private final Map<SourceId, Map<String, String>> contents = new HashMap<>();
        private final Map<EnterpriseId, Gone> gone = new HashMap<>();
        private final Set<EnterpriseId> known = new LinkedHashSet<>();
        private final List<Moment> moments = new ArrayList<>();
        private int people;
        private int updates;

        /** Who has lost all records: to whom, which, and who was known then. */
        private record Gone(EnterpriseId to, Set<SourceId> lost, Set<SourceId> knownThen) {}

        private record Moment(Instant at, Map<SourceId, EnterpriseId> truth) {}

        Sequence(World world, String name) {
            this.world = world;
            this.name = name;
        }

        Step step(SplittableRandom random) {
            Step wanted = Step.values()[random.nextInt(Step.values().length)];
            List<EnterpriseId> active = active();
            Step step = active.size() < 2 ? Step.FEED : wanted;
            switch (step) {
                case FEED -> feed();
                case FEED_ALIKE -> feedAlike(random);
                case UPDATE -> update(random);
                case MERGE -> merge(active.remove(random.nextInt(active.size())), one(random, active));
                case MERGE_AND_UNMERGE -> mergeAndUnmerge(random, active);
                case SEPARATE -> {
                    EnterpriseId first = active.remove(random.nextInt(active.size()));
                    world.decide(new Proposal.Separate(first, one(random, active)));
                }
                case SPLIT -> split(random, one(random, active));
                case MOVE -> move(random, active);
                case UNMERGE -> unmerge(random);
            }
            return step;
        }

        private static <T> T one(SplittableRandom random, List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        private List<EnterpriseId> active() {
            return new ArrayList<>(new LinkedHashSet<>(truth.values()));
        }

        private Set<SourceId> members(EnterpriseId person) {
            return truth.entrySet().stream()
                    .filter(entry -> entry.getValue().equals(person))
                    .map(Map.Entry::getKey)
                    .collect(Collectors.toCollection(LinkedHashSet::new));
        }

        /** Somebody like nobody else. */
        private void feed() {
            fed(Map.of(Columns.FULL_NAME, name + "người " + people, Columns.BIRTH_DATE, "1990"));
        }

        private FeedOutcome fed(Map<String, String> columns) {
            String number = name + people++;
            FeedOutcome outcome = world.fed(number, columns);
            SourceId id = outcome.source().id();
            numbers.put(id, number);
            contents.put(id, columns);
            if (known.contains(outcome.person())) {
                assertEquals(outcome.person(), truth.get(alike(id).iterator().next()), "a record joins its like");
            }
            truth.put(id, outcome.person());
            known.add(outcome.person());
            return outcome;
        }

        /** The other records written as this one. */
        private Set<SourceId> alike(SourceId record) {
            String written = written(record);
            return contents.keySet().stream()
                    .filter(other -> !other.equals(record) && written(other).equals(written))
                    .collect(Collectors.toSet());
        }

        private String written(SourceId record) {
            return Objects.requireNonNull(
                    Objects.requireNonNull(contents.get(record)).get(Columns.FULL_NAME));
        }

        /** Written as a record is whose likes are all with one person: it joins them. */
        private void feedAlike(SplittableRandom random) {
            SourceId like = one(random, List.copyOf(truth.keySet()));
            EnterpriseId person = Objects.requireNonNull(truth.get(like));
            boolean isClear = alike(like).stream().allMatch(other -> person.equals(truth.get(other)));
            if (isClear) {
                FeedOutcome outcome = fed(Map.of(Columns.FULL_NAME, written(like), Columns.BIRTH_DATE, "1990"));
                assertEquals(person, outcome.person(), "a record joins its like");
            }
        }

        private void update(SplittableRandom random) {
            SourceId record = one(random, List.copyOf(truth.keySet()));
            Map<String, String> columns = new HashMap<>(Objects.requireNonNull(contents.get(record)));
            columns.put(Columns.PHONE, String.valueOf(updates++));
            contents.put(record, columns);
            world.fed(Objects.requireNonNull(numbers.get(record)), columns);
        }

        private void merge(EnterpriseId source, EnterpriseId target) {
            world.decide(new Proposal.Merge(source, target));
            take(members(source), target);
        }

        private void mergeAndUnmerge(SplittableRandom random, List<EnterpriseId> active) {
            EnterpriseId source = active.remove(random.nextInt(active.size()));
            Map<SourceId, EnterpriseId> before = new HashMap<>(truth);
            Map<EnterpriseId, Gone> goneBefore = new HashMap<>(gone);
            merge(source, one(random, active));
            check();
            update(random);
            unmerge(source);
            assertEquals(before, truth, "an unmerge restores who had what");
            assertEquals(goneBefore, gone, "and the ids");
        }

        private void split(SplittableRandom random, EnterpriseId person) {
            List<SourceId> all = new ArrayList<>(members(person));
            if (all.size() < 2) {
                return;
            }
            int groups = 2 + random.nextInt(Math.min(2, all.size() - 1));
            List<Set<SourceId>> parts = new ArrayList<>();
            for (int i = 0; i < groups; i++) {
                parts.add(new TreeSet<>(Set.of(all.remove(random.nextInt(all.size())))));
            }
            all.forEach(record -> one(random, parts).add(record));
            world.decide(new Proposal.Split(person, parts));
            Set<SourceId> keeping = parts.stream()
                    .max((a, b) -> a.size() != b.size()
                            ? Integer.compare(a.size(), b.size())
                            : b.iterator().next().compareTo(a.iterator().next()))
                    .orElseThrow();
            for (Set<SourceId> part : parts) {
                if (part != keeping) {
                    EnterpriseId founded = Objects.requireNonNull(
                            world.store.personsOf(part).get(part.iterator().next()));
                    assertTrue(known.add(founded), "a split gives ids that nobody had");
                    part.forEach(record -> truth.put(record, founded));
                }
            }
        }

        private void move(SplittableRandom random, List<EnterpriseId> active) {
            SourceId record = one(random, List.copyOf(truth.keySet()));
            active.remove(truth.get(record));
            EnterpriseId to = one(random, active);
            world.decide(new Proposal.Move(record, to));
            take(Set.of(record), to);
        }

        private void unmerge(SplittableRandom random) {
            List<EnterpriseId> candidates = known.stream()
                    .filter(person ->
                            gone.containsKey(person) && !returning(person).isEmpty())
                    .toList();
            if (!candidates.isEmpty()) {
                unmerge(one(random, candidates));
            }
        }

        private EnterpriseId holder(EnterpriseId person) {
            EnterpriseId last = person;
            while (gone.containsKey(last)) {
                last = Objects.requireNonNull(gone.get(last)).to();
            }
            return last;
        }

        private Set<SourceId> returning(EnterpriseId person) {
            Set<SourceId> back =
                    new TreeSet<>(Objects.requireNonNull(gone.get(person)).lost());
            back.retainAll(members(holder(person)));
            return back;
        }

        private void unmerge(EnterpriseId person) {
            Gone was = Objects.requireNonNull(gone.get(person));
            Set<SourceId> all = members(holder(person));
            Set<SourceId> own = returning(person);
            Set<SourceId> others = new TreeSet<>(all);
            others.removeAll(own);
            others.retainAll(was.knownThen());
            for (SourceId later : new TreeSet<>(all)) {
                if (!own.contains(later) && !others.contains(later)) {
                    boolean isOwn = others.isEmpty() || (isLikeOneOf(later, own) && !isLikeOneOf(later, others));
                    (isOwn ? own : others).add(later);
                }
            }
            world.decide(new Proposal.Unmerge(person));
            take(own, person);
        }

        private boolean isLikeOneOf(SourceId record, Collection<SourceId> group) {
            Set<SourceId> alike = alike(record);
            return group.stream().anyMatch(alike::contains);
        }

        /** The records are the person's; whoever has none left points to it. */
        private void take(Set<SourceId> records, EnterpriseId person) {
            Map<EnterpriseId, Set<SourceId>> lost = new TreeMap<>();
            records.forEach(
                    record -> lost.computeIfAbsent(Objects.requireNonNull(truth.get(record)), key -> new TreeSet<>())
                            .add(record));
            records.forEach(record -> truth.put(record, person));
            gone.remove(person);
            lost.forEach((former, which) -> {
                if (!former.equals(person) && members(former).isEmpty()) {
                    gone.put(former, new Gone(person, which, Set.copyOf(truth.keySet())));
                }
            });
        }

        void check() {
            assertEquals(truth, world.store.personsOf(truth.keySet()), "who has which record");
            Set<EnterpriseId> holding = new HashSet<>(truth.values());
            for (EnterpriseId person : known) {
                Optional<EnterpriseId> to =
                        Optional.ofNullable(gone.get(person)).map(Gone::to);
                assertEquals(
                        to,
                        world.store.person(person).orElseThrow().supersededBy(),
                        "where an id points that holds nothing");
                assertEquals(to.isEmpty(), holding.contains(person), "an id holds records or points on");
            }
            moments.add(new Moment(world.clock.instant(), Map.copyOf(truth)));
        }

        /** Old ids are answered by who has their records, at once; what was fed last is there; three moments of before are shown as they were. */
        void checkAtTheEnd() {
            gone.keySet().forEach(person -> {
                assertEquals(
                        Optional.of(holder(person)),
                        world.registry.crossReference(person, LEAD).map(Registry.CrossReference::person),
                        "an old id is answered by who has its records, at once");
                assertEquals(
                        Optional.of(holder(person)),
                        world.registry.person(person, LEAD).flatMap(Person::supersededBy),
                        "and points to whoever that is, not to who had them in between");
            });
            contents.forEach((record, columns) -> {
                Map<String, String> kept =
                        new HashMap<>(world.store.source(record).orElseThrow().columns());
                kept.keySet().removeAll(Set.of(Columns.FACILITY, Columns.MRN));
                assertEquals(columns, kept, "what was fed last");
            });
            for (int i = 0; i < moments.size(); i += Math.max(1, moments.size() / 3)) {
                Moment moment = moments.get(i);
                Map<SourceId, EnterpriseId> then = new HashMap<>();
                known.forEach(person ->
                        world.store.members(person, moment.at()).forEach(record -> then.put(record.id(), person)));
                assertEquals(moment.truth(), then, "who had which record at an earlier moment");
            }
        }
    }
}
