package vn.khop.server.verification;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.NumberAnswers.Question;

/** The population database over HTTP, by the contract of {@code docs/feeds.md}. Follows no redirect: a question about a citizen goes where it was configured to go, and nowhere else. Thread-safe. */
public final class HttpPopulationDatabase implements PopulationDatabase {
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    private static final int ANSWER_BYTES_MAX = 4_096;

    private final URI place;
    private final Supplier<Optional<String>> token;
    private final Duration timeout;
    private final HttpClient http;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * @param base the URL of the service, without a slash at its end
     * @param token what is sent as bearer token, looked up for each question, since it is changed now and then
     */
    public HttpPopulationDatabase(URI base, Supplier<Optional<String>> token, Duration timeout) {
        this.place = URI.create(base + "/v1/verifications");
        this.token = token;
        this.timeout = timeout;
        this.http = HttpClient.newBuilder()
                .connectTimeout(timeout)
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
    }

    @Override
    public Answer ask(Question question) throws Unavailable, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(place)
                .timeout(timeout)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json")
                .POST(BodyPublishers.ofString(body(question), StandardCharsets.UTF_8));
        token.get().ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        try {
            HttpResponse<byte[]> answer = http.send(request.build(), BodyHandlers.ofByteArray());
            if (answer.statusCode() != OK) {
                throw new Unavailable("status " + answer.statusCode(), retryAfter(answer));
            }
            return read(answer.body());
        } catch (IOException e) {
            throw new Unavailable(e.getClass().getSimpleName());
        }
    }

    private String body(Question question) throws Unavailable {
        ObjectNode body = json.createObjectNode();
        body.put("number", question.number());
        body.put("name", question.name());
        body.put("birthDate", question.birthDate());
        question.sex().ifPresent(sex -> body.put("sex", sex));
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new Unavailable("a question that cannot be written");
        }
    }

    private static @Nullable Duration retryAfter(HttpResponse<?> answer) {
        boolean mayTell = answer.statusCode() == TOO_MANY || answer.statusCode() == UNAVAILABLE;
        return answer.headers()
                .firstValue("Retry-After")
                .filter(seconds -> mayTell && seconds.matches("\\d{1,6}"))
                .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds)))
                .orElse(null);
    }

    private Answer read(byte[] body) throws Unavailable {
        if (body.length > ANSWER_BYTES_MAX) {
            throw new Unavailable("an answer that is too long");
        }
        try {
            String result = json.readTree(body).path("result").asText("");
            return Arrays.stream(Answer.values())
                    .filter(answer -> answer.name().toLowerCase(Locale.ROOT).equals(result))
                    .findFirst()
                    .orElseThrow(() -> new Unavailable("an answer without a result that is known"));
        } catch (IOException e) {
            throw new Unavailable("an answer that is no JSON");
        }
    }
}
