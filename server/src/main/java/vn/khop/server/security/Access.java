package vn.khop.server.security;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may use a route.
 *
 * @param isForEveryone no token is asked for
 * @param isForAnybodyKnown any valid token or session will do, whatever its roles
 * @param roles one of these roles is enough
 * @param scope what a {@link Role#HUB} needs besides its role, when set; people at a desk are not asked for a scope, their role is the grant
 * @param openToAnonymousTerminology also open without a token where {@code khop.terminology.anonymous-read} is true
 */
record Access(
        boolean isForEveryone,
        boolean isForAnybodyKnown,
        Set<Role> roles,
        Optional<Scope> scope,
        boolean openToAnonymousTerminology) {
    Access {
        roles = Set.copyOf(roles);
    }

    static Access everyone() {
        return new Access(true, false, Set.of(), Optional.empty(), false);
    }

    /** Declared and closed: a route that exists for the machinery and that no request may reach. */
    static Access nobody() {
        return new Access(false, false, Set.of(), Optional.empty(), false);
    }

    static Access anybodyKnown() {
        return new Access(false, true, Set.of(), Optional.empty(), false);
    }

    static Access roles(Role first, Role... others) {
        return new Access(false, false, EnumSet.of(first, others), Optional.empty(), false);
    }

    /** For a hub whose token carries the scope, and for these roles of people. */
    static Access hubWith(Scope scope, Role... people) {
        return new Access(false, false, EnumSet.of(Role.HUB, people), Optional.of(scope), false);
    }

    /** Reading code lists: any role of ours, and everybody where anonymous reading is switched on. */
    static Access terminologyReading() {
        return new Access(false, false, EnumSet.allOf(Role.class), Optional.empty(), true);
    }

    boolean permits(Actor actor, boolean known, boolean anonymousTerminology, boolean purposeRequired) {
        if (isForEveryone || (openToAnonymousTerminology && anonymousTerminology)) {
            return true;
        }
        return known
                && (isForAnybodyKnown || actor.roles().stream().anyMatch(role -> grants(role, actor, purposeRequired)));
    }

    private boolean grants(Role role, Actor actor, boolean purposeRequired) {
        if (!roles.contains(role)) {
            return false;
        }
        if (role != Role.HUB || scope.isEmpty()) {
            return true;
        }
        return actor.has(scope.get()) && !(purposeRequired && actor.purposes().isEmpty());
    }
}
