package vn.khop.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorOutputStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import picocli.CommandLine;

class CodesCommandTest {
    private static final Path DEMO = Path.of("src/main/resources/demo/codes");

    @TempDir
    Path folder;

    private record Run(int exitCode, String out, String err) {}

    @Test
    void theExampleListLoadsWithoutAnIssueAndAnswers() throws IOException {
        Run load = loadExample();
        assertEquals(0, load.exitCode(), load.err());
        assertEquals("", load.err());
        assertTrue(
                load.out()
                        .startsWith(
                                "55 rows read, 0 refused, 0 warnings\nloaded urn:khop:example:visit-reason|2026-01: 55 concepts"),
                load.out());

        Run lookup = codes("lookup", "TQ1.4");
        assertEquals(0, lookup.exitCode(), lookup.err());
        assertTrue(lookup.out().contains("Fever with petechiae, dengue suspected"), lookup.out());
        assertTrue(lookup.out().contains("urn:khop:example:visit-reason|2026-01"), lookup.out());

        JsonNode found = new ObjectMapper()
                .readTree(codes("search", "--json", "nghi", "ta").out());
        assertEquals(2, found.get("total").asInt());
        assertEquals("TH2.1", found.get("items").get(0).get("code").asText());
        assertEquals("2026-01", found.get("release").get("version").asText());

        assertEquals(
                0,
                codes("validate", "HC4", "--display", "Xin sổ khám bệnh giấy").exitCode());
        Run wrong = codes("validate", "--json", "HC4", "--display", "Xin giấy");
        assertEquals(1, wrong.exitCode());
        assertEquals(
                "invalid-display",
                new ObjectMapper()
                        .readTree(wrong.out())
                        .get("issues")
                        .get(0)
                        .get("code")
                        .asText());
    }

    @Test
    void aDryRunWritesNothingAndSaysWhatWouldChange() throws IOException {
        Path first = Files.writeString(folder.resolve("first.csv"), "code,name\nA,Sốt\nB,Ho\nC,Đau\n");
        Path second = Files.writeString(folder.resolve("second.tsv"), "code\tname\nA\tSốt cao\nB\tho\nD\t=1+1\n");
        String[] declared = {"--system", "urn:x:dry", "--code", "code", "--display", "vi=name"};
        Run alone = codes("load", concat(declared, "--input", first.toString(), "--version", "1", "--dry-run"));
        assertEquals(0, alone.exitCode(), alone.err());
        assertTrue(
                alone.out().contains("nothing was loaded, as --dry-run says: 3 concepts of urn:x:dry|1"), alone.out());
        assertFalse(alone.out().contains("against"), alone.out());
        assertEquals(
                0,
                codes("load", concat(declared, "--input", first.toString(), "--version", "1"))
                        .exitCode());
        Run compared = codes("load", concat(declared, "--input", second.toString(), "--version", "2", "--dry-run"));
        assertTrue(
                compared.out()
                        .endsWith("against urn:x:dry|1, which is in force:\n  1 new\n  1 removed\n  0 retired\n"
                                + "  1 changed-in-meaning\n  1 changed-in-form\n  0 the same\n"),
                compared.out());
        assertEquals(1, codes("releases").out().lines().count());

        // What a spreadsheet would compute is written so that it does not.
        assertEquals(
                0,
                codes("load", concat(declared, "--input", second.toString(), "--version", "2", "--draft"))
                        .exitCode());
        assertTrue(
                codes("diff", "--class", "new").out().contains("new,D,'=1+1,"),
                codes("diff").out());
    }

    @Test
    void aDeclarationThatComesWithKhopIsCalledByItsName() throws IOException {
        Path list = Files.writeString(
                folder.resolve("drugs.csv"), "so_dang_ky,ten_thuoc,hoat_chat\nVD-1-19,Thuốc A,Paracetamol 500mg\n");
        Run load = codes("load", "--input", list.toString(), "--declaration", "drugs-registered");
        assertEquals(0, load.exitCode(), load.err());
        assertTrue(load.out().contains("loaded urn:khop:list:drugs|2022: 1 concepts"), load.out());
        Run unknown = codes("load", "--input", list.toString(), "--declaration", "drugs");
        assertEquals(1, unknown.exitCode());
        assertTrue(
                unknown.err().startsWith("there is no declaration 'drugs': name a file, or one of icd10-4469, "),
                unknown.err());
        Run later = codes(
                "load",
                "--input",
                list.toString(),
                "--declaration",
                "drugs-registered",
                "--version",
                "2023",
                "--dry-run");
        assertTrue(later.out().contains("1 concepts of urn:khop:list:drugs|2023"), later.out() + later.err());
        Run both = codes("load", "--input", list.toString(), "--declaration", "drugs-registered", "--system", "urn:x");
        assertEquals(1, both.exitCode());
        assertTrue(both.err().startsWith("--declaration says what the list is"), both.err());
    }

    /** The columns of Loinc.csv; the codes, names and parts are made for this test. */
    @Test
    void aCodeIsOutOfUseOnDatesThatAreNotAmongItsOwnDays() throws IOException {
        Path list = Files.writeString(
                folder.resolve("places.csv"),
                "code,name,from,until\nA,Trạm Y tế A,2020-01-01,2025-06-30\nB,Trạm Y tế B,,\nC,Trạm Y tế C,2025-07-01,\n");
        Path declaration = Files.writeString(folder.resolve("places.yaml"), """
                system: urn:x:places
                name: Nơi khám
                version: "1"
                columns:
                  code: code
                  display: {vi: name}
                  property:
                    - {name: valid-from, column: from, type: dateTime}
                    - {name: valid-until, column: until, type: dateTime}
                """);
        Run load = codes("load", "--input", list.toString(), "--declaration", declaration.toString());
        assertEquals(0, load.exitCode(), load.err());
        record Asked(String code, String date, boolean isInUse) {}
        for (Asked asked : List.of(
                new Asked("A", "2025-06-30", true),
                new Asked("A", "2025-07-01", false),
                new Asked("A", "2019-12-31", false),
                new Asked("A", "2025", false),
                new Asked("B", "1999-01-01", true),
                new Asked("C", "2025-06-30", false),
                new Asked("C", "2025-07", true))) {
            Run run = codes("validate", asked.code(), "--system", "urn:x:places", "--date", asked.date());
            assertEquals(0, run.exitCode(), run.err());
            assertEquals(asked.isInUse(), !run.out().contains("inactive"), asked + ": " + run.out());
        }
        assertFalse(codes("validate", "A", "--system", "urn:x:places").out().contains("inactive"));
    }

    @Test
    void loincIsLoadedWithItsLicenceAndAnsweredWithItsParts() throws IOException {
        Path list = Files.writeString(folder.resolve("Loinc.csv"), """
                "LOINC_NUM","COMPONENT","PROPERTY","TIME_ASPCT","SYSTEM","SCALE_TYP","METHOD_TYP","CLASS","VersionLastChanged","CHNG_TYPE","DefinitionDescription","STATUS","CONSUMER_NAME","CLASSTYPE","RELATEDNAMES2","SHORTNAME","ORDER_OBS","EXTERNAL_COPYRIGHT_NOTICE","LONG_COMMON_NAME","EXAMPLE_UCUM_UNITS","DisplayName"
                "99901-1","Khopium","MCnc","Pt","Ser/Plas","Qn",,"CHEM","2.80","MIN",,"ACTIVE",,"1","Khp; Kh; Serum","Khopium SerPl-mCnc","Both",,"Khopium [Mass/volume] in Serum or Plasma","mg/dL",
                "99902-9","Khopium","MCnc","Pt","Urine","Qn",,"CHEM","2.80","DEL",,"DEPRECATED",,"1",,"Khopium Ur-mCnc","Both",,"Khopium [Mass/volume] in Urine","mg/dL",
                """);
        Run load = codes("load", "--input", list.toString(), "--declaration", "loinc", "--version", "2.81");
        assertEquals(0, load.exitCode(), load.err());
        assertTrue(load.out().contains("loaded http://loinc.org|2.81: 2 concepts"), load.out() + load.err());
        JsonNode release = new ObjectMapper()
                .readTree(codes("releases", "--json").out().lines().findFirst().orElseThrow());
        assertEquals("Regenstrief Institute", release.path("publisher").asText(), release.toString());
        assertEquals(
                "LOINC licence, © Regenstrief Institute",
                release.path("licence").asText());
        assertEquals(64, release.path("sourceSha256").asText().length(), release.toString());
        Run lookup = codes("lookup", "99901-1");
        assertEquals(0, lookup.exitCode(), lookup.err());
        for (String part : List.of(
                "COMPONENT\\s+Khopium",
                "PROPERTY\\s+MCnc",
                "TIME_ASPCT\\s+Pt",
                "SYSTEM\\s+Ser/Plas",
                "SCALE_TYP\\s+Qn",
                "CLASS\\s+CHEM",
                "en synonym\\s+Khopium SerPl-mCnc",
                "EXAMPLE_UCUM_UNITS\\s+mg/dL")) {
            assertTrue(
                    java.util.regex.Pattern.compile(part).matcher(lookup.out()).find(), part + lookup.out());
        }
        assertFalse(lookup.out().contains("METHOD_TYP"), "no method, no part");
        assertTrue(codes("validate", "99902-9").out().contains("inactive"), "deprecated");
    }

    @Test
    void anAtcIndexStandsByItsCodesAndASubstanceHasAllItsDoses() throws IOException {
        Path list = Files.writeString(folder.resolve("atc.csv"), """
                ATC code,ATC level name,DDD,U,Adm.R,Note
                X,KHOP TEST GROUP,,,,
                X01,SECOND LEVEL,,,,
                X01A,THIRD LEVEL,,,,
                X01AA,Fourth level,,,,
                X01AA01,khopinum,2,g,O,
                X01AA01,khopinum,0.5,g,P,as base
                X01AB01,orphanum,,,,
                """);
        Run whole = codes("load", "--input", list.toString(), "--declaration", "atc");
        assertEquals(1, whole.exitCode());
        assertTrue(whole.err().contains("'X01AB'"), whole.err());
        Run load = codes("load", "--input", list.toString(), "--declaration", "atc", "--accept-errors");
        assertTrue(load.out().contains("loaded http://www.whocc.no/atc|2026: 5 concepts"), load.out() + load.err());
        Run lookup = codes("lookup", "X01AA01");
        assertTrue(lookup.out().contains("2 g O"), lookup.out());
        assertTrue(lookup.out().contains("0.5 g P as base"), lookup.out());
        assertTrue(lookup.out().contains("X01AA"), lookup.out());
        Run below = codes("expand", "--json", "--url", "http://www.whocc.no/atc?fhir_vs", "--filter", "khopinum");
        assertTrue(below.out().contains("X01AA01"), below.out());
    }

    @Test
    void formatsWithoutADeclarationAreNamed() throws IOException {
        Path claml = Files.writeString(
                folder.resolve("small.xml"),
                "<ClaML><Class code='A' kind='chapter'><Rubric kind='preferred'><Label>First</Label></Rubric></Class></ClaML>");
        Run load = codes(
                "load", "--input", claml.toString(), "--format", "claml", "--system", "urn:x:claml", "--version", "1");
        assertEquals(0, load.exitCode(), load.err());
        assertTrue(load.out().contains("loaded urn:x:claml|1: 1 concepts"), load.out());
        assertEquals(
                1,
                codes("load", "--input", claml.toString(), "--format", "claml").exitCode());
    }

    private static String[] concat(String[] declared, String... command) {
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of(declared));
        return all.toArray(String[]::new);
    }

    @Test
    void aValueSetIsListedFromItsFileOrAsAllCodesOfAList() throws IOException {
        loadExample();
        Path fever = Files.writeString(folder.resolve("fever.json"), """
                {"resourceType":"ValueSet","url":"urn:x:fever","status":"active","compose":{"include":[
                 {"system":"urn:khop:example:visit-reason","filter":[{"property":"concept","op":"is-a","value":"TQ1"}]}]}}""");
        Run listed = codes("expand", "--resource", fever.toString(), "--url", "urn:x:fever", "--language", "en");
        assertEquals(0, listed.exitCode(), listed.err());
        assertTrue(listed.out().contains("TQ1.4\tFever with petechiae, dengue suspected"), listed.out());
        Run all = codes("expand", "--url", "urn:khop:example:visit-reason?fhir_vs", "--count", "2", "--json");
        assertEquals(55, new ObjectMapper().readTree(all.out()).get("total").asInt(), all.err());
        assertEquals(
                new Run(1, "", "value set 'urn:x:other' is not known: name its file with --resource\n"),
                codes("expand", "--url", "urn:x:other"));
    }

    @Test
    void versionsOfAMapBesideTheListsAreActivatedRetiredAndRolledBack() throws IOException {
        loadExample();
        for (String version : new String[] {"1", "2"}) {
            Path map = Files.writeString(folder.resolve("map-" + version + ".json"), """
                    {"resourceType":"ConceptMap","url":"urn:x:map","version":"%s","status":"%s","group":[
                     {"source":"urn:x:local","target":"urn:khop:example:visit-reason","element":[{"code":"17","target":[{"code":"HC%s","equivalence":"equivalent"}]}]}]}""".formatted(
                            version, version.equals("1") ? "active" : "draft", version.equals("1") ? "4" : "3"));
            assertEquals(0, codes("load", "--input", map.toString()).exitCode());
        }
        Run listed = codes("releases", "--system", "urn:x:map");
        assertEquals("urn:x:map|1  active  ConceptMap\nurn:x:map|2  draft  ConceptMap\n", listed.out(), listed.err());
        assertTrue(translated().contains("HC4"), translated());
        Run activated = codes("activate", "--system", "urn:x:map", "--version", "2", "--from", "2026-07-01");
        assertEquals(0, activated.exitCode(), activated.err());
        assertTrue(activated.out().contains("urn:x:map|2  active 2026-07-01..  ConceptMap"), activated.out());
        assertTrue(translated().contains("HC3"), translated());
        assertEquals(0, codes("rollback", "--system", "urn:x:map").exitCode());
        assertTrue(translated().contains("HC4"), translated());
        Run retired = codes("retire", "--system", "urn:x:map", "--version", "1", "--from", "2026-01-01", "--json");
        assertEquals(
                "2025-12-31",
                new ObjectMapper()
                        .readTree(retired.out().lines().findFirst().orElseThrow())
                        .path("to")
                        .asText(),
                retired.err());
        assertEquals(
                1, codes("retire", "--system", "urn:x:map", "--version", "9").exitCode());
    }

    private String translated() {
        Run run = codes("translate", "--system", "urn:x:local", "--json", "17");
        return run.out() + run.err();
    }

    @Test
    void aFhirPackageAndAResourceInXmlAreKeptBesideTheLists() throws IOException {
        loadExample();
        Path tgz = folder.resolve("urban.tgz");
        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(new GzipCompressorOutputStream(Files.newOutputStream(tgz)))) {
            entry(tar, "package/package.json", """
                    {"name":"vn.urban","version":"1.0.0","dependencies":{"hl7.fhir.r4.core":"4.0.1","vn.base":"2.0.0"}}""");
            entry(tar, "package/CodeSystem-wards.json", """
                    {"resourceType":"CodeSystem","url":"urn:wards","status":"active","content":"complete","concept":[{"code":"w1","display":"Phường Một"}]}""");
        }
        Run loaded = codes("load", "--input", tgz.toString());
        assertEquals(0, loaded.exitCode(), loaded.err());
        assertEquals(
                "warning: package vn.urban builds on vn.base 2.0.0, which is not loaded: codes and value sets of it are unknown; load it too\n",
                loaded.err());
        assertTrue(loaded.out().startsWith("loaded 1 code systems, 0 value sets, 0 concept maps"), loaded.out());
        Run expanded = codes("expand", "--url", "urn:wards?fhir_vs");
        assertTrue(expanded.out().contains("w1\tPhường Một"), expanded.out() + expanded.err());
        assertEquals(
                new Run(0, "w1  Phường Một\n1 of 1 in urn:wards\n", ""),
                codes("search", "--system", "urn:wards", "phuong"));
        assertTrue(
                codes("search", "--system", "urn:wards", "--json", "quan").out().contains("\"total\":0"));

        Path xml = Files.writeString(folder.resolve("set.xml"), """
                <ValueSet xmlns="http://hl7.org/fhir"><url value="urn:ward-set"/><status value="active"/>
                 <compose><include><system value="urn:wards"/></include></compose></ValueSet>""");
        assertEquals(0, codes("load", "--input", xml.toString()).exitCode());
        assertTrue(codes("expand", "--url", "urn:ward-set").out().contains("w1\tPhường Một"));
        Path more = Files.writeString(
                folder.resolve("more.xml"),
                Files.readString(xml).replace("<compose>", "<colour value=\"r\"/><compose>"));
        Run passedOver = codes("load", "--input", more.toString(), "--dry-run");
        assertEquals(0, passedOver.exitCode(), passedOver.err());
        assertEquals("warning: R4 knows no element 'colour' here, so it is passed over\n", passedOver.err());
        Path naming = Files.writeString(
                folder.resolve("naming.xml"),
                "<NamingSystem xmlns=\"http://hl7.org/fhir\"><name value=\"x\"/><status value=\"draft\"/></NamingSystem>");
        Run other = codes("load", "--input", naming.toString());
        assertEquals(1, other.exitCode());
        assertEquals(
                "Nothing was loaded: " + naming
                        + " holds a NamingSystem, expected a CodeSystem, ValueSet or ConceptMap\n",
                other.err(),
                "the file that was given, and not what was made of it");
        Path bad = Files.writeString(folder.resolve("bad.json"), "{\"resourceType\":\"Patient\"}");
        Run refused = codes("load", "--input", bad.toString());
        assertEquals(1, refused.exitCode());
        assertTrue(refused.err().contains("holds a Patient, expected a CodeSystem, ValueSet or ConceptMap"));
    }

    /** What says something of lists only is not passed over for a resource; a dry run keeps nothing. */
    @Test
    void aResourceIsTriedWithoutBeingKeptAndTakesNoOptionOfLists() throws IOException {
        Path colours = Files.writeString(folder.resolve("colours.json"), """
                {"resourceType":"CodeSystem","url":"urn:x:colours","version":"1","status":"active","content":"complete","concept":[{"code":"r","display":"Đỏ"}]}""");
        Run tried = codes("load", "--input", colours.toString(), "--dry-run");
        assertEquals(
                new Run(0, "nothing was loaded, as --dry-run says: 1 code systems, 0 value sets, 0 concept maps\n", ""),
                tried);
        assertFalse(Files.exists(folder.resolve("images")), "nothing is written");
        Run draft = codes("load", "--input", colours.toString(), "--draft", "--from", "2027-01-01");
        assertEquals(1, draft.exitCode());
        assertTrue(draft.err().contains("so --draft, --from cannot be given with it"), draft.err());
        assertFalse(Files.exists(folder.resolve("images")));
        assertEquals(0, codes("load", "--input", colours.toString()).exitCode());
        Run only = codes("lookup", "r");
        assertTrue(only.out().contains("Đỏ"), "the only code system need not be named: " + only.err());
    }

    /** The code systems of VN Core as their repository publishes them, each code held against the file read in another way. */
    @Test
    void everyCodeSystemOfVnCoreIsLoadedFromItsXmlAndEachCodeAnswers() throws Exception {
        String data = System.getenv("KHOP_DATA");
        Assumptions.assumeTrue(data != null, "KHOP_DATA does not name a folder: VN Core is not tested");
        List<Path> files;
        try (var list = Files.list(Path.of(String.valueOf(data), "fhir-vn-core"))) {
            files = list.filter(file -> file.getFileName().toString().startsWith("CodeSystem-"))
                    .sorted()
                    .toList();
        }
        assertFalse(files.isEmpty());
        int codes = 0;
        for (Path file : files) {
            Run load = codes("load", "--input", file.toString());
            assertEquals(0, load.exitCode(), file + load.err());
            Element list = DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(file.toFile())
                    .getDocumentElement();
            String url = value(list, "url");
            List<String> expected = new ArrayList<>();
            NodeList concepts = list.getElementsByTagName("concept");
            for (int i = 0; i < concepts.getLength(); i++) {
                Element concept = (Element) concepts.item(i);
                expected.add(value(concept, "code") + "\t"
                        + value(concept, "display").strip());
            }
            Run all = codes("expand", "--url", url + "?fhir_vs", "--count", "1000");
            if (value(list, "content").equals("complete")) {
                assertEquals(
                        expected,
                        all.out().lines().filter(line -> line.contains("\t")).toList(),
                        file + all.err());
                codes += expected.size();
            } else {
                assertEquals(1, all.exitCode(), file + ": what is not there is not listed as if it were empty");
            }
        }
        assertEquals(12 + 5 + 13 + 56, codes, "counted in the files by hand");
    }

    /** The value of an element's first child of this name. */
    private static String value(Element element, String name) {
        return ((Element) element.getElementsByTagName(name).item(0)).getAttribute("value");
    }

    @Test
    void aTableOfMappingsBecomesAMapOrItsRowsAreTold() throws IOException {
        Path declaration = Files.writeString(folder.resolve("map.yaml"), """
                map: urn:x:map:old
                version: "2"
                name: Mã cũ
                from: 2026-07-01
                source: {system: urn:x:old, code: cu}
                target: {system: urn:x:new, code: moi, display: ten}
                relationship: {column: loai, values: {như cũ: equivalent}, otherwise: relatedto}
                """);
        Path table = Files.writeString(
                folder.resolve("map.csv"),
                "cu,moi,ten,loai\n1.10,A,Một,như cũ\n1.10,B,Hai,tách\n1.10,B,Hai,tách\n2,,Ba,tách\n");
        String[] named = {"--input", table.toString(), "--declaration", declaration.toString()};
        Run refused = codes("load-map", named);
        assertEquals(1, refused.exitCode());
        assertEquals(
                "warning: row 4: '1.10' is mapped to 'B' already; taken once\n"
                        + "error: row 5, column moi: the code is empty: a mapping has two\nNothing was loaded.\n",
                refused.err());
        Files.writeString(table, Files.readString(table).replace("\n2,,", "\n2,C,"));
        Run loaded = codes("load-map", named);
        assertEquals(0, loaded.exitCode(), loaded.err());
        assertEquals(
                "4 rows read, loaded urn:x:map:old|2: 3 mappings in " + folder.resolve("images")
                        + "; a running server reads them when it starts again\n",
                loaded.out());
        assertEquals(
                "urn:x:new\tA\tMột\tequivalent\turn:x:map:old|2\nurn:x:new\tB\tHai\trelated-to\turn:x:map:old|2\n",
                codes("translate", "--system", "urn:x:old", "--map", "urn:x:map:old", "1.10")
                        .out());
        Files.writeString(declaration, Files.readString(declaration).replace("2026-07-01", "July"));
        assertTrue(
                codes("load-map", named).err().contains("from is 'July', expected a day such as 2025-07-01"),
                "told before anything is read");
    }

    @Test
    void twoVersionsOfAValueSetAreComparedByWhatTheyMean() throws IOException {
        loadExample();
        for (int version = 1; version <= 2; version++) {
            String codes = version == 1
                    ? "{\"code\":\"TQ1.1\"},{\"code\":\"TQ1.4\"}"
                    : "{\"code\":\"TQ1.4\"},{\"code\":\"TQ1.2\"}";
            Path file = Files.writeString(folder.resolve("set" + version + ".json"), """
                    {"resourceType":"ValueSet","url":"urn:x:set","version":"%d","status":"active","compose":{"include":[
                     {"system":"urn:khop:example:visit-reason","concept":[%s]}]}}""".formatted(version, codes));
            assertEquals(0, codes("load", "--input", file.toString()).exitCode());
        }
        Run diff = codes("diff", "--system", "urn:x:set", "--before", "1", "--after", "2");
        assertEquals(0, diff.exitCode(), diff.err());
        assertTrue(diff.out().contains("removed,urn:khop:example:visit-reason#TQ1.1"), diff.out());
        assertTrue(diff.out().contains("new,urn:khop:example:visit-reason#TQ1.2"), diff.out());
        assertFalse(diff.out().contains("TQ1.4"), diff.out());
        Run unknown = codes("diff", "--system", "urn:x:none", "--before", "1", "--after", "2");
        assertEquals(1, unknown.exitCode(), unknown.err());
    }

    /** B goes and A has another name; the set names A, B and D, which no list has. */
    @Test
    void theDiffTellsWhatOfTheFolderTheReleaseBreaks() throws IOException {
        Path first = Files.writeString(folder.resolve("first.csv"), "code,name\nA,Sốt\nB,Ho\n");
        Path second = Files.writeString(folder.resolve("second.csv"), "code,name\nA,Sốt cao\n");
        String[] declared = {"--system", "urn:x:gone", "--code", "code", "--display", "vi=name"};
        codes("load", concat(declared, "--input", first.toString(), "--version", "1"));
        codes("load", concat(declared, "--input", second.toString(), "--version", "2", "--draft"));
        Path set = Files.writeString(folder.resolve("gone.json"), """
                {"resourceType":"ValueSet","url":"urn:x:set-of-gone","version":"1","status":"active","compose":{"include":[
                 {"system":"urn:x:gone","concept":[{"code":"A"},{"code":"B"},{"code":"D"}]}]}}""");
        assertEquals(0, codes("load", "--input", set.toString()).exitCode());
        Run diff = codes("diff", "--system", "urn:x:gone", "--impact");
        assertEquals(0, diff.exitCode(), diff.err());
        assertTrue(
                diff.err()
                        .endsWith("1 codes go, 1 change in meaning\nbreaks ValueSet urn:x:set-of-gone|1: B\n"
                                + "hospitals' use is not known: name their server with --config or --data\n"),
                diff.err());
        String json = codes("diff", "--system", "urn:x:gone", "--impact", "--json")
                .out()
                .lines()
                .reduce((one, other) -> other)
                .orElseThrow();
        JsonNode impact = new ObjectMapper().readTree(json).get("impact");
        assertEquals("[\"B\"]", impact.get("broken").get(0).get("codes").toString());
        assertFalse(impact.has("uses"), json);
        assertFalse(codes("diff", "--system", "urn:x:gone").err().contains("breaks"));
        Run alone = codes("diff", "--system", "urn:x:gone", "--data", folder.toString());
        assertEquals(1, alone.exitCode());
        assertTrue(alone.err().contains("give --impact too"), alone.err());
    }

    private static void entry(TarArchiveOutputStream tar, String name, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(bytes.length);
        tar.putArchiveEntry(entry);
        tar.write(bytes);
        tar.closeArchiveEntry();
    }

    @Test
    void aCodeIsTranslatedBothWays() throws IOException {
        Path map = Files.writeString(folder.resolve("map.json"), """
                {"resourceType":"ConceptMap","url":"urn:x:map","status":"active","group":[{"source":"urn:a","target":"urn:b",
                 "element":[{"code":"1","target":[{"code":"I","equivalence":"equivalent"}]},
                            {"code":"2","target":[{"code":"I","equivalence":"wider"}]}]}]}""");
        Run there = codes("translate", "--resource", map.toString(), "--system", "urn:a", "1");
        assertEquals(new Run(0, "urn:b\tI\t\tequivalent\turn:x:map\n", ""), there);
        Run back = codes("translate", "--resource", map.toString(), "--system", "urn:b", "--reverse", "--json", "I");
        assertEquals(2, new ObjectMapper().readTree(back.out()).get("matches").size(), back.err());
        assertEquals(
                1,
                codes("translate", "--resource", map.toString(), "--system", "urn:a", "3")
                        .exitCode());
    }

    @Test
    void whatIsUnknownIsSaidAndLeavesWithOne() {
        loadExample();
        Run code = codes("lookup", "TQ9");
        assertEquals(1, code.exitCode());
        assertTrue(code.err().contains("'TQ9'") && code.err().contains("'2026-01'"), code.err());
        Run system = codes("search", "--system", "urn:x", "ho");
        assertEquals(
                new Run(1, "", "code system 'urn:x' is not loaded; loaded are urn:khop:example:visit-reason\n"),
                system);
        Path nowhere = folder.resolve("nowhere");
        assertEquals(
                new Run(
                        1,
                        "",
                        "there is no images folder at " + nowhere
                                + ": load a list into it with 'khop codes load --images " + nowhere
                                + "', or name another folder\n"),
                run("codes", "lookup", "--images", nowhere.toString(), "A"));
    }

    @Test
    void badRowsStopTheLoadUnlessTheOthersAreWanted() throws IOException {
        Path list = folder.resolve("list.csv");
        Files.writeString(list, "ma,ten\nA,Sốt\n,Ho\n");
        Run refused = loadOwn(list);
        assertEquals(1, refused.exitCode());
        assertEquals("2 rows read, 1 refused, 0 warnings\n", refused.out());
        assertEquals(
                "error: row 3, column ma: the code is empty: every row has one\n"
                        + "Nothing was loaded: mend the rows, or load the others with --accept-errors.\n",
                refused.err());
        Run accepted = loadOwn(list, "--accept-errors");
        assertEquals(0, accepted.exitCode(), accepted.err());
        assertTrue(accepted.out().contains("loaded urn:x|1: 1 concepts"), accepted.out());
    }

    @Test
    void aMissingHeaderAndAFileThatIsNotUtf8SayWhereAndWhatToDo() throws IOException {
        Path list = folder.resolve("list.csv");
        Files.writeString(list, "code,ten\nA,Sốt\n");
        assertEquals(
                new Run(
                        1,
                        "0 rows read, 0 refused, 0 warnings\n",
                        "error: the header of " + list
                                + " has no 'ma'; it has 'code', 'ten': declare the columns by these names,"
                                + " or the delimiter if the names run together\nNothing was loaded.\n"),
                loadOwn(list));
        Files.write(list, "ma,ten\nA,Sét\n".getBytes(StandardCharsets.ISO_8859_1));
        assertTrue(loadOwn(list).err().contains("is not UTF-8: line 2 holds the byte 0xE9"));
    }

    @Test
    void aDamagedImageIsAFault() throws IOException {
        loadExample();
        try (var walk = Files.walk(folder.resolve("images"))) {
            Path concepts = walk.filter(path -> path.endsWith("concepts.bin"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(concepts);
            bytes[bytes.length / 2] ^= 4;
            Files.write(concepts, bytes);
        }
        Run lookup = codes("lookup", "TQ1");
        assertEquals(2, lookup.exitCode());
        assertTrue(lookup.err().contains("has changed since it was compiled"), lookup.err());
    }

    private Run loadExample() {
        return codes(
                "load",
                "--input",
                DEMO.resolve("visit-reason.csv").toString(),
                "--declaration",
                DEMO.resolve("visit-reason.yaml").toString());
    }

    private Run loadOwn(Path list, String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "load",
                "--input",
                list.toString(),
                "--system",
                "urn:x",
                "--version",
                "1",
                "--code",
                "ma",
                "--display",
                "vi=ten"));
        arguments.addAll(Arrays.asList(more));
        return codes(arguments.get(0), arguments.subList(1, arguments.size()).toArray(String[]::new));
    }

    private Run codes(String verb, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of("codes", verb, "--images", folder.resolve("images").toString()));
        all.addAll(Arrays.asList(arguments));
        return run(all.toArray(String[]::new));
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create());
        root.addSubcommand(new CodesCommand());
        int exitCode =
                root.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }
}
