package vn.khop.mpi.propose;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.reference.VietnameseText;

/** Recognises Vietnamese patient records, whose columns the default schema knows how to use whatever they are called. */
final class VietnameseColumns {
    private static final double NAMES_MIN = 0.5;
    private static final int COLUMNS_MIN = 3;

    /** Columns of the default schema and what else they are called, folded to letters only. */
    private static final Map<String, Set<String>> ALIASES = aliases();

    private VietnameseColumns() {}

    private static Map<String, Set<String>> aliases() {
        Map<String, Set<String>> aliases = new LinkedHashMap<>();
        aliases.put("facility", Set.of("macoso", "macskcb", "cosokcb", "benhvien", "hospital"));
        aliases.put("mrn", Set.of("mabn", "mabenhnhan", "sobenhan", "mayte", "patientid", "pid"));
        aliases.put("full_name", Set.of("hoten", "hovaten", "tenbenhnhan", "hotenbenhnhan", "name", "patientname"));
        aliases.put("gender", Set.of("gioitinh", "gioi", "phai", "sex"));
        aliases.put("birth_date", Set.of("ngaysinh", "namsinh", "ngaythangnamsinh", "dob", "dateofbirth", "birthday"));
        aliases.put(
                "national_id",
                Set.of(
                        "cccd",
                        "cmnd",
                        "cccdcmnd",
                        "cmndcccd",
                        "socccd",
                        "socmnd",
                        "sodinhdanh",
                        "dinhdanhcanhan",
                        "citizenid",
                        "socanuoc"));
        aliases.put(
                "insurance_no", Set.of("mathe", "mathebhyt", "bhyt", "sobhyt", "sothebhyt", "thebhyt", "insurance"));
        aliases.put("phone", Set.of("sdt", "sodienthoai", "dienthoai", "phonenumber", "mobile"));
        aliases.put("address", Set.of("diachi", "noicutru", "noio", "diachicutru"));
        aliases.put("guardian_name", Set.of("nguoigiamho", "hotenme", "tenme", "nguoithan", "nguoidamho"));
        aliases.put("recorded_at", Set.of("ngaykham", "ngayvao", "ngaynhap", "ngaylap", "thoigian"));
        return aliases;
    }

    /** The default schema over these columns, if their whole names are Vietnamese and enough else is known. */
    static Optional<String> schema(Map<String, ColumnProfile> profiles, Map<String, ColumnKind> kinds) {
        Map<String, String> columns = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        ALIASES.forEach((column, others) -> {
            for (String candidate : profiles.keySet()) {
                String letters = VietnameseText.fold(candidate).replaceAll("[^a-z]", "");
                boolean isMeant = candidate.equals(column) || others.contains(letters);
                if (isMeant && kinds.get(candidate) != ColumnKind.RECORD_ID && taken.add(candidate)) {
                    columns.put(column, candidate);
                    return;
                }
            }
        });
        ColumnProfile name = profiles.get(columns.getOrDefault("full_name", ""));
        boolean isVietnamese = name != null && name.familyNameShare() >= NAMES_MIN && columns.size() >= COLUMNS_MIN;
        return isVietnamese ? Optional.of(renamed(columns)) : Optional.empty();
    }

    private static String renamed(Map<String, String> columns) {
        List<String> lines = new ArrayList<>();
        for (String line : SchemaReader.defaultText().split("\n", -1)) {
            String renamed = line;
            for (Map.Entry<String, String> column : columns.entrySet()) {
                String written = "{column: " + column.getKey() + ",";
                if (line.contains(written) && !column.getKey().equals(column.getValue())) {
                    renamed = line.replace(
                            written, "{column: \"" + column.getValue().replaceAll("[\"\\\\\\p{Cntrl}]", "") + "\",");
                }
            }
            lines.add(renamed);
        }
        return String.join("\n", lines);
    }
}
