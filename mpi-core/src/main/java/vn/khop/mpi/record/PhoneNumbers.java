package vn.khop.mpi.record;

import java.util.List;

/**
 * The telephone numbers that one field gave; it may be a relative's number, by definition of the field in the insurance XML.
 *
 * @param all in the order of the text, without repeats; not empty
 */
public record PhoneNumbers(List<PhoneNumber> all) implements FieldValue {
    /**
     * @throws IllegalArgumentException if there is none
     */
    public PhoneNumbers {
        all = List.copyOf(all);
        if (all.isEmpty()) {
            throw new IllegalArgumentException("no telephone number is no value");
        }
    }

    /** Whether some candidate of one is a candidate of the other. */
    public boolean sharesNumberWith(PhoneNumbers other) {
        for (PhoneNumber mine : all) {
            for (PhoneNumber theirs : other.all) {
                for (String candidate : mine.candidates()) {
                    if (theirs.candidates().contains(candidate)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    @Override
    public <R> R fold(Cases<R> cases) {
        return cases.phones(this);
    }
}
