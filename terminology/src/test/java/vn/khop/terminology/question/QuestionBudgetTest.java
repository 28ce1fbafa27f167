package vn.khop.terminology.question;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuestionBudgetTest {
    @Test
    void whatCostsTooManyStepsIsRefusedAndSoIsAllThatIsAskedAfterIt() {
        QuestionBudget budget = new QuestionBudget();
        budget.spend(QuestionBudget.STEPS_MAX);
        assertThrows(Refused.class, () -> budget.spend(QuestionBudget.STEPS_MAX));
        for (int i = 0; i < 3; i++) {
            Refused refused = assertThrows(Refused.class, () -> budget.spend(1));
            assertEquals("too-costly", refused.issues().get(0).type());
        }
    }

    @Test
    void whoDecidesHowItGoesOnIsAskedAgainAndAgain() {
        List<Long> asked = new ArrayList<>();
        QuestionBudget budget = new QuestionBudget(asked::add);
        long steps = 0;
        for (long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
                asked.size() < 20 && System.nanoTime() < end;
                steps++) {
            budget.spend(1);
        }
        assertEquals(20, asked.size());
        assertTrue(steps >= 20 * 20, "asked at each step of " + steps);
        assertEquals(asked.stream().sorted().toList(), asked);
    }
}
