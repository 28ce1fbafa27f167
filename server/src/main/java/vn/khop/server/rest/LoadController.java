package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.feed.LoadDesk;
import vn.khop.server.feed.UploadedLoad;
import vn.khop.server.registry.LoadState;
import vn.khop.server.security.BodyLimits;
import vn.khop.server.security.CurrentActor;

/** The first load of a registry, or any file of very many people: sent once, loaded behind, looked at meanwhile. */
@RestController
class LoadController {
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;

    private final ObjectProvider<LoadDesk> desk;
    private final CurrentActor actors;

    LoadController(ObjectProvider<LoadDesk> desk, CurrentActor actors) {
        this.desk = desk;
        this.actors = actors;
    }

    /**
     * A file that was sent, and how far its load is.
     *
     * @param state {@code waiting}, {@code running}, {@code done} or {@code failed}
     * @param stage what is being done, while it runs
     * @param stageDone how much of that
     * @param stageTotal of how much, where that is known
     * @param rows the good rows, when it is done, as the next three
     * @param badRows those that were left out
     * @param created records that were new
     * @param fed rows that went the way of a feed, because the record, or somebody like it, was known
     * @param failure why it stopped
     * @param failedBy the same in a word: {@code not_csv}, {@code not_parquet} or {@code fault}
     */
    record Load(
            String id,
            String state,
            String uploadedBy,
            Instant uploadedAt,
            @Nullable Instant endedAt,
            long bytes,
            boolean registersFacilities,
            @Nullable String stage,
            @Nullable Long stageDone,
            @Nullable Long stageTotal,
            @Nullable Integer rows,
            @Nullable Integer badRows,
            @Nullable Integer created,
            @Nullable Integer fed,
            @Nullable String failure,
            @Nullable String failedBy) {
        static Load of(LoadDesk.Shown shown) {
            UploadedLoad load = shown.load();
            Optional<LoadState> done = load.done();
            Optional<LoadDesk.Reached> reached = shown.reached();
            return new Load(
                    load.id(),
                    load.state().name().toLowerCase(Locale.ROOT),
                    load.uploadedBy(),
                    load.uploadedAt(),
                    load.endedAt().orElse(null),
                    load.bytes(),
                    load.registersFacilities(),
                    reached.map(LoadDesk.Reached::stage).orElse(null),
                    reached.map(LoadDesk.Reached::done).orElse(null),
                    reached.map(LoadDesk.Reached::total)
                            .filter(total -> total > 0)
                            .orElse(null),
                    done.map(LoadState::rows).orElse(null),
                    done.map(LoadState::badRows).orElse(null),
                    done.map(LoadState::created).orElse(null),
                    done.map(LoadState::fed).orElse(null),
                    load.failure().map(UploadedLoad.Failure::text).orElse(null),
                    load.failure().map(Fields::word).orElse(null));
        }
    }

    record Loads(List<Load> items) {}

    /**
     * A row that is left out; what it says is not repeated.
     *
     * @param row the first after the header is 1
     * @param column absent where the whole row is meant
     */
    record BadRow(long row, @Nullable String column, String found, String expected) {
        static BadRow of(LoadDesk.BadRow bad) {
            return new BadRow(bad.row(), bad.column().isEmpty() ? null : bad.column(), bad.found(), bad.expected());
        }
    }

    /** @param next to be given as {@code after} the next time */
    record BadRows(List<BadRow> items, long next) {}

    @PostMapping(
            path = "/api/v1/loads",
            consumes = {"text/csv", "application/vnd.apache.parquet"})
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary =
                    "Load a CSV or Parquet file of people, columns facility and mrn at least, texts in UTF-8, and link them. Answered when the file is kept; it is loaded behind, also after a restart. The same file again loads nothing twice",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "text/csv",
                                            schema = @Schema(type = "string"),
                                            examples =
                                                    @ExampleObject(
                                                            "facility,mrn,full_name,gender,birth_date,national_id\n01001,7001,Lò Thị Mẫu,female,1990-02-03,\n"))))
    ResponseEntity<Load> load(
            @RequestParam(name = "registerFacilities", required = false) @Nullable Boolean registerFacilities,
            HttpServletRequest request)
            throws IOException {
        try {
            UploadedLoad taken = desk.getObject()
                    .take(
                            request.getInputStream(),
                            BodyLimits.bytesMax(request.getRequestURI()),
                            Boolean.TRUE.equals(registerFacilities),
                            actors.get());
            return ResponseEntity.accepted()
                    .location(URI.create("/api/v1/loads/" + taken.id()))
                    .body(Load.of(new LoadDesk.Shown(taken, Optional.empty())));
        } catch (LoadDesk.NotLoadable refused) {
            throw new Refused(ErrorCode.NOT_LOADABLE, String.valueOf(refused.getMessage()));
        }
    }

    @GetMapping("/api/v1/loads")
    @Operation(summary = "Every file that was sent to be loaded, the newest first")
    Loads loads() {
        return new Loads(desk.getObject().all().stream().map(Load::of).toList());
    }

    @GetMapping("/api/v1/loads/{loadId}")
    @Operation(summary = "How far a load is")
    Load load(@PathVariable("loadId") String loadId) {
        return desk.getObject().load(loadId).map(Load::of).orElseThrow(LoadController::unknown);
    }

    @GetMapping("/api/v1/loads/{loadId}/bad-rows")
    @Operation(summary = "The rows that were left out: row, column, what was found, what is expected")
    BadRows badRows(
            @PathVariable("loadId") String loadId,
            @RequestParam(name = "after", required = false) @Nullable Integer after,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit)
            throws IOException {
        int from = Fields.number("after", after, 0, 0, Integer.MAX_VALUE);
        List<BadRow> items = desk
                .getObject()
                .badRows(loadId, from, Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX))
                .orElseThrow(LoadController::unknown)
                .stream()
                .map(BadRow::of)
                .toList();
        return new BadRows(items, from + (long) items.size());
    }

    @PostMapping("/api/v1/loads/{loadId}/resume")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Go on with a load that has failed, where it was; any other stays as it is")
    Load resume(@PathVariable("loadId") String loadId) {
        return desk.getObject()
                .resume(loadId, actors.get())
                .map(load -> Load.of(new LoadDesk.Shown(load, Optional.empty())))
                .orElseThrow(LoadController::unknown);
    }

    private static Refused unknown() {
        return new Refused(ErrorCode.UNKNOWN_LOAD, "no load has this id: GET /api/v1/loads lists those there are");
    }
}
