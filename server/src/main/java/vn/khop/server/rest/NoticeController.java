package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.notify.DeadNotice;
import vn.khop.server.notify.NoticeStore;
import vn.khop.server.notify.Telling;
import vn.khop.server.registry.RecordStore;

/** Messages about changes that somebody would not take, HL7 v2 notices and those of FHIR subscriptions: seen, and sent again. Ids only. */
@RestController
class NoticeController {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;

    private final ObjectProvider<NoticeStore> notices;
    private final ObjectProvider<RecordStore> records;

    NoticeController(ObjectProvider<NoticeStore> notices, ObjectProvider<RecordStore> records) {
        this.notices = notices;
        this.records = records;
    }

    /**
     * Somebody who is told of changes.
     *
     * @param position of the last event that it was told of; absent for one that was never told anything
     * @param behind events that came since
     * @param dead messages that it would not take
     */
    record Destination(String destination, @Nullable Long position, long behind, long dead) {}

    /** @param last position of the newest event */
    record Destinations(long last, List<Destination> items) {}

    @GetMapping("/api/v1/notices/destinations")
    @Operation(summary = "Who is told of changes, how far each is behind, and how many messages it would not take")
    Destinations destinations() {
        long last = records.getObject().outbox().last();
        return new Destinations(
                last,
                notices.getObject().standings().stream()
                        .map(one -> new Destination(
                                one.destination(),
                                one.position() == Telling.NEVER ? null : one.position(),
                                Math.max(0, last - Math.max(0, one.position())),
                                one.dead()))
                        .toList());
    }

    /**
     * A notice.
     *
     * @param destination of {@code khop.hl7v2.destinations}, or {@code Subscription/} with its id
     * @param position of the event in the feed of changes
     * @param answer what was said last
     * @param state {@code dead}, {@code replay} or {@code sent}
     */
    record Notice(
            long number,
            String destination,
            long position,
            String person,
            int tries,
            String answer,
            Instant at,
            String state) {
        static Notice of(DeadNotice notice) {
            return new Notice(
                    notice.number(),
                    notice.destination(),
                    notice.position(),
                    notice.person(),
                    notice.tries(),
                    notice.answer(),
                    notice.at(),
                    Fields.word(notice.state()));
        }
    }

    /** @param next to be given as {@code before} for the next page; absent on the last one */
    record Notices(List<Notice> items, @Nullable Long next) {}

    @GetMapping("/api/v1/notices")
    @Operation(summary = "HL7 v2 notices and messages of FHIR subscriptions that would not be taken, newest first")
    Notices list(
            @RequestParam(name = "state", required = false) @Nullable String state,
            @RequestParam(name = "before", required = false) @Nullable Long before,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
        int most = Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        List<DeadNotice> page = notices.getObject()
                .page(
                        Fields.word("state", state, DeadNotice.State.class),
                        before == null ? Long.MAX_VALUE : before,
                        most + 1);
        List<Notice> items = page.stream().limit(most).map(Notice::of).toList();
        return new Notices(items, page.size() > most ? items.get(most - 1).number() : null);
    }

    @PostMapping("/api/v1/notices/{number}/replay")
    @Operation(summary = "Sends it again, before all others of its destination, with how the person is when it goes")
    Notice replay(@PathVariable("number") long number) {
        DeadNotice notice = notices.getObject()
                .notice(number)
                .orElseThrow(() -> new Refused(ErrorCode.UNKNOWN_MESSAGE, "no notice has this number"));
        if (notice.state() != DeadNotice.State.DEAD) {
            throw new Refused(ErrorCode.STALE, "this notice was sent, or is being sent again");
        }
        DeadNotice again = notice.replayed();
        notices.getObject().replace(again);
        return Notice.of(again);
    }
}
