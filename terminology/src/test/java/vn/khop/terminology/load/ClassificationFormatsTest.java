package vn.khop.terminology.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ReleaseId;

/** Formats that classifications are published in, by small examples made for this test: none of their content is the publishers'. */
class ClassificationFormatsTest {
    private static final ListOrigin ORIGIN = new ListOrigin(
            new ReleaseId("urn:x:classification", "2026"),
            "Thử",
            Optional.of("Publisher"),
            Optional.empty(),
            Optional.of("licensed"));

    @TempDir
    Path folder;

    @Test
    void classesOfClamlStandBelowTheirSuperClassesAndModifiersMakeCodes() throws IOException {
        Path file = Files.writeString(folder.resolve("small.xml"), """
                <?xml version="1.0" encoding="UTF-8"?>
                <!DOCTYPE ClaML SYSTEM "ClaML.dtd">
                <ClaML version="2.0.0">
                 <Title name="SMALL" version="2026">Small</Title>
                 <Modifier code="M1"><SubClass code=".0"/><SubClass code=".1"/></Modifier>
                 <ModifierClass code=".0" modifier="M1"><SuperClass code="M1"/><Rubric kind="preferred"><Label xml:lang="en">mild</Label></Rubric></ModifierClass>
                 <ModifierClass code=".1" modifier="M1"><SuperClass code="M1"/><Rubric kind="preferred"><Label xml:lang="en">severe</Label></Rubric></ModifierClass>
                 <Class code="I" kind="chapter"><SubClass code="A00-A09"/><Rubric kind="preferred"><Label xml:lang="en">First chapter</Label></Rubric></Class>
                 <Class code="A00-A09" kind="block"><SuperClass code="I"/><SubClass code="A00"/><Rubric kind="preferred"><Label xml:lang="en">First block</Label></Rubric></Class>
                 <Class code="A00" kind="category" usage="dagger"><SuperClass code="A00-A09"/><SubClass code="A00.5"/>
                  <Rubric kind="preferred"><Label xml:lang="en">Green fever</Label></Rubric>
                  <Rubric kind="inclusion"><Label xml:lang="en">Fever that is <Term>green</Term></Label></Rubric>
                  <Rubric kind="exclusion"><Label xml:lang="en">blue fever <Reference>A01</Reference></Label></Rubric></Class>
                 <Class code="A00.5" kind="category"><SuperClass code="A00"/><Rubric kind="preferred"><Label xml:lang="en">Light green fever</Label></Rubric></Class>
                 <Class code="A01" kind="category"><SuperClass code="A00-A09"/><ModifiedBy code="M1"/><Rubric kind="preferred"><Label xml:lang="en">Blue fever</Label></Rubric></Class>
                 <Class code="A02" kind="category"><SuperClass code="A00-A09"/><ModifiedBy code="M1"><ValidModifierClass code=".1"/></ModifiedBy><Rubric kind="preferred"><Label xml:lang="en">Red fever</Label></Rubric></Class>
                 <Class code="A03" kind="category"><SuperClass code="A00-A09"/></Class>
                </ClaML>
                """);
        LoadResult result = ClamlLoader.load(ORIGIN, file);
        assertEquals(
                List.of("row 17: class 'A03' has no preferred label"),
                result.issues().stream().map(LoadIssue::text).toList());
        CodeSystem list = result.codeSystem().orElseThrow();
        assertEquals(
                List.of("I", "A00-A09", "A00", "A00.5", "A01", "A01.0", "A01.1", "A02", "A02.1"),
                list.concepts().stream().map(Concept::code).toList());
        Concept green = list.concepts().get(2);
        assertEquals(
                List.of(
                        new Designation("en", Designation.DISPLAY, "Green fever"),
                        new Designation("en", Designation.SYNONYM, "Fever that is green")),
                green.designations());
        assertEquals(List.of("A00-A09"), green.parents());
        assertEquals(
                List.of("kind=category", "usage=dagger", "exclusion=blue fever A01"),
                green.properties().stream().map(p -> p.name() + "=" + p.value()).toList());
        assertEquals("Blue fever: severe", list.concepts().get(6).display());
        assertEquals(List.of("A01"), list.concepts().get(6).parents());
        assertEquals(Optional.of("licensed"), list.about().licence());
        assertEquals(64, list.about().sourceSha256().orElseThrow().length());
    }

    @Test
    void whatIsNoClamlIsRefused() throws IOException {
        Path fhir = Files.writeString(folder.resolve("fhir.xml"), "<CodeSystem xmlns='http://hl7.org/fhir'/>");
        assertEquals(
                fhir + " is no ClaML: its first element is CodeSystem",
                ClamlLoader.load(ORIGIN, fhir).issues().get(0).text());
        Path cut = Files.writeString(folder.resolve("cut.xml"), "<ClaML>\n<Class code='A'>");
        assertTrue(ClamlLoader.load(ORIGIN, cut)
                .issues()
                .get(0)
                .text()
                .endsWith(" is no XML that can be read, in line 2"));
        Path laughs = Files.writeString(
                folder.resolve("laughs.xml"),
                "<!DOCTYPE ClaML [<!ENTITY a \"aaaaaaaaaa\">]><ClaML><Class code='A'><Rubric kind='preferred'><Label>&a;</Label></Rubric></Class></ClaML>");
        assertTrue(ClamlLoader.load(ORIGIN, laughs).hasErrors());
    }

    @Test
    void rowsOfTheTabulationStandBelowTheLastRowWithFewerDashes() throws IOException {
        String header =
                "Foundation URI\tLinearization (release) URI\tCode\tBlockId\tTitle\tClassKind\tDepthInKind\tIsResidual\tChapterNo\n";
        Path file = Files.writeString(
                folder.resolve("tabulation.txt"),
                header
                        + "f1\tl1\t\t\tFirst chapter\tchapter\t1\tFalse\t01\n"
                        + "f2\tl2\t\tBlockL1-1A0\t- First block\tblock\t1\tFalse\t01\n"
                        + "f3\tl3\t1A00\t\t- - Green fever\tcategory\t1\tFalse\t01\n"
                        + "f4\tl4\t1A00.1\t\t- - - Light green fever\tcategory\t2\tFalse\t01\n"
                        + "f5\tl5\t1A01\t\t- - Blue fever\tcategory\t1\tFalse\t01\n"
                        + "f6\tl6\t\t\t- - Nothing\tcategory\t1\tFalse\t\n"
                        + "f7\tl7\t\t\tSecond chapter\tchapter\t1\tFalse\t02\n");
        LoadResult result = Icd11Tabulation.load(ORIGIN, "en", file);
        assertEquals(
                List.of("row 7: no Code, BlockId or ChapterNo: every row has one of them"),
                result.issues().stream().map(LoadIssue::text).toList());
        assertEquals(
                List.of(
                        "01 []",
                        "BlockL1-1A0 [01]",
                        "1A00 [BlockL1-1A0]",
                        "1A00.1 [1A00]",
                        "1A01 [BlockL1-1A0]",
                        "02 []"),
                result.codeSystem().orElseThrow().concepts().stream()
                        .map(concept -> concept.code() + " " + concept.parents())
                        .toList());
        assertEquals(
                "Light green fever",
                result.codeSystem().orElseThrow().concepts().get(3).display());
    }

    /** As WHO writes it: quotes, a link that a spreadsheet would compute, rows that end early, a category below each of its parents. */
    @Test
    void aCategoryOfTheLinearizationStandsBelowEachOfItsParents() throws IOException {
        String header =
                "\uFEFFFoundation URI\tLinearization (release) URI\tCode\tBlockId\tTitle\tClassKind\tDepthInKind"
                        + "\tIsResidual\tPrimaryLocation\tChapterNo\tBrowserLink\tisLeaf\tnoOfNonResidualChildren\tPrimary tabulation"
                        + "\tGrouping1\tVersion:2026 Apr 15 - 14:33 UTC\n";
        String link = "\t\"=hyperlink(\"\"https://icd.who.int/x\"\",\"\"browser\"\")\"\tFalse\t2";
        Path file = Files.writeString(
                folder.resolve("linearization.txt"),
                header
                        + "f1\tl1\t\t\t\"First chapter\"\tchapter\t1\tFalse\tTrue\t01" + link + "\n"
                        + "f2\tl2\t\tBlockL1-1A0\t\"- First block\"\tblock\t1\tFalse\tTrue\t01" + link + "\t\t\n"
                        + "f3\tl3\t1A00\t\t\"- - Green fever\"\tcategory\t1\tFalse\tTrue\t01" + link
                        + "\tTrue\tBlockL1-1A0\n"
                        + "\tl3/other\t1A00.Y\t\t\"- - - Other green fever\"\tcategory\t2\tTrue\tTrue\t01" + link + "\n"
                        + "f5\tl5\t2B00\t\t\"- - Red fever\"\tcategory\t1\tFalse\tFalse\t01" + link + "\n"
                        + "f6\tl6\t\t\t\"Second chapter\"\tchapter\t1\tFalse\tTrue\t02" + link + "\n"
                        + "f5\tl5\t2B00\t\t\"- Red fever\"\tcategory\t1\tFalse\tTrue\t02" + link + "\n"
                        + "f3\tl3\t1A00\t\t\"- Green fever\"\tcategory\t1\tFalse\tFalse\t02" + link + "\n"
                        + "f3\tl3\t1A00\t\t\"- Green fever\"\tcategory\t1\tFalse\tTrue\t02" + link + "\n");
        LoadResult result = Icd11Tabulation.load(ORIGIN, "en", file);
        assertEquals(
                List.of("row 10, column Code: code '1A00' stands twice: a code stands once"),
                result.issues().stream().map(LoadIssue::text).toList());
        assertEquals(
                List.of(
                        "01 []",
                        "BlockL1-1A0 [01]",
                        "1A00 [BlockL1-1A0, 02]",
                        "1A00.Y [1A00]",
                        "2B00 [02, BlockL1-1A0]",
                        "02 []"),
                result.codeSystem().orElseThrow().concepts().stream()
                        .map(concept -> concept.code() + " " + concept.parents())
                        .toList());
        assertEquals(
                "[kind=category, residual=True]",
                result.codeSystem().orElseThrow().concepts().get(3).properties().stream()
                        .map(p -> p.name() + "=" + p.value())
                        .toList()
                        .toString());
    }
}
