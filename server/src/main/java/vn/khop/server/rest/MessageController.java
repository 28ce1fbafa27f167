package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.refused.RefusedDesk;
import vn.khop.server.refused.RefusedMessage;
import vn.khop.server.security.CurrentActor;

/** HL7 v2 messages that were not taken: seen, mended and sent again. */
@RestController
class MessageController {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;
    private static final int CONTENT_CHARACTERS_MAX = 1 << 20;

    private final ObjectProvider<RefusedDesk> desk;
    private final CurrentActor actors;

    MessageController(ObjectProvider<RefusedDesk> desk, CurrentActor actors) {
        this.desk = desk;
        this.actors = actors;
    }

    /**
     * A message, without what it says.
     *
     * @param format {@code hl7v2} or {@code fhir}
     * @param application its sender: of HL7 v2 the name of the system, of FHIR the client id
     * @param event such as {@code ADT^A28} or {@code ITI-93}
     * @param times how often it came
     * @param condition what is wrong, such as {@code DATA_TYPE}
     * @param errorCode the same in HL7 table 0357, or of FHIR's issue types
     * @param place where, such as {@code PID^1^7}; absent where that is not known
     * @param state {@code refused}, {@code taken} or {@code dismissed}
     * @param settledBy who sent it again or put it aside
     */
    record Message(
            long number,
            String format,
            String application,
            String facility,
            String controlId,
            String event,
            Instant receivedAt,
            Instant lastAt,
            int times,
            String condition,
            String errorCode,
            @Nullable String place,
            String diagnostic,
            String state,
            @Nullable String settledBy) {
        static Message of(RefusedMessage message) {
            return new Message(
                    message.number(),
                    Fields.word(message.format()),
                    message.application(),
                    message.facility(),
                    message.controlId(),
                    message.event(),
                    message.receivedAt(),
                    message.lastAt(),
                    message.times(),
                    message.why().condition(),
                    message.why().code(),
                    message.why().place().isEmpty() ? null : message.why().place(),
                    message.why().diagnostic(),
                    Fields.word(message.state()),
                    message.settledBy().orElse(null));
        }
    }

    /** @param next to be given as {@code before} for the next page; absent on the last one */
    record Messages(List<Message> items, @Nullable Long next) {}

    /** @param content of HL7 v2 its segments, each ended by a line feed */
    record OpenedMessage(Message message, String content) {
        @Override
        public String toString() {
            return "OpenedMessage[" + message.number() + "]";
        }
    }

    /** @param content what the message should say; absent to send it as it is */
    record Mended(@Nullable String content) {
        @Override
        public String toString() {
            return "Mended[" + (content == null ? "nothing" : "content") + "]";
        }
    }

    /**
     * Which of the messages that wait are tried again, as they are.
     *
     * @param facility of one facility; absent for all that the caller speaks for
     * @param condition refused for this alone, such as {@code UNKNOWN_KEY}
     * @param before the {@code next} of the answer before
     * @param limit how many are looked at
     */
    record Selection(
            @Nullable String facility,
            @Nullable String condition,
            @Nullable Long before,
            @Nullable Integer limit) {}

    /**
     * What became of them.
     *
     * @param taken how many were taken
     * @param refused those that were refused again, and why
     * @param next to be given as {@code before} for those that are left; absent where none is
     */
    record Resent(
            int taken, List<Message> refused, @Nullable Long next) {}

    @PostMapping("/api/v1/messages/resend")
    @Operation(
            summary =
                    "Takes messages that wait as they are, the oldest of each page first, when what was wrong with them has been mended elsewhere")
    Resent resendAll(@RequestBody Selection selection) {
        RefusedDesk.Resent resent = desk.getObject()
                .resendAll(
                        Fields.text("facility", selection.facility()),
                        Fields.text("condition", selection.condition()),
                        Optional.ofNullable(selection.before()),
                        Fields.number("limit", selection.limit(), LIMIT_DEFAULT, 1, LIMIT_MAX),
                        actors.get());
        return new Resent(
                resent.taken().size(),
                resent.refused().stream().map(Message::of).toList(),
                resent.next().orElse(null));
    }

    @GetMapping("/api/v1/messages")
    @Operation(
            summary =
                    "Messages of HL7 v2 and of PMIR that were not taken, newest first, and what is wrong with each; without what they say")
    Messages list(
            @RequestParam(name = "facility", required = false) @Nullable String facility,
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "before", required = false) @Nullable Long before,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
        int most = Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        List<RefusedMessage> page = desk.getObject()
                .page(
                        Fields.text("facility", facility),
                        Fields.word("state", state, RefusedMessage.State.class),
                        Optional.ofNullable(before),
                        most + 1,
                        actors.get());
        List<Message> items = page.stream().limit(most).map(Message::of).toList();
        return new Messages(items, page.size() > most ? items.get(most - 1).number() : null);
    }

    @GetMapping("/api/v1/messages/{number}")
    @Operation(summary = "A message with what it says; the look at it is in the access log")
    OpenedMessage open(@PathVariable("number") long number) {
        try {
            RefusedMessage message = desk.getObject().open(number, actors.get());
            return new OpenedMessage(
                    Message.of(message), desk.getObject().text(message).replace('\r', '\n'));
        } catch (RefusedDesk.NotDone why) {
            throw refused(why);
        }
    }

    @PostMapping("/api/v1/messages/{number}/resend")
    @Operation(
            summary = "Takes the message as if it came now, mended or as it is, by the caller's word for its hospital")
    Message resend(@PathVariable("number") long number, @RequestBody Mended mended) {
        Optional<String> content = Optional.ofNullable(mended.content());
        if (content.filter(text -> text.length() > CONTENT_CHARACTERS_MAX).isPresent()) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "content",
                    content.get().length() + " characters",
                    "at most " + CONTENT_CHARACTERS_MAX);
        }
        try {
            return Message.of(desk.getObject().resend(number, content, actors.get()));
        } catch (RefusedDesk.NotDone why) {
            throw refused(why);
        }
    }

    @PostMapping("/api/v1/messages/{number}/dismiss")
    @Operation(summary = "Puts the message aside: nothing is to be done about it")
    Message dismiss(@PathVariable("number") long number) {
        try {
            return Message.of(desk.getObject().dismiss(number, actors.get()));
        } catch (RefusedDesk.NotDone why) {
            throw refused(why);
        }
    }

    private static Refused refused(RefusedDesk.NotDone why) {
        ErrorCode code = switch (why.reason()) {
            case UNKNOWN -> ErrorCode.UNKNOWN_MESSAGE;
            case SETTLED -> ErrorCode.STALE;
            case STILL_REFUSED -> ErrorCode.MESSAGE_REFUSED;
        };
        return new Refused(code, String.valueOf(why.getMessage()));
    }
}
