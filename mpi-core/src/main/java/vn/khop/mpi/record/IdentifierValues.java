package vn.khop.mpi.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The identifiers that one field gave: usually one, several where a field is a list ("card;card") or where one number holds
 * another (a card of 15 characters gives the card and the insurance number at its end).
 *
 * @param all in the order of the text, without repeats; not empty
 */
public record IdentifierValues(List<Identifier> all) implements FieldValue {
    /**
     * @throws IllegalArgumentException if there is none
     */
    public IdentifierValues {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no identifier is no value");
        }
    }

    /** Those of one type, in order. */
    public List<Identifier> of(IdentifierType type) {
        return all.stream().filter(identifier -> identifier.type() == type).toList();
    }

    /** The first citizen number taken apart, where there is one. */
    public Optional<CitizenNumber> citizenNumber() {
        for (Identifier identifier : all) {
            if (identifier.type() == IdentifierType.CITIZEN_NUMBER) {
                return CitizenNumber.parse(identifier.value());
            }
        }
        return Optional.empty();
    }

    /** These, with every citizen number that came whole confirmed; of one that was put together again nobody saw the text. */
    public IdentifierValues verified() {
        List<Identifier> verified = new ArrayList<>(all.size());
        for (Identifier identifier : all) {
            boolean isWhole = identifier.type() == IdentifierType.CITIZEN_NUMBER && !identifier.isRestored();
            verified.add(isWhole ? identifier.verified() : identifier);
        }
        return new IdentifierValues(verified);
    }

    @Override
    public <R> R fold(Cases<R> cases) {
        return cases.identifiers(this);
    }
}
