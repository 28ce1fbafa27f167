package vn.khop.server.fhir.terminology;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionLaneTest {
    private static final long ORDINARY = 1_000_000;
    private static final long LONG = 100_000_000;

    private final QuestionLane lane = new QuestionLane(1, Duration.ofMillis(10), Duration.ofMillis(300));

    /** A question that sleeps has no core either. */
    @Test
    void whoIsLeftNoCoreBehindOthersBeginsAgainWhereItCameFrom() throws IOException {
        List<Thread> on = new ArrayList<>();
        try (QuestionLane.Way way = lane.enter()) {
            String answer = lane.behindOthers(way, () -> {
                on.add(Thread.currentThread());
                for (int look = 0; look < 10; look++) {
                    sleep(100);
                    way.next(0);
                }
                return "answered";
            });
            assertEquals("answered", answer);
        }
        assertEquals(2, on.size());
        assertNotSame(Thread.currentThread(), on.get(0));
        assertSame(Thread.currentThread(), on.get(1));
    }

    @Test
    void whoHasACoreBehindOthersStaysThere() throws IOException {
        try (QuestionLane.Way way = lane.enter()) {
            Thread on = lane.behindOthers(way, () -> {
                for (int look = 1; look <= 6; look++) {
                    sleep(100);
                    way.next(look * 100_000_000L);
                }
                return Thread.currentThread();
            });
            assertNotSame(Thread.currentThread(), on);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

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
