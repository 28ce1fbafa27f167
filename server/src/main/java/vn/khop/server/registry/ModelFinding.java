package vn.khop.server.registry;

import java.util.List;

/**
 * What a model would change about some persons.
 *
 * @param number counts from 1 within the run
 * @param persons whom it is about, as they are now
 * @param groups their records, as the model would part them into persons
 * @param pair the pair that speaks most for it: the strongest across persons that would be one, or across groups that would be two
 * @param bitsBefore its weight by the model in use
 * @param bitsAfter its weight by the model that is tried
 */
public record ModelFinding(
        int number,
        Kind kind,
        List<EnterpriseId> persons,
        List<List<SourceId>> groups,
        SourcePair pair,
        double bitsBefore,
        double bitsAfter) {
    /** The name is stored: never rename one. */
    public enum Kind {
        /** Several persons become one. */
        JOIN,
        /** A person becomes several. */
        SPLIT,
        /** A clerk will be asked what nobody is asked now. */
        REVIEW
    }

    public ModelFinding {
        persons = List.copyOf(persons);
        groups = groups.stream().map(List::copyOf).toList();
    }
}
