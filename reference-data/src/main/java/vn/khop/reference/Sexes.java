package vn.khop.reference;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The sexes of the insurance XML and their Vietnamese names. */
public final class Sexes {
    private final Map<Sex, String> names = new EnumMap<>(Sex.class);
    private final List<TableSource> sources;

    private Sexes() {
        ReferenceTable table = ReferenceTable.open("sexes");
        for (String[] row : table.rows()) {
            names.put(ofCode(row[table.column("code")]), row[table.column("name")]);
        }
        sources = table.sources();
    }

    static Sexes open() {
        return new Sexes();
    }

    static Sex ofCode(String code) {
        for (Sex sex : Sex.values()) {
            if (Integer.toString(sex.code()).equals(code)) {
                return sex;
            }
        }
        throw new IllegalStateException("sex code '" + code + "', expected 1, 2 or 3");
    }

    /** "Nam", "Nữ", "Chưa xác định". */
    public String vietnameseName(Sex sex) {
        return Objects.requireNonNull(names.get(sex));
    }

    public List<TableSource> sources() {
        return sources;
    }
}
