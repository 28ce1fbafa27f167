package vn.khop.terminology.claim;

import java.util.List;
import java.util.Optional;

/**
 * Something to mend or to look at in a claim.
 *
 * @param code as it was sent
 * @param related codes of the list that the rule names: what goes with it, what replaced it
 * @param source the annex or the words by which the list says so, where it names them
 */
public record ClaimFinding(
        String code, ClaimRule rule, String english, String vietnamese, List<String> related, Optional<String> source) {
    /** A rule of a dagger has dozens of asterisks; so many are named in its words. */
    private static final int NAMED_MAX = 5;

    public ClaimFinding {
        related = List.copyOf(related);
    }

    static ClaimFinding of(String code, ClaimRule rule, String wanted, Optional<String> source) {
        return new ClaimFinding(
                code, rule, rule.inEnglish(code, wanted), rule.inVietnamese(code, wanted), List.of(), source);
    }

    static ClaimFinding ofCodes(String code, ClaimRule rule, List<String> codes, Optional<String> source) {
        String named = String.join(", ", codes.subList(0, Math.min(NAMED_MAX, codes.size())))
                + (codes.size() > NAMED_MAX ? " ..." : "");
        return new ClaimFinding(code, rule, rule.inEnglish(code, named), rule.inVietnamese(code, named), codes, source);
    }
}
