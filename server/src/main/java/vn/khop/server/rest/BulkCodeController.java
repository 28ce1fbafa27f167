package vn.khop.server.rest;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.io.output.DeferredFileOutputStream;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.codes.KnownCodes;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.lookup.BulkLookup;
import vn.khop.terminology.lookup.JsonBytes;

/*
 * The question is read to its end before the answer begins: most clients send all before they read, so an answer that began earlier would
 * wait for its reader, and the reader for us. A small question waits in memory, a large one in a file. The answer is never held whole:
 * codes are looked up while they are read again. So what is wrong with a code's place in the JSON may come to light when the answer has
 * begun; then the answer ends with a line that is an object and says so.
 */
/** What many codes of one list mean, for those who label millions of rows. */
@RestController
class BulkCodeController {
    static final int CODES_MAX = 1_000_000;
    private static final int CODE_CHARACTERS_MAX = 1_000;
    private static final long BODY_BYTES_MAX = 64L << 20;
    private static final int MEMORY_BYTES_MAX = 1 << 20;
    private static final int WRITE_BYTES = 1 << 15;
    private static final String CODES = "codes";
    private static final Set<String> FIELDS = Set.of("system", "version", "date", "language");

    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(2)
                    .maxStringLength(CODE_CHARACTERS_MAX)
                    .build())
            .build();

    private final Terminology terminology;
    private final ListedCodes listed;

    BulkCodeController(Terminology terminology, KnownCodes known, Clock clock) {
        this.terminology = terminology;
        listed = new ListedCodes(known, clock);
    }

    /** The body's shape, for the description of the interface. */
    @SuppressWarnings("unused") // read by reflection
    private record Codes(String system, String version, String date, String language, String[] codes) {}

    @PostMapping("/api/v1/codes:lookup")
    @Operation(
            summary = "What many codes of one list mean, streamed: a line for each code, in the order sent",
            description =
                    "The list first, then the codes: up to 1,000,000, of 1,000 characters each, 64 MB in all. The answer's"
                            + " first line names the release; each other is an array of the code, its name (in 'language', where there is"
                            + " one) and whether it is to be used; null for both where the list has no such code. A last line that is an"
                            + " object with 'error' says why the answer ends before the codes do.",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            content =
                                    @Content(
                                            mediaType = "application/json",
                                            schema = @Schema(implementation = Codes.class),
                                            examples =
                                                    @ExampleObject(
                                                            "{\"system\":\"urn:example:icd10-vn\",\"language\":\"vi\",\"codes\":[\"A00\",\"A01\"]}"))),
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            content =
                                    @Content(
                                            mediaType = "application/x-ndjson",
                                            examples =
                                                    @ExampleObject(
                                                            "{\"system\":\"urn:example:icd10-vn\",\"version\":\"4469-2020\"}\n[\"A00\",\"Bệnh tả\",true]\n[\"A01\",null,null]"))))
    void lookup(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getContentLengthLong() > BODY_BYTES_MAX) {
            throw tooLarge(request.getContentLengthLong() + " bytes");
        }
        DeferredFileOutputStream kept = DeferredFileOutputStream.builder()
                .setThreshold(MEMORY_BYTES_MAX)
                .setPrefix("khop-codes-")
                .setSuffix(".json")
                .get();
        try (kept) {
            InputStream sent = BoundedInputStream.builder()
                    .setInputStream(request.getInputStream())
                    .setMaxCount(BODY_BYTES_MAX + 1)
                    .get();
            if (sent.transferTo(kept) > BODY_BYTES_MAX) {
                throw tooLarge("more");
            }
            kept.close();
            answer(kept, response);
        } finally {
            if (kept.getFile() != null) {
                Files.deleteIfExists(kept.getFile().toPath());
            }
        }
    }

    private static Refused tooLarge(String found) {
        return Refused.field(
                ErrorCode.INVALID_FIELD,
                "the body",
                found,
                "at most " + BODY_BYTES_MAX + " bytes: send the codes in parts");
    }

    private void answer(DeferredFileOutputStream question, HttpServletResponse response) throws IOException {
        try (JsonParser body = JSON.createParser(question.toInputStream())) {
            BulkLookup lookup = lookup(listFields(body));
            response.setContentType("application/x-ndjson;charset=UTF-8");
            answer(lookup, body, response.getOutputStream());
        } catch (JsonProcessingException malformed) {
            throw new Refused(ErrorCode.MALFORMED_JSON, "the body is not JSON that can be read" + place(malformed));
        }
    }

    /** The fields up to the codes, of which the parser then stands before the first. */
    private static Map<String, String> listFields(JsonParser body) throws IOException {
        if (body.nextToken() != JsonToken.START_OBJECT) {
            throw new Refused(ErrorCode.MALFORMED_JSON, "the body is no JSON object");
        }
        Map<String, String> fields = new HashMap<>();
        while (body.nextToken() == JsonToken.FIELD_NAME) {
            String name = body.currentName();
            JsonToken value = body.nextToken();
            if (name.equals(CODES)) {
                if (value != JsonToken.START_ARRAY) {
                    throw Refused.field(ErrorCode.INVALID_FIELD, CODES, "no array", "an array of codes");
                }
                return fields;
            }
            if (!FIELDS.contains(name)) {
                throw new Refused(
                        ErrorCode.UNKNOWN_FIELD,
                        "a field is not known; known are system, version, date, language and codes");
            }
            if (value == JsonToken.VALUE_STRING) {
                fields.put(name, body.getText());
            } else if (value != JsonToken.VALUE_NULL) {
                throw Refused.field(ErrorCode.INVALID_FIELD, name, "no text", "text");
            }
        }
        throw Refused.field(ErrorCode.MISSING_FIELD, CODES, "nothing", "an array of codes, behind all other fields");
    }

    private BulkLookup lookup(Map<String, String> fields) {
        ReleaseChoice choice = new ReleaseChoice(
                Fields.required(
                        "system",
                        fields.get("system"),
                        "the URI of a code system; GET /api/v1/code-systems lists them"),
                Fields.text("version", fields.get("version")),
                Fields.date("date", fields.get("date")));
        Optional<String> language = Fields.text("language", fields.get("language"));
        return terminology
                .inUse()
                .find(choice)
                .fold(
                        (OpenImages.Entry entry) -> BulkLookup.in(entry, language),
                        problem -> listed.system(choice)
                                .map(system -> BulkLookup.in(system, language))
                                .orElseGet(() -> refuse(problem)));
    }

    private static <T> T refuse(Problem problem) {
        throw new Refused(
                switch (problem.code()) {
                    case UNKNOWN_CODE_SYSTEM -> ErrorCode.UNKNOWN_CODE_SYSTEM;
                    case UNKNOWN_VERSION -> ErrorCode.UNKNOWN_VERSION;
                    case NOT_IN_FORCE -> ErrorCode.NOT_IN_FORCE;
                    default -> ErrorCode.FAULT;
                },
                problem.message());
    }

    private static void answer(BulkLookup lookup, JsonParser body, OutputStream out) throws IOException {
        JsonBytes lines = new JsonBytes();
        lookup.head(lines);
        int codes = 0;
        Optional<String> error = Optional.empty();
        try {
            JsonToken token = body.nextToken();
            for (; token == JsonToken.VALUE_STRING && codes < CODES_MAX; token = body.nextToken()) {
                lookup.line(body.getText(), lines);
                codes++;
                if (lines.length() >= WRITE_BYTES) {
                    out.write(lines.array(), 0, lines.length());
                    lines.clear();
                }
            }
            if (token == JsonToken.VALUE_STRING) {
                error = Optional.of("more than " + CODES_MAX + " codes came: send them in parts");
            } else if (token != JsonToken.END_ARRAY) {
                error = Optional.of("code " + (codes + 1) + " is no text");
            } else if (body.nextToken() != JsonToken.END_OBJECT || body.nextToken() != null) {
                error = Optional.of("something follows the codes, which come last");
            }
        } catch (JsonProcessingException malformed) {
            error = Optional.of("the body is not JSON that can be read" + place(malformed));
        }
        error.ifPresent(text -> lines.raw("{\"error\":").string(text).raw("}\n"));
        out.write(lines.array(), 0, lines.length());
    }

    private static String place(JsonProcessingException malformed) {
        return Optional.ofNullable(malformed.getLocation())
                .map(at -> ", at line " + at.getLineNr() + ", column " + at.getColumnNr())
                .orElse("");
    }
}
