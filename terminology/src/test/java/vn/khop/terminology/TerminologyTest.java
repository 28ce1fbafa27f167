package vn.khop.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.lookup.FoundConcept;
import vn.khop.terminology.search.SearchPage;
import vn.khop.terminology.search.SearchQuestion;
import vn.khop.terminology.validate.CodeValidation;

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
            FoundConcept fever = terminology
                    .lookup(CodeQuestion.of(Examples.SYSTEM, "S1"))
                    .value()
                    .orElseThrow();
            assertEquals(Examples.symptoms("1").concepts().get(1), fever.concept());
            assertEquals(List.of("S1.1", "S1.2"), fever.children());
            assertEquals("urn:khop:test:symptoms|1", fever.release().id().toString());
            assertEquals(Optional.of("Fever"), fever.concept().displayIn(List.of("fr", "en")));
        }
    }

    @Test
    void whatIsUnknownIsAProblemThatNamesWhatIsKnown() {
        try (Terminology terminology = Terminology.open(images)) {
            assertEquals(
                    new Problem(
                            ErrorCode.UNKNOWN_CODE_SYSTEM,
                            "code system 'urn:x' is not loaded; loaded are urn:khop:test:symptoms",
                            List.of(Examples.SYSTEM)),
                    terminology.lookup(CodeQuestion.of("urn:x", "S1")).problem().orElseThrow());
            assertEquals(
                    new Problem(
                            ErrorCode.UNKNOWN_VERSION,
                            "version '9' of urn:khop:test:symptoms is not loaded; loaded are 1",
                            List.of("1")),
                    terminology
                            .lookup(CodeQuestion.of(Examples.SYSTEM, "9", "S1"))
                            .problem()
                            .orElseThrow());
            assertEquals(
                    new Problem(ErrorCode.UNKNOWN_CODE, "code 's1' is not in urn:khop:test:symptoms|1"),
                    terminology
                            .lookup(CodeQuestion.of(Examples.SYSTEM, "s1"))
                            .problem()
                            .orElseThrow());
        }
    }

    @Test
    void aDisplayIsRightInAnyLanguageAndWrongWithoutItsToneMarks() {
        try (Terminology terminology = Terminology.open(images)) {
            CodeQuestion fever = CodeQuestion.of(Examples.SYSTEM, "S1");
            assertTrue(terminology.validate(fever, Optional.empty()).isValid());
            assertTrue(terminology.validate(fever, Optional.of("sốt ")).isValid());
            assertTrue(terminology.validate(fever, Optional.of("FEVER")).isValid());
            List<Problem> reasons = terminology
                    .validate(fever, Optional.of("Sot"))
                    .fold(valid -> List.of(), CodeValidation.Invalid::reasons);
            assertEquals(
                    List.of(new Problem(
                            ErrorCode.WRONG_DISPLAY,
                            "'Sot' is not a name of code 'S1' in urn:khop:test:symptoms|1: expected 'Sốt' or 'Fever'",
                            List.of("Sốt", "Fever"))),
                    reasons);
        }
    }

    @Test
    void anInactiveCodeIsValidWithARemark() {
        try (Terminology terminology = Terminology.open(images)) {
            List<ErrorCode> remarks = terminology
                    .validate(CodeQuestion.of(Examples.SYSTEM, "S1.2"), Optional.empty())
                    .fold(valid -> valid.remarks().stream().map(Problem::code).toList(), invalid -> List.of());
            assertEquals(List.of(ErrorCode.INACTIVE_CODE), remarks);
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
        return terminology.lookup(question).value().orElseThrow().release().id().version();
    }
}
