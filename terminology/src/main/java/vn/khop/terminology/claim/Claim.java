package vn.khop.terminology.claim;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import vn.khop.terminology.concept.QuestionDate;

/**
 * The codes of one stay, and what of the patient the rules ask for.
 *
 * @param day its last day
 * @param sex {@code female} or {@code male}, where it is known
 * @param birth the day of birth, or the month or year if no more is known
 * @param primary the main code
 * @param others beside it
 */
public record Claim(
        LocalDate day,
        Optional<String> sex,
        Optional<QuestionDate> birth,
        Optional<String> primary,
        List<String> others) {
    public Claim {
        others = List.copyOf(others);
    }

    /** The main code first. */
    public List<String> codes() {
        return Stream.concat(primary.stream(), others.stream()).toList();
    }
}
