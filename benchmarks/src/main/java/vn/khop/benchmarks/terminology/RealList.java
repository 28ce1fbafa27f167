package vn.khop.benchmarks.terminology;

import java.util.ArrayList;
import java.util.List;

/** A list of the data folder, and how its columns are declared. */
record RealList(String file, String system, String code, List<String> displays) {
    static final List<RealList> ALL = List.of(
            new RealList(
                    "icd10/icd10_vn_en_12219.csv", "urn:khop:real:icd10", "code", List.of("vi=name_vi", "en=name_en")),
            new RealList(
                    "icd10/icd10_tt06_2026_names_flags.csv",
                    "urn:khop:real:icd10-tt06",
                    "code",
                    List.of("vi=name_vi_tt06")),
            new RealList(
                    "icd9cm/qd4440_Sheet0.csv",
                    "urn:khop:real:procedures-4440",
                    "Mã tương đương",
                    List.of("vi=Tên 21")),
            new RealList(
                    "services/qd7603_pl1_dvkt_tuong_duong.csv",
                    "urn:khop:real:services-7603",
                    "maTuongDuong",
                    List.of("vi=tenTT43")),
            new RealList(
                    "services/tt23_2024_pl1_danh_muc_ky_thuat_repaired_codes.csv",
                    "urn:khop:real:techniques-tt23",
                    "maKyThuat_repaired",
                    List.of("vi=tenKyThuat")),
            new RealList(
                    "drugs/qld_registry_sample_2022.csv", "urn:khop:real:drugs", "so_dang_ky", List.of("vi=ten_thuoc")),
            new RealList(
                    "drugs/hospital_drug_list_bhyt_m03_2026.csv",
                    "urn:khop:real:hospital-drugs",
                    "MA_THUOC",
                    List.of("vi=TEN_THUOC")),
            new RealList(
                    "facilities/hanoi_ma_cskcb_2024.csv", "urn:khop:real:facilities", "ma_cskcb", List.of("vi=ten")),
            new RealList(
                    "admin/communes_2026-07.csv",
                    "urn:khop:real:communes",
                    "commune_code",
                    List.of("vi=commune", "en=commune_en")));

    RealList {
        displays = List.copyOf(displays);
    }

    String[] options() {
        List<String> options =
                new ArrayList<>(List.of("--system", system, "--version", "1", "--name", file, "--code", code));
        displays.forEach(display -> options.addAll(List.of("--display", display)));
        return options.toArray(String[]::new);
    }
}
