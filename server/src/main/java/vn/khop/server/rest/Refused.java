package vn.khop.server.rest;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** A question that cannot be answered as it was asked. The message names the field, what was found and what was expected, and never repeats what a person typed. */
final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient Optional<String> field;
    private final Locale language;

    Refused(ErrorCode code, String message) {
        this(code, Optional.empty(), message, Locale.ENGLISH);
    }

    /** @param language of the message */
    Refused(ErrorCode code, String message, Locale language) {
        this(code, Optional.empty(), message, language);
    }

    private Refused(ErrorCode code, Optional<String> field, String message, Locale language) {
        super(message);
        this.code = code;
        this.field = field;
        this.language = language;
    }

    /** @param found described, not quoted, where it may be about a patient */
    static Refused field(ErrorCode code, String field, String found, String expected) {
        return new Refused(
                code, Optional.of(field), field + ": found " + found + ", expected " + expected, Locale.ENGLISH);
    }

    /**
     * A parameter of the address that is not one. Its name is repeated only if it looks like one: somebody may have put a person's name there.
     *
     * @param known those that there are, in order
     */
    static Refused parameter(String name, Collection<String> known) {
        Optional<String> plain = Optional.of(name).filter(Refused::isPlainName);
        return new Refused(
                ErrorCode.UNKNOWN_FIELD,
                plain,
                plain.map(one -> "the parameter " + one).orElse("a parameter of the address") + " is not known here; "
                        + (known.isEmpty() ? "there are none" : "the parameters are " + String.join(", ", known)),
                Locale.ENGLISH);
    }

    static boolean isPlainName(String name) {
        return name.length() <= 40 && name.chars().allMatch(letter -> letter < 128 && Character.isLetter(letter));
    }

    ErrorCode code() {
        return code;
    }

    Optional<String> field() {
        return field;
    }

    Locale language() {
        return language;
    }
}
