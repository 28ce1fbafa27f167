package vn.khop.server.registry;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Progress;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.score.Scorer;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.Actor;

/*
 * The rows are linked first, all at once, by the engine that links files, and written then, whole persons at a time. A part is one transaction with every claim taken, so no
 * feed comes between what is read of the registry and what is written to it. Rows of persons about whom somebody else has said something (the record is known, or one that
 * shares a blocking key with it) go the way of a feed, after their part. A part counts as done when that has happened too: a load that was killed begins with the first part
 * that does not, finds the records that are there already, and feeds them, which says nothing new.
 */
/** Brings very many records into the registry at once: the persons are those that feeding them one by one would have found. Resumable at any moment. */
public final class FirstLoad {
    private final RecordStore store;
    private final Registry registry;
    private final Linkage linkage;
    private final FileLinkage files;
    private final AccessLog accessLog;
    private final Ledger ledger;
    private final RandomGenerator random;

    private final int rowsOfAPart;

    /** @param random draws ids; must be one that nobody can predict, and safe for threads */
    public FirstLoad(
            RecordStore store,
            Registry registry,
            Linkage linkage,
            FileLinkage files,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random) {
        this(store, registry, linkage, files, accessLog, clock, random, LoadParts.ROWS_OF_A_PART);
    }

    FirstLoad(
            RecordStore store,
            Registry registry,
            Linkage linkage,
            FileLinkage files,
            AccessLog accessLog,
            Clock clock,
            RandomGenerator random,
            int rowsOfAPart) {
        this.rowsOfAPart = rowsOfAPart;
        this.store = store;
        this.registry = registry;
        this.linkage = linkage;
        this.files = files;
        this.accessLog = accessLog;
        this.ledger = new Ledger(store, clock, random);
        this.random = random;
    }

    /**
     * Loads the rows, or what an earlier run of the same left of them.
     *
     * @param badRows how many rows were left out before
     */
    public LoadState run(LoadRows rows, int badRows, Actor actor, Progress progress) {
        String id = ContentHash.of(rows.contentHash() + " " + linkage.modelVersion());
        Optional<LoadState> before = store.load(id);
        if (before.filter(state -> state.state() == LoadState.State.DONE).isPresent()) {
            return before.get();
        }
        return new Run(rows, id, actor, progress).all(before, badRows);
    }

    /** One run of one load. */
    private final class Run {
        private final LoadRows rows;
        private final String id;
        private final Actor actor;
        private final Progress progress;
        private final SourceId[] ids;
        private final String modelVersion = linkage.modelVersion();
        private final Map<SourceId, Integer> rowOf = new HashMap<>();
        /** Rows that bring a record once more: they change what the others made, so they are fed when all others are there. */
        private final List<Integer> repeated = new ArrayList<>();

        Run(LoadRows rows, String id, Actor actor, Progress progress) {
            this.rows = rows;
            this.id = id;
            this.actor = actor;
            this.progress = progress;
            ids = new SourceId[rows.size()];
        }

        LoadState all(Optional<LoadState> before, int badRows) {
            progress.stage("naming records", rows.size());
            for (int row = 0; row < ids.length; row++) {
                SourceFeed feed = rows.row(row);
                ids[row] = SourceId.of(feed.facility(), feed.localId());
                if (rowOf.putIfAbsent(ids[row], row) != null) {
                    repeated.add(row);
                }
                progress.done(1);
            }
            LoadParts parts = new LoadParts(ids.length, rowsOfAPart, rowOf, files.link(this::records, progress));
            Instant now = ledger.now();
            LoadState state = before.orElseGet(() ->
                    new LoadState(id, LoadState.State.RUNNING, ids.length, badRows, 0, parts.count(), 0, 0, now, now));
            progress.stage("writing", ids.length);
            int from = state.partsDone();
            for (int part = 0; part < from; part++) {
                progress.done(parts.rows(part).length);
            }
            // While a part is written the next one is made ready.
            CompletableFuture<Prepared[]> next = prepared(from, parts);
            for (int part = from; part < parts.count(); part++) {
                Prepared[] ready = next.join();
                next = prepared(part + 1, parts);
                state = part(part, parts, ready, state);
                progress.done(ready.length);
            }
            int fedAgain = repeated.stream().mapToInt(this::fed).sum();
            return saved(state, LoadState.State.DONE, state.partsDone(), state.created(), state.fed() + fedAgain);
        }

        private void records(Consumer<BatchLinkage.Source> sink) {
            for (int row = 0; row < ids.length; row++) {
                if (isFirst(row)) {
                    sink.accept(new BatchLinkage.Source(0, new RawRecord(ids[row].value(), columns(rows.row(row)))));
                }
            }
        }

        private boolean isFirst(int row) {
            return Integer.valueOf(row).equals(rowOf.get(ids[row]));
        }

        private Map<String, String> columns(SourceFeed feed) {
            Map<String, String> columns = new HashMap<>(feed.columns());
            columns.put(Columns.FACILITY, feed.facility());
            columns.put(Columns.MRN, feed.localId());
            return columns;
        }

        private CompletableFuture<Prepared[]> prepared(int part, LoadParts parts) {
            int[] rows = part < parts.count() ? parts.rows(part) : new int[0];
            return CompletableFuture.supplyAsync(() ->
                    Arrays.stream(rows).parallel().mapToObj(this::prepared).toArray(Prepared[]::new));
        }

        private LoadState part(int part, LoadParts parts, Prepared[] prepared, LoadState state) {
            List<Integer> slow = store.claimingEverything(() -> {
                requireTheModel();
                return written(part, parts, prepared);
            });
            int fed = 0;
            for (int row : slow) {
                fed += fed(row);
            }
            return saved(
                    state,
                    LoadState.State.RUNNING,
                    part + 1,
                    state.created() + prepared.length - slow.size(),
                    state.fed() + fed);
        }

        /** Whom the rows make was found with one model: with another, they are fed. */
        private void requireTheModel() {
            linkage.refresh();
            if (!linkage.modelVersion().equals(modelVersion)) {
                throw new Refused(
                        Refused.Reason.STALE,
                        "another linkage model was taken into use while this was loaded: give the same command again, and the rest is linked with it");
            }
        }

        private int fed(int row) {
            registry.feed(rows.row(row), actor);
            return 1;
        }

        private LoadState saved(LoadState from, LoadState.State is, int done, int created, int fed) {
            LoadState state = new LoadState(
                    id,
                    is,
                    from.rows(),
                    from.badRows(),
                    done,
                    from.parts(),
                    created,
                    fed,
                    from.startedAt(),
                    ledger.now());
            store.claiming(Set.of(), () -> {
                store.put(state);
                return state;
            });
            return state;
        }

        private Prepared prepared(int row) {
            SourceFeed feed = rows.row(row);
            Map<String, String> columns = columns(feed);
            PersonRecord record = linkage.normalise(new RawRecord(ids[row].value(), columns));
            Optional<Unlinkable> unlinkable = linkage.unlinkable(record.raw());
            return new Prepared(
                    row,
                    feed,
                    columns,
                    SourceIndex.of(record, linkage.blockingKeys(record)),
                    unlinkable,
                    RecordIssue.of(record, unlinkable));
        }

        /** Writes the persons about whom the registry knows nothing, and gives the rows of the others. */
        private List<Integer> written(int part, LoadParts parts, Prepared[] prepared) {
            Set<Integer> known = known(parts, prepared);
            List<Integer> slow = new ArrayList<>();
            List<Prepared> fresh = new ArrayList<>();
            for (Prepared one : prepared) {
                if (known.contains(parts.person(one.row()))) {
                    slow.add(one.row());
                } else {
                    fresh.add(one);
                }
            }
            if (!fresh.isEmpty()) {
                write(part, parts, fresh);
            }
            return slow;
        }

        /** The persons, by their first rows, of whom a record is in the registry, or shares a key with one that this load did not bring. */
        private Set<Integer> known(LoadParts parts, Prepared[] prepared) {
            Set<Integer> known = new HashSet<>();
            Set<SourceId> present = store.personsOf(
                            Arrays.stream(prepared).map(one -> ids[one.row()]).toList())
                    .keySet();
            Set<String> keys = new HashSet<>();
            boolean hasOthers = store.hasChangesOfOthers(requestId());
            for (Prepared one : prepared) {
                if (present.contains(ids[one.row()])) {
                    known.add(parts.person(one.row()));
                }
                if (hasOthers) {
                    keys.addAll(one.index().blockingKeys());
                }
            }
            Set<String> shared = hasOthers ? store.keysOfOthers(keys, requestId()) : Set.of();
            for (Prepared one : prepared) {
                if (one.index().blockingKeys().stream().anyMatch(shared::contains)) {
                    known.add(parts.person(one.row()));
                }
            }
            return known;
        }

        private void write(int part, LoadParts parts, List<Prepared> fresh) {
            Instant now = ledger.now();
            Map<Integer, EnterpriseId> persons = new HashMap<>();
            List<EnterpriseId> drawn = unused((int) fresh.stream()
                    .mapToInt(one -> parts.person(one.row()))
                    .distinct()
                    .count());
            List<BulkRecord> records = new ArrayList<>(fresh.size());
            for (Prepared one : fresh) {
                int person = parts.person(one.row());
                boolean founds = !persons.containsKey(person);
                if (founds) {
                    persons.put(person, drawn.get(persons.size()));
                }
                records.add(new BulkRecord(
                        new SourceRecord(
                                ids[one.row()],
                                one.feed().facility(),
                                one.feed().localId(),
                                1,
                                one.columns(),
                                one.feed().document(),
                                one.feed().eventTime(),
                                now),
                        one.index(),
                        Objects.requireNonNull(persons.get(person)),
                        founds,
                        evidence(one.row(), parts),
                        one.unlinkable(),
                        one.issues()));
            }
            Change change = new Change(
                    0,
                    Change.Kind.LOAD,
                    now,
                    Change.MODEL,
                    linkage.modelVersion(),
                    requestId(),
                    "",
                    "",
                    Optional.empty());
            store.addAll(records, change, new RecordStore.Origin(actor.username(), actor.clientId(), requestId()));
            fresh.stream()
                    .filter(one -> one.columns().containsKey(Columns.RELATIVES))
                    .forEach(one -> store.relations()
                            .replace(ids[one.row()], StatedRelation.of(ids[one.row()], one.columns(), linkage)));
            Set<SourceId> entered =
                    records.stream().map(one -> one.record().id()).collect(Collectors.toSet());
            ask(parts.open(part), entered, now);
            Set<SourceId> doubtful = store.issues().doubtful(entered);
            if (!doubtful.isEmpty()) {
                ledger.followTasks(doubtful, now);
            }
            accessLog.record(new AccessEvent(actor, AccessAction.FEED, "", requestId(), AccessOutcome.SUCCESS));
        }

        private Optional<LinkEvent.Evidence> evidence(int row, LoadParts parts) {
            int best = parts.best(row);
            double bits = parts.bestBits(row);
            return best < 0
                    ? Optional.empty()
                    : Optional.of(new LinkEvent.Evidence(ids[best], bits, Scorer.probability(bits)));
        }

        /** What the engine left open about the records that were entered; what is open between two that go the way of a feed their feeds find. */
        private void ask(List<OpenPair> open, Set<SourceId> entered, Instant now) {
            Set<SourceId> spokenOf = new HashSet<>();
            open.forEach(pair -> spokenOf.addAll(List.of(pair.a(), pair.b())));
            Map<SourceId, EnterpriseId> persons = store.personsOf(spokenOf);
            List<OpenPair> written = open.stream()
                    .filter(pair -> entered.contains(pair.a()) || entered.contains(pair.b()))
                    .filter(pair -> persons.containsKey(pair.a()) && persons.containsKey(pair.b()))
                    .filter(pair -> !Objects.equals(persons.get(pair.a()), persons.get(pair.b())))
                    .toList();
            store.replaceOpenPairs(Set.of(), Set.of(), written, linkage.modelVersion(), now);
            Set<SourceId> asked = new HashSet<>();
            written.forEach(pair -> asked.addAll(List.of(pair.a(), pair.b())));
            if (!asked.isEmpty()) {
                ledger.followTasks(asked, now);
            }
        }

        private List<EnterpriseId> unused(int count) {
            Set<EnterpriseId> drawn = new HashSet<>();
            while (drawn.size() < count) {
                while (drawn.size() < count) {
                    drawn.add(EnterpriseId.draw(random));
                }
                drawn.removeAll(store.given(drawn));
            }
            return List.copyOf(drawn);
        }

        private String requestId() {
            return "load:" + id;
        }
    }

    /** A row, understood. */
    private record Prepared(
            int row,
            SourceFeed feed,
            Map<String, String> columns,
            SourceIndex index,
            Optional<Unlinkable> unlinkable,
            List<RecordIssue> issues) {}
}
