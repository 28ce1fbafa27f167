package vn.khop.mpi.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Examples;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.RawRecord;

class InputFactsTest {
    private static final Linker LINKER = Linker.of(LinkageModel.readDefault());

    private static List<RawRecord> records() {
        List<RawRecord> records = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            records.add(Examples.record(
                    "r" + i,
                    "full_name",
                    i < 10 ? "Nguyễn Văn Hùng" : "Trịnh Công Khải " + i,
                    "birth_date",
                    "19" + (60 + i) + "-03-17",
                    "phone",
                    i < 2 ? "0983417265" : "",
                    "address",
                    i == 0 ? "nobody@example.org" : ""));
        }
        records.add(Examples.record("empty", "gender", "Nam"));
        return records;
    }

    private static InputFacts.Field field(InputFacts facts, String name) {
        return facts.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void countsWhatIsFilledUnderstoodAndDifferent() {
        InputFacts facts = InputFacts.of(records(), LINKER, true);
        assertEquals(13, facts.sampled());
        InputFacts.Field name = field(facts, "name");
        assertEquals(12, name.filled());
        assertEquals(12, name.understood());
        assertEquals(3, name.distinct());
        assertEquals(
                new InputFacts.Common("Nguyễn Văn Hùng", 10), name.commonest().get(0));
        assertEquals(2, field(facts, "phone").filled());
        assertEquals("0983417265", field(facts, "phone").commonest().get(0).text());
    }

    @Test
    void whatNamesSomebodyIsMaskedAndWhatManyShareIsNot() {
        InputFacts facts = InputFacts.of(records(), LINKER, false);
        assertEquals("Nguyễn Văn Hùng", field(facts, "name").commonest().get(0).text());
        assertTrue(field(facts, "name").commonest().get(1).text().startsWith("Tr•"));
        assertEquals("09••••••65", field(facts, "phone").commonest().get(0).text());
        assertFalse(field(facts, "address").commonest().get(0).text().contains("@"));
        assertEquals("Nam", field(facts, "sex").commonest().get(0).text());
    }

    @Test
    void aRecordOfASexAloneCannotReachAnyThresholdAgainstItself() {
        InputFacts facts = InputFacts.of(records(), LINKER, false);
        double review = LINKER.model().schema().thresholds().reviewBits();
        assertEquals(1.0 / 13, facts.shareBelow(review), 1e-9);
    }
}
