package vn.khop.server.elastic;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a client and what it asks, so that a test can cut the line. */
public final class Relay implements AutoCloseable {
    private final URI to;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isCut;

    private Relay(URI to) {
        this.to = to;
        try {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run(this::accept);
    }

    public static Relay to(URI place) {
        return new Relay(place);
    }

    private static void run(Runnable work) {
        Thread thread = new Thread(work, "relay");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** From now on every connection is closed, and every new one too. */
    public void cut() {
        isCut = true;
        open.forEach(Relay::close);
    }

    public void restore() {
        isCut = false;
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                if (isCut) {
                    close(near);
                    continue;
                }
                Socket far = new Socket(to.getHost(), to.getPort());
                open.add(near);
                open.add(far);
                run(() -> copy(near, far));
                run(() -> copy(far, near));
            } catch (IOException ended) {
                // closed, or the far side is not there: the near side sees it
            }
        }
    }

    private void copy(Socket from, Socket into) {
        try (InputStream in = from.getInputStream();
                OutputStream out = into.getOutputStream()) {
            in.transferTo(out);
        } catch (IOException cut) {
            // both sides are closed below
        }
        close(from);
        close(into);
        open.remove(from);
        open.remove(into);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyClosed) {
            // as it should be
        }
    }

    @Override
    public void close() {
        cut();
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
