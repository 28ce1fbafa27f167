package vn.khop.terminology.filter;

import java.util.BitSet;
import java.util.Optional;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptFilter;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;

/** The filters of a value set's concept sets, refused by name where they cannot be applied. */
public final class Filters {
    /** A filter's look at a concept is shorter than writing one out. */
    private static final int CONCEPTS_A_STEP = 2;

    /** What reading a regular expression costs at most. */
    private static final int EXPRESSION_STEPS = 1_000;

    /** A filter that is longer is one of a kind: keeping what it selects would fill the memory and serve nobody. */
    private static final int KEPT_CHARACTERS_MAX = 1_000;

    private Filters() {}

    /**
     * Makes sure that a filter can be applied.
     *
     * @param valueSet its canonical, for the complaint
     * @param path where the filter stands
     * @throws Refused if it cannot
     */
    public static void check(Scope scope, CodeSystemView system, ConceptFilter filter, String valueSet, String path) {
        begin(scope, system, filter, path);
        if (!FilterSelection.isUnderstood(system, filter, scope.effort())) {
            throw notUnderstood(scope, system, filter, valueSet, path);
        }
    }

    private static void begin(Scope scope, CodeSystemView system, ConceptFilter filter, String path) {
        if (filter.value().isEmpty()) {
            throw Refused.of(
                    Refused.Kind.INVALID,
                    Issue.error(
                            "invalid",
                            "vs-invalid",
                            scope.messages()
                                    .message(
                                            "UNABLE_TO_HANDLE_SYSTEM_FILTER_WITH_NO_VALUE",
                                            system.system(),
                                            filter.property(),
                                            filter.op()),
                            path));
        }
        if (filter.op().equals("regex")) {
            scope.spend(EXPRESSION_STEPS);
        }
        scope.spend(1 + system.supplements().size());
    }

    private static Refused notUnderstood(
            Scope scope, CodeSystemView system, ConceptFilter filter, String valueSet, String path) {
        return Refused.of(
                Refused.Kind.INVALID,
                Issue.error(
                        "not-supported",
                        "vs-invalid",
                        scope.messages()
                                .message(
                                        "FILTER_NOT_UNDERSTOOD",
                                        filter.property(),
                                        filter.op(),
                                        filter.value().orElse(""),
                                        valueSet,
                                        system.system()),
                        path));
    }

    /** What one filter selects; empty where it is not understood. */
    private record Selected(Optional<BitSet> concepts) {
        Selected(Scope scope, CodeSystemView system, ConceptFilter filter) {
            this(FilterSelection.select(system, filter, scope.effort()));
        }
    }

    private static Selected selected(Scope scope, CodeSystemView system, ConceptFilter filter) {
        scope.spend(1L + system.source().conceptCount() / CONCEPTS_A_STEP);
        return new Selected(scope, system, filter);
    }

    /**
     * The concepts that all filters of a set select. Nobody needs to have checked them: an expression is made once.
     *
     * @param path where the set stands
     * @throws Refused if one of them cannot be applied
     */
    public static BitSet select(Scope scope, CodeSystemView system, ConceptSet set, String valueSet, String path) {
        BitSet found = new BitSet();
        found.set(0, system.source().conceptCount());
        for (int i = 0; i < set.filters().size(); i++) {
            ConceptFilter filter = set.filters().get(i);
            String place = path + ".filter[" + i + "]";
            begin(scope, system, filter, place);
            boolean isKept =
                    system.supplements().isEmpty() && filter.value().orElse("").length() <= KEPT_CHARACTERS_MAX;
            Selected selected = isKept
                    ? system.remembered(filter, Selected.class, () -> selected(scope, system, filter))
                    : selected(scope, system, filter);
            found.and(selected.concepts.orElseThrow(() -> notUnderstood(scope, system, filter, valueSet, place)));
        }
        return found;
    }
}
