package vn.khop.server.config;

import java.util.Optional;
import org.springframework.boot.web.server.PortInUseException;

/** The server cannot start as it was asked to; the message says what was found and what to do. */
public final class StartRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    StartRefused(String message) {
        super(message);
    }

    /** The refusal behind a failed start, if it is one that the person at the terminal can put right. */
    static Optional<StartRefused> of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StartRefused refused) {
                return Optional.of(refused);
            }
            if (cause instanceof PortInUseException port) {
                return Optional.of(new StartRefused("port " + port.getPort()
                        + " is already in use: stop what listens there, or choose another with --port"));
            }
            String message = String.valueOf(cause.getMessage());
            if (message.contains("Database may be already in use")) {
                return Optional.of(new StartRefused(
                        "the data folder is in use by another process: stop it, or choose another folder with --data"));
            }
        }
        return Optional.empty();
    }
}
