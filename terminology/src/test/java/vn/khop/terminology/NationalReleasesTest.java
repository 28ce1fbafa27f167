package vn.khop.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.load.ListDeclaration;
import vn.khop.terminology.load.ListLoader;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.release.ChangeClass;
import vn.khop.terminology.release.ConceptChange;
import vn.khop.terminology.release.ReleaseDiff;

/** ICD-10 of QĐ 4469/2020 beside that of TT 06/2026, which applies to stays that end from 2026-07-01. */
@Tag("slow")
class NationalReleasesTest {
    private static final String SYSTEM = "urn:khop:test:icd10-vn";
    private static final ReleaseId OLD = new ReleaseId(SYSTEM, "4469/QĐ-BYT");
    private static final ReleaseId FRESH = new ReleaseId(SYSTEM, "06/2026/TT-BYT");
    private static final LocalDate SWITCH = LocalDate.of(2026, 7, 1);

    @TempDir
    Path images;

    @Test
    void theEndOfTheStayPicksTheListAndTheDiffIsThatOfTheTwoSetsOfCodes() throws IOException {
        CodeSystem old = list(OLD, "icd10_vn_en_12219.csv", "name_vi");
        CodeSystem fresh = list(FRESH, "icd10_tt06_2026_names_flags.csv", "name_vi_tt06");
        ImageFolder folder = ImageFolder.at(images);
        folder.publish(old, EffectivePeriod.from(LocalDate.of(2020, 10, 28)));
        folder.publish(fresh, EffectivePeriod.from(SWITCH));
        Set<String> before = codes(old);
        Set<String> after = codes(fresh);
        try (Terminology terminology = Terminology.open(images)) {
            assertEquals(OLD, answering(terminology, "A00", SWITCH.minusDays(1)));
            assertEquals(FRESH, answering(terminology, "A00", SWITCH));

            List<ConceptChange> changes = new ArrayList<>();
            ReleaseDiff diff = terminology
                    .inUse()
                    .diff(OLD, FRESH, Set.of(), changes::add)
                    .value()
                    .orElseThrow();
            assertEquals(without(after, before), of(changes, ChangeClass.NEW));
            assertEquals(without(before, after), of(changes, ChangeClass.REMOVED));
            assertEquals(0, diff.count(ChangeClass.RETIRED), "neither list marks codes as retired");
            assertEquals(
                    before.size() + after.size() - union(before, after).size(),
                    diff.same() + diff.count(ChangeClass.MEANING) + diff.count(ChangeClass.FORM),
                    "every code of both is the same or in one class");
            assertTrue(diff.same() > 1_000 && diff.count(ChangeClass.FORM) > 100, diff.toString());
            Map<String, String> found = changes.stream()
                    .collect(Collectors.toMap(
                            ConceptChange::code, change -> change.kind().code()));
            assertEquals(Map.of(), otherwise("icd10-changes-checked-by-hand.tsv", found), "some of each class");
            assertEquals(
                    Map.of("H49.1", "changed-in-meaning"),
                    otherwise("icd10-changes-drawn.tsv", found),
                    "drawn by chance: 49 of 50 as a person has it");
        }
    }

    /** The codes of which the diff says something else than the person who has read both names, with what it says. */
    private static Map<String, String> otherwise(String judged, Map<String, String> found) throws IOException {
        Map<String, String> byHand = checkedByHand(judged);
        assertEquals(50, byHand.size());
        Map<String, String> otherwise = new TreeMap<>();
        byHand.forEach((code, kind) -> {
            String said = found.getOrDefault(code, "same");
            if (!said.equals(kind)) {
                otherwise.put(code, said);
            }
        });
        return otherwise;
    }

    private static Map<String, String> checkedByHand(String judged) throws IOException {
        Map<String, String> classes = new TreeMap<>();
        try (InputStream file = NationalReleasesTest.class.getResourceAsStream(judged)) {
            for (String line : new String(file.readAllBytes(), StandardCharsets.UTF_8).split("\n")) {
                if (!line.startsWith("#")) {
                    classes.put(line.split("\t")[0], line.split("\t")[1]);
                }
            }
        }
        return classes;
    }

    private static ReleaseId answering(Terminology terminology, String code, LocalDate day) {
        ReleaseChoice choice = new ReleaseChoice(SYSTEM, Optional.empty(), Optional.of(QuestionDate.of(day)));
        ConceptDetails found = terminology.lookup(new CodeQuestion(choice, code));
        return new ReleaseId(found.system().system(), found.system().version());
    }

    private static CodeSystem list(ReleaseId id, String file, String name) {
        String data = System.getenv("KHOP_DATA");
        Assumptions.assumeTrue(
                data != null && Files.exists(Path.of(data, "icd10", file)),
                "KHOP_DATA does not name a folder with icd10/" + file + ": the two national lists are not compared");
        ListDeclaration declaration = new ListDeclaration(
                id,
                "ICD-10",
                Optional.of("Bộ Y tế"),
                Optional.of(id.version()),
                ',',
                "code",
                List.of(new ListDeclaration.DisplayColumn("vi", name)),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty());
        return ListLoader.load(declaration, Path.of(String.valueOf(data), "icd10", file))
                .codeSystem()
                .orElseThrow();
    }

    private static Set<String> codes(CodeSystem system) {
        return system.concepts().stream().map(Concept::code).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> of(List<ConceptChange> changes, ChangeClass kind) {
        return changes.stream()
                .filter(change -> change.kind() == kind)
                .map(ConceptChange::code)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> without(Set<String> these, Set<String> others) {
        Set<String> left = new TreeSet<>(these);
        left.removeAll(others);
        return left;
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        Set<String> both = new TreeSet<>(one);
        both.addAll(other);
        return both;
    }
}
