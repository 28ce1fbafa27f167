package vn.khop.server.security;

import java.util.Set;

/**
 * The facilities an actor may feed for.
 *
 * @param everywhere true for the city's own hub and for people who work across hospitals
 * @param codes facility codes, five characters each; empty when {@code everywhere}
 */
public record FacilityScope(boolean everywhere, Set<String> codes) {
    public FacilityScope {
        codes = Set.copyOf(codes);
        if (everywhere && !codes.isEmpty()) {
            throw new IllegalArgumentException("a scope of every facility names none, found " + codes);
        }
    }

    public static FacilityScope everyFacility() {
        return new FacilityScope(true, Set.of());
    }

    /** No facility at all when {@code codes} is empty. */
    public static FacilityScope of(Set<String> codes) {
        return new FacilityScope(false, codes);
    }

    public boolean includes(String facilityCode) {
        return everywhere || codes.contains(facilityCode);
    }
}
