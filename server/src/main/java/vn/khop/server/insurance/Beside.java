package vn.khop.server.insurance;

import java.util.Optional;

/**
 * What a row is held against, beside itself.
 *
 * @param facility whose file it is in
 * @param summary XML1 of its stay, as far as it is known
 */
record Beside(String facility, Optional<ClaimRow> summary) {
    static Beside nothingOf(String facility) {
        return new Beside(facility, Optional.empty());
    }

    Optional<String> ofSummary(String element) {
        return summary.flatMap(row -> row.value(element));
    }
}
