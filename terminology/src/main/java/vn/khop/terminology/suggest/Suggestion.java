package vn.khop.terminology.suggest;

import java.util.List;

/**
 * A candidate for a row.
 *
 * @param probability that it is the one that a person would choose, from 0 to 1, as far as pairs that people decided have shown
 * @param reasons what speaks for it, then what speaks against it
 */
public record Suggestion(String code, String display, double probability, List<Reason> reasons) {
    public Suggestion {
        reasons = List.copyOf(reasons);
    }
}
