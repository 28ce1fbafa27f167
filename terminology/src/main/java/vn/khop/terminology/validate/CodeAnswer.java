package vn.khop.terminology.validate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.question.Issue;

/**
 * Whether a code is valid, and what it is.
 *
 * @param unknownSystems code systems that are not known, with their version where that is what is missing
 * @param unknownSystemsOnlyCaused whether the code would be valid if they were known
 * @param codeableConcept the codes as they were sent, where several were
 */
public record CodeAnswer(
        boolean result,
        Optional<String> system,
        Optional<String> code,
        Optional<String> version,
        Optional<String> display,
        Optional<String> normalizedCode,
        boolean isInactive,
        Optional<String> status,
        List<String> unknownSystems,
        boolean unknownSystemsOnlyCaused,
        Optional<String> message,
        List<Issue> issues,
        Optional<JsonNode> codeableConcept) {
    public CodeAnswer {
        unknownSystems = List.copyOf(unknownSystems);
        issues = List.copyOf(issues);
    }
}
