package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.audit.ChainCheck;
import vn.khop.server.audit.ChainKeeper;
import vn.khop.server.security.CurrentActor;

/** Who saw this person? For auditors. Asking is itself logged. */
@RestController
class AccessLogController {
    private static final int ENTRIES_MAX = 500;

    private final AccessLog log;
    private final ChainKeeper chain;
    private final CurrentActor actors;

    AccessLogController(AccessLog log, ChainKeeper chain, CurrentActor actors) {
        this.log = log;
        this.chain = chain;
        this.actors = actors;
    }

    record Entries(List<Entry> items) {}

    /**
     * @param purpose purposes of use the token stated, joined by a blank
     * @param about the source record that it was about, or the field of a task that was shown in full; absent where it was about the person
     */
    record Entry(
            Instant at,
            String actor,
            String client,
            String role,
            String action,
            String purpose,
            String outcome,
            @Nullable String about) {
        static Entry of(AccessEntry entry) {
            return new Entry(
                    entry.at(),
                    entry.username(),
                    entry.clientId(),
                    String.join(" ", entry.roles()),
                    entry.action().name(),
                    String.join(" ", entry.purposes()),
                    entry.outcome().name(),
                    entry.sourceId().isEmpty() ? null : entry.sourceId());
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

    /**
     * Whether the log is what was written.
     *
     * @param signedTo up to which entry a checkpoint speaks for it
     */
    record Verification(boolean intact, long entries, long signedTo, int checkpoints, List<Finding> findings) {
        static Verification of(ChainCheck.Report report) {
            return new Verification(
                    report.isIntact(),
                    report.entries(),
                    report.signedTo(),
                    report.checkpoints(),
                    report.findings().stream()
                            .map(finding -> new Finding(finding.kind().name(), finding.from(), finding.to()))
                            .toList());
        }
    }

    /** @param from the first of the entries among which it is */
    record Finding(String kind, long from, long to) {}

    @PostMapping("/api/v1/access-log/verify")
    @Operation(
            summary = "Looks at the whole chain of entries: what was changed, taken out, put in or cut off, and where")
    Verification verify() {
        Verification verification = Verification.of(chain.check());
        log.record(new AccessEvent(actors.get(), AccessAction.VERIFY_ACCESS_LOG, "", "", AccessOutcome.SUCCESS));
        return verification;
    }
}
