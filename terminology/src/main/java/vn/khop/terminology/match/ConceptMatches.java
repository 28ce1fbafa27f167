package vn.khop.terminology.match;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import vn.khop.terminology.filter.FilterSelection;
import vn.khop.terminology.filter.TextMatch;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.ConceptNames;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.Effort;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptFilter;
import vn.khop.terminology.search.SearchHits;

/*
 * Each known property selects a set of concepts; a concept fits wholly if it is in all of them, and in part if it is in some. A machine
 * wants whole matches only; a reader takes the best of the others too. A display counts as known when it is one of the concept's names,
 * case and white space aside; for a reader, when its words are all in one name, marks aside.
 */
/**
 * The concepts that have what is known of one, best first: those with more of it, then active ones, then those whose name fits better, then in the order of the code
 * system.
 *
 * @param matches at most {@link #MATCHES_MAX}
 */
public record ConceptMatches(List<Match> matches) {
    /** More than anybody looks through. */
    public static final int MATCHES_MAX = 50;

    public ConceptMatches {
        matches = List.copyOf(matches);
    }

    /** @param unmatched what is known and does not hold for this concept */
    public record Match(Coding concept, List<KnownProperty> unmatched, Optional<String> comment) {
        public Match {
            unmatched = List.copyOf(unmatched);
        }
    }

    /**
     * Looks for concepts.
     *
     * @param isExact whether only concepts count that have all of it
     * @throws Refused if a property is not one of the code system's
     */
    public static ConceptMatches find(Scope scope, CodeSystemView system, List<KnownProperty> known, boolean isExact) {
        if (known.isEmpty()) {
            throw Refused.saying(Refused.Kind.INVALID, "required", "NOTHING_KNOWN");
        }
        List<BitSet> fitting = new ArrayList<>();
        Map<Integer, Integer> places = new HashMap<>();
        BitSet candidates = new BitSet();
        for (int i = 0; i < known.size(); i++) {
            scope.spend(system.source().conceptCount());
            BitSet fits = select(system, known.get(i), isExact, places);
            fitting.add(fits);
            if (i == 0 || !isExact) {
                candidates.or(fits);
            } else {
                candidates.and(fits);
            }
        }
        Comparator<Integer> order = Comparator.<Integer>comparingInt(concept -> -count(fitting, concept))
                .thenComparing(system::isInactive)
                .thenComparingInt(concept -> places.getOrDefault(concept, Integer.MAX_VALUE))
                .thenComparingInt(concept -> concept);
        return new ConceptMatches(best(fitting, candidates).stream()
                .sorted(order)
                .limit(MATCHES_MAX)
                .map(concept -> match(scope, system, known, fitting, concept))
                .toList());
    }

    /** Those of the highest counts, as few as are enough. */
    private static List<Integer> best(List<BitSet> fitting, BitSet candidates) {
        List<Integer> found = new ArrayList<>();
        for (int count = fitting.size(); count > 0 && found.size() < MATCHES_MAX; count--) {
            int wanted = count;
            candidates.stream()
                    .filter(concept -> count(fitting, concept) == wanted)
                    .forEach(found::add);
        }
        return found;
    }

    private static int count(List<BitSet> fitting, int concept) {
        int count = 0;
        for (BitSet fits : fitting) {
            count += fits.get(concept) ? 1 : 0;
        }
        return count;
    }

    private static Match match(
            Scope scope, CodeSystemView system, List<KnownProperty> known, List<BitSet> fitting, int concept) {
        List<KnownProperty> unmatched = new ArrayList<>();
        for (int i = 0; i < known.size(); i++) {
            if (!fitting.get(i).get(concept)) {
                unmatched.add(known.get(i));
            }
        }
        Coding coding = new Coding(
                Optional.of(system.system()),
                system.header().version(),
                Optional.of(system.source().code(concept)),
                system.names(concept).preferredText(scope.settings().languages()));
        return new Match(
                coding,
                unmatched,
                system.isInactive(concept) ? Optional.of("the concept is inactive") : Optional.empty());
    }

    private static BitSet select(
            CodeSystemView system, KnownProperty known, boolean isExact, Map<Integer, Integer> places) {
        CodeSystemSource source = system.source();
        String text = known.value().text();
        return switch (known.code()) {
            case "code" -> one(system.find(text));
            case "parent" -> neighbours(system, text, source::children);
            case "child" -> neighbours(system, text, source::parents);
            case "display", "designation" -> named(system, text, isExact, places);
            case "definition" ->
                where(
                        source,
                        concept -> source.definition(concept)
                                .filter(own -> own.strip().equalsIgnoreCase(text.strip()))
                                .isPresent());
            default ->
                FilterSelection.select(
                                system, new ConceptFilter(known.code(), "=", Optional.of(text)), Effort.UNCOUNTED)
                        .orElseThrow(() -> Refused.saying(
                                Refused.Kind.UNPROCESSABLE,
                                "not-supported",
                                "NO_SUCH_PROPERTY",
                                known.code(),
                                system.canonical(),
                                properties(system)));
        };
    }

    private static String properties(CodeSystemView system) {
        StringBuilder names = new StringBuilder();
        system.declarations().forEach(property -> names.append(", ").append(property.code()));
        return names.toString();
    }

    private static BitSet one(OptionalInt concept) {
        BitSet found = new BitSet();
        concept.ifPresent(found::set);
        return found;
    }

    private interface Step {
        int[] from(int concept);
    }

    private static BitSet neighbours(CodeSystemView system, String code, Step step) {
        BitSet found = new BitSet();
        OptionalInt concept = system.find(code);
        if (concept.isPresent()) {
            for (int neighbour : step.from(concept.getAsInt())) {
                found.set(neighbour);
            }
        }
        return found;
    }

    private interface Condition {
        boolean holds(int concept);
    }

    private static BitSet where(CodeSystemSource source, Condition condition) {
        BitSet found = new BitSet();
        for (int concept = 0; concept < source.conceptCount(); concept++) {
            if (condition.holds(concept)) {
                found.set(concept);
            }
        }
        return found;
    }

    private static BitSet named(CodeSystemView system, String text, boolean isExact, Map<Integer, Integer> places) {
        if (isExact) {
            return where(
                    system.source(),
                    concept -> system.names(concept).fit(text, Optional.empty(), Optional.empty(), false)
                            != ConceptNames.Fit.DIFFERS);
        }
        Optional<SearchHits> ranked = system.supplements().isEmpty() && !text.isBlank()
                ? system.source()
                        .search(text, Optional.empty(), 0, system.source().conceptCount())
                : Optional.empty();
        if (ranked.isPresent()) {
            BitSet found = new BitSet();
            for (int concept : ranked.get().page()) {
                places.putIfAbsent(concept, places.size());
                found.set(concept);
            }
            return found;
        }
        TextMatch words = TextMatch.of(text);
        return where(system.source(), concept -> words.fits(system.source().code(concept), system.names(concept)));
    }
}
