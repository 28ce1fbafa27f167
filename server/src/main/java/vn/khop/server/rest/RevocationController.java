package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessOutcome;
import vn.khop.server.security.CurrentActor;
import vn.khop.server.security.Revocations;

/** Shuts somebody out before his token's time is over. */
@RestController
class RevocationController {
    private final ObjectProvider<Revocations> revocations;
    private final AccessLog log;
    private final CurrentActor actors;

    RevocationController(ObjectProvider<Revocations> revocations, AccessLog log, CurrentActor actors) {
        this.revocations = revocations;
        this.log = log;
        this.actors = actors;
    }

    /**
     * What counts no more.
     *
     * @param kind {@code user}, {@code client} or {@code token}
     * @param name user name, client id, or the token's {@code jti}
     */
    record Revoked(@Nullable String kind, @Nullable String name) {}

    @PostMapping("/api/v1/revocations")
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(summary = "Ends every token and session of a user or client that began until now, or one token")
    Revoked revoke(@RequestBody Revoked revoked) {
        String name = Fields.required("name", revoked.name(), "a user name, a client id or a token id");
        String word = Fields.required("kind", revoked.kind(), "user, client or token");
        Revocations.Kind kind = kind(word)
                .orElseThrow(() ->
                        Refused.field(ErrorCode.INVALID_FIELD, "kind", "something else", "user, client or token"));
        log.record(new AccessEvent(actors.get(), AccessAction.REVOKE, "", "", AccessOutcome.SUCCESS));
        revocations.getObject().revoke(kind, name);
        return new Revoked(word, name);
    }

    /** @param at what was granted until then counts no more */
    record RevokedSince(String kind, String name, Instant at) {}

    record RevocationList(List<RevokedSince> items) {}

    @GetMapping("/api/v1/revocations")
    @Operation(summary = "The users, clients and tokens that were shut out, newest first")
    RevocationList revocations() {
        return new RevocationList(revocations.getObject().all().stream()
                .map(one -> new RevokedSince(TaskView.word(one.kind()), one.name(), one.at()))
                .toList());
    }

    private static Optional<Revocations.Kind> kind(String word) {
        return Arrays.stream(Revocations.Kind.values())
                .filter(kind -> TaskView.word(kind).equals(word))
                .findFirst();
    }
}
