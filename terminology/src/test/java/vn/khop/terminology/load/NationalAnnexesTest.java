package vn.khop.terminology.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.resource.ConceptMapDefinition;

/** National lists as they are published, by the declarations that come with Khớp. Counts were taken from the files by other means. */
@Tag("slow")
class NationalAnnexesTest {
    @Test
    void everyShippedDeclarationIsOne() {
        ShippedDeclarations.names()
                .forEach(name -> assertTrue(
                        ShippedDeclarations.read(name).value().isPresent(),
                        () -> name + ": " + ShippedDeclarations.read(name).problem()));
    }

    @Test
    void theAnnexOf4469InExcelIsTheCsvRowByRow() {
        LoadResult excel = load("icd10-4469", "icd10/qd4469-annex-official.xlsx");
        LoadResult csv = load("icd10-4469-csv", "icd10/icd10_vn_en_12219.csv");
        assertEquals(List.of(), excel.errors());
        assertEquals(12_219, excel.rowsRead());
        assertEquals(rows(csv), rows(excel));
    }

    @Test
    void theSheetsOfRulesOf4469AreProperties() {
        Map<String, Concept> codes = byCode(load("icd10-4469", "icd10/qd4469-annex-official.xlsx"));
        // A1, first rows: A01.0 goes with G01 and I39.0; G01 is the main one of the two.
        assertTrue(
                values(named(codes, "A01.0"), "asterisk").containsAll(List.of("G01*", "I39.0*")),
                named(codes, "A01.0").toString());
        assertTrue(values(named(codes, "G01*"), "dagger").contains("A01.0"));
        assertEquals(List.of("true"), values(named(codes, "G01*"), "primary-in-pair"));
        // A2, first row.
        assertEquals(List.of("true"), values(named(codes, "B95.0"), "not-primary"));
        assertEquals(List.of(), values(named(codes, "A00.0"), "not-primary"));
        // A3.1 A33, A3.2 A50.0 (rows 4 to 7 of its sheet), A3.6 A50.3, A3.7 E30.9 (4 and 5), A3.8, A3.10 G30.1.
        assertEquals(List.of("P0D/P365D"), values(named(codes, "A33"), "age"));
        assertEquals(List.of("P0D/P2Y"), values(named(codes, "A50.0"), "age"));
        assertEquals(List.of("P1Y/"), values(named(codes, "A50.3"), "age"));
        assertEquals(List.of("P8Y/P19Y"), values(named(codes, "E30.9"), "age"));
        assertEquals(List.of("P30Y/"), values(named(codes, "G30.1"), "age"));
        // A4.1 A34, A4.2 B26.0.
        assertEquals(List.of("female"), values(named(codes, "A34"), "sex"));
        assertEquals(List.of("male"), values(named(codes, "B26.0†"), "sex"));
        // Columns of the levels: A00 is in A00-A09 is in A00-B99.
        assertEquals(List.of("A00-A09"), named(codes, "A00").parents());
        assertEquals(List.of("A00-B99"), named(codes, "A00-A09").parents());
        assertEquals(List.of("A00"), named(codes, "A00.0").parents());
    }

    @Test
    void theFlagsOfCircular06AreProperties() {
        LoadResult result = load("icd10-tt06-2026", "icd10/icd10_tt06_2026_names_flags.csv");
        assertEquals(List.of(), result.errors());
        Map<String, Long> counts = result.codeSystem().orElseThrow().concepts().stream()
                .flatMap(concept -> concept.properties().stream())
                .filter(property -> !property.name().endsWith("-rule"))
                .collect(Collectors.groupingBy(
                        property -> property.name() + " " + property.value(), TreeMap::new, Collectors.counting()));
        assertEquals(
                Map.of(
                        "not-primary true", 1_620L,
                        "discouraged-primary true", 221L,
                        "more-specific true", 2_000L,
                        "death-only true", 12L,
                        "sex female", 921L,
                        "sex male", 138L,
                        "mostly-one-sex true", 1_059L),
                counts);
    }

    @Test
    void servicesOf7603KnowTheirCancelledAndReplacedCodes() {
        LoadResult result = load("services-7603", "services/qd7603_pl1_dvkt_tuong_duong.csv");
        assertEquals(List.of(), result.errors());
        Map<String, Concept> codes = byCode(result);
        assertEquals(9_190 + 23, codes.size());
        assertEquals(
                23, codes.values().stream().filter(code -> !code.isActive()).count());
        // Annex 2: "Thay thế (huỷ) mã 03.2458.1049"; annex 3 has the cancelled code with the same 3.2458.
        assertEquals(List.of("03.2458.1044"), values(named(codes, "03.2458.1049"), "replaced-by"));
        assertEquals(List.of("03.2458.1049"), values(named(codes, "03.2458.1044"), "replaces"));
    }

    @Test
    void allOtherListsLoadOrTheirBadRowsAreNamed() {
        // 9,205 different texts, of which one is empty and one has no name.
        assertCounts("icd9cm-services-4440", "icd9cm/qd4440_Sheet0.csv", 9_209, 9_203);
        assertCounts(
                "services-tt23-2024-pl1",
                "services/tt23_2024_pl1_danh_muc_ky_thuat_repaired_codes.csv",
                19_438,
                19_438);
        // 26 rows have no name.
        assertCounts("services-tt23-2024-pl2", "services/tt23_2024_pl2_danh_muc_phau_thuat.csv", 6_330, 6_304);
        assertCounts("facilities", "facilities/hanoi_ma_cskcb_2024.csv", 575, 543);
        assertCounts("drugs-registered", "drugs/qld_registry_sample_2022.csv", 72, 72);
        assertCounts("drugs-hospital", "drugs/hospital_drug_list_bhyt_m03_2026.csv", 177, 175);
        // 63 provinces and 691 districts are levels of the communes; five districts are islands without any.
        assertCounts("admin-units-until-2025-06", "admin/communes_before_2025-07-01.csv", 10_035, 10_035 + 691 + 63);
        assertCounts("admin-units-2025-07", "admin/communes_2026-07.csv", 3_321, 3_321 + 34);
    }

    @Test
    void theCommunesOf2025AreMapsBetweenTwoReleasesOfOneList() {
        // 10,565 pairs of 10,033 old communes; 127 stay, 9,463 go whole into another.
        MapLoader.Result communes = map("communes-2025", "admin/commune_succession_2025.csv");
        assertEquals(
                List.of(), communes.issues().stream().filter(LoadIssue::isError).toList());
        assertEquals(10_565, communes.mappings());
        ConceptMapDefinition map =
                FhirResources.conceptMap(communes.conceptMap().orElseThrow(), steps -> {});
        assertEquals(10_033, map.groups().get(0).elements().size());
        ConceptMapDefinition.Element ngocHa = map.groups().get(0).elements().stream()
                .filter(element -> element.code().equals("00016"))
                .findFirst()
                .orElseThrow();
        assertEquals(Optional.of("Phường Ngọc Hà"), ngocHa.display());
        assertTrue(ngocHa.targets().stream().anyMatch(target -> target.code().equals("00004")), ngocHa.toString());
        // 63 provinces, of which one is in the table twice, since a part of it went elsewhere.
        assertEquals(
                64, map("provinces-2025", "admin/province_succession_2025.csv").mappings());
    }

    private static MapLoader.Result map(String declaration, String file) {
        String data = System.getenv("KHOP_DATA");
        Assumptions.assumeTrue(
                data != null && Files.exists(Path.of(data, file)),
                "KHOP_DATA does not name a folder with " + file + ": it is not tested");
        return MapLoader.load(MapDeclaration.read(declaration).value().orElseThrow(), Path.of(data, file));
    }

    @Test
    void theCodesThatLostTheirZerosAreDoubted() {
        LoadResult pl2 = load("services-tt23-2024-pl2", "services/tt23_2024_pl2_danh_muc_phau_thuat.csv");
        assertTrue(
                pl2.warnings().stream().anyMatch(issue -> issue.code() == ErrorCode.LOST_ZEROS),
                pl2.issues().toString());
        LoadResult repaired =
                load("services-tt23-2024-pl1", "services/tt23_2024_pl1_danh_muc_ky_thuat_repaired_codes.csv");
        assertTrue(repaired.warnings().stream().noneMatch(issue -> issue.code() == ErrorCode.LOST_ZEROS));
    }

    /** Rows without a code or a name, and codes of which two rows say different things, are refused by row; every other row is a concept. */
    private static void assertCounts(String declaration, String file, long rows, int concepts) {
        LoadResult result = load(declaration, file);
        assertEquals(rows, result.rowsRead(), file);
        assertEquals(
                result.rowsRefused(),
                result.errors().stream().map(LoadIssue::row).distinct().count(),
                () -> file + ": " + result.errors());
        assertTrue(
                result.errors().stream()
                        .allMatch(error -> Set.of(ErrorCode.DUPLICATE_CODE, ErrorCode.NO_DISPLAY, ErrorCode.EMPTY_CODE)
                                .contains(error.code())),
                () -> file + ": " + result.errors());
        assertEquals(concepts, result.codeSystem().orElseThrow().concepts().size(), file);
    }

    /** Of the rows alone: code, names, code without its dot. */
    private static List<List<Object>> rows(LoadResult result) {
        return result.codeSystem().orElseThrow().concepts().stream()
                .filter(concept -> !values(concept, "code_nodot").isEmpty())
                .map(concept -> List.<Object>of(concept.code(), concept.designations(), values(concept, "code_nodot")))
                .toList();
    }

    private static Map<String, Concept> byCode(LoadResult result) {
        return result.codeSystem().orElseThrow().concepts().stream()
                .collect(Collectors.toMap(Concept::code, code -> code));
    }

    private static List<String> values(Concept concept, String property) {
        return concept.properties().stream()
                .filter(value -> value.name().equals(property))
                .map(ConceptProperty::value)
                .toList();
    }

    private static LoadResult load(String declaration, String file) {
        String data = System.getenv("KHOP_DATA");
        Assumptions.assumeTrue(
                data != null && Files.exists(Path.of(data, file)),
                "KHOP_DATA does not name a folder with " + file + ": it is not tested");
        Optional<CodeSystem> none = Optional.empty();
        LoadResult result =
                ListLoader.load(ShippedDeclarations.read(declaration).value().orElseThrow(), Path.of(data, file));
        assertTrue(!result.codeSystem().equals(none), () -> result.issues().toString());
        return result;
    }

    private static Concept named(Map<String, Concept> codes, String code) {
        return Objects.requireNonNull(codes.get(code), code);
    }
}
