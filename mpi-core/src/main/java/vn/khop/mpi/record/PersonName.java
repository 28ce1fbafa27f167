package vn.khop.mpi.record;

import java.util.List;
import java.util.Optional;

/**
 * A person's name with its most likely reading and the other possible ones ("My Yen Nguyen" may be written given name
 * first).
 *
 * @param text the whole name, cleaned: NFC, lower case, one space between words, marks as written
 * @param reading the most likely parts; for a newborn child written as "CB Nguyễn Thị Hoa" the <em>mother's</em> name
 * @param alternatives other readings, most likely first; empty for most names
 * @param isAccented whether any letter carries a Vietnamese mark; a name without one was probably typed without marks
 * @param newborn present where words in the field say that this is a newborn child named after the mother: such a record
 *     must never be joined to the mother's by its name
 */
public record PersonName(
        String text, NameReading reading, List<NameReading> alternatives, boolean isAccented, Optional<Newborn> newborn)
        implements FieldValue {

    /**
     * A newborn child without a name of its own.
     *
     * @param order which of several children ("CB 2 ..."), counted from 1; 0 where the text does not say
     */
    public record Newborn(int order) {
        public Newborn {
            if (order < 0) {
                throw new IllegalArgumentException("order " + order + ", expected 0 (unknown) or more");
            }
        }
    }

    /**
     * @throws IllegalArgumentException if the name is empty
     */
    public PersonName {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty name is no value");
        }
        alternatives = List.copyOf(alternatives);
    }

    public NamePart family() {
        return reading.family();
    }

    public NamePart middle() {
        return reading.middle();
    }

    public NamePart given() {
        return reading.given();
    }

    /** The mother's name, where the record is a newborn child's under her name. */
    public Optional<NameReading> mother() {
        return newborn.map(child -> reading);
    }

    @Override
    public <R> R fold(Cases<R> cases) {
        return cases.name(this);
    }
}
