package vn.khop.benchmarks.mapping;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import vn.khop.terminology.concept.SearchWords;
import vn.khop.terminology.suggest.LocalRow;
import vn.khop.terminology.suggest.Target;

/*
 * What is taken as true:
 * - ICD-10: a code of QĐ 4469 means the code of TT 06/2026 that is written alike (dagger and asterisk aside). Codes that TT 06's file lacks
 *   are rows without a target.
 * - services: a row of QĐ 7603 means the technique of TT 23/2024 whose code is the row's own in TT 43, where the link columns name that
 *   technique too, by its name, with high or middling certainty. The source's link codes alone will not do: a spreadsheet has eaten zeros at their ends.
 *   The row's specialty is its group, the technique's chapter that of the target; codes are given to nobody.
 * - drugs: no registration number of the hospital's list is in the registry sample, so there are no real pairs. Rows are derived from the
 *   hospital's own as another hospital may write them, and their right targets are the registrations of that ingredient, strength and form;
 *   the one that is meant is the row's own. Of a held-out row both ways of writing are measured, since there are few; each other one trains in one. A family is an ingredient, so that nothing said of a held-out one is trained on.
 */
/** The real lists of a data folder, in pairs. */
final class MappingSets {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180
            .builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .setTrim(true)
            .get();

    private MappingSets() {}

    static List<MappingSet> read(Path data) throws IOException {
        return List.of(icd10(data), services(data, true), services(data, false), drugs(data));
    }

    static MappingSet icd10(Path data) throws IOException {
        Map<String, String> later = new LinkedHashMap<>();
        for (CSVRecord row : rows(data.resolve("icd10/icd10_tt06_2026_names_flags.csv"))) {
            if (!row.get("name_vi_tt06").isBlank()) {
                later.putIfAbsent(bare(row.get(0)), row.get("name_vi_tt06"));
            }
        }
        Map<String, String> earlier = new LinkedHashMap<>();
        for (CSVRecord row : rows(data.resolve("icd10/icd10_vn_en_12219.csv"))) {
            if (!row.get("name_vi").isBlank()) {
                earlier.putIfAbsent(bare(row.get(0)), row.get("name_vi"));
            }
        }
        List<MappingSet.Row> pairs = new ArrayList<>();
        earlier.forEach((code, name) -> {
            String now = later.get(code);
            pairs.add(new MappingSet.Row(
                    LocalRow.named(name),
                    now == null ? Optional.empty() : Optional.of(code),
                    code.substring(0, Math.min(3, code.length())),
                    now != null && isSame(name, now)));
        });
        return new MappingSet(
                "ICD-10: QĐ 4469 to TT 06/2026",
                later.entrySet().stream()
                        .map(entry -> Target.of(entry.getKey(), entry.getValue()))
                        .toList(),
                pairs,
                true);
    }

    private static String bare(String code) {
        return code.replaceAll("[†*+\\s\uFEFF]", "");
    }

    static MappingSet services(Path data, boolean withGroups) throws IOException {
        Map<String, Target> techniques = new LinkedHashMap<>();
        for (CSVRecord row : rows(data.resolve("services/tt23_2024_pl1_danh_muc_ky_thuat_repaired_codes.csv"))) {
            String code = row.get("maKyThuat_repaired");
            techniques.put(code, Target.of(code, row.get("tenKyThuat")).in(row.get("chuong")));
        }
        List<MappingSet.Row> pairs = new ArrayList<>();
        for (CSVRecord row : rows(data.resolve("services/qd7603_pl1_dvkt_tuong_duong.csv"))) {
            String certainty = row.get("doTinCayMapping");
            String code = row.get("maTT43");
            Target meant = techniques.get(code);
            if (meant != null
                    && (certainty.equals("Cao") || certainty.equals("Trung bình"))
                    && isSame(meant.display(), row.get("tenKyThuatTT23"))) {
                String name = row.get("tenTT43");
                LocalRow local = LocalRow.named(name);
                pairs.add(new MappingSet.Row(
                        withGroups ? local.in(row.get("chuyenKhoa")) : local,
                        Optional.of(code),
                        String.join(" ", SearchWords.toneless(SearchWords.toned(name))),
                        isSame(name, meant.display())));
            }
        }
        return new MappingSet(
                withGroups
                        ? "services: QĐ 7603 to TT 23/2024, with the specialty"
                        : "services: QĐ 7603 to TT 23/2024, by the name alone",
                List.copyOf(techniques.values()),
                pairs,
                withGroups);
    }

    static MappingSet drugs(Path data) throws IOException {
        Map<String, Target> registered = new LinkedHashMap<>();
        Map<String, Set<String>> byProduct = new HashMap<>();
        List<CSVRecord> hospital = rows(data.resolve("drugs/hospital_drug_list_bhyt_m03_2026.csv"));
        for (CSVRecord row : hospital) {
            String number = row.get("SO_DANG_KY");
            registered.putIfAbsent(
                    number,
                    new Target(
                            number,
                            true,
                            List.of(row.get("TEN_THUOC")),
                            List.of(),
                            row.get("TEN_HOAT_CHAT"),
                            row.get("HAM_LUONG"),
                            row.get("DANG_BAO_CHE"),
                            row.get("DUONG_DUNG")));
            byProduct
                    .computeIfAbsent(product(row), any -> new LinkedHashSet<>())
                    .add(number);
        }
        for (CSVRecord row : rows(data.resolve("drugs/qld_registry_sample_2022.csv"))) {
            registered.putIfAbsent(
                    row.get("so_dang_ky"),
                    new Target(
                            row.get("so_dang_ky"),
                            true,
                            List.of(row.get("ten_thuoc")),
                            List.of(),
                            row.get("hoat_chat"),
                            "",
                            "",
                            ""));
        }
        List<MappingSet.Row> rows = new ArrayList<>();
        int at = 0;
        for (CSVRecord row : hospital) {
            Set<String> right = byProduct.getOrDefault(product(row), Set.of());
            boolean trainsGeneric = at++ % 2 == 0;
            for (boolean isGeneric : new boolean[] {true, false}) {
                MappingSet.Row written = drug(row, right, isGeneric);
                if (written.isHeldOut() || isGeneric == trainsGeneric) {
                    rows.add(written);
                }
            }
        }
        return new MappingSet("drugs: derived rows to registrations", List.copyOf(registered.values()), rows, true);
    }

    /** A row as another hospital may write it: by ingredient and strength, or by its trade name. */
    private static MappingSet.Row drug(CSVRecord row, Set<String> right, boolean isGeneric) {
        String ingredient =
                row.get("TEN_HOAT_CHAT").replaceAll("\\([^()]*\\)", "").strip();
        String name = isGeneric
                ? ingredient + " " + inGrams(row.get("HAM_LUONG")) + " ("
                        + row.get("DON_VI_TINH").toLowerCase(Locale.ROOT) + ")"
                : String.join(" ", SearchWords.toneless(SearchWords.toned(row.get("TEN_THUOC"))))
                        .toUpperCase(Locale.ROOT);
        return new MappingSet.Row(
                new LocalRow(
                        "",
                        name,
                        "",
                        ingredient,
                        inGrams(row.get("HAM_LUONG")),
                        row.get("DON_VI_TINH"),
                        row.get("DUONG_DUNG")),
                right,
                Optional.of(row.get("SO_DANG_KY")),
                "drug " + String.join(" ", SearchWords.toneless(SearchWords.toned(ingredient))),
                isSame(name, row.get("TEN_THUOC")));
    }

    private static String product(CSVRecord row) {
        return row.get("MA_THUOC") + "|" + row.get("HAM_LUONG").replace(" ", "") + "|"
                + row.get("DANG_BAO_CHE").toLowerCase(Locale.ROOT);
    }

    /** 500mg as 0,5g: as some hospitals write it. */
    private static String inGrams(String strength) {
        return strength.matches("\\d{3}mg")
                ? ("0," + strength.substring(0, 3)).replaceFirst("0+$", "") + "g"
                : strength;
    }

    private static boolean isSame(String one, String other) {
        return SearchWords.toned(one).equals(SearchWords.toned(other));
    }

    private static List<CSVRecord> rows(Path file) throws IOException {
        try (BufferedReader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
                CSVParser parser = FORMAT.parse(reader)) {
            return parser.getRecords();
        }
    }
}
