package vn.khop.terminology.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.Seed;
import vn.khop.terminology.suggest.Reason.Kind;

/** Rows whose target and reasons a person can tell. */
class SuggesterTest {
    private static final List<Target> DISEASES = List.of(
            Target.of("E11", "Đái tháo đường típ 2"),
            Target.of("E10", "Đái tháo đường típ 1"),
            Target.of("I10", "Tăng huyết áp vô căn (nguyên phát)"),
            Target.of("J18.9", "Viêm phổi, không xác định"),
            Target.of("J18.8", "Viêm phổi khác"),
            Target.of("B05.9", "Bệnh sởi không biến chứng"),
            Target.of("B05.8", "Bệnh sởi có biến chứng khác"),
            Target.of("S52.1", "Gãy kín đầu trên xương quay bên trái"),
            Target.of("S52.2", "Gãy kín đầu trên xương quay bên phải"),
            Target.of("K35", "Viêm ruột thừa cấp"),
            Target.of("A04", "Nhiễm Escherichia coli gây bệnh đường ruột"));
    private static final List<Target> DRUGS = List.of(
            drug("VN-1", "Hapacol 650", "Paracetamol", "650mg", "Viên nén", "Uống"),
            drug("VN-2", "Panadol", "Paracetamol", "500mg", "Viên nén bao phim", "Uống"),
            drug("VN-3", "Efferalgan", "Paracetamol", "150mg", "Thuốc đạn", "Đặt hậu môn"),
            drug("VN-4", "Wamlox", "Amlodipin + valsartan", "5mg + 80mg", "Viên nén bao phim", "Uống"),
            drug("VN-5", "Amlor", "Amlodipine (dưới dạng Amlodipine besilate)", "5mg", "Viên nang cứng", "Uống"));

    private static Target drug(
            String code, String name, String ingredient, String strength, String form, String route) {
        return new Target(code, true, List.of(name), List.of(), ingredient, strength, form, route);
    }

    private static Suggester suggester(List<Target> targets) {
        return new Suggester(TargetIndex.of(targets), SuggestionModel.shipped(), Experience.NONE);
    }

    private static Suggestion first(List<Target> targets, LocalRow row) {
        return suggester(targets).suggest(row, 5).get(0);
    }

    private static Map<Kind, String> reasons(Suggestion suggestion) {
        return suggestion.reasons().stream().collect(Collectors.toMap(Reason::kind, Reason::detail));
    }

    @Test
    void theSameNameIsFirstAndSaysSo() {
        for (Target target : DISEASES) {
            Suggestion first = first(DISEASES, LocalRow.named(target.display().toUpperCase(Locale.ROOT)));
            assertEquals(target.code(), first.code());
            assertTrue(reasons(first).containsKey(Kind.SAME_NAME), first.toString());
        }
        Suggestion toneless = first(DISEASES, LocalRow.named("viem ruot thua cap"));
        assertEquals("K35", toneless.code());
        assertTrue(reasons(toneless).containsKey(Kind.SAME_NAME_TONELESS), toneless.toString());
    }

    @Test
    void abbreviationsAreWrittenOut() {
        Suggestion first = first(DISEASES, LocalRow.named("ĐTĐ typ II có biến chứng"));
        assertEquals("E11", first.code());
        assertEquals("đái tháo đường typ II có biến chứng", reasons(first).get(Kind.ABBREVIATION));
        assertEquals("2", reasons(first).get(Kind.SAME_NUMBERS));
    }

    /** K is how clinicians write cancer; at the end of a vitamin's name it is its name. */
    @Test
    void oneLetterIsAShortFormAtTheBeginningOnly() {
        List<Target> targets =
                List.of(Target.of("C34.9", "U ác tính ở phế quản và/hoặc phổi"), Target.of("E56.1", "Thiếu vitamin K"));
        assertEquals("C34.9", first(targets, LocalRow.named("K phổi trái")).code());
        assertEquals("E56.1", first(targets, LocalRow.named("Thiếu vitamin K")).code());
    }

    @Test
    void sidesAndNumbersTellApart() {
        List<Suggestion> left = suggester(DISEASES).suggest(LocalRow.named("Gãy kín đầu trên xương quay trái"), 2);
        assertEquals("S52.1", left.get(0).code());
        assertEquals("S52.2", left.get(1).code());
        assertEquals("trái / phải", reasons(left.get(1)).get(Kind.CONTRARY));
        Suggestion typeOne = suggester(DISEASES)
                .suggest(LocalRow.named("Đái tháo đường typ 2"), 2)
                .get(1);
        assertEquals("E10", typeOne.code());
        assertTrue(reasons(typeOne).containsKey(Kind.NUMBERS_DIFFER));
    }

    @Test
    void negationAndUnspecifiedTellApart() {
        List<Suggestion> measles = suggester(DISEASES).suggest(LocalRow.named("Sởi không có biến chứng"), 2);
        assertEquals("B05.9", measles.get(0).code());
        assertTrue(reasons(measles.get(1)).containsKey(Kind.NEGATION), measles.toString());
        assertEquals(
                "J18.9",
                first(DISEASES, LocalRow.named("Viêm phổi không đặc hiệu")).code());
        assertEquals("J18.8", first(DISEASES, LocalRow.named("Viêm phổi khác")).code());
    }

    @Test
    void foreignWordsMayBeSpeltOtherwise() {
        Suggestion first = first(DISEASES, LocalRow.named("Nhiễm Escherichia colli đường ruột"));
        assertEquals("A04", first.code());
        assertEquals("colli ~ coli", reasons(first).getOrDefault(Kind.ALIKE_WORDS, ""));
    }

    @Test
    void drugsAreToldByIngredientStrengthAndForm() {
        LocalRow tablet = new LocalRow("P1", "PARA 0,5g", "", "Paracetamol", "0,5g", "viên nén", "uống");
        Suggestion first = first(DRUGS, tablet);
        assertEquals("VN-2", first.code());
        assertEquals("paracetamol", reasons(first).get(Kind.SAME_INGREDIENTS));
        assertEquals("mg:500", reasons(first).get(Kind.SAME_STRENGTH));
        Suggestion other = suggester(DRUGS).suggest(tablet, 5).stream()
                .filter(one -> one.code().equals("VN-3"))
                .findFirst()
                .orElseThrow();
        assertTrue(reasons(other).containsKey(Kind.STRENGTH_DIFFERS), other.toString());
        assertTrue(reasons(other).containsKey(Kind.ROUTE_DIFFERS), other.toString());
        // Two ingredients are not one of them.
        assertEquals(
                "VN-5",
                first(DRUGS, new LocalRow("", "Amlodipin 5", "", "Amlodipin", "5mg", "", ""))
                        .code());
        assertEquals(
                "VN-4",
                first(DRUGS, new LocalRow("", "x", "", "Valsartan, Amlodipine", "80mg/5mg", "", ""))
                        .code());
    }

    @Test
    void theGroupDecidesBetweenEqualNames() {
        List<Target> chapters = List.of(
                Target.of("1.9", "Đặt catheter động mạch").in("01. HỒI SỨC CẤP CỨU"),
                Target.of("3.33", "Đặt catheter động mạch").in("03. NHI KHOA"));
        Suggestion first =
                first(chapters, LocalRow.named("Đặt catheter động mạch").in("III. Nhi khoa"));
        assertEquals("3.33", first.code());
        assertEquals("03. NHI KHOA", reasons(first).get(Kind.SAME_GROUP));
        List<Suggestion> even = suggester(chapters).suggest(LocalRow.named("Đặt catheter động mạch"), 2);
        assertEquals(even.get(0).probability(), even.get(1).probability(), 1e-12);
        assertTrue(even.get(0).probability() < 0.7, "nobody can be sure of one of two equals: " + even);
    }

    @Test
    void whatPeopleDecidedIsRemembered() {
        LocalRow row = LocalRow.named("Bệnh tiểu đường");
        Suggester before = suggester(DISEASES);
        Suggester after = before.learned(
                List.of(new Judgement(row, "E11", true), new Judgement(LocalRow.named("viêm phổi"), "J18.8", false)));
        Suggestion first = after.suggest(row, 5).get(0);
        assertEquals("E11", first.code());
        assertTrue(reasons(first).containsKey(Kind.ACCEPTED_BEFORE));
        double refused = probability(after, "viêm phổi", "J18.8");
        assertTrue(refused < probability(before, "viêm phổi", "J18.8"), "refused still " + refused);
        assertEquals(before.model().version() + "+2", after.model().version());
    }

    private static double probability(Suggester suggester, String name, String code) {
        return suggester.suggest(LocalRow.named(name), 20).stream()
                .filter(one -> one.code().equals(code))
                .mapToDouble(Suggestion::probability)
                .findFirst()
                .orElse(0);
    }

    @Test
    void aRowWithoutAnyKnownWordHasNoSuggestion() {
        assertEquals(List.of(), suggester(DISEASES).suggest(LocalRow.named("qqq"), 5));
        assertEquals(List.of(), suggester(List.of()).suggest(LocalRow.named("viêm phổi"), 5));
    }

    @Test
    void probabilitiesFallAndTheOrderOfTheListDoesNotMatter() {
        Seed seed = Seed.ofThisRun();
        List<Target> shuffled = new ArrayList<>(DISEASES);
        Collections.shuffle(shuffled, new Random(seed.value()));
        for (Target target : DISEASES) {
            LocalRow row = LocalRow.named(target.display() + " nặng");
            List<Suggestion> suggestions = suggester(DISEASES).suggest(row, 20);
            for (int i = 0; i < suggestions.size(); i++) {
                double probability = suggestions.get(i).probability();
                assertTrue(probability >= 0 && probability <= 1);
                assertTrue(i == 0 || probability <= suggestions.get(i - 1).probability());
            }
            Map<String, Double> other = suggester(shuffled).suggest(row, 20).stream()
                    .collect(Collectors.toMap(Suggestion::code, Suggestion::probability));
            suggestions.forEach(one ->
                    assertEquals(one.probability(), other.getOrDefault(one.code(), -1.0), 1e-9, one + ", " + seed));
        }
    }

    @Test
    void aModelIsItsFile() {
        SuggestionModel shipped = SuggestionModel.shipped();
        assertEquals(shipped.write(), SuggestionModel.read(shipped.write()).write());
        assertFalse(shipped.relations().byWord().isEmpty());
    }

    @Test
    void trainingFindsWhichEvidenceCounts() {
        // In this world names say nothing and the group says all: two targets of each name, and the one of the row's
        // group is meant.
        List<Target> targets = new ArrayList<>();
        List<ModelTrainer.Pair> pairs = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            targets.add(Target.of("A" + i, "tên số " + i).in("khoa nội"));
            targets.add(Target.of("B" + i, "tên số " + i).in("khoa nhi"));
            pairs.add(new ModelTrainer.Pair(
                    LocalRow.named("tên số " + i).in(i % 2 == 0 ? "nội" : "nhi"),
                    Optional.of((i % 2 == 0 ? "A" : "B") + i)));
        }
        TargetIndex index = TargetIndex.of(targets);
        SuggestionModel trained = ModelTrainer.train("test", List.of(new ModelTrainer.Lesson(index, pairs)));
        assertEquals(
                trained.write(),
                ModelTrainer.train("test", List.of(new ModelTrainer.Lesson(index, pairs)))
                        .write());
        assertTrue(
                trained.weights()[Evidence.SAME_GROUP.ordinal()] > Evidence.SAME_GROUP.prior(),
                "the group weighs more than before");
        Suggester suggester = new Suggester(index, trained, Experience.NONE);
        assertEquals(
                40,
                IntStream.range(0, 40)
                        .filter(i -> suggester
                                .suggest(pairs.get(i).row(), 1)
                                .get(0)
                                .code()
                                .equals(pairs.get(i).code().orElseThrow()))
                        .count());
    }
}
