package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.ChangeEvent;
import vn.khop.server.registry.ChangeFeed;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.SourceId;
import vn.khop.server.security.CurrentActor;

/** What has changed about who is who, for the city's hub. */
@RestController
class ChangeController {
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 500;

    private final ObjectProvider<ChangeFeed> feed;
    private final CurrentActor actors;

    ChangeController(ObjectProvider<ChangeFeed> feed, CurrentActor actors) {
        this.feed = feed;
        this.actors = actors;
    }

    /**
     * Some of the events.
     *
     * @param next to be given as {@code after} the next time, also when there is nothing new yet
     * @param last position of the newest event: where somebody begins who has all persons by an export that he asks for now
     */
    record Changes(List<Event> items, long next, long last) {}

    /**
     * @param kind such as {@code person-merged}
     * @param otherPerson the person that it was joined with or parted from
     * @param source the record that it is about, where it is about one
     * @param change number of the change that it was part of
     */
    record Event(
            long position,
            String kind,
            String person,
            @Nullable String otherPerson,
            @Nullable String source,
            long change,
            Instant at) {
        static Event of(ChangeEvent event) {
            return new Event(
                    event.position(),
                    TaskView.word(event.kind()),
                    event.person().value(),
                    event.other().map(EnterpriseId::value).orElse(null),
                    event.source().map(SourceId::value).orElse(null),
                    event.change(),
                    event.at());
        }
    }

    @GetMapping("/api/v1/changes")
    @Operation(summary = "What changed after a position, in order and without gaps; ids only")
    Changes changes(
            @RequestParam(name = "after", required = false) @Nullable Long after,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
        long from = after == null ? 0 : after;
        if (from < 0) {
            throw Refused.field(ErrorCode.INVALID_FIELD, "after", String.valueOf(from), "0 or a position read before");
        }
        int most = Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        ChangeFeed changes = feed.getObject();
        List<Event> items =
                changes.after(from, most, actors.get()).stream().map(Event::of).toList();
        long last = changes.last();
        if (from > last) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "after",
                    String.valueOf(from),
                    "at most " + last
                            + ", the newest event: the database was set back to an earlier moment, so take all persons anew by an export");
        }
        return new Changes(
                items, items.isEmpty() ? from : items.get(items.size() - 1).position(), last);
    }
}
