package vn.khop.server.security;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code demo-credentials.json}: where the demo is and how to log in, one account with a token for each role. Written anew at every start, for its owner's eyes only. */
public final class DemoCredentials {
    public static final String FILE_NAME = "demo-credentials.json";

    private final SecuritySettings settings;
    private final EmbeddedIssuer issuer;

    public DemoCredentials(SecuritySettings settings, EmbeddedIssuer issuer) {
        this.settings = settings;
        this.issuer = issuer;
    }

    /** Writes the file into this folder; gives its path. */
    public Path writeTo(Path folder) {
        Path file = folder.resolve(FILE_NAME);
        try {
            PrivateFile.write(
                    file,
                    JsonMapper.builder()
                            .build()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(content()));
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** User name and password of a role, for the terminal's "how to log in". */
    public Map<String, String> login(Role role) {
        DemoAccount account = issuer.account(role);
        return Map.of("username", account.username(), "password", account.password());
    }

    private Map<String, Object> content() {
        String url = settings.publicUrl();
        Map<String, Object> content = new LinkedHashMap<>();
        content.put("fhir", url + "/fhir");
        content.put("fhirR5", url + "/fhir/r5");
        content.put("api", url + "/api/v1");
        content.put("ui", url + "/");
        content.put(
                "roles",
                Arrays.stream(Role.values())
                        .filter(role -> role != Role.CITIZEN_GATEWAY)
                        .map(this::entry)
                        .toList());
        content.put("citizen_gateway", entry(Role.CITIZEN_GATEWAY));
        content.put("second_terminology_admin", entry(issuer.secondTerminologyAdmin()));
        BackendClient hospital = issuer.backend();
        content.put(
                "backend",
                Map.of(
                        "client_id", hospital.id(),
                        "facility", hospital.facility(),
                        "token_endpoint", settings.issuer() + "/oauth2/token",
                        "private_key", hospital.key().toJSONObject(),
                        "scopes", String.join(" ", new java.util.TreeSet<>(hospital.scopes()))));
        return content;
    }

    private Map<String, String> entry(Role role) {
        return entry(issuer.account(role));
    }

    private Map<String, String> entry(DemoAccount account) {
        Map<String, String> entry = new LinkedHashMap<>();
        for (Map.Entry<String, String> field : List.of(
                Map.entry("role", account.role().code()),
                Map.entry("username", account.username()),
                Map.entry("password", account.password()),
                Map.entry("client_id", account.clientId()),
                Map.entry("token", issuer.token(account)))) {
            entry.put(field.getKey(), field.getValue());
        }
        return entry;
    }
}
