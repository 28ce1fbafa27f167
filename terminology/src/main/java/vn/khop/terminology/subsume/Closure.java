package vn.khop.terminology.subsume;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeSet;
import vn.khop.terminology.filter.FilterSelection;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.Coding;

/**
 * Which of some concepts are below which others: what a client adds to its closure table.
 *
 * @param relations pairs of two different concepts of one code system, in the order in which the concepts were sent
 * @param releases the code systems that answered, with their versions, sorted
 */
public record Closure(List<Relation> relations, List<String> releases) {
    /** Concepts of one question. */
    public static final int CONCEPTS_MAX = 10_000;

    public Closure {
        relations = List.copyOf(relations);
        releases = List.copyOf(releases);
    }

    /** One concept is below the other. */
    public record Relation(CodeSystemView system, String below, String above) {}

    /** @param isNew whether its relations are wanted, and not only those of others to it */
    private record Sent(CodeSystemView system, int concept, boolean isNew) {}

    /**
     * Relates concepts.
     *
     * @param known concepts that the client has sent before: nothing is told of two of these
     * @param added those that are new to it
     * @throws Refused if a concept is not known, or there are too many
     */
    public static Closure of(Scope scope, List<Coding> known, List<Coding> added) {
        if (known.size() + added.size() > CONCEPTS_MAX) {
            throw Refused.saying(
                    Refused.Kind.UNPROCESSABLE,
                    "too-costly",
                    "TOO_MANY_CONCEPTS",
                    known.size() + added.size(),
                    CONCEPTS_MAX);
        }
        Map<String, Map<Integer, Sent>> bySystem = new LinkedHashMap<>();
        TreeSet<String> releases = new TreeSet<>();
        for (Coding coding : known) {
            add(scope, coding, false, bySystem, releases);
        }
        for (Coding coding : added) {
            add(scope, coding, true, bySystem, releases);
        }
        List<Relation> relations = new ArrayList<>();
        bySystem.values().forEach(sent -> relate(scope, List.copyOf(sent.values()), relations));
        return new Closure(relations, List.copyOf(releases));
    }

    private static void add(
            Scope scope,
            Coding coding,
            boolean isNew,
            Map<String, Map<Integer, Sent>> bySystem,
            TreeSet<String> releases) {
        String system = coding.system().orElseThrow(Closure::notWhole);
        CodeSystemView view = scope.codeSystem(system, coding.version())
                .orElseThrow(() -> Refused.of(
                        Refused.Kind.UNKNOWN,
                        Issue.error(
                                "not-found", "not-found", scope.messages().message("UNKNOWN_CODESYSTEM", system), "")));
        String code = coding.code().orElseThrow(Closure::notWhole);
        OptionalInt concept = view.find(code);
        if (concept.isEmpty()) {
            Message message = scope.messages().message("Unknown_Code_in_Version", code, system, view.version());
            throw Refused.of(Refused.Kind.UNKNOWN, Issue.error("not-found", "invalid-code", message, ""));
        }
        releases.add(view.canonical());
        bySystem.computeIfAbsent(view.canonical(), any -> new LinkedHashMap<>())
                .putIfAbsent(concept.getAsInt(), new Sent(view, concept.getAsInt(), isNew));
    }

    private static Refused notWhole() {
        return Refused.saying(Refused.Kind.INVALID, "required", "CONCEPT_NOT_WHOLE");
    }

    private static void relate(Scope scope, List<Sent> sent, List<Relation> relations) {
        for (Sent below : sent) {
            BitSet above = FilterSelection.ancestors(below.system(), below.concept());
            scope.spend(above.cardinality() + (long) sent.size());
            for (Sent other : sent) {
                if (above.get(other.concept()) && (below.isNew() || other.isNew())) {
                    relations.add(new Relation(
                            below.system(),
                            below.system().source().code(below.concept()),
                            below.system().source().code(other.concept())));
                }
            }
        }
    }
}
