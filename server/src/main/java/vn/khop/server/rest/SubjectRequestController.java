package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.rights.Right;
import vn.khop.server.rights.RightsDesk;
import vn.khop.server.rights.SubjectRequest;
import vn.khop.server.rights.SubjectRequest.Asked;
import vn.khop.server.rights.SubjectRequest.Closing;
import vn.khop.server.rights.SubjectRequest.Extension;
import vn.khop.server.rights.SubjectRequest.Outcome;
import vn.khop.server.rights.SubjectRequest.Step;
import vn.khop.server.security.CurrentActor;

/** What people ask about the data that is kept of them, and by when it is done. */
@RestController
class SubjectRequestController {
    private static final int LISTED_MAX = 1000;
    private static final int REFERENCE_CHARACTERS_MAX = 100;

    private final ObjectProvider<RightsDesk> desk;
    private final CurrentActor actors;

    SubjectRequestController(ObjectProvider<RightsDesk> desk, CurrentActor actors) {
        this.desk = desk;
        this.actors = actors;
    }

    /**
     * A request about the data that is kept of somebody.
     *
     * @param daysLeft until its last day, 0 on it and negative after it; absent once it is closed
     * @param state {@code received}, {@code answered} or {@code closed}
     */
    record Request(
            long number,
            String person,
            String right,
            String reference,
            LocalDate receivedOn,
            boolean throughOthers,
            String state,
            LocalDate answerBy,
            LocalDate dueOn,
            @Nullable Long daysLeft,
            boolean overdue,
            boolean answerOverdue,
            String registeredBy,
            Instant registeredAt,
            @Nullable String answeredBy,
            @Nullable Instant answeredAt,
            @Nullable String extendedBy,
            @Nullable Instant extendedAt,
            @Nullable String extensionReason,
            @Nullable String outcome,
            @Nullable String how,
            @Nullable String closedBy,
            @Nullable Instant closedAt) {
        static Request of(SubjectRequest request, LocalDate today) {
            boolean isOpen = request.closed().isEmpty();
            Optional<Step> extended = request.extended().map(Extension::step);
            Optional<Step> closed = request.closed().map(Closing::step);
            return new Request(
                    request.number(),
                    request.personId(),
                    Fields.word(request.asked().right()),
                    request.asked().reference(),
                    request.asked().receivedOn(),
                    request.asked().isThroughOthers(),
                    isOpen ? request.answered().isPresent() ? "answered" : "received" : "closed",
                    request.answerBy(),
                    request.dueOn(),
                    isOpen ? ChronoUnit.DAYS.between(today, request.dueOn()) : null,
                    request.isOverdue(today),
                    request.isAnswerOverdue(today),
                    request.registered().by(),
                    request.registered().at(),
                    request.answered().map(Step::by).orElse(null),
                    request.answered().map(Step::at).orElse(null),
                    extended.map(Step::by).orElse(null),
                    extended.map(Step::at).orElse(null),
                    request.extended().map(Extension::reason).orElse(null),
                    request.closed().map(Closing::outcome).map(Fields::word).orElse(null),
                    request.closed().map(Closing::how).orElse(null),
                    closed.map(Step::by).orElse(null),
                    closed.map(Step::at).orElse(null));
        }

        @Override
        public String toString() {
            return "Request[" + number + "]";
        }
    }

    /** @param unanswered those that nobody answered within two working days */
    record Requests(LocalDate today, int open, int overdue, int unanswered, List<Request> items) {}

    @GetMapping("/api/v1/subject-requests")
    @Operation(
            summary =
                    "Requests of people about the data that is kept of them, the first due first; or with state=closed those that were closed, the last first")
    Requests list(@RequestParam(name = "state", required = false) @Nullable String state) {
        State asked = Fields.word("state", state, State.class).orElse(State.OPEN);
        LocalDate today = desk.getObject().today();
        RightsDesk.Counts counts = desk.getObject().counts();
        List<SubjectRequest> listed = asked == State.OPEN
                ? desk.getObject().open(LISTED_MAX)
                : desk.getObject().closed(LISTED_MAX);
        return new Requests(
                today,
                counts.open(),
                counts.overdue(),
                counts.unanswered(),
                listed.stream().map(one -> Request.of(one, today)).toList());
    }

    private enum State {
        OPEN,
        CLOSED
    }

    /**
     * A request as it came.
     *
     * @param right {@code access}, {@code correct}, {@code restrict}, {@code object}, {@code withdraw} or {@code erase}
     * @param reference where the paper lies; no name
     * @param receivedOn today unless told
     * @param throughOthers whether hospitals or processors have to act too
     */
    record Received(
            @Nullable String person,
            @Nullable String right,
            @Nullable String reference,
            @Nullable String receivedOn,
            @Nullable Boolean throughOthers) {
        @Override
        public String toString() {
            return "Received[" + person + "]";
        }
    }

    @PostMapping("/api/v1/subject-requests")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Registers a request that came; its last days are counted from there")
    Request register(@RequestBody Received received) {
        EnterpriseId person = EnterpriseId.parse(Fields.required("person", received.person(), "the id of a person"))
                .orElseThrow(() ->
                        new Refused(ErrorCode.UNKNOWN_PERSON, "no person has this id: search for the person first"));
        Right right = Fields.word("right", received.right(), Right.class)
                .orElseThrow(() -> Refused.field(ErrorCode.MISSING_FIELD, "right", "nothing", "what is asked for"));
        String reference = Fields.text("reference", received.reference()).orElse("");
        if (reference.length() > REFERENCE_CHARACTERS_MAX) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "reference",
                    reference.length() + " characters",
                    "at most " + REFERENCE_CHARACTERS_MAX);
        }
        LocalDate receivedOn = Fields.day("receivedOn", received.receivedOn())
                .orElseGet(() -> desk.getObject().today());
        boolean isThroughOthers = Boolean.TRUE.equals(received.throughOthers());
        return taken(() -> desk.getObject()
                .register(actors.get(), person.value(), new Asked(right, reference, receivedOn, isThroughOthers)));
    }

    @PostMapping("/api/v1/subject-requests/{number}/answer")
    @Operation(summary = "Notes that the person was told that the request came and how it goes on")
    Request answer(@PathVariable("number") long number) {
        return taken(() -> desk.getObject().answer(number, actors.get()));
    }

    /** @param until the new last day */
    record MoreTime(@Nullable String until, @Nullable String reason) {
        @Override
        public String toString() {
            return "MoreTime[" + until + "]";
        }
    }

    @PostMapping("/api/v1/subject-requests/{number}/extend")
    @Operation(summary = "Gives a request more time, once, and at most as much again as its right gives")
    Request extend(@PathVariable("number") long number, @RequestBody MoreTime more) {
        LocalDate until = Fields.day("until", more.until())
                .orElseThrow(() -> Refused.field(ErrorCode.MISSING_FIELD, "until", "nothing", "the new last day"));
        String reason = Fields.required("reason", more.reason(), "why it takes longer, as the person was told");
        return taken(() -> desk.getObject().extend(number, until, reason, actors.get()));
    }

    /**
     * What became of it.
     *
     * @param outcome {@code done}, {@code partly}, {@code refused} or {@code taken_back}
     * @param how what was done, or why not
     */
    record Closed(@Nullable String outcome, @Nullable String how) {
        @Override
        public String toString() {
            return "Closed[" + outcome + "]";
        }
    }

    @PostMapping("/api/v1/subject-requests/{number}/close")
    @Operation(summary = "Closes a request, with what was done; an erasure by somebody else than who answered it")
    Request close(@PathVariable("number") long number, @RequestBody Closed closed) {
        Outcome outcome = Fields.word("outcome", closed.outcome(), Outcome.class)
                .orElseThrow(() -> Refused.field(ErrorCode.MISSING_FIELD, "outcome", "nothing", "what became of it"));
        String how = Fields.required("how", closed.how(), "what was done, or why not");
        return taken(() -> desk.getObject().close(number, outcome, how, actors.get()));
    }

    private Request taken(Supplier<SubjectRequest> step) {
        try {
            return Request.of(step.get(), desk.getObject().today());
        } catch (RightsDesk.NotPermitted lacking) {
            throw refused(lacking);
        }
    }

    private static Refused refused(RightsDesk.NotPermitted lacking) {
        return switch (lacking.lack()) {
            case REQUEST -> new Refused(ErrorCode.UNKNOWN_SUBJECT_REQUEST, "no request has this number");
            case PAST_DAY ->
                Refused.field(
                        ErrorCode.INVALID_FIELD,
                        "receivedOn",
                        "a day to come, or one long ago",
                        "a day of the last year, today at the latest");
            case DAY_WITHIN_EXTENSION ->
                Refused.field(
                        ErrorCode.INVALID_FIELD,
                        "until",
                        "a day that is not after the last one, or too long after it",
                        "at most as many days more as the request has by its right");
            case OPEN_STEP ->
                new Refused(
                        ErrorCode.SUBJECT_REQUEST_SETTLED,
                        "somebody has taken this step, or closed the request, before: look at it again");
            case SECOND_PERSON ->
                new Refused(
                        ErrorCode.SUBJECT_REQUEST_NEEDS_SECOND_PERSON,
                        "an erasure is closed by somebody else than who answered it: answer it, and let another person close it");
        };
    }
}
