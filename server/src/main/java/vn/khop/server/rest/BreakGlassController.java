package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
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
import vn.khop.server.audit.BreakGlass;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.security.CurrentActor;

/** Opening a person in an emergency, and looking at that afterwards. */
@RestController
class BreakGlassController {
    private static final int LISTED_MAX = 500;

    private final ObjectProvider<BreakGlass> breakGlass;
    private final CurrentActor actors;

    BreakGlassController(ObjectProvider<BreakGlass> breakGlass, CurrentActor actors) {
        this.breakGlass = breakGlass;
        this.actors = actors;
    }

    /** @param reason why, in a sentence */
    record Emergency(@Nullable String person, @Nullable String reason) {
        @Override
        public String toString() {
            return "Emergency[" + person + "]";
        }
    }

    record Opened(String person, Instant until) {}

    @PostMapping("/api/v1/break-glass")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Opens one person for half an hour: purpose BTG, a log-in within five minutes, and a reason")
    Opened open(@RequestBody Emergency emergency) {
        EnterpriseId person = EnterpriseId.parse(emergency.person() == null ? "" : emergency.person())
                .orElseThrow(() ->
                        new Refused(ErrorCode.UNKNOWN_PERSON, "no person has this id: search for the person first"));
        String reason = emergency.reason() == null ? "" : emergency.reason();
        try {
            return new Opened(person.value(), breakGlass.getObject().open(actors.get(), person.value(), reason));
        } catch (BreakGlass.NotPermitted lacking) {
            throw refused(lacking);
        }
    }

    record Reviews(List<Review> items) {}

    /**
     * An emergency access.
     *
     * @param justified what was said of it, with by whom and when; absent until somebody has
     */
    record Review(
            long number,
            String user,
            String client,
            String person,
            String reason,
            Instant openedAt,
            Instant dueAt,
            @Nullable Boolean justified,
            @Nullable String reviewedBy,
            @Nullable Instant reviewedAt) {
        static Review of(BreakGlass.Entry entry) {
            return new Review(
                    entry.number(),
                    entry.username(),
                    entry.clientId(),
                    entry.personId(),
                    entry.reason(),
                    entry.openedAt(),
                    entry.reviewDueAt(),
                    entry.review().map(BreakGlass.Review::isJustified).orElse(null),
                    entry.review().map(BreakGlass.Review::by).orElse(null),
                    entry.review().map(BreakGlass.Review::at).orElse(null));
        }

        @Override
        public String toString() {
            return "Review[" + number + "]";
        }
    }

    @GetMapping("/api/v1/break-glass")
    @Operation(
            summary =
                    "Emergency accesses that nobody has reviewed, the first due first; or with state=reviewed those that were, the last first")
    Reviews list(@RequestParam(name = "state", required = false) @Nullable String state) {
        State asked = Fields.word("state", state, State.class).orElse(State.WAITING);
        List<BreakGlass.Entry> entries = asked == State.WAITING
                ? breakGlass.getObject().toReview(LISTED_MAX)
                : breakGlass.getObject().reviewed(LISTED_MAX);
        return new Reviews(entries.stream().map(Review::of).toList());
    }

    private enum State {
        WAITING,
        REVIEWED
    }

    record Verdict(@Nullable Boolean justified) {}

    @PostMapping("/api/v1/break-glass/{number}/review")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Says whether an emergency access was justified; once, and never one's own")
    void review(@PathVariable("number") long number, @RequestBody Verdict verdict) {
        if (verdict.justified() == null) {
            throw Refused.field(ErrorCode.MISSING_FIELD, "justified", "nothing", "true or false");
        }
        try {
            breakGlass.getObject().review(number, verdict.justified(), actors.get());
        } catch (BreakGlass.NotPermitted lacking) {
            throw refused(lacking);
        }
    }

    private static Refused refused(BreakGlass.NotPermitted lacking) {
        return switch (lacking.lack()) {
            case PURPOSE ->
                new Refused(
                        ErrorCode.NOT_PERMITTED, "the token does not state the purpose BTG: log in for an emergency");
            case RECENT_AUTHENTICATION ->
                new Refused(ErrorCode.NOT_PERMITTED, "the log-in is older than five minutes: log in again");
            case REASON ->
                Refused.field(ErrorCode.INVALID_FIELD, "reason", "too little or too much", "10 to 1000 characters");
            case NOT_TO_BE_REVIEWED ->
                new Refused(
                        ErrorCode.DECISION_REFUSED,
                        "this emergency access is not there, was reviewed already, or is your own");
        };
    }
}
