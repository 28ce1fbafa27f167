package vn.khop.server.registry;

/**
 * Why a decision was taken.
 *
 * @param note a few words beside the code, at most {@value #NOTE_CHARACTERS_MAX} characters; without patient data
 */
public record Justification(ReasonCode reason, String note) {
    public static final int NOTE_CHARACTERS_MAX = 500;

    public Justification {
        if (note.length() > NOTE_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "a note has at most " + NOTE_CHARACTERS_MAX + " characters, found " + note.length());
        }
    }

    @Override
    public String toString() {
        return "Justification[" + reason + "]";
    }
}
