package vn.khop.server.fhir.terminology;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.DataFormatException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Supplier;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.server.codes.CodesUnavailable;
import vn.khop.server.fhir.terminology.OperationParameters.Parameter;
import vn.khop.server.security.CallerName;
import vn.khop.terminology.lookup.JsonBytes;
import vn.khop.terminology.question.Messages;
import vn.khop.terminology.question.QuestionBudget;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.resource.Effort;
import vn.khop.terminology.resource.ResourceSpace;

/**
 * The operations on codes over HTTP, in one version of FHIR: reads JSON and XML, by GET and POST, and writes either. JSON goes straight
 * to the questions and back; only XML passes through the FHIR library.
 */
public final class CodeDesk {
    /** A larger body is refused before it is read. */
    static final int BODY_BYTES_MAX = 32 << 20;

    /** Of a larger one, this much is taken off the connection so that its sender comes to read why it was refused. */
    private static final long PASSED_OVER_BYTES_MAX = 64L << 20;
    /** Of a body that is passed over. */
    private static final int STEPS_A_PIECE = 50;

    private static final Logger LOG = LoggerFactory.getLogger(CodeDesk.class);

    private static final List<String> METHODS = List.of("GET", "HEAD", "POST");
    private static final int BAD_REQUEST = 400;
    private static final int NOT_FOUND = 404;
    private static final int UNPROCESSABLE = 422;
    /** Five batches of 10,000 codes; the tree of one part takes some fifty bytes. */
    private static final long PARTS_MAX = 2_000_000;

    private static final JsonFactory JSON_READERS = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxTokenCount(PARTS_MAX).build())
            // Names that others make up would fill the table of the whole process.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private static final ObjectMapper JSON = JsonMapper.builder(JSON_READERS
                    .rebuild()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Duration PATIENCE = Duration.ofMillis(200);
    private static final Duration READING_MAX = Duration.ofSeconds(20);
    /** Of a thousand questions that come together, each takes some ten milliseconds at most. */
    private static final Duration SITTING_MAX = Duration.ofSeconds(10);

    private static final String JSON_TYPE = "application/fhir+json;charset=UTF-8";

    private final FhirRelease release;
    private final FhirContext fhirContext;
    private final CodeQuestions questions;
    private final PlainAnswers plainAnswers;
    private final XmlBody xmlBody = new XmlBody(JsonBody.CONCEPTS_MAX);
    private final JsonBody jsonBody = new JsonBody(JSON_READERS);
    private final BodyBudget budget = new BodyBudget(PATIENCE, READING_MAX);
    private final Statements statements;
    private final Supplier<ResourceSpace> base;
    private final QuestionLane lane;

    /**
     * @param base what is known beside what comes with a request; asked once for each question
     * @param lane where questions that take long are answered
     */
    public CodeDesk(FhirRelease release, Supplier<ResourceSpace> base, Clock clock, QuestionLane lane) {
        this.release = release;
        this.lane = lane;
        fhirContext = release.newContext();
        this.base = base;
        statements = new Statements(release);
        plainAnswers = new PlainAnswers(release, base);
        questions = new CodeQuestions(
                release, base, new RequestResources(), clock, UUID::randomUUID, Optional.of(plainAnswers));
    }

    /** The library that reads and writes this release: it refuses what it does not know. */
    public FhirContext fhirContext() {
        return fhirContext;
    }

    /**
     * Answers one request, whatever comes of it.
     *
     * @param id of the resource that is asked; empty where the operation is asked of its type
     */
    public void answer(
            CodeOperation operation, Optional<String> id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        if (refusesMethod(request, response)) {
            return;
        }
        Optional<MediaTypes.Wrong> wrong = MediaTypes.wrong(request);
        if (wrong.isPresent()) {
            refuse(
                    request,
                    response,
                    wrong.get().status(),
                    "not-supported",
                    wrong.get().wording());
            return;
        }
        try (QuestionLane.Way way = lane.enter();
                BodyBudget.Held held = body(request, way)) {
            Optional<JsonBytes> plain = id.isEmpty() && held.length() <= BodyBudget.SMALL_BYTES
                    ? plainAnswers.answer(
                            operation,
                            request,
                            held.length() == 0 || isXml(request) ? Optional.empty() : Optional.of(held.bytes()))
                    : Optional.empty();
            if (plain.isPresent()) {
                write(response, plain.get());
                return;
            }
            if (isXml(request)) {
                // The library learns its resources once; that is no question's cost.
                fhirContext.getResourceDefinition("Bundle");
            }
            String caller = CallerName.of(request);
            BackThreads.Work<ObjectNode> question = () -> {
                QuestionBudget budget = new QuestionBudget(way);
                return questions.answer(
                        operation,
                        id,
                        read(operation, request, held, budget),
                        Optional.ofNullable(request.getHeader("Accept-Language")),
                        caller,
                        budget);
            };
            // A small question is answered before another thread would have begun.
            ObjectNode answer =
                    held.length() <= BodyBudget.SMALL_BYTES ? question.done() : lane.behindOthers(way, question);
            write(request, response, HttpServletResponse.SC_OK, answer);
        } catch (Refused said) {
            Refused refused = said.in(messages(request));
            write(request, response, status(refused), outcome(refused));
        } catch (BodyBudget.TooLong tooLong) {
            refuse(
                    request,
                    response,
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    "too-long",
                    "BODY_TOO_LONG",
                    BODY_BYTES_MAX);
        } catch (BodyBudget.Busy | QuestionLane.Full busy) {
            response.setHeader("Retry-After", "2");
            refuse(
                    request,
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "throttled",
                    "TOO_BUSY",
                    String.valueOf(busy.getMessage()));
        } catch (StackOverflowError tooDeep) {
            refuse(request, response, UNPROCESSABLE, "too-costly", "QUESTION_TOO_DEEP");
        } catch (CodesUnavailable unavailable) {
            LOG.error("codes cannot be answered: {}", String.valueOf(unavailable.getMessage()));
            response.setHeader("Retry-After", "2");
            refuse(
                    request,
                    response,
                    HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                    "transient",
                    "CODES_UNAVAILABLE",
                    String.valueOf(unavailable.getMessage()));
        } catch (RuntimeException fault) {
            // Only where it happened: its message may hold what was sent.
            StackTraceElement[] trace = fault.getStackTrace();
            LOG.error("{} at {}", fault.getClass().getName(), trace.length == 0 ? "an unknown place" : trace[0]);
            refuse(request, response, HttpServletResponse.SC_INTERNAL_SERVER_ERROR, "exception", "FAULT");
        }
    }

    /** For questions that come together, whoever sends them. */
    public Sitting sitting(Optional<String> acceptLanguage, String caller) {
        return new Sitting(acceptLanguage, caller);
    }

    /**
     * Several questions of one request, one after another. Belongs to one thread. None is worked at once all have taken longer than any honest ones: a thousand that each take
     * as long as one may would be a thousand times that.
     */
    public final class Sitting {
        private final Optional<String> acceptLanguage;
        private final String caller;
        private final Messages messages;
        private long nanos;

        private Sitting(Optional<String> acceptLanguage, String caller) {
            this.acceptLanguage = acceptLanguage;
            this.caller = caller;
            messages = Messages.ofHeader(acceptLanguage);
        }

        /** One answer; a refusal is one too. */
        public record Answered(int status, IBaseResource resource) {}

        /**
         * Answers one question.
         *
         * @param query what stands behind the question mark of its URL
         * @param sent what came with it
         */
        public Answered answer(CodeOperation.Asked asked, Map<String, String[]> query, Optional<IBaseResource> sent) {
            long start = System.nanoTime();
            try (QuestionLane.Way way = lane.enter()) {
                if (nanos > SITTING_MAX.toNanos()) {
                    throw Refused.saying(Refused.Kind.UNPROCESSABLE, "too-costly", "QUESTIONS_TOO_LONG");
                }
                QuestionBudget spending = new QuestionBudget(way);
                List<Parameter> parameters = new ArrayList<>();
                if (sent.isPresent()) {
                    parameters.addAll(OperationParameters.ofResource(tree(sent.get()), nameOfOther(asked.operation())));
                }
                parameters.addAll(OperationParameters.ofQuery(query));
                ObjectNode answer = questions.answer(
                        asked.operation(),
                        asked.id(),
                        new OperationParameters(parameters),
                        acceptLanguage,
                        caller,
                        spending);
                return new Answered(HttpServletResponse.SC_OK, resource(answer));
            } catch (Refused refused) {
                return new Answered(status(refused), resource(outcome(refused.in(messages))));
            } catch (QuestionLane.Full busy) {
                return refused(
                        HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                        "throttled",
                        "TOO_BUSY",
                        String.valueOf(busy.getMessage()));
            } catch (CodesUnavailable unavailable) {
                LOG.error("codes cannot be answered: {}", String.valueOf(unavailable.getMessage()));
                return refused(
                        HttpServletResponse.SC_SERVICE_UNAVAILABLE,
                        "transient",
                        "CODES_UNAVAILABLE",
                        String.valueOf(unavailable.getMessage()));
            } catch (StackOverflowError tooDeep) {
                return refused(UNPROCESSABLE, "too-costly", "QUESTION_TOO_DEEP");
            } finally {
                nanos += System.nanoTime() - start;
            }
        }

        private Answered refused(int status, String type, String wording, Object... arguments) {
            Refused refused = Refused.saying(Refused.Kind.INVALID, type, wording, arguments);
            return new Answered(
                    status, resource(AnswerJson.outcome(refused.in(messages).issues())));
        }

        private ObjectNode tree(IBaseResource resource) {
            try {
                return (ObjectNode) JSON.readTree(fhirContext.newJsonParser().encodeResourceToString(resource));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("what the library writes is not JSON", e);
            }
        }

        private IBaseResource resource(ObjectNode json) {
            try {
                return fhirContext.newJsonParser().parseResource(JSON.writeValueAsString(json));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("an answer is not JSON", e);
            }
        }
    }

    /** Writes the TerminologyCapabilities of this moment. */
    public void terminologyCapabilities(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(
                request,
                response,
                HttpServletResponse.SC_OK,
                statements.terminologyCapabilities(base.get(), baseOf(request)));
    }

    void capabilityStatement(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(request, response, HttpServletResponse.SC_OK, statements.capabilityStatement(baseOf(request)));
    }

    private static String baseOf(HttpServletRequest metadata) {
        String url = metadata.getRequestURL().toString();
        return url.substring(0, url.length() - "/metadata".length());
    }

    /** What resources of a type are searched by, with the kind of each parameter; empty for a type that is not searched here. */
    public static Map<String, String> searchParameters(String type) {
        Map<String, String> ofType = KnownResources.PARAMETERS_OF_TYPE.getOrDefault(type, Map.of());
        Map<String, String> all = new TreeMap<>(ofType);
        if (!ofType.isEmpty()) {
            all.putAll(KnownResources.PARAMETERS);
        }
        return all;
    }

    /** Whether a path under the base is that of code systems, value sets or concept maps, or of one of them. */
    public static boolean isOfResources(String path) {
        return KnownResources.isOne(path);
    }

    /** Whether the path is that of one resource, and this space has it. */
    public boolean has(ResourceSpace space, String path) {
        return new KnownResources(space, release).find(path).isPresent();
    }

    /** Whether the path is that of one resource, and it is known. */
    public boolean has(String path) {
        return has(base.get(), path);
    }

    /** The resources that are known, one or by search. */
    public void readOrSearch(String path, HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            String url = request.getRequestURL().toString();
            write(
                    request,
                    response,
                    HttpServletResponse.SC_OK,
                    new KnownResources(base.get(), release).answer(path, url, request.getParameterMap()));
        } catch (Refused refused) {
            write(
                    request,
                    response,
                    status(refused),
                    AnswerJson.outcome(refused.in(messages(request)).issues()));
        }
    }

    void versions(HttpServletRequest request, HttpServletResponse response) throws IOException {
        write(request, response, HttpServletResponse.SC_OK, statements.versions());
    }

    /** @param wording the key of the message */
    void refuse(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String type,
            String wording,
            Object... arguments)
            throws IOException {
        Refused refused = Refused.saying(Refused.Kind.INVALID, type, wording, arguments);
        write(
                request,
                response,
                status,
                AnswerJson.outcome(refused.in(messages(request)).issues()));
    }

    /** Codes are asked by GET and POST: everything else is refused with the methods that are understood. */
    boolean refusesMethod(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (METHODS.contains(request.getMethod())) {
            return false;
        }
        response.setHeader("Allow", String.join(", ", METHODS));
        refuse(
                request,
                response,
                HttpServletResponse.SC_METHOD_NOT_ALLOWED,
                "not-supported",
                "METHOD_NOT_ALLOWED",
                request.getMethod());
        return true;
    }

    private static Messages messages(HttpServletRequest request) {
        return Messages.ofHeader(Optional.ofNullable(request.getHeader("Accept-Language")));
    }

    private static ObjectNode outcome(Refused refused) {
        ObjectNode outcome = AnswerJson.outcome(refused.issues());
        ((ObjectNode) outcome.path("issue").path(0))
                .put(
                        "diagnostics",
                        refused.getMessage()
                                + refused.hint().map(hint -> "; " + hint).orElse(""));
        return outcome;
    }

    private static int status(Refused refused) {
        return switch (refused.kind()) {
            case INVALID -> BAD_REQUEST;
            case UNKNOWN -> NOT_FOUND;
            case UNPROCESSABLE, UNRESOLVED -> UNPROCESSABLE;
        };
    }

    private OperationParameters read(
            CodeOperation operation, HttpServletRequest request, BodyBudget.Held body, Effort effort)
            throws IOException {
        List<Parameter> parameters = new ArrayList<>();
        if (body.length() > 0) {
            parameters.addAll(OperationParameters.ofResource(resource(request, body, effort), nameOfOther(operation)));
        }
        parameters.addAll(OperationParameters.ofQuery(request.getParameterMap()));
        return new OperationParameters(parameters);
    }

    /** The parameter that a body is which is no Parameters. */
    private static String nameOfOther(CodeOperation operation) {
        return switch (operation.type()) {
            case "CodeSystem" -> "codeSystem";
            case "ValueSet" -> "valueSet";
            default -> "conceptMap";
        };
    }

    /** The resource that came with a request, as it came; no bytes where none did. */
    private BodyBudget.Held body(HttpServletRequest request, QuestionLane.Way way)
            throws IOException, BodyBudget.Busy, BodyBudget.TooLong {
        boolean isForm = String.valueOf(request.getContentType()).startsWith("application/x-www-form-urlencoded");
        if (!request.getMethod().equals("POST") || isForm) {
            return budget.read(InputStream.nullInputStream(), 0, 0);
        }
        long announced = request.getContentLengthLong();
        InputStream in = request.getInputStream();
        if (announced > BODY_BYTES_MAX) {
            throw lane.behindOthers(way, () -> tooLong(in, way));
        }
        BodyBudget.Held held = budget.read(in, announced, BODY_BYTES_MAX);
        if (held.length() > BODY_BYTES_MAX) {
            held.close();
            throw lane.behindOthers(way, () -> tooLong(in, way));
        }
        return held;
    }

    /** Who is still sending hears no answer; what is passed over is kept nowhere. */
    private static BodyBudget.TooLong tooLong(InputStream in, QuestionBudget.Pace pace) throws IOException {
        QuestionBudget budget = new QuestionBudget(pace);
        byte[] passedOver = new byte[BodyBudget.SMALL_BYTES];
        long left = PASSED_OVER_BYTES_MAX;
        for (int read = 0; read >= 0 && left > 0; left -= read) {
            read = in.read(passedOver);
            budget.spend(STEPS_A_PIECE);
        }
        return new BodyBudget.TooLong(BODY_BYTES_MAX);
    }

    private ObjectNode resource(HttpServletRequest request, BodyBudget.Held body, Effort effort) throws IOException {
        try {
            JsonNode read = JSON.readTree(
                    CountedInput.json(isXml(request) ? toJson(body, effort) : looked(body, effort), effort));
            if (read instanceof ObjectNode object) {
                return object;
            }
            throw Refused.saying(Refused.Kind.INVALID, "structure", "BODY_NO_RESOURCE");
        } catch (JsonProcessingException e) {
            String place = Optional.ofNullable(e.getLocation())
                    .map(at -> " (" + at.getLineNr() + ":" + at.getColumnNr() + ")")
                    .orElse("");
            throw Refused.saying(Refused.Kind.INVALID, "structure", "BODY_NOT_JSON", place);
        } catch (CharConversionException e) {
            throw Refused.saying(Refused.Kind.INVALID, "structure", "BODY_NOT_UTF8");
        } catch (DataFormatException e) {
            throw Refused.saying(Refused.Kind.INVALID, "structure", "BODY_NOT_XML_FHIR");
        } catch (StackOverflowError e) {
            // The library's XML parser calls itself for each level.
            throw Refused.saying(Refused.Kind.INVALID, "structure", "BODY_TOO_DEEP");
        }
    }

    private InputStream looked(BodyBudget.Held body, Effort effort) throws IOException {
        jsonBody.check(body.open(), body.length(), effort);
        return body.open();
    }

    private InputStream toJson(BodyBudget.Held body, Effort effort) throws IOException {
        xmlBody.check(body.open(), effort);
        InputStream xml = CountedInput.xml(body.open(), effort);
        StringWriter json = new StringWriter();
        fhirContext
                .newJsonParser()
                .encodeResourceToWriter(
                        fhirContext.newXmlParser().parseResource(new InputStreamReader(xml, StandardCharsets.UTF_8)),
                        CountedInput.into(json, effort));
        return new ByteArrayInputStream(json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static boolean isXml(HttpServletRequest request) {
        return isXml(String.valueOf(request.getContentType()));
    }

    private static boolean isXml(String type) {
        return type.toLowerCase(Locale.ROOT).contains("xml");
    }

    private static void write(HttpServletResponse response, JsonBytes json) throws IOException {
        response.setContentType(JSON_TYPE);
        response.setContentLength(json.length());
        response.getOutputStream().write(json.array(), 0, json.length());
    }

    /** Writes a resource as the request wants it. */
    void write(HttpServletRequest request, HttpServletResponse response, int status, ObjectNode resource)
            throws IOException {
        String wanted = Optional.ofNullable(request.getParameter("_format"))
                .orElseGet(() -> String.valueOf(request.getHeader("Accept")));
        boolean xml = isXml(wanted) && !wanted.contains("json");
        byte[] bytes = xml
                ? toXml(JSON.writeValueAsString(resource)).getBytes(StandardCharsets.UTF_8)
                : JSON.writeValueAsBytes(resource);
        response.setStatus(status);
        response.setContentType(xml ? "application/fhir+xml;charset=UTF-8" : JSON_TYPE);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }

    private String toXml(String json) {
        return fhirContext
                .newXmlParser()
                .encodeResourceToString(fhirContext.newJsonParser().parseResource(json));
    }
}
