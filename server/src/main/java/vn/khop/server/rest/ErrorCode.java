package vn.khop.server.rest;

import java.util.Locale;
import org.springframework.http.HttpStatus;

/** Everything that {@code /api/v1} can answer besides the answer. Names and numbers are stable: programs and the page's texts hang on them. 3xxx: the asker can mend it; 4xxx: whoever runs the server must. */
public enum ErrorCode {
    NOT_LOGGED_IN(3001, Kind.USER, HttpStatus.UNAUTHORIZED),
    NOT_PERMITTED(3002, Kind.USER, HttpStatus.FORBIDDEN),
    MALFORMED_JSON(3003, Kind.USER, HttpStatus.BAD_REQUEST),
    UNKNOWN_FIELD(3004, Kind.USER, HttpStatus.BAD_REQUEST),
    INVALID_FIELD(3005, Kind.USER, HttpStatus.BAD_REQUEST),
    MISSING_FIELD(3006, Kind.USER, HttpStatus.BAD_REQUEST),
    METHOD_NOT_ALLOWED(3007, Kind.USER, HttpStatus.METHOD_NOT_ALLOWED),
    NOT_JSON(3008, Kind.USER, HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    NOT_ACCEPTABLE(3009, Kind.USER, HttpStatus.NOT_ACCEPTABLE),
    NO_SUCH_ROUTE(3010, Kind.USER, HttpStatus.NOT_FOUND),
    TOO_MANY(3011, Kind.USER, HttpStatus.TOO_MANY_REQUESTS),
    TOO_LARGE(3012, Kind.USER, HttpStatus.PAYLOAD_TOO_LARGE),
    LENGTH_REQUIRED(3013, Kind.USER, HttpStatus.LENGTH_REQUIRED),

    NO_SEARCH_TERM(3101, Kind.USER, HttpStatus.BAD_REQUEST),
    UNKNOWN_PERSON(3102, Kind.USER, HttpStatus.NOT_FOUND),
    UNKNOWN_SOURCE(3103, Kind.USER, HttpStatus.NOT_FOUND),
    STALE(3104, Kind.USER, HttpStatus.CONFLICT),
    UNKNOWN_TASK(3106, Kind.USER, HttpStatus.NOT_FOUND),
    UNKNOWN_MODEL(3108, Kind.USER, HttpStatus.NOT_FOUND),
    TASK_TAKEN(3107, Kind.USER, HttpStatus.CONFLICT),
    DECISION_REFUSED(3105, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    UNKNOWN_LOAD(3110, Kind.USER, HttpStatus.NOT_FOUND),
    NOT_LOADABLE(3111, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    UNKNOWN_MESSAGE(3112, Kind.USER, HttpStatus.NOT_FOUND),
    MESSAGE_REFUSED(3113, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    UNREADABLE_CLAIMS(3116, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    UNREADABLE_CARD(3114, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    UNKNOWN_REFUSAL(3115, Kind.USER, HttpStatus.NOT_FOUND),
    NOT_PLAIN(3117, Kind.USER, HttpStatus.UNSUPPORTED_MEDIA_TYPE),
    UNKNOWN_EXPORT(3120, Kind.USER, HttpStatus.NOT_FOUND),
    EXPORT_NEEDS_SECOND_PERSON(3155, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    EXPORT_FAILED(4004, Kind.OPERATOR, HttpStatus.INTERNAL_SERVER_ERROR),

    UNKNOWN_FACILITY(3130, Kind.USER, HttpStatus.NOT_FOUND),
    BUSY(4005, Kind.OPERATOR, HttpStatus.SERVICE_UNAVAILABLE),
    ROW_REFUSED(3132, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    UNKNOWN_ENTRY(3151, Kind.USER, HttpStatus.NOT_FOUND),
    UNKNOWN_SUBJECT_REQUEST(3152, Kind.USER, HttpStatus.NOT_FOUND),
    SUBJECT_REQUEST_SETTLED(3153, Kind.USER, HttpStatus.CONFLICT),
    SUBJECT_REQUEST_NEEDS_SECOND_PERSON(3154, Kind.USER, HttpStatus.CONFLICT),
    NOT_ENCRYPTED(3145, Kind.USER, HttpStatus.CONFLICT),

    UNREADABLE_LIST(3156, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    RELEASE_TAKEN(3157, Kind.USER, HttpStatus.CONFLICT),

    UNKNOWN_CODE_SYSTEM(3201, Kind.USER, HttpStatus.NOT_FOUND),
    UNKNOWN_VERSION(3202, Kind.USER, HttpStatus.NOT_FOUND),
    UNKNOWN_CODE(3203, Kind.USER, HttpStatus.NOT_FOUND),
    TEXT_TOO_LONG(3204, Kind.USER, HttpStatus.BAD_REQUEST),
    NOT_IN_FORCE(3205, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    UNKNOWN_RELEASE(3206, Kind.USER, HttpStatus.NOT_FOUND),
    RELEASE_NOT_VALIDATED(3207, Kind.USER, HttpStatus.CONFLICT),
    SELF_TEST_FAILED(3208, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    RELEASE_NOT_ACTIVE(3209, Kind.USER, HttpStatus.CONFLICT),
    NOTHING_TO_ROLL_BACK(3210, Kind.USER, HttpStatus.CONFLICT),
    BAD_PERIOD(3211, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    NOT_COMPARABLE(3212, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    RELEASE_NOT_APPROVED(3220, Kind.USER, HttpStatus.CONFLICT),
    RELEASE_NEEDS_SECOND_PERSON(3221, Kind.USER, HttpStatus.CONFLICT),
    UNKNOWN_MAPPING(3230, Kind.USER, HttpStatus.NOT_FOUND),
    BAD_MAPPING_ROWS(3231, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    BAD_MAPPING_TARGET(3232, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    MAPPING_NOT_REVIEWED(3233, Kind.USER, HttpStatus.UNPROCESSABLE_ENTITY),
    MAPPING_TAKEN(3234, Kind.USER, HttpStatus.CONFLICT),

    ACCESS_LOG_UNAVAILABLE(4001, Kind.OPERATOR, HttpStatus.SERVICE_UNAVAILABLE),
    IMAGES_UNAVAILABLE(4003, Kind.OPERATOR, HttpStatus.SERVICE_UNAVAILABLE),
    FAULT(4002, Kind.OPERATOR, HttpStatus.INTERNAL_SERVER_ERROR);

    /** Who can do something about it. */
    public enum Kind {
        USER,
        OPERATOR
    }

    private final int number;
    private final Kind kind;
    private final HttpStatus status;

    ErrorCode(int number, Kind kind, HttpStatus status) {
        this.number = number;
        this.kind = kind;
        this.status = status;
    }

    /** Never reused for another meaning. */
    public int number() {
        return number;
    }

    public Kind kind() {
        return kind;
    }

    HttpStatus status() {
        return status;
    }

    /** In words, for the title of a problem: {@code UNKNOWN_PERSON} is "Unknown person". */
    String title() {
        String words = name().toLowerCase(Locale.ROOT).replace('_', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }
}
