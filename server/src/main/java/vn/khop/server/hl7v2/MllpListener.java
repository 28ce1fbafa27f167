package vn.khop.server.hl7v2;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The port on which HL7 v2 comes in: one thread for each connection, of which there are so many and no more. */
public final class MllpListener implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MllpListener.class);
    private static final int BACKLOG = 50;
    private static final int HANDSHAKE_MILLIS = 10_000;
    private static final int CLOSING_SECONDS = 10;

    private final MessageDesk desk;
    private final Hl7v2Settings settings;
    private final ServerSocket server;
    private final ExecutorService connections;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Map<InetAddress, Integer> byAddress = new ConcurrentHashMap<>();
    private final Thread accepting;

    private MllpListener(Hl7v2Settings settings, MessageDesk desk, ServerSocket server) {
        this.desk = desk;
        this.settings = settings;
        this.server = server;
        this.connections = new ThreadPoolExecutor(
                0, settings.connections(), 1, TimeUnit.MINUTES, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, "hl7v2");
                    thread.setDaemon(true);
                    return thread;
                });
        this.accepting = new Thread(this::accept, "hl7v2-accept");
        accepting.setDaemon(true);
    }

    /**
     * Opens the port.
     *
     * @throws UncheckedIOException if it is taken, or the keys cannot be read
     */
    public static MllpListener open(Hl7v2Settings settings, MessageDesk desk) {
        try {
            ServerSocket server = socket(settings.tls());
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(settings.address(), settings.port()), BACKLOG);
            MllpListener listener = new MllpListener(settings, desk, server);
            listener.accepting.start();
            return listener;
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "khop.hl7v2: port " + settings.port() + " of " + settings.address()
                            + " cannot be opened, or its keys cannot be read",
                    e);
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(
                    new IOException("khop.hl7v2.tls: the key store or the trust store cannot be used", e));
        }
    }

    private static ServerSocket socket(Hl7v2Settings.TlsSettings tls) throws IOException, GeneralSecurityException {
        if (!tls.isOn()) {
            return new ServerSocket();
        }
        SSLServerSocket secured =
                (SSLServerSocket) context(tls).getServerSocketFactory().createServerSocket();
        secured.setEnabledProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secured.setNeedClientAuth(tls.asksForCertificates());
        return secured;
    }

    /** Our key, and whom we trust. */
    static SSLContext context(Hl7v2Settings.TlsSettings tls) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(
                store(tls.keyFile(), tls.keyStorePassword()),
                tls.keyStorePassword().toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        if (tls.asksForCertificates()) {
            trusted.init(store(tls.trustFile(), tls.trustStorePassword()));
        } else {
            trusted.init((KeyStore) null);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private static KeyStore store(Path file, String password) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            store.load(in, password.toCharArray());
        }
        return store;
    }

    /** The port that was opened. */
    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                admit(server.accept());
            } catch (IOException e) {
                if (!server.isClosed()) {
                    LOG.warn(
                            "a connection for HL7 v2 could not be taken: {}",
                            e.getClass().getName());
                }
            }
        }
    }

    /** Or closes it at once, where there are too many. */
    private void admit(Socket socket) {
        InetAddress address = socket.getInetAddress();
        int ofAddress = byAddress.merge(address, 1, Integer::sum);
        open.add(socket);
        try {
            if (ofAddress > settings.connectionsPerAddress()) {
                throw new RejectedExecutionException();
            }
            connections.execute(() -> {
                try {
                    converse(socket);
                } finally {
                    release(socket, address);
                }
            });
        } catch (RejectedExecutionException tooMany) {
            LOG.warn("too many connections for HL7 v2: one was closed unread");
            release(socket, address);
        }
    }

    private void release(Socket socket, InetAddress address) {
        open.remove(socket);
        byAddress.computeIfPresent(address, (key, count) -> count == 1 ? null : count - 1);
        try {
            socket.close();
        } catch (IOException gone) {
            // what was wanted
        }
    }

    private void converse(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            Peer peer = new Peer(socket.getInetAddress(), certificate(socket));
            MllpFrames frames = new MllpFrames(
                    socket,
                    socket.getInputStream(),
                    socket.getOutputStream(),
                    settings.messageBytes(),
                    settings.idle());
            Optional<MllpFrames.Frame> frame = frames.next();
            while (frame.isPresent()) {
                for (byte[] answer : answers(frame.get(), peer)) {
                    frames.write(answer);
                }
                if (frame.get().ending() == MllpFrames.Ending.TOO_LARGE) {
                    return;
                }
                frame = frames.next();
            }
        } catch (IOException ended) {
            LOG.debug("a connection for HL7 v2 ended: {}", ended.getClass().getName());
        }
    }

    private List<byte[]> answers(MllpFrames.Frame frame, Peer peer) {
        return switch (frame.ending()) {
            case WHOLE -> desk.answer(frame.bytes(), peer);
            case CUT_OFF -> desk.answerBroken(frame.bytes(), false, settings.messageBytes());
            case TOO_LARGE -> desk.answerBroken(frame.bytes(), true, settings.messageBytes());
        };
    }

    private static Optional<String> certificate(Socket socket) throws IOException {
        if (!(socket instanceof SSLSocket secured)) {
            return Optional.empty();
        }
        secured.setSoTimeout(HANDSHAKE_MILLIS);
        secured.startHandshake();
        try {
            return Optional.of(ControlIds.hash(
                    secured.getSession().getPeerCertificates()[0].getEncoded()));
        } catch (SSLPeerUnverifiedException none) {
            return Optional.empty();
        } catch (CertificateEncodingException e) {
            throw new IOException(e);
        }
    }

    /** Takes nothing more; what is being worked at is finished and answered. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            connections.shutdown();
            open.forEach(MllpListener::endReading);
            try {
                if (!connections.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                    connections.shutdownNow();
                }
            } catch (InterruptedException stopped) {
                connections.shutdownNow();
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void endReading(Socket socket) {
        try {
            if (socket instanceof SSLSocket) {
                socket.setSoTimeout(1);
            } else {
                socket.shutdownInput();
            }
        } catch (IOException gone) {
            // it has ended already
        }
    }
}
