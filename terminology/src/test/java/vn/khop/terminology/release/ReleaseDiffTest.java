package vn.khop.terminology.release;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.RandomCodeSystems;
import vn.khop.terminology.Seed;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.release.ConceptChange.Difference;
import vn.khop.terminology.release.ReleaseDiff.Side;

class ReleaseDiffTest {
    private static final PropertyDefinition SEX = new PropertyDefinition("sex", PropertyType.CODE);
    private static final PropertyDefinition DAYS = new PropertyDefinition("days", PropertyType.DECIMAL);

    @Test
    void eachOfTheFiveClassesIsFoundAndWhatIsTheSameIsCounted() {
        List<ConceptChange> changes = new ArrayList<>();
        ReleaseDiff diff = ReleaseDiff.between(
                side(
                        "1",
                        concept("A", "Sốt"),
                        concept("B", "Ho"),
                        concept("C", "Bệnh dại"),
                        concept("D", "Kỹ thuật hòa"),
                        concept("E", "Đau")),
                side(
                        "2",
                        retired("B", "Ho"),
                        concept("C", "Bệnh dài"),
                        concept("D", "kĩ  thuật HOÀ"),
                        concept("E", "Đau"),
                        concept("F", "Mới")),
                Set.of(),
                changes::add);
        assertEquals(
                List.of("A removed", "B retired", "C changed-in-meaning", "D changed-in-form", "F new"),
                changes.stream()
                        .map(change -> change.code() + " " + change.kind().code())
                        .toList());
        assertEquals(
                Map.of(
                        ChangeClass.NEW, 1,
                        ChangeClass.REMOVED, 1,
                        ChangeClass.RETIRED, 1,
                        ChangeClass.MEANING, 1,
                        ChangeClass.FORM, 1),
                diff.counts());
        assertEquals(1, diff.same());
        assertEquals(
                List.of(new Difference("display vi", "Bệnh dại", "Bệnh dài", true)),
                changes.get(2).differences());
    }

    /** Hand-made pairs of names, each with what a clerk of the ministry would call it. */
    @Test
    void namesThatAreWrittenOtherwiseAreFormAndNamesOfOtherWordsAreMeaning() {
        Map<String, List<String>> sameInForm = Map.of(
                "Bệnh tả", List.of("BỆNH TẢ", " Bệnh  tả", "Bệnh tả.", "Be\u0323\u0302nh ta\u0309"),
                "Hòa, thủy", List.of("Hoà, thuỷ", "Hoà thuỷ"),
                "Bác sỹ kỹ thuật, quý", List.of("Bác sĩ kĩ thuật (quí)"),
                "Sốt 38.5 độ", List.of("Sốt 38,5 độ"));
        sameInForm.forEach((name, others) ->
                others.forEach(other -> assertEquals(ChangeClass.FORM, kind(name, other), name + " / " + other)));
        Map<String, List<String>> otherMeaning = Map.of(
                "Bệnh tả", List.of("Bệnh ta", "Tả bệnh", "Bệnh tả nặng", "Bệnh"),
                "Trẻ < 5 tuổi", List.of("Trẻ > 5 tuổi", "Trẻ ≤ 5 tuổi", "Trẻ 5 tuổi"),
                "Sốt 1.5 ngày", List.of("Sốt 15 ngày"),
                "Thúy", List.of("Thúi"));
        otherMeaning.forEach((name, others) ->
                others.forEach(other -> assertEquals(ChangeClass.MEANING, kind(name, other), name + " / " + other)));
    }

    @Test
    void aFurtherNameIsFormAndSoIsANameThatChangesPlacesWithAFurtherOne() {
        Concept one =
                new Concept("A", true, List.of(name("Tăng huyết áp"), other("Cao huyết áp")), List.of(), List.of());
        Concept swapped =
                new Concept("A", true, List.of(name("Cao huyết áp"), other("Tăng huyết áp")), List.of(), List.of());
        Concept more = new Concept(
                "A", true, List.of(name("Tăng huyết áp"), other("Cao huyết áp"), other("THA")), List.of(), List.of());
        Concept replaced = new Concept("A", true, List.of(name("Cao huyết áp"), other("THA")), List.of(), List.of());
        assertEquals(ChangeClass.FORM, kind(one, swapped));
        assertEquals(ChangeClass.FORM, kind(one, more));
        assertEquals(ChangeClass.MEANING, kind(one, replaced), "the old name is no name of it any more");
    }

    @Test
    void anotherPlaceOrAnotherPropertyIsMeaningAndTheSameValueWrittenOtherwiseIsForm() {
        assertEquals(ChangeClass.MEANING, kind(placed("P"), placed("Q")));
        assertEquals(ChangeClass.MEANING, kind(placed("P"), placed("P", "Q")));
        assertEquals(ChangeClass.FORM, kind(placed("P", "Q"), placed("Q", "P")));
        assertEquals(ChangeClass.MEANING, kind(valued("F", "1.5"), valued("M", "1.5")));
        assertEquals(ChangeClass.MEANING, kind(valued("F", "1.5"), valued("F", "1.6")));
        assertEquals(ChangeClass.FORM, kind(valued("F", "1.5"), valued("F", "1.50")));
        assertEquals(
                ChangeClass.FORM,
                changes(valued("F", "1"), valued("F", "2"), Set.of("days"))
                        .get(0)
                        .kind());
        assertEquals(ChangeClass.MEANING, kind(retired("A", "Ho"), concept("A", "Ho")), "to be used again");
    }

    @Test
    void whatOnlyOneReleaseCouldSayIsToldOnceAndOfNoCode() {
        Side old = new Side(
                about("1", List.of("vi"), List.of(SEX)),
                false,
                List.of(valued("F", "1")).iterator());
        Side fresh = new Side(
                about("2", List.of("vi", "en"), List.of(DAYS)),
                true,
                List.of(placed("P")).iterator());
        ReleaseDiff diff = ReleaseDiff.between(old, fresh, Set.of(), change -> {});
        assertEquals(List.of("hierarchy", "language en", "property days", "property sex"), diff.notCompared());
        assertEquals(1, diff.same());
    }

    @Test
    void theDiffOfRandomListsIsWhatAPlainLookAtEachCodeFinds() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        for (int round = 0; round < 50; round++) {
            CodeSystem one = RandomCodeSystems.draw(random, 60);
            CodeSystem other = RandomCodeSystems.draw(random, 60);
            Map<String, Concept> before = byCode(one);
            Map<String, Concept> after = byCode(other);
            List<ConceptChange> changes = new ArrayList<>();
            ReleaseDiff diff = ReleaseDiff.between(Side.of(one), Side.of(other), Set.of(), changes::add);
            long added = after.keySet().stream()
                    .filter(code -> !before.containsKey(code))
                    .count();
            long removed = before.keySet().stream()
                    .filter(code -> !after.containsKey(code))
                    .count();
            assertEquals(added, diff.count(ChangeClass.NEW), seed.toString());
            assertEquals(removed, diff.count(ChangeClass.REMOVED), seed.toString());
            assertEquals(
                    after.size() - added,
                    diff.same()
                            + diff.count(ChangeClass.RETIRED)
                            + diff.count(ChangeClass.MEANING)
                            + diff.count(ChangeClass.FORM),
                    seed.toString());
            assertEquals(
                    changes.size(),
                    diff.counts().values().stream().mapToInt(Integer::intValue).sum(),
                    seed.toString());
            ReleaseDiff itself = ReleaseDiff.between(Side.of(one), Side.of(one), Set.of(), changes::add);
            assertEquals(before.size(), itself.same(), seed.toString());
        }
    }

    private static Map<String, Concept> byCode(CodeSystem system) {
        Map<String, Concept> found = new HashMap<>();
        system.concepts().forEach(concept -> found.put(concept.code(), concept));
        return found;
    }

    private static ChangeClass kind(String before, String after) {
        return kind(concept("A", before), concept("A", after));
    }

    private static ChangeClass kind(Concept before, Concept after) {
        return changes(before, after, Set.of()).get(0).kind();
    }

    private static List<ConceptChange> changes(Concept before, Concept after, Set<String> formProperties) {
        List<ConceptChange> changes = new ArrayList<>();
        ReleaseDiff.between(side("1", before), side("2", after), formProperties, changes::add);
        return changes;
    }

    private static Side side(String version, Concept... concepts) {
        return new Side(
                about(version, List.of("vi"), List.of(SEX, DAYS)),
                true,
                List.of(concepts).iterator());
    }

    private static CodeSystemDescription about(
            String version, List<String> languages, List<PropertyDefinition> properties) {
        return new CodeSystemDescription(
                new ReleaseId("urn:khop:test:diff", version),
                "Thử",
                Optional.empty(),
                Optional.empty(),
                languages,
                properties);
    }

    private static Concept concept(String code, String display) {
        return new Concept(code, true, List.of(name(display)), List.of(), List.of());
    }

    private static Concept retired(String code, String display) {
        return new Concept(code, false, List.of(name(display)), List.of(), List.of());
    }

    private static Concept placed(String... parents) {
        return new Concept("A", true, List.of(name("Ho")), List.of(), List.of(parents));
    }

    private static Concept valued(String sex, String days) {
        return new Concept(
                "A",
                true,
                List.of(name("Ho")),
                List.of(
                        new ConceptProperty("sex", PropertyType.CODE, sex),
                        new ConceptProperty("days", PropertyType.DECIMAL, days)),
                List.of());
    }

    private static Designation name(String text) {
        return new Designation("vi", Designation.DISPLAY, text);
    }

    private static Designation other(String text) {
        return new Designation("vi", Designation.SYNONYM, text);
    }
}
