package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.Unlinkable;
import vn.khop.server.registry.UnlinkableList;
import vn.khop.server.registry.Unlinkables;
import vn.khop.server.security.CurrentActor;

/** Records that cannot be linked by what they say. */
@RestController
class UnlinkableController {
    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;

    private final ObjectProvider<UnlinkableList> list;
    private final CurrentActor actors;

    UnlinkableController(ObjectProvider<UnlinkableList> list, CurrentActor actors) {
        this.list = list;
        this.actors = actors;
    }

    /** @param reason {@code anonymous}, {@code unknown-patient}, {@code mass-casualty}, {@code filler} or {@code too-few-fields} */
    record Listed(String source, String person, String facility, String reason, Instant since) {
        static Listed of(Unlinkables.Listed listed) {
            return new Listed(
                    listed.record().value(),
                    listed.person().value(),
                    listed.facility(),
                    listed.why().word(),
                    listed.since());
        }
    }

    /** @param next to be given as {@code after} for the next page; absent on the last one */
    record Listing(List<Listed> items, @Nullable String next) {}

    record Count(String facility, String reason, int count) {}

    @GetMapping("/api/v1/unlinkable")
    @Operation(summary = "Records that cannot be linked by what they say, by id")
    Listing list(
            @RequestParam(name = "facility", required = false) @Nullable String facility,
            @RequestParam(name = "reason", required = false) @Nullable String reason,
            @RequestParam(name = "after", required = false) @Nullable String after,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
        int most = Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX);
        List<Unlinkables.Listed> page = list.getObject()
                .page(
                        Fields.text("facility", facility),
                        Fields.text("reason", reason).map(UnlinkableController::reason),
                        Fields.text("after", after).map(UnlinkableController::source),
                        most + 1,
                        actors.get());
        List<Listed> items = page.stream().limit(most).map(Listed::of).toList();
        return new Listing(items, page.size() > most ? items.get(most - 1).source() : null);
    }

    private static Unlinkable reason(String word) {
        return Unlinkable.ofWord(word)
                .orElseThrow(() -> Refused.field(
                        ErrorCode.INVALID_FIELD,
                        "reason",
                        "something else",
                        Arrays.stream(Unlinkable.values()).map(Unlinkable::word).collect(Collectors.joining(", "))));
    }

    private static SourceId source(String text) {
        return SourceId.parse(text)
                .orElseThrow(() -> Refused.field(ErrorCode.INVALID_FIELD, "after", "something else", "a source id"));
    }

    @GetMapping("/api/v1/unlinkable/counts")
    @Operation(summary = "How many records cannot be linked, by facility and reason")
    List<Count> counts() {
        List<Count> counts = new ArrayList<>();
        list.getObject()
                .counts()
                .forEach((facility, reasons) ->
                        reasons.forEach((why, count) -> counts.add(new Count(facility, why.word(), count))));
        return counts;
    }
}
