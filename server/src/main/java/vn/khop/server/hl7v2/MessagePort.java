package vn.khop.server.hl7v2;

import java.io.UncheckedIOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/** The port, open while the server answers: opened when all of it is made, closed before anything that a message needs. */
public final class MessagePort implements SmartLifecycle {
    private final Hl7v2Settings settings;
    private final MessageDesk desk;
    private final Consumer<String> onFailure;
    private volatile @Nullable MllpListener listener;

    /** @param onFailure is told why it could not be opened */
    public MessagePort(Hl7v2Settings settings, MessageDesk desk, Consumer<String> onFailure) {
        this.settings = settings;
        this.desk = desk;
        this.onFailure = onFailure;
    }

    @Override
    public void start() {
        try {
            listener = MllpListener.open(settings, desk);
        } catch (UncheckedIOException taken) {
            onFailure.accept(String.valueOf(taken.getMessage()));
        }
    }

    @Override
    public void stop() {
        MllpListener open = listener;
        if (open != null) {
            open.close();
            listener = null;
        }
    }

    @Override
    public boolean isRunning() {
        return listener != null;
    }

    /** The number of the port, once it is open. */
    public int number() {
        MllpListener open = listener;
        if (open == null) {
            throw new IllegalStateException("the port is not open");
        }
        return open.port();
    }
}
