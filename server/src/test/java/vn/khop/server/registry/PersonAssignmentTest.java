package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PersonAssignmentTest {
    private static final SplittableRandom RANDOM = new SplittableRandom(7);
    private static final EnterpriseId OLD = EnterpriseId.draw(RANDOM);
    private static final EnterpriseId YOUNG = EnterpriseId.draw(RANDOM);
    private static final EnterpriseId NEW = EnterpriseId.draw(RANDOM);
    private static final SourceId A = SourceId.of("01001", "a");
    private static final SourceId B = SourceId.of("01001", "b");
    private static final SourceId C = SourceId.of("01001", "c");

    private static PersonAssignment assign(List<Set<SourceId>> clusters, Map<SourceId, EnterpriseId> present) {
        return PersonAssignment.of(
                clusters, present, person -> Instant.ofEpochSecond(person.equals(OLD) ? 1 : 2), () -> NEW);
    }

    @Test
    void ofTwoPersonsThatBecomeOneTheOlderKeepsItsId() {
        PersonAssignment assignment = assign(List.of(Set.of(A, B)), Map.of(A, YOUNG, B, OLD));
        assertEquals(Map.of(OLD, Set.of(A, B)), assignment.clusters());
        assertEquals(Map.of(YOUNG, OLD), assignment.superseded());
    }

    @Test
    void thePersonWithMoreOfTheRecordsKeepsItsIdThoughItIsYounger() {
        PersonAssignment assignment = assign(List.of(Set.of(A, B, C)), Map.of(A, YOUNG, B, OLD, C, YOUNG));
        assertEquals(Map.of(YOUNG, Set.of(A, B, C)), assignment.clusters());
        assertEquals(Map.of(OLD, YOUNG), assignment.superseded());
    }

    @Test
    void aPersonThatFallsApartKeepsItsIdOnceAndTheRestIsNew() {
        PersonAssignment assignment = assign(List.of(Set.of(A, B), Set.of(C)), Map.of(A, OLD, B, OLD, C, OLD));
        assertEquals(Map.of(OLD, Set.of(A, B), NEW, Set.of(C)), assignment.clusters());
        assertEquals(Set.of(NEW), assignment.founded());
        assertEquals(Map.of(), assignment.superseded());
    }
}
