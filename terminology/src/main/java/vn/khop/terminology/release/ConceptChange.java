package vn.khop.terminology.release;

import java.util.List;
import java.util.Optional;
import vn.khop.terminology.concept.Concept;

/**
 * A code that is not the same in two releases.
 *
 * @param before as the earlier release has it; empty for a new code
 * @param after as the later release has it; empty for a removed one
 * @param differences what exactly differs; none for a new or a removed code
 */
public record ConceptChange(
        ChangeClass kind,
        String code,
        Optional<Concept> before,
        Optional<Concept> after,
        List<Difference> differences) {
    public ConceptChange {
        differences = List.copyOf(differences);
    }

    /**
     * One thing that differs.
     *
     * @param what {@code status}, {@code parent}, {@code display vi}, {@code names en}, {@code property sex} ...
     * @param before as it was; several values are joined by {@code " | "}; empty for none
     * @param after as it is
     * @param isMeaning whether it may change what the code stands for
     */
    public record Difference(String what, String before, String after, boolean isMeaning) {}

    /** The name to show a person: the later one where there is one. */
    public String display() {
        return after.or(() -> before).map(Concept::display).orElse(code);
    }
}
