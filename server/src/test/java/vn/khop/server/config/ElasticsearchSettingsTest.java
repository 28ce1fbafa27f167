package vn.khop.server.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vn.khop.server.config.KhopSettings.ElasticsearchSettings;

/** What the server does not start with, and as whom it asks. */
class ElasticsearchSettingsTest {
    private static ElasticsearchSettings settings(String node, String username, String apiKey, String authority) {
        List<URI> nodes = node.isEmpty() ? List.of() : List.of(URI.create(node));
        return new ElasticsearchSettings(nodes, username, "secret", apiKey, authority, "khop", 1, 1, 2000, 1000);
    }

    private static String refusal(ElasticsearchSettings settings) {
        return String.valueOf(assertThrows(StartRefused.class, settings::access).getMessage());
    }

    @Test
    void noNodesAndNodesThatCannotBeReachedAreRefusedByName() {
        assertTrue(refusal(settings("", "", "", "")).contains("khop.elasticsearch.nodes is empty"));
        assertTrue(refusal(settings("es1:9200", "", "", "")).contains("with scheme and port"));
        assertTrue(refusal(settings("https://es1", "", "", "")).contains("with scheme and port"));
        assertTrue(refusal(settings("https://es1:9200", "", "", "/no/such.pem")).contains("authority"));
    }

    @Test
    void onlyNodesOnThisMachineAreAskedInTheClear() {
        assertTrue(refusal(settings("http://10.0.0.7:9200", "", "", "")).contains("is not https"));
        assertEquals(
                1,
                settings("http://127.0.0.1:9200", "", "", "").access().nodes().size());
        assertEquals(
                1,
                settings("https://10.0.0.7:9200", "", "", "").access().nodes().size());
    }

    /** "khop:secret" in base 64 is a2hvcDpzZWNyZXQ=. */
    @Test
    void anApiKeyStandsBeforeAPasswordAndNeitherIsInWhatTheAccessSaysOfItself() {
        assertEquals(
                Optional.of("Basic a2hvcDpzZWNyZXQ="),
                settings("https://es1:9200", "khop", "", "").access().authorization());
        assertEquals(
                Optional.of("ApiKey VnVhQ2Zn"),
                settings("https://es1:9200", "khop", "VnVhQ2Zn", "").access().authorization());
        assertEquals(
                Optional.empty(),
                settings("https://es1:9200", "", "", "").access().authorization());
        String said =
                settings("https://es1:9200", "khop", "VnVhQ2Zn", "").access().toString();
        assertFalse(said.contains("secret") || said.contains("VnVhQ2Zn"), said);
    }
}
