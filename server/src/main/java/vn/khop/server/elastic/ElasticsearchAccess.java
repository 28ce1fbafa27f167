package vn.khop.server.elastic;

import co.elastic.clients.transport.TransportUtils;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Where Elasticsearch is, and as whom it is asked.
 *
 * @param nodes addresses of its nodes, with scheme and port; others take over where one does not answer
 * @param username empty where an API key is given, or nothing is asked for
 * @param apiKey as Elasticsearch gives it, encoded
 * @param authority a file with the certificates, in PEM, of who vouches for the nodes; empty for those that Java trusts
 */
public record ElasticsearchAccess(
        List<URI> nodes,
        Optional<String> username,
        Optional<String> password,
        Optional<String> apiKey,
        Optional<Path> authority) {
    public ElasticsearchAccess {
        nodes = List.copyOf(nodes);
    }

    /** The value of the header Authorization. */
    public Optional<String> authorization() {
        return apiKey.map(key -> "ApiKey " + key)
                .or(() -> username.map(name -> "Basic "
                        + Base64.getEncoder()
                                .encodeToString((name + ":" + password.orElse("")).getBytes(StandardCharsets.UTF_8))));
    }

    /** Whom to trust, where that is not whom Java trusts. */
    public Optional<SSLContext> trust() {
        return authority.map(file -> {
            try (var certificates = Files.newInputStream(file)) {
                return TransportUtils.sslContextFromHttpCaCrt(certificates);
            } catch (IOException e) {
                throw new UncheckedIOException("the authority's file for Elasticsearch cannot be read", e);
            }
        });
    }

    @Override
    public String toString() {
        return "Elasticsearch at " + nodes;
    }
}
