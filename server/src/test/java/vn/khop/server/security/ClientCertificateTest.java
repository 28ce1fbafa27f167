package vn.khop.server.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Certificates.Holder;
import vn.khop.server.security.Certificates.Wish;

/** Tokens that count with one client certificate only, over TLS, and certificates that somebody might try. */
@Tag("slow")
class ClientCertificateTest {
    private final Holder authority = new Wish("Khớp test authority").authority().alone();

    /** Left to the system: a server that stops is still at its files when the test is over. */
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path folder;

    @Test
    void aBoundTokenCountsWithItsCertificateAndWithNoOther() throws Exception {
        Holder own = new Wish("his-01001").by(authority);
        Holder takenBack = new Wish("his-01001").by(authority);
        try (RunningServer server = RunningServer.serve(folder.resolve("data"), settings(takenBack))) {
            String bound = bound(server, own);
            HttpResponse<String> right = ask(server, Optional.of(own), bound);
            assertEquals(200, right.statusCode(), right.body());
            assertEquals(200, ask(server, Optional.empty(), unbound(server)).statusCode());
            assertEquals(200, ask(server, Optional.of(own), unbound(server)).statusCode());
            HttpResponse<String> none = ask(server, Optional.empty(), "x");
            assertEquals(401, none.statusCode());

            Map<String, String> outcomes = new LinkedHashMap<>();
            bad(own, takenBack).forEach((name, shown) -> {
                // Bound to the very certificate that is shown: only the certificate is wrong.
                outcomes.put(name, outcome(server, Optional.of(shown), bound(server, shown), none.body()));
            });
            Holder another = new Wish("his-01013").by(authority);
            Holder renewed = new Wish("his-01001").by(authority);
            outcomes.put("another hospital's", outcome(server, Optional.of(another), bound, none.body()));
            outcomes.put("renewed, token of the former", outcome(server, Optional.of(renewed), bound, none.body()));
            outcomes.put("none shown", outcome(server, Optional.empty(), bound, none.body()));

            outcomes.forEach((name, outcome) -> System.out.println("certificate " + name + ": " + outcome));
            assertTrue(outcomes.size() >= 12, "only " + outcomes.size());
            assertEquals(
                    List.of("401, the same bytes", "no handshake"),
                    new TreeSet<>(outcomes.values()).stream().toList(),
                    outcomes.toString());
            for (String told : List.of("none shown", "another hospital's", "without an alternative name")) {
                assertEquals("401, the same bytes", outcomes.get(told), told);
            }
            for (String broken : List.of("expired", "of another authority", "taken back", "for servers only")) {
                assertEquals("no handshake", outcomes.get(broken), broken);
            }
        }
    }

    private Map<String, Holder> bad(Holder own, Holder takenBack) {
        Holder stranger = new Wish("Another authority").authority().alone();
        X500Name ourName =
                new X500Name(authority.certificate().getSubjectX500Principal().getName());
        Map<String, Holder> bad = new LinkedHashMap<>();
        bad.put("expired", new Wish("his-01001").between(-30, -1).by(authority));
        bad.put("not yet valid", new Wish("his-01001").between(1, 30).by(authority));
        bad.put("of another authority", new Wish("his-01001").by(stranger));
        bad.put("of another authority under our authority's name", new Wish("his-01001").by(ourName, stranger.key()));
        bad.put("signed by itself", new Wish("his-01001").alone());
        bad.put("signed by a hospital's", new Wish("his-01001").by(own));
        bad.put("taken back", takenBack);
        bad.put("for servers only", new Wish("his-01001").server().by(authority));
        bad.put(
                "for signing programs",
                new Wish("his-01001").purpose(KeyPurposeId.id_kp_codeSigning).by(authority));
        bad.put(
                "not for signing",
                new Wish("his-01001").usage(KeyUsage.keyEncipherment).by(authority));
        bad.put(
                "with a critical extension nobody knows",
                new Wish("his-01001").unknownCritical().by(authority));
        bad.put("with a key too short", new Wish("his-01001").weakKey().by(authority));
        bad.put("without an alternative name", new Wish("his-01001").unnamed().by(authority));
        return bad;
    }

    private String settings(Holder takenBack) throws IOException {
        Holder server = new Wish("localhost").server().by(authority);
        Path certificate = Files.writeString(folder.resolve("server.pem"), Certificates.pem(server.certificate()));
        Path key = Files.writeString(folder.resolve("server-key.pem"), Certificates.pem(server.key()));
        Path trusted = Files.writeString(folder.resolve("authority.pem"), Certificates.pem(authority.certificate()));
        Path list = Files.writeString(
                folder.resolve("taken-back.pem"), Certificates.revocationList(authority, takenBack.certificate()));
        return """
                  security.client-certificate-revocations: %s
                server.ssl:
                  certificate: %s
                  certificate-private-key: %s
                  trust-certificate: %s
                  client-auth: want
                """.formatted(list, certificate, key, trusted);
    }

    private static String bound(RunningServer server, Holder holder) {
        return Tokens.signed(
                server,
                claims -> claims.claim("roles", List.of("clerk"))
                        .claim("cnf", Map.of("x5t#S256", ClientCertificate.thumbprint(holder.certificate()))));
    }

    private static String unbound(RunningServer server) {
        return Tokens.signed(server, claims -> claims.claim("roles", List.of("clerk")));
    }

    private String outcome(RunningServer server, Optional<Holder> shown, String token, String refusal) {
        try {
            HttpResponse<String> answer = ask(server, shown, token);
            return answer.statusCode() + (answer.body().equals(refusal) ? ", the same bytes" : ": " + answer.body());
        } catch (IOException handshake) {
            return "no handshake";
        }
    }

    private HttpResponse<String> ask(RunningServer server, Optional<Holder> shown, String token) throws IOException {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("authority", authority.certificate());
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(trusted);
            SSLContext tls = SSLContext.getInstance("TLS");
            tls.init(
                    shown.map(holder -> new KeyManager[] {new Shows(holder)}).orElse(null),
                    trust.getTrustManagers(),
                    null);
            HttpClient client = HttpClient.newBuilder()
                    .sslContext(tls)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();
            return client.send(
                    HttpRequest.newBuilder(URI.create(server.url().replace("http:", "https:") + "/api/v1/session"))
                            .header("Authorization", "Bearer " + token)
                            .build(),
                    BodyHandlers.ofString());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Shows its certificate to whoever asks for one, whatever authorities he names. */
    private static final class Shows extends X509ExtendedKeyManager {
        private final Holder holder;

        Shows(Holder holder) {
            this.holder = holder;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {"shown"};
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return "shown";
        }

        @Override
        public String chooseEngineClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return "shown";
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[0];
        }

        @Override
        public @Nullable String chooseServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {holder.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return holder.key();
        }
    }
}
