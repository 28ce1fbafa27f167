package vn.khop.terminology.search;

import java.util.List;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Release;

/**
 * One page of what fits.
 *
 * @param total how many fit in all; exact
 * @param concepts best first, at most as many as were asked for
 */
public record SearchPage(Release release, long total, int offset, List<Concept> concepts) {
    public SearchPage {
        concepts = List.copyOf(concepts);
    }
}
