package vn.khop.terminology.search;

import vn.khop.terminology.concept.ReleaseChoice;

/**
 * A page of the concepts of one release whose names or code fit a text.
 *
 * @param text what was typed; blank asks for every concept, in the source's order
 * @param offset concepts to leave out, from 0
 * @param count most concepts to give, from 0; with 0 only the total is answered
 * @param isActiveOnly leaves out concepts that are no longer to be used, from the total too
 */
public record SearchQuestion(ReleaseChoice release, String text, int offset, int count, boolean isActiveOnly) {
    public SearchQuestion {
        if (offset < 0 || count < 0) {
            throw new IllegalArgumentException("offset and count are 0 or more: found " + offset + " and " + count);
        }
    }

    /** The first page of the current release, inactive concepts too. */
    public static SearchQuestion of(String system, String text, int count) {
        return new SearchQuestion(ReleaseChoice.current(system), text, 0, count, false);
    }
}
