package vn.khop.terminology.question;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
        for (int i = 0; i < 10_000; i++) {
            budget.spend(1);
        }
        assertTrue(asked.size() >= 10 && asked.size() <= 100, "asked " + asked.size() + " times in 10,000 steps");
        assertEquals(asked.stream().sorted().toList(), asked);
    }
}
