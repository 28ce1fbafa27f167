package vn.khop.server.mapping;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.server.mapping.MappingDecision.Kind;
import vn.khop.server.mapping.MappingDecision.Origin;

class RowStateTest {
    private static MappingDecision says(String by, String code) {
        return says(by, code, Relation.EQUIVALENT);
    }

    private static MappingDecision says(String by, String code, Relation relation) {
        return new MappingDecision(
                0,
                2,
                by,
                Instant.EPOCH,
                code.isEmpty() ? Kind.NO_MAP : Kind.MAP,
                code.isEmpty() ? List.of() : List.of(new MappingTarget(code, by, relation, List.of())),
                Origin.TYPED,
                Optional.empty(),
                "",
                "");
    }

    private static MappingDecision refuses(String by, String code) {
        return new MappingDecision(
                0,
                2,
                by,
                Instant.EPOCH,
                Kind.REJECT,
                List.of(MappingTarget.of(code, Relation.EQUIVALENT)),
                Origin.TYPED,
                Optional.empty(),
                "",
                "");
    }

    @Test
    void twoPersonsAgreeAndOneAloneDoesNot() {
        assertEquals(RowState.OPEN, RowState.of(List.of()).state());
        assertEquals(RowState.OPEN, RowState.of(List.of(refuses("a", "X"))).state());
        assertEquals(
                RowState.DECIDED,
                RowState.of(List.of(says("a", "X"), says("a", "X"))).state());
        assertEquals(
                RowState.AGREED,
                RowState.of(List.of(says("a", "X"), says("b", "X"))).state());
        assertEquals(
                RowState.AGREED,
                RowState.of(List.of(says("a", ""), says("b", ""))).state());
        assertEquals(
                RowState.DISPUTED,
                RowState.of(List.of(says("a", "X"), says("b", "Y"))).state());
        assertEquals(
                RowState.DISPUTED,
                RowState.of(List.of(says("a", "X"), says("b", "X", Relation.BROADER)))
                        .state());
        // Who changes his mind takes the agreement back.
        assertEquals(
                RowState.DISPUTED,
                RowState.of(List.of(says("a", "X"), says("b", "X"), says("a", "Y")))
                        .state());
        RowState.Standing third = RowState.of(List.of(says("a", "X"), says("b", "Y"), says("c", "X")));
        assertEquals(RowState.AGREED, third.state());
        assertEquals(Optional.of("a"), third.decision().map(MappingDecision::by));
        assertEquals(Optional.of("c"), third.review().map(MappingDecision::by));
    }

    @Test
    void severalTargetsAreAgreedInAnyOrderAndNotByHalf() {
        MappingTarget one = MappingTarget.of("X", Relation.BROADER);
        MappingTarget two = MappingTarget.of("Y", Relation.BROADER);
        MappingTarget women =
                new MappingTarget("Y", "", Relation.BROADER, List.of(new MappingTarget.Condition("sex", "female")));
        assertEquals(RowState.AGREED, of(List.of(one, two), List.of(two, one)));
        assertEquals(RowState.DISPUTED, of(List.of(one, two), List.of(one)));
        assertEquals(RowState.DISPUTED, of(List.of(one, two), List.of(one, women)));
    }

    private static RowState of(List<MappingTarget> first, List<MappingTarget> second) {
        return RowState.of(List.of(
                        new MappingDecision(
                                0, 2, "a", Instant.EPOCH, Kind.MAP, first, Origin.TYPED, Optional.empty(), "", ""),
                        new MappingDecision(
                                0, 2, "b", Instant.EPOCH, Kind.MAP, second, Origin.TYPED, Optional.empty(), "", "")))
                .state();
    }

    @Test
    void aRowIsAgreedWhereTwoLatestWordsAreTheSame() {
        String given = System.getProperty("tests.seed", "");
        long seed = given.isBlank() ? System.nanoTime() : Long.parseUnsignedLong(given, 16);
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 500; round++) {
            List<MappingDecision> decisions = new ArrayList<>();
            Map<String, String> latest = new HashMap<>();
            int count = random.nextInt(6);
            for (int i = 0; i < count; i++) {
                String by = "p" + random.nextInt(3);
                String code = random.nextInt(4) == 0 ? "" : "c" + random.nextInt(3);
                decisions.add(says(by, code));
                latest.put(by, code);
            }
            boolean isAgreed = latest.values().stream().distinct().count() < latest.size();
            RowState expected = isAgreed
                    ? RowState.AGREED
                    : switch (latest.size()) {
                        case 0 -> RowState.OPEN;
                        case 1 -> RowState.DECIDED;
                        default -> RowState.DISPUTED;
                    };
            assertEquals(
                    expected, RowState.of(decisions).state(), decisions + " -Dtests.seed=" + Long.toHexString(seed));
        }
    }
}
