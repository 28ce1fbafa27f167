package vn.khop.terminology.subsume;

import java.util.OptionalInt;
import vn.khop.terminology.filter.FilterSelection;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;

/** How one concept stands to another. Source: FHIR, concept-subsumption-outcome. */
public enum Subsumption {
    EQUIVALENT("equivalent"),
    SUBSUMES("subsumes"),
    SUBSUMED_BY("subsumed-by"),
    NOT_SUBSUMED("not-subsumed");

    private final String code;

    Subsumption(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /**
     * How concept A stands to concept B.
     *
     * @throws Refused if a code is not known
     */
    public static Subsumption between(Scope scope, CodeSystemView system, String codeA, String codeB) {
        int a = concept(scope, system, codeA, "codeA");
        int b = concept(scope, system, codeB, "codeB");
        if (a == b) {
            return EQUIVALENT;
        }
        if (system.source().hasHierarchy() && !system.source().isHierarchyOfKinds()) {
            throw Refused.saying(
                    Refused.Kind.UNPROCESSABLE, "not-supported", "HIERARCHY_NOT_OF_KINDS", system.canonical());
        }
        if (FilterSelection.isAncestorOrSelf(system, a, b)) {
            return SUBSUMES;
        }
        return FilterSelection.isAncestorOrSelf(system, b, a) ? SUBSUMED_BY : NOT_SUBSUMED;
    }

    private static int concept(Scope scope, CodeSystemView system, String code, String path) {
        OptionalInt found = system.find(code);
        if (found.isEmpty()) {
            Message message = system.version().isEmpty()
                    ? scope.messages().message("Unknown_Code_in", code, system.system())
                    : scope.messages().message("Unknown_Code_in_Version", code, system.system(), system.version());
            throw Refused.of(Refused.Kind.UNKNOWN, Issue.error("not-found", "invalid-code", message, path));
        }
        return found.getAsInt();
    }
}
