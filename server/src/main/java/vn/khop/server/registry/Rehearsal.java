package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Progress;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

/*
 * All records are linked at once with the model that is tried. Whoever is the same person before and after is left aside; of everybody else, and of everybody on whom a
 * clerk has decided, the records that are tied together by either model or by a decision are clustered once more with the decisions, by the function that would do it in
 * an activation. So a decision is respected here as it will be there.
 */
/** What a model would change, found by reading alone. */
final class Rehearsal {
    private static final int PAGE = 1000;

    private final RecordStore store;
    private final Linkage present;
    private final ModelLinkage tried;
    private final Progress progress;

    private final Map<SourceId, EnterpriseId> personOf = new HashMap<>();
    private final Map<SourceId, SourceId> parent = new HashMap<>();
    private final List<ModelFinding> findings = new ArrayList<>();

    Rehearsal(RecordStore store, Linkage present, ModelLinkage tried, Progress progress) {
        this.store = store;
        this.present = present;
        this.tried = tried;
        this.progress = progress;
    }

    /** @param records how many were looked at */
    record Result(long records, List<ModelFinding> findings) {
        long count(ModelFinding.Kind kind) {
            return findings.stream().filter(finding -> finding.kind() == kind).count();
        }
    }

    Result result() {
        BatchLinkage.Result linked = tried.link(this::records, progress);
        Map<SourceId, String> clusterOf = new HashMap<>();
        linked.persons().forEach((record, cluster) -> clusterOf.put(new SourceId(record), cluster));
        tie(clusterOf);
        Set<SourcePair> ruled = store.models().ruledPairs();
        ruled.forEach(this::tie);
        Set<SourcePair> asked = linked.persons().open().stream()
                .map(review -> SourcePair.of(
                        new SourceId(review.pair().a()),
                        new SourceId(review.pair().b())))
                .collect(Collectors.toSet());
        asked.forEach(this::tie);
        compare(clusterOf, ruled, asked);
        return new Result(personOf.size(), findings);
    }

    private void records(Consumer<BatchLinkage.Source> sink) {
        Optional<SourceId> last = Optional.empty();
        while (true) {
            List<SourceRecord> page = store.models().sourcesAfter(last, PAGE);
            if (page.isEmpty()) {
                return;
            }
            personOf.putAll(store.personsOf(page.stream().map(SourceRecord::id).toList()));
            for (SourceRecord source : page) {
                sink.accept(new BatchLinkage.Source(
                        0, WrongIdentifiers.left(new RawRecord(source.id().value(), source.columns()))));
            }
            last = Optional.of(page.get(page.size() - 1).id());
        }
    }

    /** Records of one person, before or after, belong to one question. */
    private void tie(Map<SourceId, String> clusterOf) {
        Map<EnterpriseId, SourceId> firstOfPerson = new HashMap<>();
        Map<String, SourceId> firstOfCluster = new HashMap<>();
        personOf.forEach((record, person) -> {
            join(record, firstOfPerson.computeIfAbsent(person, key -> record));
            String cluster = clusterOf.get(record);
            if (cluster != null) {
                join(record, firstOfCluster.computeIfAbsent(cluster, key -> record));
            }
        });
    }

    private void tie(SourcePair pair) {
        if (personOf.containsKey(pair.a()) && personOf.containsKey(pair.b())) {
            join(pair.a(), pair.b());
        }
    }

    private void join(SourceId a, SourceId b) {
        SourceId first = root(a);
        SourceId second = root(b);
        if (!first.equals(second)) {
            parent.put(first, second);
        }
    }

    private SourceId root(SourceId record) {
        SourceId at = record;
        while (parent.containsKey(at)) {
            SourceId above = Objects.requireNonNull(parent.get(at));
            SourceId next = parent.get(above);
            if (next != null) {
                parent.put(at, next);
            }
            at = above;
        }
        return at;
    }

    private void compare(Map<SourceId, String> clusterOf, Set<SourcePair> ruled, Set<SourcePair> asked) {
        Set<SourceId> suspicious = new HashSet<>();
        ruled.forEach(pair -> suspicious.addAll(List.of(pair.a(), pair.b())));
        asked.forEach(pair -> suspicious.addAll(List.of(pair.a(), pair.b())));
        Map<EnterpriseId, String> clusterOfPerson = new HashMap<>();
        Map<String, EnterpriseId> personOfCluster = new HashMap<>();
        personOf.forEach((record, person) -> {
            String cluster = clusterOf.getOrDefault(record, record.value());
            String other = clusterOfPerson.putIfAbsent(person, cluster);
            EnterpriseId holder = personOfCluster.putIfAbsent(cluster, person);
            if ((other != null && !other.equals(cluster)) || (holder != null && !holder.equals(person))) {
                suspicious.add(record);
            }
        });
        Set<SourceId> roots = suspicious.stream()
                .filter(personOf::containsKey)
                .map(this::root)
                .collect(Collectors.toSet());
        Map<SourceId, List<SourceId>> questions = new TreeMap<>();
        personOf.keySet().forEach(record -> {
            SourceId root = root(record);
            if (roots.contains(root)) {
                questions.computeIfAbsent(root, key -> new ArrayList<>()).add(record);
            }
        });
        Set<SourcePair> open = store.models().openPairs();
        progress.stage("comparing", questions.size());
        questions.values().forEach(records -> {
            compare(records, open);
            progress.done(1);
        });
    }

    private void compare(List<SourceId> records, Set<SourcePair> open) {
        Map<SourceId, PersonRecord> read = new HashMap<>();
        store.sources(records)
                .forEach(source -> read.put(
                        source.id(), tried.normalise(new RawRecord(source.id().value(), source.columns()))));
        Map<SourcePair, Verdict> verdicts = new HashMap<>();
        store.changes().rulings(records).forEach((pair, ruling) -> {
            boolean isOverruled = ruling.verdict() == Verdict.SAME
                    && tried.isForbidden(
                            Objects.requireNonNull(read.get(pair.a())), Objects.requireNonNull(read.get(pair.b())));
            if (!isOverruled) {
                verdicts.put(pair, ruling.verdict());
            }
        });
        Linkage.Partition partition = tried.cluster(read.values(), verdicts);
        Map<SourceId, Integer> after = new HashMap<>();
        for (int i = 0; i < partition.clusters().size(); i++) {
            for (SourceId record : partition.clusters().get(i)) {
                after.put(record, i);
            }
        }
        for (Set<SourceId> cluster : partition.clusters()) {
            Map<EnterpriseId, List<SourceId>> persons = new TreeMap<>();
            cluster.forEach(record -> persons.computeIfAbsent(person(record), key -> new ArrayList<>())
                    .add(record));
            if (persons.size() > 1) {
                add(ModelFinding.Kind.JOIN, List.copyOf(persons.keySet()), persons.values(), read);
            }
        }
        Map<EnterpriseId, Map<Integer, List<SourceId>>> groups = new TreeMap<>();
        records.forEach(record -> groups.computeIfAbsent(person(record), key -> new TreeMap<>())
                .computeIfAbsent(Objects.requireNonNull(after.get(record)), key -> new ArrayList<>())
                .add(record));
        groups.forEach((person, parts) -> {
            if (parts.size() > 1) {
                add(ModelFinding.Kind.SPLIT, List.of(person), parts.values(), read);
            }
        });
        review(partition.open(), open, read);
    }

    /** One for each two persons, or for one within whom the question is. */
    private void review(List<OpenPair> pairs, Set<SourcePair> open, Map<SourceId, PersonRecord> read) {
        Set<Set<EnterpriseId>> asked = open.stream()
                .filter(pair -> read.containsKey(pair.a()) && read.containsKey(pair.b()))
                .map(pair -> Set.copyOf(List.of(person(pair.a()), person(pair.b()))))
                .collect(Collectors.toSet());
        Map<Set<EnterpriseId>, OpenPair> strongest = new LinkedHashMap<>();
        pairs.stream()
                .sorted(Comparator.comparingDouble(
                                (OpenPair pair) -> -pair.score().bits())
                        .thenComparing(OpenPair::a)
                        .thenComparing(OpenPair::b))
                .forEach(pair ->
                        strongest.putIfAbsent(new TreeSet<>(List.of(person(pair.a()), person(pair.b()))), pair));
        strongest.forEach((persons, pair) -> {
            if (!asked.contains(persons)) {
                SourcePair both = SourcePair.of(pair.a(), pair.b());
                findings.add(new ModelFinding(
                        findings.size() + 1,
                        ModelFinding.Kind.REVIEW,
                        persons.stream().sorted().toList(),
                        List.of(List.of(both.a()), List.of(both.b())),
                        both,
                        bits(present, both, read),
                        pair.score().bits()));
            }
        });
    }

    private EnterpriseId person(SourceId record) {
        return Objects.requireNonNull(personOf.get(record), "a source record belongs to a person");
    }

    private void add(
            ModelFinding.Kind kind,
            List<EnterpriseId> persons,
            Collection<List<SourceId>> parts,
            Map<SourceId, PersonRecord> read) {
        List<List<SourceId>> groups =
                parts.stream().map(part -> part.stream().sorted().toList()).toList();
        Comparator<SourcePair> byWeight = Comparator.comparingDouble(pair -> bits(tried, pair, read));
        SourcePair best = across(groups).stream().max(byWeight).orElseThrow();
        findings.add(new ModelFinding(
                findings.size() + 1, kind, persons, groups, best, bits(present, best, read), bits(tried, best, read)));
    }

    private static List<SourcePair> across(List<List<SourceId>> groups) {
        List<SourcePair> pairs = new ArrayList<>();
        for (int i = 0; i < groups.size(); i++) {
            for (int j = i + 1; j < groups.size(); j++) {
                pairs.addAll(SourcePair.across(groups.get(i), groups.get(j)));
            }
        }
        return pairs;
    }

    private static double bits(Linkage by, SourcePair pair, Map<SourceId, PersonRecord> read) {
        return by.explain(Objects.requireNonNull(read.get(pair.a())), Objects.requireNonNull(read.get(pair.b())))
                .totalBits();
    }
}
