package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.export.ExportDesk;
import vn.khop.server.export.ExportJob;
import vn.khop.server.export.ExportJob.Content;
import vn.khop.server.security.CurrentActor;
import vn.khop.server.security.SecuritySettings;

/** Exports of the register that were asked for by {@code $export}: agreed to, looked at, fetched, ended. */
@RestController
class ExportController {
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final MediaType NDJSON = MediaType.valueOf("application/fhir+ndjson");

    private final ObjectProvider<ExportDesk> desk;
    private final CurrentActor actors;
    private final SecuritySettings security;

    ExportController(ObjectProvider<ExportDesk> desk, CurrentActor actors, SecuritySettings security) {
        this.desk = desk;
        this.actors = actors;
        this.security = security;
    }

    /**
     * An export, without its files.
     *
     * @param state {@code requested}, {@code approved}, {@code done}, {@code failed} or {@code expired}
     * @param purposes why, as the client's token said
     * @param since only persons that changed after it
     * @param approvedBy the second person
     * @param persons how many are written, while it is written too
     * @param sources the same of source records
     */
    record Export(
            String id,
            String state,
            String requestedBy,
            String client,
            List<String> purposes,
            List<String> types,
            @Nullable Instant since,
            Instant requestedAt,
            @Nullable String approvedBy,
            @Nullable Instant endedAt,
            Instant expiresAt,
            long persons,
            long sources,
            @Nullable String failure) {
        static Export of(ExportJob job) {
            return new Export(
                    job.id(),
                    job.state().name().toLowerCase(Locale.ROOT),
                    job.requester().username(),
                    job.requester().clientId(),
                    job.requester().purposes().stream().sorted().toList(),
                    job.contents().stream().sorted().map(Content::type).toList(),
                    job.since().orElse(null),
                    job.requestedAt(),
                    job.approvedBy().orElse(null),
                    job.endedAt().orElse(null),
                    job.expiresAt(),
                    job.rows(Content.PERSONS),
                    job.rows(Content.SOURCES),
                    job.failure().isEmpty() ? null : job.failure());
        }
    }

    record Exports(List<Export> items) {}

    /**
     * What was written, as FHIR Bulk Data has it.
     *
     * @param transactionTime the {@code _since} of the next export
     * @param extension who asked, who agreed, and why
     */
    record Manifest(
            Instant transactionTime,
            String request,
            boolean requiresAccessToken,
            List<Output> output,
            List<Output> error,
            Export extension) {}

    /** @param type Patient for persons, SourceRecord for the hospitals' records; both are FHIR Patients */
    record Output(String type, String url, long count) {}

    @GetMapping("/api/v1/exports")
    @Operation(summary = "Exports of the register, newest first, for those who may agree to one")
    Exports list() {
        return new Exports(desk.getObject().all().stream().map(Export::of).toList());
    }

    @GetMapping("/api/v1/exports/{exportId}")
    @Operation(summary = "202 while the export waits or is written, then its manifest")
    ResponseEntity<?> status(@PathVariable("exportId") String exportId) {
        ExportJob job = asked(() -> desk.getObject().job(exportId, actors.get()));
        return switch (job.state()) {
            case REQUESTED -> waiting(job, "waits for a second person");
            case APPROVED -> waiting(job, job.rows(Content.PERSONS) + " persons written");
            case DONE ->
                ResponseEntity.ok().contentType(MediaType.APPLICATION_JSON).body(manifest(job));
            case FAILED -> throw new Refused(ErrorCode.EXPORT_FAILED, job.failure());
            case EXPIRED -> throw new Refused(ErrorCode.UNKNOWN_EXPORT, "the time of this export is over");
        };
    }

    private static ResponseEntity<Export> waiting(ExportJob job, String progress) {
        return ResponseEntity.accepted()
                .header("X-Progress", progress)
                .header("Retry-After", String.valueOf(LOOK_AGAIN.toSeconds()))
                .contentType(MediaType.APPLICATION_JSON)
                .body(Export.of(job));
    }

    private Manifest manifest(ExportJob job) {
        String files = security.publicUrl() + "/api/v1/exports/" + job.id() + "/files/";
        return new Manifest(
                job.begunAt().orElse(job.requestedAt()),
                security.publicUrl() + job.request(),
                true,
                job.files().stream()
                        .map(file -> new Output(file.content().type(), files + file.name(), file.rows()))
                        .toList(),
                List.of(),
                Export.of(job));
    }

    @PostMapping("/api/v1/exports/{exportId}/approve")
    @Operation(summary = "The second person agrees to the export, which is written then")
    Export approve(@PathVariable("exportId") String exportId) {
        return Export.of(asked(() -> desk.getObject().approve(exportId, actors.get())));
    }

    @DeleteMapping("/api/v1/exports/{exportId}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Ends the export, or turns it down, and takes its files away")
    void delete(@PathVariable("exportId") String exportId) {
        asked(() -> {
            desk.getObject().delete(exportId, actors.get());
            return true;
        });
    }

    @GetMapping("/api/v1/exports/{exportId}/files/{name}")
    @Operation(
            summary = "A file of an export that is done, a FHIR Patient in each line, for the client that asked for it")
    ResponseEntity<Resource> file(@PathVariable("exportId") String exportId, @PathVariable("name") String name) {
        Path file = asked(() -> desk.getObject().file(exportId, name, actors.get()));
        return ResponseEntity.ok().contentType(NDJSON).body(new FileSystemResource(file));
    }

    private static <T> T asked(java.util.function.Supplier<T> question) {
        try {
            return question.get();
        } catch (ExportDesk.Refused refused) {
            ErrorCode code = switch (refused.reason()) {
                case UNKNOWN -> ErrorCode.UNKNOWN_EXPORT;
                case NOT_EVERYWHERE -> ErrorCode.NOT_PERMITTED;
                case SECOND_PERSON_NEEDED -> ErrorCode.EXPORT_NEEDS_SECOND_PERSON;
                case STALE -> ErrorCode.STALE;
            };
            throw new Refused(code, String.valueOf(refused.getMessage()));
        }
    }
}
