package vn.khop.server.insurance;

/** What was sent is not what it should be as a whole, so that nothing of it is taken. The message says what was found, what is expected and what to do, without anything that the file says. */
public final class Unreadable extends Exception {
    private static final long serialVersionUID = 1L;

    private final Wording wording;

    Unreadable(Wording wording) {
        super(wording.en());
        this.wording = wording;
    }

    Unreadable(Wording wording, Throwable cause) {
        super(wording.en(), cause);
        this.wording = wording;
    }

    public Wording wording() {
        return wording;
    }
}
