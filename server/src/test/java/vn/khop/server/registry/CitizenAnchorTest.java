package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.registry.CitizenAnchor.State;

/** Numbers of nobody: well formed, drawn by hand. */
class CitizenAnchorTest {
    private static final Linker LINKER = Linker.of(LinkageModel.readDefault());
    private static final String ONE = "001171000301";
    private static final String OTHER = "001171000302";

    private static CitizenAnchor anchor(List<Map<String, String>> records) {
        List<PersonRecord> read = records.stream()
                .map(columns -> LINKER.normalise(new RawRecord("r" + records.indexOf(columns), columns)))
                .toList();
        return CitizenAnchor.of(read);
    }

    @SafeVarargs
    private static void assertAnchor(
            State state, Optional<String> number, List<String> lineage, Map<String, String>... records) {
        assertEquals(new CitizenAnchor(state, number, lineage), anchor(Arrays.asList(records)));
    }

    private static Map<String, String> number(String number) {
        return Map.of(Columns.NATIONAL_ID, number);
    }

    private static Map<String, String> verified(String number) {
        return Map.of(Columns.NATIONAL_ID, number, "national_id_verified", "card-chip");
    }

    @Test
    void aPersonWithoutANumberHasNone() {
        assertAnchor(State.NONE, Optional.empty(), List.of(), Map.of(Columns.FULL_NAME, "Bế Thị Lan"));
    }

    @Test
    void aNumberThatHospitalsAgreeOnIsAssertedAndOneReadFromACardIsVerified() {
        assertAnchor(State.ASSERTED, Optional.of(ONE), List.of(), number(ONE), number(ONE));
        assertAnchor(State.VERIFIED, Optional.of(ONE), List.of(), number(ONE), verified(ONE));
    }

    @Test
    void twoAssertedNumbersConflictUntilOneIsVerified() {
        assertAnchor(State.CONFLICTING, Optional.empty(), List.of(ONE, OTHER), number(ONE), number(OTHER));
        assertAnchor(State.VERIFIED, Optional.of(OTHER), List.of(ONE), number(ONE), verified(OTHER));
    }

    @Test
    void theOldCardIsLineageAndNoAnchor() {
        assertAnchor(State.NONE, Optional.empty(), List.of("145203867"), number("145203867"));
        assertAnchor(State.ASSERTED, Optional.of(ONE), List.of("145203867"), number("145203867"), number(ONE));
    }
}
