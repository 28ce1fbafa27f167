package vn.khop.server.audit;

import vn.khop.server.security.Actor;

/** Whether a person's data has been opened to somebody who may not see it otherwise ("break-glass"). */
@FunctionalInterface
public interface EmergencyAccess {
    boolean isOpen(Actor actor, String personId);

    /** Never. */
    static EmergencyAccess none() {
        return (actor, personId) -> false;
    }
}
