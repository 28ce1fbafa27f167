package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class QuestionLaneTest {
    private static final long ORDINARY = 1_000_000;
    private static final long LONG = 100_000_000;

    private final QuestionLane lane = new QuestionLane(1, Duration.ofMillis(10));

    @Test
    void ordinaryQuestionsNeedNoPlace() {
        try (QuestionLane.Way heavy = lane.enter();
                QuestionLane.Way ordinary = lane.enter()) {
            heavy.next(LONG);
            assertDoesNotThrow(() -> ordinary.next(ORDINARY));
        }
    }

    @Test
    void onlySoManyQuestionsThatTakeLongGoOnAndWhoEndsGivesItsPlaceBack() {
        try (QuestionLane.Way first = lane.enter()) {
            first.next(LONG);
            first.next(2 * LONG);
            try (QuestionLane.Way second = lane.enter()) {
                second.next(ORDINARY);
                assertThrows(QuestionLane.Full.class, () -> second.next(LONG));
            }
            // Who was refused had no place to give back.
            try (QuestionLane.Way third = lane.enter()) {
                assertThrows(QuestionLane.Full.class, () -> third.next(LONG));
            }
        }
        try (QuestionLane.Way fourth = lane.enter()) {
            assertDoesNotThrow(() -> fourth.next(LONG));
        }
    }
}
