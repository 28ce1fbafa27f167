package vn.khop.server.audit;

import java.util.Collection;
import java.util.List;
import vn.khop.server.security.Actor;

/**
 * One actor saw, or tried to see, one person, or switched a release of a code list. A result of twenty persons is twenty events; a result without persons is one event with an empty {@code personId}.
 * Holds ids only: no name, number or search text ever goes into it.
 *
 * @param personId the enterprise id of the person, or empty
 * @param sourceId the source record read or fed, or the release as {@code CodeSystem/id}, or empty
 */
public record AccessEvent(Actor actor, AccessAction action, String personId, String sourceId, AccessOutcome outcome) {

    /** The events of one answer: one for each person shown, or one that says nothing was found. */
    public static List<AccessEvent> ofResult(Actor actor, AccessAction action, Collection<String> personIds) {
        if (personIds.isEmpty()) {
            return List.of(new AccessEvent(actor, action, "", "", AccessOutcome.NOTHING_FOUND));
        }
        return personIds.stream()
                .map(personId -> new AccessEvent(actor, action, personId, "", AccessOutcome.SUCCESS))
                .toList();
    }

    public static AccessEvent of(Actor actor, AccessAction action, String personId) {
        return new AccessEvent(actor, action, personId, "", AccessOutcome.SUCCESS);
    }
}
