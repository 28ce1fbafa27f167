package vn.khop.server.registry;

import java.util.Optional;

/**
 * A number of a person and the domain that gave it: a kind known everywhere, a facility's own numbers, or our enterprise ids.
 *
 * @param kind empty for a facility's own number and for an enterprise id
 * @param facility the facility whose own number it is
 */
public record PersonIdentifier(Optional<IdentifierKind> kind, Optional<String> facility, String value) {
    public static PersonIdentifier of(IdentifierKind kind, String value) {
        return new PersonIdentifier(Optional.of(kind), Optional.empty(), value);
    }

    public static PersonIdentifier ofFacility(String facility, String value) {
        return new PersonIdentifier(Optional.empty(), Optional.of(facility), value);
    }

    @Override
    public String toString() {
        return "PersonIdentifier[" + kind.map(IdentifierKind::code).orElse(facility.orElse("")) + "]";
    }
}
