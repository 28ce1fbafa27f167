package vn.khop.server.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.HttpMediaTypeNotSupportedException;
import org.springframework.web.HttpRequestMethodNotSupportedException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.method.annotation.MethodArgumentTypeMismatchException;
import vn.khop.server.audit.AccessLogUnavailable;
import vn.khop.server.mapping.MappingRefused;

/** The one place where what went wrong becomes {@code application/problem+json} (RFC 9457). */
@RestControllerAdvice("vn.khop.server.rest")
class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    /** About as long as a file of 100 MB takes. */
    private static final String BUSY_SECONDS = "10";

    /**
     * What went wrong.
     *
     * @param code name of the {@link ErrorCode}
     * @param messageKey of the page's own text for it; for what the registry refuses, of the reason
     * @param field the field of the request it is about
     */
    record Problem(
            String type,
            String title,
            int status,
            String detail,
            String code,
            String messageKey,
            @Nullable String field) {
        static Problem of(ErrorCode code, String detail, Optional<String> field) {
            return of(code, "error." + code.name(), detail, field);
        }

        static Problem of(ErrorCode code, String messageKey, String detail, Optional<String> field) {
            return new Problem(
                    "about:blank",
                    code.title(),
                    code.status().value(),
                    detail,
                    code.name(),
                    messageKey,
                    field.orElse(null));
        }
    }

    @ExceptionHandler
    ResponseEntity<Problem> refused(Refused refused) {
        ResponseEntity<Problem> answer = answer(
                refused.code(),
                Problem.of(refused.code(), String.valueOf(refused.getMessage()), refused.field()),
                refused.language());
        return refused.code() == ErrorCode.BUSY
                ? ResponseEntity.status(answer.getStatusCode())
                        .headers(answer.getHeaders())
                        .header("Retry-After", BUSY_SECONDS)
                        .body(answer.getBody())
                : answer;
    }

    @ExceptionHandler
    ResponseEntity<Problem> refused(vn.khop.server.registry.Refused refused) {
        ErrorCode code = switch (refused.reason()) {
            case UNKNOWN_PERSON -> ErrorCode.UNKNOWN_PERSON;
            case UNKNOWN_SOURCE -> ErrorCode.UNKNOWN_SOURCE;
            case STALE -> ErrorCode.STALE;
            case UNKNOWN_TASK -> ErrorCode.UNKNOWN_TASK;
            case UNKNOWN_MODEL -> ErrorCode.UNKNOWN_MODEL;
            case TAKEN -> ErrorCode.TASK_TAKEN;
            case NOT_ENCRYPTED -> ErrorCode.NOT_ENCRYPTED;
            case TOO_MANY_MISSES -> ErrorCode.TOO_MANY;
            case ROLE_NOT_ALLOWED, FACILITY_NOT_ALLOWED, NOT_REGISTERED -> ErrorCode.NOT_PERMITTED;
            case UNKNOWN_FACILITY,
                    MESSAGE_KEY_REUSED,
                    AMBIGUOUS_IDENTIFIER,
                    SUPERSEDED_PERSON,
                    SAME_PERSON,
                    BAD_GROUPS,
                    NOT_ONE_FACILITY,
                    SECOND_PERSON_NEEDED,
                    BAD_TIME,
                    BAD_ANSWER,
                    BAD_MODEL,
                    NOT_REHEARSED,
                    NOT_MERGED,
                    NOTHING_TO_UNDO,
                    FORBIDDEN -> ErrorCode.DECISION_REFUSED;
        };
        String detail = String.valueOf(refused.getMessage());
        ResponseEntity<Problem> answer = code == ErrorCode.DECISION_REFUSED
                ? answer(
                        code,
                        Problem.of(code, "error." + code + "." + refused.reason(), detail, Optional.empty()),
                        Locale.ENGLISH)
                : answer(code, detail, Optional.empty());
        return refused.retryAfter()
                .map(wait -> ResponseEntity.status(answer.getStatusCode())
                        .headers(answer.getHeaders())
                        .header("Retry-After", Long.toString(wait.toSeconds() + 1))
                        .body(answer.getBody()))
                .orElse(answer);
    }

    @ExceptionHandler
    ResponseEntity<Problem> refused(MappingRefused refused, HttpServletRequest request) {
        ErrorCode code = switch (refused.why()) {
            case UNKNOWN_LIST, UNKNOWN_ROW -> ErrorCode.UNKNOWN_MAPPING;
            case BAD_ROWS -> ErrorCode.BAD_MAPPING_ROWS;
            case BAD_TARGET -> ErrorCode.BAD_MAPPING_TARGET;
            case NOT_REVIEWED -> ErrorCode.MAPPING_NOT_REVIEWED;
            case TAKEN -> ErrorCode.MAPPING_TAKEN;
        };
        Locale language = refused.languageFor(Fields.language(request));
        return answer(code, Problem.of(code, refused.message(language), Optional.empty()), language);
    }

    @ExceptionHandler
    ResponseEntity<Problem> unreadable(HttpMessageNotReadableException unreadable) {
        Throwable cause = unreadable.getCause();
        if (cause instanceof UnrecognizedPropertyException unknown) {
            String known = unknown.getKnownPropertyIds() == null
                    ? ""
                    : unknown.getKnownPropertyIds().stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
            return answer(
                    ErrorCode.UNKNOWN_FIELD,
                    fieldName(unknown.getPropertyName()) + " is not known here; the fields are " + known,
                    Optional.of(unknown.getPropertyName()).filter(Refused::isPlainName));
        }
        if (cause instanceof MismatchedInputException mismatch) {
            String field = path(mismatch);
            return answer(
                    ErrorCode.INVALID_FIELD,
                    field + ": found something else, expected " + expected(mismatch.getTargetType()),
                    Optional.of(field));
        }
        String where = cause instanceof JsonProcessingException malformed && malformed.getLocation() != null
                ? " near line " + malformed.getLocation().getLineNr() + ", column "
                        + malformed.getLocation().getColumnNr()
                : "";
        return answer(ErrorCode.MALFORMED_JSON, "the body is not one JSON object" + where, Optional.empty());
    }

    @ExceptionHandler
    ResponseEntity<Problem> missing(MissingServletRequestParameterException missing) {
        String name = missing.getParameterName();
        return answer(ErrorCode.MISSING_FIELD, name + ": found nothing, expected a value", Optional.of(name));
    }

    @ExceptionHandler
    ResponseEntity<Problem> mistyped(MethodArgumentTypeMismatchException mistyped) {
        String name = mistyped.getName();
        return answer(
                ErrorCode.INVALID_FIELD,
                name + ": found something else, expected " + expected(mistyped.getRequiredType()),
                Optional.of(name));
    }

    @ExceptionHandler
    ResponseEntity<Problem> method(HttpRequestMethodNotSupportedException wrong) {
        return answer(
                ErrorCode.METHOD_NOT_ALLOWED, "this address does not take " + wrong.getMethod(), Optional.empty());
    }

    @ExceptionHandler
    ResponseEntity<Problem> mediaType(HttpMediaTypeNotSupportedException wrong) {
        return ofMediaType(wrong);
    }

    /** Where no controller takes what was sent as that, Spring knows none that it could ask what to say. */
    @RestControllerAdvice
    static class Untaken {
        @ExceptionHandler
        ResponseEntity<Problem> mediaType(HttpMediaTypeNotSupportedException wrong) {
            return ofMediaType(wrong);
        }
    }

    private static ResponseEntity<Problem> ofMediaType(HttpMediaTypeNotSupportedException wrong) {
        List<MediaType> taken = wrong.getSupportedMediaTypes();
        String expected = taken.isEmpty() || taken.contains(MediaType.APPLICATION_JSON)
                ? MediaType.APPLICATION_JSON_VALUE
                : taken.stream().map(MediaType::toString).collect(Collectors.joining(" or "));
        return answer(ErrorCode.NOT_JSON, "found another content type, expected " + expected, Optional.empty());
    }

    @ExceptionHandler
    ResponseEntity<Problem> acceptable(HttpMediaTypeNotAcceptableException wrong) {
        return answer(ErrorCode.NOT_ACCEPTABLE, "the answer is application/json: accept it", Optional.empty());
    }

    /** No log, no data: the asker is told to come back, the operator why. */
    @ExceptionHandler
    ResponseEntity<Problem> unlogged(AccessLogUnavailable unlogged) {
        LOG.error("an answer was withheld because the access log cannot be written", unlogged);
        return answer(
                ErrorCode.ACCESS_LOG_UNAVAILABLE,
                "the access log cannot be written, so no person is shown: try again later",
                Optional.empty());
    }

    /** Only the kind of fault is logged: its message may quote what it choked on. */
    @ExceptionHandler
    ResponseEntity<Problem> fault(Exception fault) {
        StackTraceElement[] trace = fault.getStackTrace();
        LOG.error("{} at {}", fault.getClass().getName(), trace.length == 0 ? "an unknown place" : trace[0]);
        return answer(
                ErrorCode.FAULT,
                "the server failed to answer; the log of this request id says where",
                Optional.empty());
    }

    private static ResponseEntity<Problem> answer(ErrorCode code, String detail, Optional<String> field) {
        return answer(code, Problem.of(code, detail, field), Locale.ENGLISH);
    }

    /** @param language of the detail, which is told so that a page can say it as what it is */
    private static ResponseEntity<Problem> answer(ErrorCode code, Problem problem, Locale language) {
        return ResponseEntity.status(code.status())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .header(HttpHeaders.CONTENT_LANGUAGE, language.toLanguageTag())
                .body(problem);
    }

    private static String path(JsonMappingException mismatch) {
        String path = mismatch.getPath().stream()
                .map(step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
                .collect(Collectors.joining("."));
        return path.isEmpty() ? "the body" : path;
    }

    /** A field's name is repeated only if it looks like one: somebody may have put a person's name there. */
    private static String fieldName(String name) {
        return Refused.isPlainName(name) ? "the field " + name : "a field of the body";
    }

    private static String expected(@Nullable Class<?> type) {
        if (type == null) {
            return "a value of another kind";
        }
        if (type == String.class) {
            return "a text";
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        return type == Boolean.class || type == boolean.class ? "true or false" : "an object";
    }
}
