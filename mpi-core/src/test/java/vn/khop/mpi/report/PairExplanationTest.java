package vn.khop.mpi.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Examples;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;

class PairExplanationTest {
    private static final Linker LINKER = Linker.of(LinkageModel.readDefault());

    private static PersonRecord record(String id, String... columns) {
        return LINKER.normalise(Examples.record(id, columns));
    }

    private static final PersonRecord HUNG = record(
            "a", "full_name", "Nguyễn Văn Hùng", "gender", "Nam", "birth_date", "1965-11-28", "phone", "0983417265");
    private static final PersonRecord SAME =
            record("b", "full_name", "NGUYEN VAN HUNG", "birth_date", "28/11/1965", "phone", "+84983417265");
    private static final PersonRecord OTHER = record("c", "full_name", "Trần Thị Mai", "birth_date", "1971-02-03");

    private static double leaves(JsonNode node) {
        if (node.get("parts").isEmpty()) {
            return node.get("bits").asDouble();
        }
        double sum = 0;
        for (JsonNode part : node.get("parts")) {
            sum += leaves(part);
        }
        return sum;
    }

    @Test
    void theLeavesOfTheTreeAddUpToTheTotalAndTheTotalToTheProbability() throws Exception {
        for (PersonRecord other : new PersonRecord[] {SAME, OTHER}) {
            JsonNode json = new ObjectMapper()
                    .readTree(PairExplanation.of(LINKER, HUNG, other).toJson());
            double bits = json.get("match_weight").asDouble();
            assertEquals(bits, leaves(json.get("weight")), 1e-9);
            assertEquals(
                    1 / (1 + Math.pow(2, -bits)), json.get("match_probability").asDouble(), 1e-12);
        }
    }

    @Test
    void saysByWhichRulesAPairIsFoundAndWhyByOthersNot() {
        PairExplanation found = PairExplanation.of(LINKER, HUNG, SAME);
        assertTrue(rule(found, "given-and-day").finds());
        assertEquals("", rule(found, "given-and-day").why());
        assertEquals(
                "citizenNumber is missing in both",
                rule(found, "citizen-number").why());
        assertEquals(
                "sex is missing in the second", rule(found, "family-and-day").why());
        PairExplanation apart = PairExplanation.of(LINKER, HUNG, OTHER);
        assertTrue(apart.rules().stream().noneMatch(PairExplanation.RuleOutcome::finds));
        assertEquals(
                "name.sound differs, birthDate.year differs",
                rule(apart, "sound-and-year").why());
    }

    private static PairExplanation.RuleOutcome rule(PairExplanation explanation, String name) {
        return explanation.rules().stream()
                .filter(rule -> rule.rule().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theTextIsATreeWithoutAnyValueOfAPatient() {
        String text = PairExplanation.of(LINKER, HUNG, SAME).toText();
        assertTrue(text.startsWith("a and b: "), text);
        assertTrue(text.contains("├─ name folded"), text);
        assertTrue(text.contains("│  └─ how rare the value is"), text);
        assertTrue(text.contains("+ given-and-day\n"), text);
        assertTrue(text.contains("- insurance: insurance is missing in both\n"), text);
        assertFalse(text.contains("0983417265") || text.contains("Hùng") || text.contains("1965"), text);
    }

    @Test
    void theOrderOfTheTwoDoesNotMatterToTheEvidence() {
        assertEquals(
                PairExplanation.of(LINKER, HUNG, SAME).evidence(),
                PairExplanation.of(LINKER, SAME, HUNG).evidence());
    }
}
