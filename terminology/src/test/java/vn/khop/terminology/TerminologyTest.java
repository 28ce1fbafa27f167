package vn.khop.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.search.SearchPage;
import vn.khop.terminology.search.SearchQuestion;
import vn.khop.terminology.validate.CodeAnswer;

class TerminologyTest {
    @TempDir
    Path images;

    @BeforeEach
    void publish() {
        ImageFolder.at(images).publish(Examples.symptoms("1"));
    }

    @Test
    void aCodeAnswersWithItsNamesPropertiesParentsAndChildren() {
        try (Terminology terminology = Terminology.open(images)) {
            ConceptDetails fever = terminology.lookup(CodeQuestion.of(Examples.SYSTEM, "S1"));
            assertEquals(Optional.of("Sốt"), fever.display());
            assertEquals("urn:khop:test:symptoms|1", fever.system().canonical());
            assertEquals(
                    List.of("Sốt", "Fever"),
                    fever.designations().stream().map(name -> name.value()).toList());
            assertEquals(
                    List.of("inactive=false", "days=3", "parent=S", "child=S1.1", "child=S1.2"),
                    fever.properties().stream()
                            .map(property ->
                                    property.code() + "=" + property.value().text())
                            .toList());
        }
    }

    @Test
    void whatIsUnknownIsRefusedAndNamesWhatIsKnown() {
        try (Terminology terminology = Terminology.open(images)) {
            assertRefused(
                    "CODESYSTEM_NOT_LOADED", Examples.SYSTEM, () -> terminology.lookup(CodeQuestion.of("urn:x", "S1")));
            assertRefused(
                    "CODESYSTEM_VERSION_NOT_LOADED",
                    "'9'",
                    () -> terminology.lookup(CodeQuestion.of(Examples.SYSTEM, "9", "S1")));
            assertRefused(
                    "Unknown_Code_in_Version",
                    "'s1'",
                    () -> terminology.lookup(CodeQuestion.of(Examples.SYSTEM, "s1")));
            assertEquals(
                    Optional.empty(),
                    terminology
                            .validate(CodeQuestion.of("urn:x", "S1"), Optional.empty())
                            .version());
        }
    }

    private static void assertRefused(String message, String named, Executable question) {
        Refused refused = assertThrows(Refused.class, question);
        assertEquals(Optional.of(message), refused.issues().get(0).messageId());
        assertTrue(String.valueOf(refused.getMessage()).contains(named), String.valueOf(refused.getMessage()));
    }

    @Test
    void aDisplayIsRightInAnyLanguageAndUnicodeFormAndWrongWithoutItsToneMarks() {
        try (Terminology terminology = Terminology.open(images)) {
            CodeQuestion fever = CodeQuestion.of(Examples.SYSTEM, "S1");
            for (String right : List.of("Sốt", "sốt", "FEVER", Normalizer.normalize("Sốt", Normalizer.Form.NFD))) {
                assertTrue(terminology.validate(fever, Optional.of(right)).result(), right);
            }
            assertTrue(terminology.validate(fever, Optional.empty()).result());
            CodeAnswer wrong = terminology.validate(fever, Optional.of("Sot"));
            assertFalse(wrong.result());
            String reason = wrong.message().orElseThrow();
            assertTrue(reason.contains("'Sot'") && reason.contains("'Sốt'") && reason.contains("'Fever'"), reason);
        }
    }

    @Test
    void anInactiveCodeIsValidWithARemark() {
        try (Terminology terminology = Terminology.open(images)) {
            CodeAnswer dengue = terminology.validate(CodeQuestion.of(Examples.SYSTEM, "S1.2"), Optional.empty());
            assertTrue(dengue.result() && dengue.isInactive());
            assertFalse(dengue.issues().isEmpty());
        }
    }

    @Test
    void typedWithMarksComesFirstAndWithoutMarksFindsBoth() {
        assertEquals(List.of("S3", "S2"), found("hồ"));
        assertEquals(List.of("S2", "S3"), found("ho"));
        assertEquals(List.of("S1.2"), found("huyet xuat"));
        assertEquals(List.of("S4"), found("dau mat d"));
        assertEquals(List.of("S4"), found("đau MẮT đ"));
        assertEquals(List.of("S1", "S1.1", "S1.2"), found("sot"));
        assertEquals(List.of("S1.1"), found("s1.1"));
        assertEquals(List.of("S1.1"), found("s11"));
        assertEquals(List.of(), found("!"));
        assertEquals(7, found("  ").size());
    }

    @Test
    void aPageHasTheExactTotalWhateverItsSize() {
        try (Terminology terminology = Terminology.open(images)) {
            SearchPage second = terminology
                    .search(new SearchQuestion(ReleaseChoice.current(Examples.SYSTEM), "fever", 1, 1, false))
                    .value()
                    .orElseThrow();
            assertEquals(3, second.total());
            assertEquals(
                    List.of("S1.1"),
                    second.concepts().stream().map(Concept::code).toList());
            SearchPage active = terminology
                    .search(new SearchQuestion(ReleaseChoice.current(Examples.SYSTEM), "fever", 0, 0, true))
                    .value()
                    .orElseThrow();
            assertEquals(2, active.total());
            assertEquals(List.of(), active.concepts());
        }
    }

    @Test
    void theNextQuestionIsAnsweredFromTheNewReleaseAndTheOldStaysAskable() {
        try (Terminology terminology = Terminology.open(images)) {
            assertFalse(terminology.refresh());
            ReleaseSet before = terminology.inUse();
            ImageFolder.at(images).publish(Examples.symptoms("2"));
            assertEquals(List.of("1", "2"), versions(terminology));
            assertFalse(terminology.refresh());
            assertEquals(
                    List.of("1"),
                    before.releases().stream()
                            .map(release -> release.id().version())
                            .toList());
            assertEquals("2", answering(terminology, CodeQuestion.of(Examples.SYSTEM, "S")));
            assertEquals("1", answering(terminology, CodeQuestion.of(Examples.SYSTEM, "1", "S")));
        }
    }

    @Test
    void aFolderThatIsNotThereSaysHowToMakeOne() {
        Path nowhere = images.resolve("nowhere");
        ImageException thrown = assertThrows(ImageException.class, () -> Terminology.open(nowhere));
        assertEquals(
                "there is no images folder at " + nowhere + ": load a list into it with 'khop codes load --images "
                        + nowhere + "', or name another folder",
                thrown.getMessage());
        assertEquals(ErrorCode.NO_IMAGES_FOLDER, thrown.problem().code());
    }

    private List<String> found(String text) {
        try (Terminology terminology = Terminology.open(images)) {
            return terminology
                    .search(SearchQuestion.of(Examples.SYSTEM, text, 20))
                    .value()
                    .orElseThrow()
                    .concepts()
                    .stream()
                    .map(Concept::code)
                    .toList();
        }
    }

    private static List<String> versions(Terminology terminology) {
        return terminology.releases().stream()
                .map(Release::id)
                .map(id -> id.version())
                .toList();
    }

    private static String answering(Terminology terminology, CodeQuestion question) {
        return terminology.lookup(question).system().version();
    }
}
