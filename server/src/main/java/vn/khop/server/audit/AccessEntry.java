package vn.khop.server.audit;

import java.time.Instant;
import java.util.List;

/**
 * One line of the access log as an auditor reads it.
 *
 * @param number position in the log; grows, never reused
 * @param roles role codes the actor had at that moment
 * @param purposes purposes of use the token stated
 */
public record AccessEntry(
        long number,
        Instant at,
        String username,
        String clientId,
        List<String> roles,
        AccessAction action,
        String personId,
        String sourceId,
        List<String> purposes,
        AccessOutcome outcome,
        String requestId,
        String address) {
    public AccessEntry {
        roles = List.copyOf(roles);
        purposes = List.copyOf(purposes);
    }
}
