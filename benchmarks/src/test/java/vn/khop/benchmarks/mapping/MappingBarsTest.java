package vn.khop.benchmarks.mapping;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.suggest.Experience;
import vn.khop.terminology.suggest.Suggester;
import vn.khop.terminology.suggest.SuggestionModel;
import vn.khop.terminology.suggest.TargetIndex;

/** The bars of docs/mapping.md, with the shipped model, on every fifth held-out row whose name is not its target's; identical ones are easy. */
@Tag("slow")
class MappingBarsTest {
    private static final double FIRST_MIN = 0.55;
    private static final double FIVE_MIN = 0.80;
    private static final double CALIBRATION_ERROR_MAX = 0.05;
    private static final int EVERY = 5;

    @Test
    void diseasesOfTwoDecisionsMeet() throws IOException {
        assertBars(MappingSets.icd10(data()), true);
    }

    @Test
    void servicesOfTwoDecisionsMeet() throws IOException {
        // Some eighty rows: too few to hold their calibration to 0.05 of what it is.
        assertBars(MappingSets.services(data(), true), false);
    }

    @Test
    void derivedDrugRowsMeetTheirRegistrations() throws IOException {
        MappingSet set = MappingSets.drugs(data());
        assertBars(set, true);
        Suggester suggester = new Suggester(TargetIndex.of(set.targets()), SuggestionModel.shipped(), Experience.NONE);
        double error = Measured.calibrationError(set.heldOut().stream()
                .map(row -> MeasureMapping.measured(row, suggester))
                .toList());
        assertTrue(error <= CALIBRATION_ERROR_MAX, "calibration error " + error);
    }

    private static Path data() {
        String data = System.getenv("KHOP_DATA");
        Assumptions.assumeTrue(
                data != null && Files.isDirectory(Path.of(data, "icd10")),
                "KHOP_DATA does not name a folder with icd10: suggestions are not measured");
        return Path.of(String.valueOf(data));
    }

    private static void assertBars(MappingSet set, boolean isCalibrated) {
        Suggester suggester = new Suggester(TargetIndex.of(set.targets()), SuggestionModel.shipped(), Experience.NONE);
        List<MappingSet.Row> rows =
                set.heldOut().stream().filter(row -> !row.isIdentical()).toList();
        List<Measured> measured = IntStream.range(0, rows.size())
                .filter(i -> rows.size() < 1_000 || i % EVERY == 0)
                .mapToObj(i -> MeasureMapping.measured(rows.get(i), suggester))
                .toList();
        double first = Measured.hitRate(measured, 1);
        double five = Measured.hitRate(measured, 5);
        assertTrue(first >= FIRST_MIN, set.name() + ": top 1 " + first + " of " + measured.size());
        assertTrue(five >= FIVE_MIN, set.name() + ": top 5 " + five + " of " + measured.size());
        double error = Measured.calibrationError(measured);
        assertTrue(!isCalibrated || error <= CALIBRATION_ERROR_MAX, set.name() + ": calibration error " + error);
    }
}
