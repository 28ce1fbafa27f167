package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.RawRecord;

/** Which updates are held, with the model that is shipped, on drawn corrections and drawn overlays. */
class OverlayGuardTest {
    private static final int DRAWN = 2000;
    private static final long SEED = Optional.ofNullable(System.getProperty("tests.seed"))
            .map(seed -> Long.parseUnsignedLong(seed, 16))
            .orElseGet(() -> new Random().nextLong());
    private static final String REPLAY = "replay with -Dtests.seed=" + Long.toHexString(SEED);
    private static final Linkage MODEL = new ModelLinkage(Linker.of(LinkageModel.readDefault()));

    private final DrawnPatients drawn = new DrawnPatients(new SplittableRandom(SEED));

    private static boolean isHeld(DrawnPatients.Update update) {
        return new OverlayGuard(MODEL)
                .overlay(
                        MODEL.normalise(new RawRecord(SourceId.of("01001", "1").value(), update.before())),
                        MODEL.normalise(new RawRecord(SourceId.of("01001", "1").value(), update.after())))
                .isPresent();
    }

    /** How many of a thousand corrections a clerk may be bothered with, by kind. */
    private static int heldOfThousandMax(DrawnPatients.Correction how) {
        return how == DrawnPatients.Correction.NAME_AND_YEAR_MISTYPED ? 30 : 10;
    }

    @ParameterizedTest
    @EnumSource
    void aCorrectionIsTaken(DrawnPatients.Correction how) {
        int held = 0;
        for (int i = 0; i < DRAWN; i++) {
            held += isHeld(drawn.corrected(how)) ? 1 : 0;
        }
        double ofThousand = 1000.0 * held / DRAWN;
        assertTrue(ofThousand <= heldOfThousandMax(how), how + ": " + ofThousand + " of 1,000 held; " + REPLAY);
    }

    /** The share of overlays that must be found, by whose data they bring; a namesake may differ in nothing but a birth date, and that may be a correction. */
    private static double recallMin(DrawnPatients.Overlay by) {
        return switch (by) {
            case STRANGER, CHILD -> 0.98;
            case SPOUSE, SIBLING -> 0.95;
            case NAMESAKE -> 0.5;
        };
    }

    @ParameterizedTest
    @EnumSource
    void anotherPatientsDataAreHeld(DrawnPatients.Overlay by) {
        int held = 0;
        for (int i = 0; i < DRAWN; i++) {
            held += isHeld(drawn.overlaid(by)) ? 1 : 0;
        }
        double recall = held / (double) DRAWN;
        assertTrue(recall >= recallMin(by), by + ": recall " + recall + "; " + REPLAY);
    }

    @Test
    void twoVerifiedNumbersThatDifferAreHeldHoweverMuchElseAgrees() {
        Map<String, String> before = new HashMap<>(drawn.patient());
        before.put("national_id_verified", "card-chip");
        before.put(Columns.NATIONAL_ID, "001090000001");
        Map<String, String> after = new HashMap<>(before);
        assertEquals(false, isHeld(new DrawnPatients.Update(before, after)));
        after.put(Columns.NATIONAL_ID, "001090000012");
        assertEquals(true, isHeld(new DrawnPatients.Update(before, after)));
    }
}
