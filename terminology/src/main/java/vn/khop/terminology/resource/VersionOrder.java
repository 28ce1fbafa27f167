package vn.khop.terminology.resource;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;

/** The order in which versions of one code system are taken. */
public final class VersionOrder {
    public static final Comparator<String> LATEST_FIRST =
            (one, other) -> ResourceVersion.compare(other, one, Optional.empty());

    private VersionOrder() {}

    /** The sets as they stand, but where several name versions of one system, the latest version first. */
    public static List<ConceptSet> latestFirst(List<ConceptSet> sets) {
        List<ConceptSet> ordered = new ArrayList<>(sets);
        Map<String, List<Integer>> places = new HashMap<>();
        for (int i = 0; i < sets.size(); i++) {
            if (sets.get(i).system().isPresent() && sets.get(i).version().isPresent()) {
                places.computeIfAbsent(sets.get(i).system().get(), any -> new ArrayList<>())
                        .add(i);
            }
        }
        places.values().forEach(indexes -> {
            List<ConceptSet> sorted = indexes.stream()
                    .map(sets::get)
                    .sorted(Comparator.comparing(set -> set.version().orElseThrow(), LATEST_FIRST))
                    .toList();
            for (int i = 0; i < indexes.size(); i++) {
                ordered.set(indexes.get(i), sorted.get(i));
            }
        });
        return ordered;
    }
}
