package vn.khop.terminology.concept;

import java.util.List;

/**
 * Why a question has no answer: a value, since asking for what is not there is no fault.
 *
 * @param message what was found, what was expected and what to do; one English sentence or two, no line breaks
 * @param alternatives what could have been asked instead (known systems, known versions); may be empty
 */
public record Problem(ErrorCode code, String message, List<String> alternatives) {
    public Problem {
        alternatives = List.copyOf(alternatives);
    }

    public Problem(ErrorCode code, String message) {
        this(code, message, List.of());
    }
}
