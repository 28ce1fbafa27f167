package vn.khop.server.mapping;

import java.util.Locale;
import java.util.Optional;
import vn.khop.terminology.load.Wording;

/** What was asked of a list cannot be done; the message says why and what to do. */
public final class MappingRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Why {
        UNKNOWN_LIST,
        UNKNOWN_ROW,
        /** Rows of the file are wrong, or the list has rows already. */
        BAD_ROWS,
        /** The target's code system, release or code is not known. */
        BAD_TARGET,
        /** Rows are still open, or not reviewed by a second person. */
        NOT_REVIEWED,
        /** There is such a thing already. */
        TAKEN
    }

    private final Why why;
    // No one sends an exception anywhere.
    private final transient Optional<Wording> wording;

    /** @param message in English; for what programs alone can come to */
    public MappingRefused(Why why, String message) {
        super(message);
        this.why = why;
        this.wording = Optional.empty();
    }

    public MappingRefused(Why why, Wording wording) {
        super(wording.en());
        this.why = why;
        this.wording = Optional.of(wording);
    }

    /** The language in which it is said to somebody who wants this one. */
    public Locale languageFor(Locale wanted) {
        return wording.isPresent() ? wanted : Locale.ENGLISH;
    }

    public String message(Locale language) {
        return wording.map(words -> words.in(language)).orElseGet(() -> String.valueOf(getMessage()));
    }

    Wording wording() {
        return wording.orElseGet(() -> new Wording(String.valueOf(getMessage()), String.valueOf(getMessage())));
    }

    public Why why() {
        return why;
    }
}
