package vn.khop.server.registry;

import java.util.Arrays;
import java.util.Optional;

/**
 * A number of a person and the domain that gave it: a kind known everywhere, or a facility's own numbers.
 *
 * @param kind empty for a facility's own number
 * @param facility the facility whose own number it is; empty for a kind known everywhere
 */
public record PersonIdentifier(Optional<IdentifierKind> kind, Optional<String> facility, String value) {
    private static final String FACILITY = "facility:";

    public PersonIdentifier {
        if (kind.isPresent() == facility.isPresent()) {
            throw new IllegalArgumentException("an identifier is of one kind or one facility");
        }
    }

    public static PersonIdentifier of(IdentifierKind kind, String value) {
        return new PersonIdentifier(Optional.of(kind), Optional.empty(), value);
    }

    public static PersonIdentifier ofFacility(String facility, String value) {
        return new PersonIdentifier(Optional.empty(), Optional.of(facility), value);
    }

    /** The domain as the store and a search write it: the kind's code, or {@code facility:} and the facility's code. */
    public String domain() {
        return kind.map(IdentifierKind::code).orElseGet(() -> FACILITY + facility.orElseThrow());
    }

    /**
     * The reverse of {@link #domain()}.
     *
     * @throws IllegalArgumentException if there is no such domain
     */
    public static PersonIdentifier ofDomain(String domain, String value) {
        return ifDomain(domain, value)
                .orElseThrow(() -> new IllegalArgumentException("no identifier domain '" + domain + "'"));
    }

    /** The same, if there is such a domain. */
    static Optional<PersonIdentifier> ifDomain(String domain, String value) {
        if (domain.startsWith(FACILITY)) {
            return Optional.of(ofFacility(domain.substring(FACILITY.length()), value));
        }
        return Arrays.stream(IdentifierKind.values())
                .filter(kind -> kind.code().equals(domain))
                .findFirst()
                .map(kind -> of(kind, value));
    }

    /** Without the number. */
    @Override
    public String toString() {
        return "PersonIdentifier[" + domain() + "]";
    }
}
