package vn.khop.server.audit;

import java.time.Instant;
import java.util.List;

/**
 * One line of the access log as an auditor reads it.
 *
 * @param position place in the chain of all entries, from 1, without gaps
 * @param organization facility codes that the actor acted for, or {@code *}; empty where none was known
 * @param roles role codes the actor had at that moment
 * @param purposes purposes of use the token stated
 * @param question method, route and names of the parameters, without their values
 */
public record AccessEntry(
        long position,
        Instant at,
        String username,
        String clientId,
        String organization,
        List<String> roles,
        AccessAction action,
        String question,
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
