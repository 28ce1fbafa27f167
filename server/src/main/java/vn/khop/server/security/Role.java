package vn.khop.server.security;

import java.util.Arrays;
import java.util.Optional;

/** What a user or a client is trusted to do. The code is the word in the token's claim, the credentials file and the session. */
public enum Role {
    /** A machine: the city's integration hub or one hospital's system. Feeds, matches, cross-references, looks codes up. */
    HUB("hub"),
    /** A machine: the city's service for its citizens. Learns by which numbers hospitals know one who asked for it himself, and nothing else. */
    CITIZEN_GATEWAY("citizen-gateway"),
    /** Searches and opens persons, resolves duplicates. */
    CLERK("clerk"),
    /** A clerk who also undoes decisions. */
    CLERK_LEAD("clerk-lead"),
    /** Loads and activates code lists. Sees no person. */
    TERMINOLOGY_ADMIN("terminology-admin"),
    /** Reads the access log. Sees who saw whom, not the person's data. */
    AUDITOR("auditor"),
    /** Runs the service: metrics, settings, the access log. Sees no person. */
    ADMIN("admin");

    private final String code;

    Role(String code) {
        this.code = code;
    }

    public String code() {
        return code;
    }

    /** Whether programs have it and nobody at a desk: they need a scope and a purpose of use besides. */
    boolean isMachine() {
        return this == HUB || this == CITIZEN_GATEWAY;
    }

    /** The role with this code; empty for a word that is not a role of ours, since an issuer's token carries roles of other systems too. */
    public static Optional<Role> of(String code) {
        return Arrays.stream(values()).filter(role -> role.code.equals(code)).findFirst();
    }
}
