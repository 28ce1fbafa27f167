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
 * @param scope what a machine needs besides its role, when set; people at a desk are not asked for a scope, their role is the grant
 * @param clinical what will do in the place of that scope: SMART's word for it, of whose interactions all are needed
 * @param openToAnonymousTerminology also open without a token where {@code khop.terminology.anonymous-read} is true
 */
record Access(
        boolean isForEveryone,
        boolean isForAnybodyKnown,
        Set<Role> roles,
        Optional<Scope> scope,
        Optional<SmartScopes.Grant> clinical,
        boolean openToAnonymousTerminology) {
    Access {
        roles = Set.copyOf(roles);
    }

    static Access everyone() {
        return new Access(true, false, Set.of(), Optional.empty(), Optional.empty(), false);
    }

    /** Declared and closed: a route that exists for the machinery and that no request may reach. */
    static Access nobody() {
        return new Access(false, false, Set.of(), Optional.empty(), Optional.empty(), false);
    }

    static Access anybodyKnown() {
        return new Access(false, true, Set.of(), Optional.empty(), Optional.empty(), false);
    }

    static Access roles(Role first, Role... others) {
        return new Access(false, false, EnumSet.of(first, others), Optional.empty(), Optional.empty(), false);
    }

    /** For a hub whose token carries the scope, and for these roles of people. */
    static Access hubWith(Scope scope, Role... people) {
        return new Access(false, false, EnumSet.of(Role.HUB, people), Optional.of(scope), Optional.empty(), false);
    }

    /** For the citizens' service alone. */
    static Access citizenGateway() {
        return new Access(
                false, false, EnumSet.of(Role.CITIZEN_GATEWAY), Optional.of(Scope.CITIZEN), Optional.empty(), false);
    }

    /** The same, or with these interactions of SMART with patients. */
    Access orPatients(String interactions) {
        return new Access(
                isForEveryone,
                isForAnybodyKnown,
                roles,
                scope,
                Optional.of(new SmartScopes.Grant("Patient", interactions)),
                openToAnonymousTerminology);
    }

    /** Reading code lists: any role of ours but the citizens' service, and everybody where anonymous reading is switched on. */
    static Access terminologyReading() {
        return new Access(
                false,
                false,
                EnumSet.complementOf(EnumSet.of(Role.CITIZEN_GATEWAY)),
                Optional.empty(),
                Optional.empty(),
                true);
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
        if (!role.isMachine() || scope.isEmpty()) {
            return true;
        }
        boolean isGranted = actor.has(scope.get())
                || clinical.filter(grant -> grant.interactions()
                                .chars()
                                .allMatch(letter -> actor.clinical().permits(grant.type(), (char) letter)))
                        .isPresent();
        return isGranted && !(purposeRequired && actor.purposes().isEmpty());
    }
}
