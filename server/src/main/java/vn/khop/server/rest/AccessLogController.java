package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.CurrentActor;

/** Who saw this person? For auditors. Asking is itself logged. */
@RestController
class AccessLogController {
    private static final int ENTRIES_MAX = 500;

    private final AccessLog log;
    private final CurrentActor actors;

    AccessLogController(AccessLog log, CurrentActor actors) {
        this.log = log;
        this.actors = actors;
    }

    record Entries(List<Entry> items) {}

    /** @param purpose purposes of use the token stated, joined by a blank */
    record Entry(Instant at, String actor, String client, String role, String action, String purpose, String outcome) {
        static Entry of(AccessEntry entry) {
            return new Entry(
                    entry.at(),
                    entry.username(),
                    entry.clientId(),
                    String.join(" ", entry.roles()),
                    entry.action().name(),
                    String.join(" ", entry.purposes()),
                    entry.outcome().name());
        }
    }

    @GetMapping("/api/v1/access-log")
    @Operation(summary = "The newest 500 entries about a person, newest first")
    Entries accessLog(@RequestParam("person") String person) {
        List<Entry> entries =
                log.about(person, ENTRIES_MAX).stream().map(Entry::of).toList();
        log.record(AccessEvent.of(actors.get(), AccessAction.READ_ACCESS_LOG, person));
        return new Entries(entries);
    }
}
