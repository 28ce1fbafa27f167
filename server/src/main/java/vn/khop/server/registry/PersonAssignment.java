package vn.khop.server.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which person each cluster is. A cluster keeps the person with whom it shares most records, the older of equals, so that an id changes hands as seldom as it can; a cluster that shares
 * none becomes a new person; a person that keeps no record is superseded by the one that took most of its records.
 *
 * @param clusters by person
 * @param founded the persons that are new
 * @param superseded each person that has records now and keeps nothing, with the one that takes its place
 */
record PersonAssignment(
        Map<EnterpriseId, Set<SourceId>> clusters,
        Set<EnterpriseId> founded,
        Map<EnterpriseId, EnterpriseId> superseded) {

    private record Overlap(int cluster, EnterpriseId person, Instant founded, int shared, SourceId first) {
        /** Most shared records first, then the person known longest; then by ids, so that the outcome does not hang on the order of a list. */
        static final Comparator<Overlap> STRONGEST_FIRST = Comparator.comparingInt(Overlap::shared)
                .reversed()
                .thenComparing(Overlap::founded)
                .thenComparing(Overlap::person)
                .thenComparing(Overlap::first);
    }

    /**
     * @param present the person each record belongs to now; a record without one is a missing key
     * @param founded when each of these persons was founded
     * @param newPerson gives an id never given before
     */
    static PersonAssignment of(
            List<Set<SourceId>> clusters,
            Map<SourceId, EnterpriseId> present,
            Function<EnterpriseId, Instant> founded,
            Supplier<EnterpriseId> newPerson) {
        return of(clusters, present, Map.of(), founded, newPerson);
    }

    /**
     * @param wanted the person whose id the record is to carry where it can, in place of the present one: the survivor that a clerk chose, or who it was before a
     *     change that is undone
     */
    static PersonAssignment of(
            List<Set<SourceId>> clusters,
            Map<SourceId, EnterpriseId> present,
            Map<SourceId, EnterpriseId> wanted,
            Function<EnterpriseId, Instant> founded,
            Supplier<EnterpriseId> newPerson) {
        Map<SourceId, EnterpriseId> carried = new HashMap<>(present);
        carried.putAll(wanted);
        List<Overlap> overlaps = overlaps(clusters, carried, founded);
        overlaps.sort(Overlap.STRONGEST_FIRST);
        Map<Integer, EnterpriseId> personOf = new HashMap<>();
        Set<EnterpriseId> kept = new HashSet<>();
        for (Overlap overlap : overlaps) {
            if (!personOf.containsKey(overlap.cluster()) && !kept.contains(overlap.person())) {
                personOf.put(overlap.cluster(), overlap.person());
                kept.add(overlap.person());
            }
        }
        Set<EnterpriseId> fresh = new HashSet<>();
        Map<EnterpriseId, Set<SourceId>> assigned = new LinkedHashMap<>();
        for (int i = 0; i < clusters.size(); i++) {
            EnterpriseId person = personOf.get(i);
            if (person == null) {
                person = newPerson.get();
                fresh.add(person);
                personOf.put(i, person);
            }
            assigned.put(person, clusters.get(i));
        }
        List<Overlap> now = wanted.isEmpty() ? overlaps : overlaps(clusters, present, founded);
        now.sort(Overlap.STRONGEST_FIRST);
        return new PersonAssignment(assigned, fresh, superseded(now, kept, personOf));
    }

    private static List<Overlap> overlaps(
            List<Set<SourceId>> clusters,
            Map<SourceId, EnterpriseId> present,
            Function<EnterpriseId, Instant> founded) {
        List<Overlap> overlaps = new ArrayList<>();
        for (int i = 0; i < clusters.size(); i++) {
            Map<EnterpriseId, Integer> shared = new HashMap<>();
            for (SourceId source : clusters.get(i)) {
                EnterpriseId person = present.get(source);
                if (person != null) {
                    shared.merge(person, 1, Integer::sum);
                }
            }
            SourceId first = smallest(clusters.get(i));
            int cluster = i;
            shared.forEach(
                    (person, count) -> overlaps.add(new Overlap(cluster, person, founded.apply(person), count, first)));
        }
        return overlaps;
    }

    private static SourceId smallest(Collection<SourceId> cluster) {
        return cluster.stream().min(Comparator.naturalOrder()).orElseThrow();
    }

    private static Map<EnterpriseId, EnterpriseId> superseded(
            List<Overlap> strongestFirst, Set<EnterpriseId> kept, Map<Integer, EnterpriseId> personOf) {
        Map<EnterpriseId, EnterpriseId> superseded = new HashMap<>();
        for (Overlap overlap : strongestFirst) {
            EnterpriseId by = personOf.get(overlap.cluster());
            if (!kept.contains(overlap.person()) && by != null) {
                superseded.putIfAbsent(overlap.person(), by);
            }
        }
        return superseded;
    }
}
