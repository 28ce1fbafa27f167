package vn.khop.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.load.ListDeclaration;
import vn.khop.terminology.load.ListLoader;
import vn.khop.terminology.load.LoadIssue;
import vn.khop.terminology.load.LoadResult;
import vn.khop.terminology.load.ShippedDeclarations;

/** Every list of the national data, from its file to its answers: each row is a concept that answers with its name, or is told by number. */
@Tag("slow")
class EveryListTest {
    /** Files that are loaded by a declaration that comes with Khớp. */
    private static final Map<String, String> DECLARED = Map.ofEntries(
            Map.entry("icd10-4469", "icd10/qd4469-annex-official.xlsx"),
            Map.entry("icd10-4469-csv", "icd10/icd10_vn_en_12219.csv"),
            Map.entry("icd10-tt06-2026", "icd10/icd10_tt06_2026_names_flags.csv"),
            Map.entry("icd9cm-services-4440", "icd9cm/qd4440_Sheet0.csv"),
            Map.entry("services-7603", "services/qd7603_pl1_dvkt_tuong_duong.csv"),
            Map.entry("services-tt23-2024-pl1", "services/tt23_2024_pl1_danh_muc_ky_thuat_repaired_codes.csv"),
            Map.entry("services-tt23-2024-pl2", "services/tt23_2024_pl2_danh_muc_phau_thuat.csv"),
            Map.entry("facilities", "facilities/hanoi_ma_cskcb_2024.csv"),
            Map.entry("drugs-registered", "drugs/qld_registry_sample_2022.csv"),
            Map.entry("drugs-hospital", "drugs/hospital_drug_list_bhyt_m03_2026.csv"),
            Map.entry("admin-units-until-2025-06", "admin/communes_before_2025-07-01.csv"),
            Map.entry("admin-units-2025-07", "admin/communes_2026-07.csv"));

    /**
     * A list whose columns are said here.
     *
     * @param refused how many rows are, since an earlier row has their code with another name
     */
    private record Plain(String file, String code, String name, int rows, int refused) {}

    private static final List<Plain> PLAIN = List.of(
            new Plain("codes/gioi_tinh.csv", "code", "name_vi", 3, 0),
            new Plain("codes/ket_qua_dtri_ma_loai_rv_qd130.csv", "code", "meaning_vi", 13, 5),
            new Plain("codes/ma_loai_kcb_qd1804_2026_secondary.csv", "code", "name_vi", 16, 0),
            new Plain("codes/dan_toc_qd121_1979.csv", "code", "name", 56, 0),
            new Plain("codes/dan_toc_gso_2008_list_first20_PARTIAL.csv", "code", "name", 20, 0),
            new Plain("codes/nghe_nghiep_cap2_qd34_2020.csv", "MA_NGHE_NGHIEP", "TEN_NGHE_NGHIEP", 49, 0),
            new Plain("codes/ma_duong_dung_seen_PARTIAL.csv", "ma_duong_dung", "duong_dung", 11, 3),
            new Plain("services/ma_doituong_kcb_pl10.csv", "MÃ ĐỐI TƯỢNG", "TÊN ĐỐI TƯỢNG", 32, 0),
            new Plain("services/pham_vi_hanh_nghe_bhxh.csv", "maPhamVi", "chucDanh", 91, 0),
            new Plain("insurance/bhyt_benefit_digit.csv", "digit", "rate", 5, 0),
            new Plain("insurance/bhyt_object_codes_secondary.csv", "code", "meaning_vi", 54, 0),
            new Plain("insurance/bhyt_portal_check_codes.csv", "code", "meaning_vi", 13, 0),
            new Plain("insurance/bhyt_portal_lookup_result_codes.csv", "code", "meaning_vi", 27, 0),
            new Plain("identity/cccd_province_codes_63.csv", "code", "province_2016", 63, 0));

    private static Path data = Path.of("");

    @TempDir
    Path images;

    @BeforeAll
    static void named() {
        String folder = System.getenv("KHOP_DATA");
        Assumptions.assumeTrue(
                folder != null && Files.isDirectory(Path.of(folder)),
                "KHOP_DATA does not name a folder: the national lists are not tested");
        data = Path.of(String.valueOf(folder));
    }

    @Test
    void theDeclaredListsCompileAndEachCodeAnswers() {
        DECLARED.forEach((declaration, file) -> {
            LoadResult result = ListLoader.load(
                    ShippedDeclarations.read(declaration).value().orElseThrow(), data.resolve(file));
            assertTrue(result.rowsRead() > 0, file);
            answers(file, result);
        });
    }

    @Test
    void theSmallListsCompileAndEachCodeAnswers() {
        for (Plain plain : PLAIN) {
            ListDeclaration declaration = new ListDeclaration(
                    new ReleaseId("urn:khop:test:" + plain.file(), "1"),
                    plain.file(),
                    Optional.empty(),
                    Optional.empty(),
                    ',',
                    plain.code(),
                    List.of(new ListDeclaration.DisplayColumn("vi", plain.name())),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty());
            LoadResult result = ListLoader.load(declaration, data.resolve(plain.file()));
            assertEquals(plain.rows(), result.rowsRead(), plain.file());
            assertEquals(plain.refused(), result.rowsRefused(), () -> plain.file() + ": " + result.errors());
            answers(plain.file(), result);
        }
    }

    private void answers(String file, LoadResult result) {
        assertEquals(
                result.rowsRefused(),
                result.errors().stream().map(LoadIssue::row).distinct().count(),
                () -> file + ": a row that is refused is told by its number");
        CodeSystem list = result.codeSystem().orElseThrow();
        Path folder = images.resolve(file.replace('/', '-'));
        ImageFolder.at(folder).publish(list);
        try (Terminology terminology = Terminology.open(folder)) {
            Map<String, Optional<String>> expected = list.concepts().stream()
                    .collect(Collectors.toMap(
                            Concept::code,
                            concept -> Optional.of(concept.designations().get(0).value())));
            expected.forEach((code, name) -> assertEquals(
                    name,
                    terminology
                            .lookup(CodeQuestion.of(list.about().id().system(), code))
                            .display(),
                    () -> file + ", " + code));
        }
    }
}
