package vn.khop.terminology.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;

/** Each rule by hand, on a list of ten codes. */
class ClaimCheckTest {
    private static final String SYSTEM = "urn:x:claims";
    private static final LocalDate DAY = LocalDate.of(2026, 7, 1);

    @TempDir
    Path images;

    @Test
    void aPlainCodeMayStandAnywhere() {
        assertEquals(List.of(), found("female", "1990-01-01", "A00", "B95.0"));
    }

    @Test
    void aCodeThatIsNotPrimaryMayStandBesideOneThatIs() {
        assertEquals(List.of("B95.0 not-primary Phụ lục A2"), found("female", "1990", "B95.0", "A00"));
        assertEquals(List.of(), found("female", "1990", "A00", "B95.0"));
    }

    @Test
    void codesAreFoundWithoutTheirDotAndTheirMark() {
        assertEquals(List.of("B950 not-primary Phụ lục A2"), found("female", "1990", "B950", "A00"));
        assertEquals(List.of("a00 unknown-code -", "Q99 unknown-code -"), found("female", "1990", "a00", "Q99"));
    }

    @Test
    void daggerAndAsteriskGoTogetherAndTheAsteriskIsPrimary() {
        assertEquals(List.of(), found("male", "1990", "G01", "A17.0"));
        assertEquals(List.of("A17.0 asterisk-is-primary -"), found("male", "1990", "A17.0", "G01"));
        assertEquals(List.of("A17.0 without-asterisk -"), found("male", "1990", "A17.0", "A00"));
        assertEquals(
                List.of("G01 not-primary Phụ lục A2", "G01 without-dagger Phụ lục A1"),
                found("male", "1990", "G01", "A00"));
    }

    @Test
    void sexIsARuleOrARemark() {
        assertEquals(List.of("C51 sex Phụ lục A4.1"), found("male", "1990", "C51"));
        assertEquals(List.of(), found("female", "1990", "C51"));
        assertEquals(List.of(), found(null, "1990", "C51"), "what is not known breaks no rule");
        assertEquals(List.of("C50 mostly-one-sex -"), found("male", "1990", "C50"));
        assertFalse(ClaimRule.MOSTLY_ONE_SEX.isError());
        assertTrue(ClaimRule.SEX.isError());
    }

    @Test
    void agesAreCountedInWholeYearsAndDaysToTheirLastDay() {
        // 8 to 19 years: from the eighth birthday to the day before the twentieth.
        assertEquals(List.of(), found("male", "2018-07-01", "E30"));
        assertEquals(List.of("E30 age Phụ lục A3.7"), found("male", "2018-07-02", "E30"));
        assertEquals(List.of(), found("male", "2006-07-02", "E30"));
        assertEquals(List.of("E30 age Phụ lục A3.7"), found("male", "2006-07-01", "E30"));
        // 0 to 365 days.
        assertEquals(List.of(), found("male", "2026-07-01", "P00"));
        assertEquals(List.of(), found("male", "2025-07-01", "P00"));
        assertEquals(List.of("P00 age Phụ lục A3.1"), found("male", "2025-06-30", "P00"));
        // A year of birth stands for all its days.
        assertEquals(List.of(), found("male", "2018", "E30"));
        assertEquals(List.of("E30 age Phụ lục A3.7"), found("male", "2019", "E30"));
        assertEquals(List.of("E30 birth-after-stay -"), found("male", "2026-07-02", "E30"));
    }

    @Test
    void oneCodeOfTwoRangesMustBeInBoth() {
        // From one year on, and up to two years.
        assertEquals(List.of(), found("male", "2024-12-01", "X1"));
        assertEquals(List.of("X1 age lower"), found("male", "2026-01-01", "X1"));
        assertEquals(List.of("X1 age upper"), found("male", "2020-01-01", "X1"));
    }

    @Test
    void whatWasReplacedSaysByWhatAndDaysOfOneCodeCount() {
        List<ClaimFinding> findings = check("male", "1990", "OLD");
        assertEquals(List.of("A00"), findings.get(0).related());
        assertEquals(
                "'OLD' is no longer to be used: replaced by A00",
                findings.get(0).english());
        assertEquals(
                "mã 'OLD' không còn được dùng: đã thay bằng A00",
                findings.get(0).vietnamese());
        assertEquals(List.of("D1 not-valid-on-day -"), found("male", "1990", "D1"));
        assertEquals(
                "'D1' is not valid on the last day of the stay: it is from 2020-01-01..2026-06-30",
                check("male", "1990", "D1").get(0).english());
    }

    private List<String> found(@Nullable String sex, String birth, String primary, String... others) {
        return check(sex, birth, primary, others).stream()
                .map(finding -> finding.code() + " " + finding.rule().code() + " "
                        + finding.source().map(source -> source.split(":")[0]).orElse("-"))
                .toList();
    }

    private List<ClaimFinding> check(@Nullable String sex, String birth, String primary, String... others) {
        ImageFolder.at(images).publish(list());
        try (Terminology terminology = Terminology.open(images)) {
            Scope scope = new Scope(terminology.inUse().space(), new Settings.Builder(true).build(), Clock.systemUTC());
            return new ClaimCheck(scope.codeSystem(SYSTEM, Optional.empty()).orElseThrow())
                    .findings(new Claim(
                            DAY,
                            Optional.ofNullable(sex),
                            QuestionDate.parse(birth),
                            Optional.of(primary),
                            List.of(others)));
        }
    }

    private static CodeSystem list() {
        List<Concept> concepts = List.of(
                code("A00"),
                code("B95.0", "not-primary=true", "primary-rule=Phụ lục A2: không là bệnh chính"),
                code("A17.0†", "asterisk=G01*"),
                code(
                        "G01*",
                        "dagger=A17.0†",
                        "not-primary=true",
                        "primary-rule=Phụ lục A2",
                        "primary-in-pair=true",
                        "pair-rule=Phụ lục A1: mã kép"),
                code("C51", "sex=female", "sex-rule=Phụ lục A4.1"),
                code("C50", "sex=female", "mostly-one-sex=true"),
                code("E30", "age=P8Y/P19Y", "age-rule=Phụ lục A3.7"),
                code("P00", "age=P0D/P365D", "age-rule=Phụ lục A3.1"),
                code("X1", "age=P1Y/", "age-rule=lower", "age=P0D/P2Y", "age-rule=upper"),
                new Concept("OLD", false, names("OLD"), properties("replaced-by=A00"), List.of()),
                code("D1", "valid-from=2020-01-01", "valid-until=2026-06-30"));
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(SYSTEM, "1"),
                        "X",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("vi"),
                        concepts.stream()
                                .flatMap(concept -> concept.properties().stream())
                                .map(property -> new PropertyDefinition(property.name(), property.type()))
                                .distinct()
                                .toList()),
                "claims",
                concepts);
    }

    private static Concept code(String code, String... properties) {
        return new Concept(code, true, names(code), properties(properties), List.of());
    }

    private static List<Designation> names(String code) {
        return List.of(new Designation("vi", Designation.DISPLAY, "Mã " + code));
    }

    private static List<ConceptProperty> properties(String... said) {
        List<ConceptProperty> properties = new ArrayList<>();
        Arrays.stream(said)
                .map(text -> text.split("=", 2))
                .forEach(pair -> properties.add(new ConceptProperty(
                        pair[0],
                        pair[1].equals("true")
                                ? PropertyType.BOOLEAN
                                : List.of("asterisk", "dagger", "replaced-by").contains(pair[0])
                                        ? PropertyType.CODE
                                        : PropertyType.STRING,
                        pair[1])));
        return properties;
    }
}
