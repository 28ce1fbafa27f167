package vn.khop.server.registry;

import java.util.List;
import java.util.Map;

/** Counts persons by the state of their citizen number. {@code AnchorCountsContract} says what every store must do. */
public interface AnchorCounts {
    /** One count for each facility that has a record, by code, and one of the city with an empty code. */
    List<Count> count();

    /**
     * Persons of whom a facility has a record.
     *
     * @param facility empty for the whole city, in which each person counts once
     * @param persons by state; every state is there
     */
    record Count(String facility, Map<CitizenAnchor.State, Long> persons) {
        public Count {
            persons = Map.copyOf(persons);
        }

        public long all() {
            return persons.values().stream().mapToLong(Long::longValue).sum();
        }

        /** The share whose records name one citizen number that counts, verified or asserted; 0 of nobody. */
        public double anchored() {
            long anchored = persons.getOrDefault(CitizenAnchor.State.VERIFIED, 0L)
                    + persons.getOrDefault(CitizenAnchor.State.ASSERTED, 0L);
            return all() == 0 ? 0 : (double) anchored / all();
        }
    }
}
