package vn.khop.server.hl7v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.security.Certificates.Holder;
import vn.khop.server.security.Certificates.Wish;

/** The port with TLS: who the server is, who the client is, and whoever is neither. */
@Tag("slow")
class SecuredPortTest {
    private static final String WORD = "for the test";

    private final Holder authority = new Wish("Ours").authority().alone();
    private final Holder stranger = new Wish("Somebody's").authority().alone();
    private final Holder his = new Wish("his").by(authority);
    private MllpListener port;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() throws Exception {
        Holder server = new Wish("khop").server().by(authority);
        Path keys = folder.resolve("keys.p12");
        store(keys, Optional.of(server), authority);
        Path trusted = folder.resolve("trusted.p12");
        store(trusted, Optional.empty(), authority);
        port = ListeningPort.open(new Hl7v2Settings(
                true,
                0,
                "127.0.0.1",
                1 << 20,
                8,
                8,
                Duration.ofMinutes(1),
                4,
                1_000,
                new Hl7v2Settings.TlsSettings(keys.toString(), WORD, trusted.toString(), WORD),
                List.of(new Hl7v2Settings.Sender(
                        "HIS",
                        "BVTLS",
                        "01918",
                        List.of(),
                        ControlIds.hash(his.certificate().getEncoded()),
                        Set.of("ITI-104"),
                        "")),
                List.of(new Hl7v2Settings.Authority("01918", "BVTLS", "")),
                List.of(),
                List.of()));
    }

    @AfterEach
    void close() {
        port.close();
    }

    private static void store(Path file, Optional<Holder> own, Holder authority) throws Exception {
        KeyStore store = keys(own, authority);
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, WORD.toCharArray());
        }
    }

    private static KeyStore keys(Optional<Holder> own, Holder authority) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        if (own.isPresent()) {
            store.setKeyEntry("own", own.get().key(), WORD.toCharArray(), new Certificate[] {
                own.get().certificate(), authority.certificate()
            });
        } else {
            store.setCertificateEntry("authority", authority.certificate());
        }
        return store;
    }

    private SSLSocket socket(Optional<Holder> own, Holder ownAuthority, Holder trusted) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own.isPresent() ? keys(own, ownAuthority) : null, WORD.toCharArray());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(keys(Optional.empty(), trusted));
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return (SSLSocket) context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port.port());
    }

    private static MllpClient.Reply send(Socket socket, String id) throws IOException {
        try (MllpClient client = MllpClient.of(socket)) {
            return client.send(ListeningPort.message("HIS", "BVTLS", "tls-" + id, "T" + id, ""));
        }
    }

    private void requireOpenToItsHospital(String id) throws Exception {
        assertEquals(
                "AA", send(socket(Optional.of(his), authority, authority), id).code());
    }

    @Test
    void theServerShowsItsCertificateAndAClientsIsItsName() throws Exception {
        SSLSocket socket = socket(Optional.of(his), authority, authority);
        socket.startHandshake();
        assertEquals("CN=khop", socket.getSession().getPeerPrincipal().getName());
        assertTrue(Set.of("TLSv1.3", "TLSv1.2").contains(socket.getSession().getProtocol()));
        assertEquals("AA", send(socket, "1").code());
    }

    @Test
    void aTrustedCertificateThatIsNoSendersIsAnsweredAndNotHeard() throws Exception {
        MllpClient.Reply reply = send(socket(Optional.of(new Wish("lis").by(authority)), authority, authority), "2");
        assertEquals("AR", reply.code());
        assertEquals("SENDER_UNKNOWN", reply.field("ERR", 5));
    }

    @Test
    void whoeverShowsNoCertificateOrAStrangersOrAnOldOneIsNotAnswered() throws Exception {
        requireUnanswered(socket(Optional.empty(), authority, authority), "none");
        requireUnanswered(socket(Optional.of(new Wish("his").by(stranger)), stranger, authority), "a stranger's");
        requireUnanswered(
                socket(Optional.of(new Wish("his").between(-20, -1).by(authority)), authority, authority),
                "one that has expired");
        requireOpenToItsHospital("3");
    }

    /** In TLS 1.3 a client hears only after its handshake that it was not let in. */
    private static void requireUnanswered(SSLSocket socket, String what) {
        try {
            assertEquals(List.of(), send(socket, "no").segments(), what);
        } catch (UncheckedIOException | IOException refused) {
            // the line was cut
        }
    }

    @Test
    void aClientThatTrustsAnotherAuthorityDoesNotTalkToThisServer() throws Exception {
        SSLSocket socket = socket(Optional.of(his), authority, stranger);
        assertThrows(SSLException.class, socket::startHandshake);
        socket.close();
        requireOpenToItsHospital("4");
    }

    @Test
    void plainTextOnASecuredPortIsNoMessage() throws Exception {
        try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
            plain.setSoTimeout(60_000);
            plain.getOutputStream()
                    .write(("\u000B" + ListeningPort.message("HIS", "BVTLS", "plain", "T5", "") + "\r\u001C\r")
                            .getBytes(StandardCharsets.UTF_8));
            plain.getOutputStream().flush();
            int first;
            try {
                first = plain.getInputStream().read();
            } catch (IOException reset) {
                first = -1;
            }
            assertNotEquals(0x0B, first, "a patient's message in the clear is not answered");
        }
        requireOpenToItsHospital("5");
    }

    @Test
    void whoeverConnectsAndSaysNothingKeepsNobodyWaiting() throws Exception {
        try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), port.port());
                Socket half = new Socket(InetAddress.getLoopbackAddress(), port.port())) {
            // The beginning of a handshake of 512 bytes.
            half.getOutputStream().write(new byte[] {0x16, 0x03, 0x01, 0x02, 0x00, 0x01});
            half.getOutputStream().flush();
            assertTrue(silent.isConnected());
            requireOpenToItsHospital("6");
        }
    }
}
