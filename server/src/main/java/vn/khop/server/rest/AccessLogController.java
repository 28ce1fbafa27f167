package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.audit.AccessTrail;
import vn.khop.server.audit.BreakGlass;
import vn.khop.server.audit.ChainCheck;
import vn.khop.server.audit.ChainKeeper;
import vn.khop.server.security.CurrentActor;

/** Who saw this person? For auditors. Asking is itself logged. */
@RestController
class AccessLogController {
    private static final int ENTRIES_MAX = 500;

    private static final int LIMIT_DEFAULT = 50;
    private static final int LIMIT_MAX = 200;
    private static final int OFFSET_MAX = 10_000;
    private static final int DAYS_DEFAULT = 30;
    private static final int DAYS_MAX = 731;
    private static final double PERCENT = 100;
    /** How many emergency accesses that wait are looked at for the oldest. */
    private static final int WAITING_MAX = 500;

    private final AccessLog log;
    private final AccessTrail trail;
    private final ChainKeeper chain;
    private final ObjectProvider<BreakGlass> emergencies;
    private final CurrentActor actors;
    private final Clock clock;

    AccessLogController(
            AccessLog log,
            AccessTrail trail,
            ChainKeeper chain,
            ObjectProvider<BreakGlass> emergencies,
            CurrentActor actors,
            Clock clock) {
        this.log = log;
        this.trail = trail;
        this.chain = chain;
        this.emergencies = emergencies;
        this.actors = actors;
        this.clock = clock;
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

    /** What is asked of the log; what is absent is not asked for. */
    record LogQuestion(
            @Nullable String person,
            @Nullable String user,
            @Nullable String client,
            @Nullable String facility,
            @Nullable String purpose,
            @Nullable String action,
            @Nullable String outcome,
            @Nullable String from,
            @Nullable String before,
            @Nullable Integer offset,
            @Nullable Integer limit) {
        AccessTrail.AccessQuestion asked() {
            return new AccessTrail.AccessQuestion(
                    Fields.text("person", person),
                    Fields.text("user", user),
                    Optional.empty(),
                    Fields.word("action", action, AccessAction.class).stream().toList(),
                    Fields.word("outcome", outcome, AccessOutcome.class),
                    Fields.moment("from", from),
                    Fields.moment("before", before),
                    new AccessTrail.Asked(
                            Fields.text("client", client),
                            Fields.text("facility", facility),
                            Fields.text("purpose", purpose)),
                    Fields.number("offset", offset, 0, 0, OFFSET_MAX),
                    Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX));
        }
    }

    /**
     * An entry as a list shows it.
     *
     * @param position in the chain
     * @param organization facilities that the actor acted for, {@code *} for every one
     * @param person the person's id but for its end hidden, unless one asked for just this person
     * @param address where the question came from, and {@code requestId} which it was; both absent in a list
     */
    record Listed(
            long position,
            Instant at,
            String actor,
            String client,
            String organization,
            String role,
            String action,
            String purpose,
            String outcome,
            String question,
            @Nullable String person,
            @Nullable String about,
            @Nullable String address,
            @Nullable String requestId) {
        static Listed of(AccessEntry entry) {
            return new Listed(
                    entry.position(),
                    entry.at(),
                    entry.username(),
                    entry.clientId(),
                    entry.organization(),
                    String.join(" ", entry.roles()),
                    entry.action().name(),
                    String.join(" ", entry.purposes()),
                    entry.outcome().name(),
                    entry.question(),
                    entry.personId().isEmpty() ? null : entry.personId(),
                    entry.sourceId().isEmpty() ? null : entry.sourceId(),
                    entry.address(),
                    entry.requestId());
        }

        Listed masked(boolean isPersonShown) {
            String hidden = person == null || isPersonShown ? person : MaskedNumber.end(person);
            return new Listed(
                    position,
                    at,
                    actor,
                    client,
                    organization,
                    role,
                    action,
                    purpose,
                    outcome,
                    question,
                    hidden,
                    about == null || person == null || hidden == null ? about : about.replace(person, hidden),
                    null,
                    null);
        }
    }

    /** @param total how many fit, on all pages */
    record Found(long total, List<Listed> items) {}

    @GetMapping("/api/v1/access-log/entries")
    @Operation(
            summary =
                    "The entries that fit, newest first: by person, user, client, facility, purpose, action (such as read), outcome and time. Persons' ids are hidden but for their ends, unless one person is asked for")
    Found entries(
            @RequestParam(name = "person", required = false) @Nullable String person,
            @RequestParam(name = "user", required = false) @Nullable String user,
            @RequestParam(name = "client", required = false) @Nullable String client,
            @RequestParam(name = "facility", required = false) @Nullable String facility,
            @RequestParam(name = "purpose", required = false) @Nullable String purpose,
            @RequestParam(name = "action", required = false) @Nullable String action,
            @RequestParam(name = "outcome", required = false) @Nullable String outcome,
            @RequestParam(name = "from", required = false) @Nullable String from,
            @RequestParam(name = "before", required = false) @Nullable String before,
            @RequestParam(name = "offset", required = false) @Nullable Integer offset,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
        AccessTrail.AccessQuestion question = new LogQuestion(
                        person, user, client, facility, purpose, action, outcome, from, before, offset, limit)
                .asked();
        AccessTrail.Page page = trail.search(question);
        log.record(AccessEvent.of(
                actors.get(), AccessAction.READ_ACCESS_LOG, question.personId().orElse("")));
        boolean isOnePerson = question.personId().isPresent();
        return new Found(
                page.total(),
                page.entries().stream()
                        .map(entry -> Listed.of(entry).masked(isOnePerson))
                        .toList());
    }

    @GetMapping("/api/v1/access-log/entries/{position}")
    @Operation(summary = "An entry in full; that somebody looked at it is an entry about its person")
    Listed entry(@PathVariable("position") long position) {
        Optional<AccessEntry> found = trail.at(position);
        log.record(AccessEvent.of(
                actors.get(),
                AccessAction.READ_ACCESS_LOG,
                found.map(AccessEntry::personId).orElse("")));
        return found.map(Listed::of)
                .orElseThrow(
                        () -> new Refused(
                                ErrorCode.UNKNOWN_ENTRY,
                                "the access log has no entry at this place: GET /api/v1/access-log/entries lists those there are"));
    }

    /** @param denied of the entries those that were refused */
    record Share(
            int days, long entries, long denied, @Nullable Double deniedPercent) {}

    /** @param oldestDueAt when the first of those that wait is due; {@code overdue} counts those that are past that */
    record Emergencies(int waiting, int overdue, @Nullable Instant oldestDueAt) {}

    /** @param hash the root: it stands for every entry up to this place */
    record Signed(long position, Instant at, long ageSeconds, String hash) {}

    record Checked(Instant at, Verification verification) {}

    /**
     * How the log stands.
     *
     * @param checkpoint the newest, signed; absent before the first
     * @param checked the last look at the whole chain by this server; absent where nobody has asked for one since it began
     */
    record Standing(
            long entries,
            long checkpointEverySeconds,
            @Nullable Signed checkpoint,
            @Nullable Checked checked,
            Share share,
            Emergencies emergencies) {}

    @GetMapping("/api/v1/access-log/standing")
    @Operation(
            summary =
                    "How the log stands: entries, the newest signed checkpoint and its age, when the chain was verified last, the share of refused questions (in the last 30 days unless told), emergency accesses that wait for a review")
    Standing standing(@RequestParam(name = "days", required = false) @Nullable Integer days) {
        Instant now = clock.instant();
        int asked = Fields.number("days", days, DAYS_DEFAULT, 1, DAYS_MAX);
        Instant since = now.minus(Duration.ofDays(asked));
        long entries = counted(since, Optional.empty());
        long denied = counted(since, Optional.of(AccessOutcome.DENIED));
        List<BreakGlass.Entry> waiting = emergencies.getObject().toReview(WAITING_MAX);
        ChainKeeper.Standing standing = chain.standing();
        return new Standing(
                standing.entries(),
                standing.interval().toSeconds(),
                standing.checkpoint()
                        .map(signed -> new Signed(
                                signed.position(),
                                signed.at(),
                                Math.max(0, Duration.between(signed.at(), now).toSeconds()),
                                signed.hash()))
                        .orElse(null),
                standing.checked()
                        .map(checked -> new Checked(checked.at(), Verification.of(checked.report())))
                        .orElse(null),
                new Share(asked, entries, denied, entries == 0 ? null : PERCENT * denied / entries),
                new Emergencies(
                        waiting.size(),
                        (int) waiting.stream()
                                .filter(entry -> entry.reviewDueAt().isBefore(now))
                                .count(),
                        waiting.stream()
                                .findFirst()
                                .map(BreakGlass.Entry::reviewDueAt)
                                .orElse(null)));
    }

    private long counted(Instant since, Optional<AccessOutcome> outcome) {
        return trail.search(new AccessTrail.AccessQuestion(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        outcome,
                        Optional.of(since),
                        Optional.empty(),
                        0,
                        1))
                .total();
    }

    /** @param client empty for questions that came without one */
    record ClientUse(String client, long entries, long denied, Instant lastAt) {}

    record Clients(int days, List<ClientUse> items) {}

    @GetMapping("/api/v1/access-log/clients")
    @Operation(
            summary =
                    "Which clients have asked in the last days (30 unless told), how much, how often they were refused, and when last")
    Clients clients(@RequestParam(name = "days", required = false) @Nullable Integer days) {
        int asked = Fields.number("days", days, DAYS_DEFAULT, 1, DAYS_MAX);
        List<ClientUse> items = trail.clients(clock.instant().minus(Duration.ofDays(asked))).stream()
                .map(one -> new ClientUse(one.client(), one.entries(), one.denied(), one.lastAt()))
                .toList();
        return new Clients(asked, items);
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
