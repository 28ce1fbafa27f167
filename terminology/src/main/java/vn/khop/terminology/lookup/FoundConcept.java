package vn.khop.terminology.lookup;

import java.util.List;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Release;

/**
 * A concept and the release that has it.
 *
 * @param children codes right below, in the source's order
 */
public record FoundConcept(Release release, Concept concept, List<String> children) {
    public FoundConcept {
        children = List.copyOf(children);
    }
}
