package vn.khop.reference;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Compiles the tables of this module from the facts as others publish them: {@code TableCompiler <facts folder> <output
 * folder>}. Run it again when a list changes; {@link TableCompilerTest} tells when the committed tables are not what it makes.
 *
 * <p>Where two sources disagree the official conversion table wins, the row says what the other one has, and the other spelling
 * becomes an alias.
 */
final class TableCompiler {
    static final String REFORM = "2025-07-01";
    private static final String RETYPED = "2026-04-30";
    private static final Pattern NOT_ALPHANUMERIC = Pattern.compile("[^a-z0-9]");
    private static final String[] TYPES = {
        "Phường", "Xã", "Thị trấn", "Đặc khu", "Quận", "Huyện", "Thị xã", "Thành phố", "Tỉnh"
    };
    private static final String FACT = "government decision: facts, no copyright";

    private final Path facts;
    private final Path output;

    /** A unit's type and its name without it. */
    private record Named(String type, String name) {}

    /** One row of the conversion table; {@code slip} is the code it printed where that is another commune's, else empty. */
    private record Pair(String old, String oldName, String since, String note, String slip) {}

    private record OldCommune(String code, Named named, String district, String province, String note) {}

    TableCompiler(Path facts, Path output) {
        this.facts = facts;
        this.output = output;
    }

    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            System.err.println("expected: <facts folder> <output folder>");
            System.exit(1);
        }
        new TableCompiler(Path.of(arguments[0]), Path.of(arguments[1])).compile();
    }

    void compile() throws IOException {
        administrativeUnits();
        identity();
        insurance();
        phones();
        names();
        legacyLetters();
    }

    private List<CSVRecord> read(String file) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (Reader reader = Files.newBufferedReader(facts.resolve(file));
                CSVParser parser = format.parse(withoutByteOrderMark(reader))) {
            return parser.getRecords();
        }
    }

    private static Reader withoutByteOrderMark(Reader reader) throws IOException {
        reader.mark(1);
        if (reader.read() != '\uFEFF') {
            reader.reset();
        }
        return reader;
    }

    private static Named named(String fullName) {
        String full = TableWriter.clean(fullName);
        String lower = full.toLowerCase(Locale.ROOT);
        for (String type : TYPES) {
            if (lower.startsWith(type.toLowerCase(Locale.ROOT) + " ")) {
                return new Named(type, full.substring(type.length() + 1));
            }
        }
        return lower.startsWith("xa ") ? new Named("Xã", full.substring(3)) : new Named("", full);
    }

    /** Lower-case letters and digits without marks, one run: the form of the alias lists. */
    private static String key(String text) {
        return NOT_ALPHANUMERIC
                .matcher(VietnameseText.fold(TableWriter.clean(text)))
                .replaceAll("");
    }

    // Administrative units

    private void administrativeUnits() throws IOException {
        List<CSVRecord> pairs = read("admin/commune_succession_2025.csv");
        List<Pair> repaired = repaired(pairs);
        Map<String, OldCommune> oldCommunes = oldCommunes(repaired);
        provinces(pairs);
        districts();
        oldCommuneTable(oldCommunes);
        newCommuneTable(pairs);
        succession(repaired, pairs);
        aliases(oldCommunes, pairs, repaired);
    }

    /**
     * The pairs, with the codes of two rows put right: the conversion table prints one code for two names of a district there,
     * and one of the names is a commune of the list whose own code it never prints (01615 for 01651, 02485 for 02482).
     */
    private List<Pair> repaired(List<CSVRecord> pairs) throws IOException {
        Set<String> printed = new TreeSet<>();
        for (CSVRecord pair : pairs) {
            printed.add(pair.get("old_commune_code"));
        }
        Map<String, String> unprinted = new HashMap<>();
        Map<String, String> listedNames = new HashMap<>();
        for (CSVRecord row : read("admin/communes_before_2025-07-01.csv")) {
            listedNames.put(row.get("Mã"), key(row.get("Tên")));
            if (!printed.contains(row.get("Mã"))) {
                unprinted.put(row.get("Mã QH") + key(row.get("Tên")), row.get("Mã"));
            }
        }
        List<Pair> repaired = new ArrayList<>();
        for (CSVRecord pair : pairs) {
            String code = pair.get("old_commune_code");
            String name = pair.get("old_commune");
            String right = key(name).equals(listedNames.get(code))
                    ? null
                    : unprinted.get(pair.get("old_district_code") + key(name));
            repaired.add(new Pair(
                    right == null ? code : right,
                    name,
                    pair.get("new_commune_code"),
                    TableWriter.clean(pair.get("note")),
                    right == null ? "" : code));
        }
        return repaired;
    }

    private static TableWriter unitSources(TableWriter table) {
        return table.source(
                        "conversion",
                        "Government of Vietnam",
                        "official conversion table of communes, with QĐ 19/2025/QĐ-TTg (codes) and the 34 resolutions of the Standing Committee of 2025-06-16",
                        "2025-07-01",
                        FACT,
                        "via sunshine-tech/VietnamProvinces; official table")
                .source(
                        "nso-2025",
                        "National Statistics Office",
                        "list of administrative units before 2025-07-01",
                        "2025-06",
                        FACT,
                        "via public repositories; official list")
                .source(
                        "nso-2026",
                        "National Statistics Office",
                        "list of administrative units of two levels",
                        "2026-07",
                        FACT,
                        "via thanglequoc/vietnamese-provinces-database (MIT), edition 2026-07-25");
    }

    private void provinces(List<CSVRecord> pairs) throws IOException {
        TableWriter table = unitSources(new TableWriter("provinces", "Provinces before and since 2025-07-01"))
                .source(
                        "nq202",
                        "National Assembly",
                        "Nghị quyết 202/2025/QH15",
                        "2025-06-12",
                        FACT,
                        "secondary sources agree")
                .source(
                        "nq30",
                        "National Assembly",
                        "30/2026/QH16: Đồng Nai becomes a city",
                        "2026-04-30",
                        FACT,
                        "secondary: thanglequoc/vietnamese-provinces-database")
                .note("Seven codes changed meaning on 2025-07-01: 15, 24, 44, 52, 80, 82, 91. A code needs a date.")
                .columns("code", "name", "type", "valid_from", "valid_before", "source", "note");
        Map<String, String> old = new TreeMap<>();
        Map<String, String> since = new TreeMap<>();
        for (CSVRecord pair : pairs) {
            old.put(pair.get("old_province_code"), pair.get("old_province"));
            since.put(pair.get("new_province_code"), pair.get("new_province"));
        }
        Map<String, String> now = new HashMap<>();
        for (CSVRecord commune : read("admin/communes_2026-07.csv")) {
            now.put(commune.get("province_code"), commune.get("province"));
        }
        for (Map.Entry<String, String> unit : old.entrySet()) {
            Named named = named(unit.getValue());
            table.row(unit.getKey(), named.name(), named.type(), "", REFORM, "conversion", "");
        }
        for (Map.Entry<String, String> unit : since.entrySet()) {
            Named named = named(unit.getValue());
            Named today = named(Objects.requireNonNull(now.get(unit.getKey())));
            String reused = old.containsKey(unit.getKey())
                            && !key(Objects.requireNonNull(old.get(unit.getKey())))
                                    .equals(key(unit.getValue()))
                    ? "before 2025-07-01 this code was "
                            + named(Objects.requireNonNull(old.get(unit.getKey())))
                                    .name()
                    : "";
            boolean isRetyped = !named.type().equals(today.type());
            table.row(unit.getKey(), named.name(), named.type(), REFORM, isRetyped ? RETYPED : "", "nq202", reused);
            if (isRetyped) {
                table.row(unit.getKey(), named.name(), today.type(), RETYPED, "", "nq30", "");
            }
        }
        table.write(output);

        TableWriter succession = new TableWriter(
                        "province-succession", "Which province of today took over which old one")
                .source(
                        "nq202",
                        "National Assembly",
                        "Nghị quyết 202/2025/QH15",
                        "2025-06-12",
                        FACT,
                        "counted from the official conversion table of communes")
                .note("commune_pairs counts the pairs of communes behind a row: one pair is an exchange at a border.")
                .note(
                        "A row with a disagreement is no succession: the communes behind it are listed under another old province.")
                .columns("old", "new", "commune_pairs", "valid_from", "source", "note", "disagreement");
        Map<String, String> listedProvinces = new HashMap<>();
        for (CSVRecord row : read("admin/communes_before_2025-07-01.csv")) {
            listedProvinces.put(row.get("Mã"), row.get("Mã TP"));
        }
        for (CSVRecord row : read("admin/province_succession_2025.csv")) {
            Set<String> misplaced = new TreeSet<>();
            boolean isReal = false;
            for (CSVRecord pair : pairs) {
                if (pair.get("old_province_code").equals(row.get("old_code"))
                        && pair.get("new_province_code").equals(row.get("new_code"))) {
                    String listed = Objects.requireNonNull(listedProvinces.get(pair.get("old_commune_code")));
                    if (listed.equals(row.get("old_code"))) {
                        isReal = true;
                    } else {
                        misplaced.add(pair.get("old_commune_code") + " of province " + listed + " in nso-2025");
                    }
                }
            }
            succession.row(
                    row.get("old_code"),
                    row.get("new_code"),
                    row.get("commune_pairs"),
                    REFORM,
                    "nq202",
                    row.get("code_reuse_warning"),
                    isReal ? "" : String.join(", ", misplaced));
        }
        succession.write(output);
    }

    private void districts() throws IOException {
        TableWriter table = unitSources(new TableWriter("districts", "Districts, until the level ended on 2025-07-01"))
                .columns("code", "name", "type", "province", "valid_from", "valid_before", "source", "note");
        for (CSVRecord row : read("admin/districts_before_2025-07-01.csv")) {
            Named named = named(row.get("Tên"));
            table.row(row.get("Mã"), named.name(), named.type(), row.get("Mã TP"), "", REFORM, "nso-2025", "");
        }
        table.write(output);
    }

    private Map<String, OldCommune> oldCommunes(List<Pair> pairs) throws IOException {
        Map<String, Set<String>> officialNames = new HashMap<>();
        for (Pair pair : pairs) {
            officialNames.computeIfAbsent(pair.old(), code -> new TreeSet<>()).add(TableWriter.clean(pair.oldName()));
        }
        Map<String, OldCommune> communes = new LinkedHashMap<>();
        for (CSVRecord row : read("admin/communes_before_2025-07-01.csv")) {
            String code = row.get("Mã");
            Named listed = named(row.get("Tên"));
            Set<String> names = officialNames.getOrDefault(code, Set.of(row.get("Tên")));
            // One code, several names in the conversion table: the one that the list has too.
            String officialName = names.stream()
                    .filter(name -> key(name).equals(key(row.get("Tên"))))
                    .findFirst()
                    .orElse(names.iterator().next());
            Named official = named(officialName);
            if (official.type().isEmpty()) {
                official = new Named(listed.type(), official.name());
            }
            String note = names.size() > 1 ? "the conversion table has the names " + String.join(", ", names) : "";
            if (!key(official.type() + official.name()).equals(key(listed.type() + listed.name()))) {
                note = "nso-2025 has " + listed.type() + " " + listed.name();
            }
            communes.put(code, new OldCommune(code, official, row.get("Mã QH"), row.get("Mã TP"), note));
        }
        return communes;
    }

    private void oldCommuneTable(Map<String, OldCommune> communes) throws IOException {
        TableWriter table = unitSources(
                        new TableWriter("communes-before-2025-07-01", "Communes before 2025-07-01, under districts"))
                .note(
                        "Where the conversion table and the list name a code differently, the conversion table's name stands and note has the other.")
                .columns(
                        "code", "name", "type", "district", "province", "valid_from", "valid_before", "source", "note");
        for (OldCommune commune : communes.values()) {
            table.row(
                    commune.code(),
                    commune.named().name(),
                    commune.named().type(),
                    commune.district(),
                    commune.province(),
                    "",
                    REFORM,
                    "conversion",
                    commune.note());
        }
        table.write(output);
    }

    private void newCommuneTable(List<CSVRecord> pairs) throws IOException {
        TableWriter table = unitSources(
                        new TableWriter("communes-since-2025-07-01", "Communes since 2025-07-01, under provinces"))
                .source(
                        "nq237",
                        "Standing Committee of the National Assembly",
                        "237/NQ-UBTVQH16: ten communes of Đồng Nai become wards",
                        RETYPED,
                        FACT,
                        "secondary: thanglequoc/vietnamese-provinces-database")
                .note("A unit that changed its type keeps its code and has two rows.")
                .note("also_code: a code that another published list gives the same unit.")
                .columns(
                        "code",
                        "name",
                        "type",
                        "province",
                        "also_code",
                        "valid_from",
                        "valid_before",
                        "source",
                        "note");
        Map<String, CSVRecord> official = new HashMap<>();
        for (CSVRecord pair : pairs) {
            official.putIfAbsent(pair.get("new_commune_code"), pair);
        }
        Map<String, String> listed = new TreeMap<>();
        Map<String, CSVRecord> rows = new HashMap<>();
        for (CSVRecord row : read("admin/communes_2026-07.csv")) {
            listed.put(row.get("commune_code"), row.get("commune"));
            rows.put(row.get("commune_code"), row);
        }
        Map<String, String> officialCodes = codesThatOnlyTheOfficialTableHas(official, listed);
        for (Map.Entry<String, String> entry : listed.entrySet()) {
            CSVRecord row = Objects.requireNonNull(rows.get(entry.getKey()));
            String code = officialCodes.getOrDefault(entry.getKey(), entry.getKey());
            boolean isRecoded = !code.equals(entry.getKey());
            CSVRecord first = official.get(code);
            Named today = named(entry.getValue());
            Named then = first == null ? today : named(first.get("new_commune"));
            if (then.type().isEmpty()) {
                then = new Named(today.type(), then.name());
            }
            String note = first == null
                    ? "a special zone without communes before 2025-07-01; not in the conversion table"
                    : isRecoded ? "nso-2026 has code " + entry.getKey() : "";
            boolean isRetyped = !then.type().equals(today.type());
            String province = row.get("province_code");
            table.row(
                    code,
                    then.name(),
                    then.type(),
                    province,
                    isRecoded ? entry.getKey() : "",
                    REFORM,
                    isRetyped ? RETYPED : "",
                    first == null ? "nso-2026" : "conversion",
                    note);
            if (isRetyped) {
                table.row(code, then.name(), today.type(), province, "", RETYPED, "", "nq237", "");
            }
        }
        table.write(output);
    }

    /** Listed code to official code, for a unit that the two name alike in one province and number differently. */
    private static Map<String, String> codesThatOnlyTheOfficialTableHas(
            Map<String, CSVRecord> official, Map<String, String> listed) {
        Map<String, String> codes = new HashMap<>();
        for (Map.Entry<String, CSVRecord> unit : official.entrySet()) {
            if (listed.containsKey(unit.getKey())) {
                continue;
            }
            for (Map.Entry<String, String> candidate : listed.entrySet()) {
                if (!official.containsKey(candidate.getKey())
                        && key(candidate.getValue()).equals(key(unit.getValue().get("new_commune")))) {
                    codes.put(candidate.getKey(), unit.getKey());
                }
            }
        }
        return codes;
    }

    private void succession(List<Pair> repaired, List<CSVRecord> pairs) throws IOException {
        TableWriter table = unitSources(new TableWriter(
                        "commune-succession", "Which commune of today took over which old one, whole or in part"))
                .note(
                        "kind: unchanged, renamed, retyped, whole, whole-area, part, part-of-area, part-of-area-all-people, part-of-people, rest.")
                .note(
                        "Only unchanged, renamed, retyped, whole, whole-area and part-of-area-all-people move every inhabitant to one commune.")
                .columns("old", "new", "kind", "valid_from", "source", "note");
        Map<String, String> sorted = new TreeMap<>();
        for (Pair pair : repaired) {
            String note = PLAIN_NOTES.containsKey(pair.note()) ? "" : pair.note();
            if (!pair.slip().isEmpty()) {
                note = "the conversion table prints the old code " + pair.slip()
                        + ", which is another commune of the district";
            }
            sorted.put(
                    pair.old() + pair.since(),
                    String.join("\t", pair.old(), pair.since(), kind(pair.note()), REFORM, "conversion", note));
        }
        for (String row : sorted.values()) {
            table.row(row.split("\t", -1));
        }
        table.write(output);

        TableWriter districts = unitSources(new TableWriter(
                        "district-succession", "Island districts without communes that became special zones"))
                .columns("old", "new", "kind", "valid_from", "source", "note");
        Set<String> successors = new TreeSet<>();
        for (CSVRecord pair : pairs) {
            successors.add(pair.get("new_commune_code"));
        }
        Map<String, String> byName = new HashMap<>();
        for (CSVRecord row : read("admin/communes_2026-07.csv")) {
            if (!successors.contains(row.get("commune_code"))
                    && named(row.get("commune")).type().equals("Đặc khu")) {
                byName.put(key(named(row.get("commune")).name()), row.get("commune_code"));
            }
        }
        for (CSVRecord row : read("admin/districts_before_2025-07-01.csv")) {
            String since = byName.get(key(named(row.get("Tên")).name()));
            if (since != null) {
                districts.row(
                        row.get("Mã"), since, "whole", REFORM, "nso-2026", "same name; not in the conversion table");
            }
        }
        districts.write(output);
    }

    private static final Map<String, String> PLAIN_NOTES = Map.of(
            "Nhập toàn bộ", "whole",
            "Nhập toàn bộ diện tích", "whole-area",
            "Nhập một phần", "part",
            "Nhập một phần diện tích", "part-of-area",
            "Nhập một phần diện tích, toàn bộ dân số", "part-of-area-all-people",
            "Nhập một phần dân số", "part-of-people",
            "Giữ nguyên", "unchanged",
            "Đổi tên", "renamed",
            "Đổi loại hình", "retyped");

    private static String kind(String note) {
        String plain = PLAIN_NOTES.get(note);
        if (plain != null) {
            return plain;
        }
        String key = key(note);
        if (key.startsWith("saptoanbo") || key.startsWith("sapxeptoanbo")) {
            return "whole";
        }
        if (key.startsWith("nhapmotphandientich")) {
            return "part-of-area";
        }
        if (key.startsWith("phanconlai")) {
            return "rest";
        }
        if (key.contains("motphan")) {
            return "part";
        }
        throw new IllegalStateException("a note of the conversion table that no kind covers: " + note);
    }

    private void aliases(Map<String, OldCommune> communes, List<CSVRecord> pairs, List<Pair> repaired)
            throws IOException {
        Map<String, String> provinceCodes = new HashMap<>();
        Map<String, String> districtCodes = new HashMap<>();
        Map<String, String> communeCodes = new HashMap<>();
        for (CSVRecord row : read("admin/districts_before_2025-07-01.csv")) {
            provinceCodes.put(key(row.get("Tỉnh / Thành Phố")), row.get("Mã TP"));
            districtCodes.put(key(row.get("Tỉnh / Thành Phố")) + "/" + key(row.get("Tên")), row.get("Mã"));
        }
        Set<String> rows = new TreeSet<>();
        for (CSVRecord row : read("admin/communes_before_2025-07-01.csv")) {
            String district = key(row.get("Tỉnh / Thành Phố")) + "/" + key(row.get("Quận Huyện"));
            communeCodes.put(district + "/" + key(row.get("Tên")), row.get("Mã"));
            OldCommune commune = Objects.requireNonNull(communes.get(row.get("Mã")));
            Named listed = named(row.get("Tên"));
            if (commune.note().startsWith("nso-2025 has")
                    && !key(listed.name()).equals(key(commune.named().name()))) {
                rows.add(String.join(
                        "\t",
                        "commune",
                        commune.code(),
                        key(listed.name()),
                        key(listed.type()),
                        "spelling",
                        "",
                        "nso-2025"));
            }
        }
        for (CSVRecord pair : pairs) {
            OldCommune commune = Objects.requireNonNull(communes.get(pair.get("old_commune_code")));
            provinceCodes.putIfAbsent(key(pair.get("old_province")), commune.province());
            String district = key(pair.get("old_province")) + "/" + key(pair.get("old_district"));
            districtCodes.putIfAbsent(district, commune.district());
            communeCodes.putIfAbsent(district + "/" + key(pair.get("old_commune")), commune.code());
        }
        for (Pair pair : repaired) {
            OldCommune commune = Objects.requireNonNull(communes.get(pair.old()));
            Named other = named(pair.oldName());
            if (!key(other.name()).equals(key(commune.named().name()))) {
                rows.add(String.join(
                        "\t", "commune", pair.old(), key(other.name()), key(other.type()), "former", "", "conversion"));
            }
        }
        int unmatched = formerNames(rows, districtCodes, communeCodes);
        TableWriter table = new TableWriter(
                        "unit-aliases", "Former names and other spellings of districts and communes")
                .source(
                        "vietnamadminunits",
                        "tranngocminhhieu/vietnamadminunits",
                        "alias lists, which cite the resolutions' reports in the press",
                        "2025-07",
                        "MIT",
                        "secondary: one public repository")
                .source(
                        "nso-2025",
                        "National Statistics Office",
                        "list of administrative units before 2025-07-01",
                        "2025-06",
                        FACT,
                        "names that differ from the official conversion table")
                .source(
                        "conversion",
                        "Government of Vietnam",
                        "official conversion table of communes",
                        "2025-07-01",
                        FACT,
                        "a second name that it gives one code")
                .note(
                        "alias and type are without marks and spaces, as the source has them; code is the unit of before 2025-07-01.")
                .note("changed: the year of the change, where the source says so.")
                .note("Rows of the source that name no unit of the list and are left out: " + unmatched)
                .columns("level", "code", "alias", "type", "kind", "changed", "source");
        for (String row : rows) {
            table.row(row.split("\t", -1));
        }
        table.write(output);
    }

    private int formerNames(Set<String> rows, Map<String, String> districtCodes, Map<String, String> communeCodes)
            throws IOException {
        int unmatched = 0;
        Map<String, Map<String, String>> keywordsByUnit = new TreeMap<>();
        for (CSVRecord row : read("admin/alias_district.csv")) {
            String code = districtCodes.get(row.get("province_key") + "/" + row.get("district_key"));
            if (code == null) {
                unmatched++;
            } else {
                keywordsByUnit
                        .computeIfAbsent("district\t" + code, unit -> new TreeMap<>())
                        .put(row.get("alias_keyword"), "former\t");
            }
        }
        for (CSVRecord row : read("admin/alias_ward.csv")) {
            String code = communeCodes.get(
                    row.get("province_key") + "/" + row.get("district_key") + "/" + row.get("ward_key"));
            if (code == null) {
                unmatched++;
            } else {
                String year = row.get("year").matches("\\d{4}") ? row.get("year") : "";
                String kind = row.get("source").equals("typing") ? "spelling" : "former";
                keywordsByUnit
                        .computeIfAbsent("commune\t" + code, unit -> new TreeMap<>())
                        .put(row.get("alias_keyword"), kind + "\t" + year);
            }
        }
        for (Map.Entry<String, Map<String, String>> unit : keywordsByUnit.entrySet()) {
            for (Map.Entry<String, String> keyword : unit.getValue().entrySet()) {
                if (!repeatsAnother(keyword.getKey(), unit.getValue().keySet())) {
                    String type = typeOf(keyword.getKey(), unit.getKey().startsWith("commune"));
                    rows.add(unit.getKey() + "\t" + keyword.getKey().substring(type.length()) + "\t" + type + "\t"
                            + keyword.getValue() + "\tvietnamadminunits");
                }
            }
        }
        return unmatched;
    }

    /** Whether the keyword only says again, without its type, abbreviated or with a zero, what another one says. */
    private static boolean repeatsAnother(String keyword, Set<String> all) {
        for (String type : new String[] {"thanhpho", "thitran", "phuong", "huyen", "thixa", "quan", "xa"}) {
            if (all.contains(type + keyword)) {
                return true;
            }
        }
        return ABBREVIATED.matcher(keyword).matches()
                || ZERO_PADDED.matcher(keyword).matches();
    }

    private static String typeOf(String keyword, boolean isCommune) {
        for (String type : isCommune
                ? new String[] {"thitran", "phuong", "xa"}
                : new String[] {"thanhpho", "thixa", "huyen", "quan"}) {
            if (keyword.startsWith(type) && keyword.length() > type.length()) {
                return type;
            }
        }
        return "";
    }

    private static final Pattern ABBREVIATED = Pattern.compile("(p|f|q|ward|district)\\d+|(tt|tp|tx)[a-z]{4,}");
    private static final Pattern ZERO_PADDED = Pattern.compile("[a-z]*0\\d+");

    // Identity, insurance, sexes

    private void identity() throws IOException {
        TableWriter places = new TableWriter("citizen-number-places", "Place codes of citizen numbers")
                .source(
                        "tt07",
                        "Ministry of Public Security",
                        "TT 07/2016/TT-BCA, annex 1",
                        "2016-02-01",
                        FACT,
                        "secondary: two reprints agree; gaps in the numbering are normal")
                .note("The place is where the birth was registered; it does not change when provinces merge.")
                .note("The codes of countries (annex 2) and of births after 2025-07-01 were not found.")
                .columns("code", "name", "province_before_2025", "valid_from", "source");
        for (CSVRecord row : read("identity/cccd_province_codes_63.csv")) {
            places.row(
                    row.get("code"), row.get("province_2016"), row.get("code").substring(1), "2016", "tt07");
        }
        places.write(output);

        TableWriter centuries = new TableWriter(
                        "citizen-number-centuries", "Fourth digit of citizen numbers: century and sex")
                .source(
                        "nd137",
                        "Government of Vietnam",
                        "NĐ 137/2015/NĐ-CP, article 13",
                        "2015-12-31",
                        FACT,
                        "secondary: several sources agree")
                .columns("digit", "sex", "year_from", "year_to", "source");
        for (CSVRecord row : read("identity/cccd_century_gender_digit.csv")) {
            String[] years = row.get("birth_years").split("-", -1);
            centuries.row(row.get("digit"), row.get("gender").equals("M") ? "1" : "2", years[0], years[1], "nd137");
        }
        centuries.write(output);

        TableWriter sexes = new TableWriter("sexes", "Sexes of the health-insurance XML")
                .source(
                        "qd4750",
                        "Ministry of Health",
                        "QĐ 4750/QĐ-BYT, table XML1",
                        "2023-12-29",
                        FACT,
                        "official annex")
                .columns("code", "name", "source");
        for (CSVRecord row : read("codes/gioi_tinh.csv")) {
            sexes.row(row.get("code"), row.get("name_vi"), "qd4750");
        }
        sexes.write(output);
    }

    private void insurance() throws IOException {
        TableWriter groups = new TableWriter("insurance-groups", "Groups of health-insurance cards")
                .source(
                        "qd1351",
                        "Vietnam Social Security",
                        "QĐ 1351/QĐ-BHXH, amended by 1697/2023 and 1018/2024",
                        "2015-11-16",
                        FACT,
                        "secondary: two independent lists agree on the older codes; the official text was not found")
                .source(
                        "cv38",
                        "Ministry of Health",
                        "CV 38/BYT-BH and NQ 261/2025/QH15",
                        "2026-01-01",
                        FACT,
                        "secondary")
                .note(
                        "benefit: usual third character of the card; empty where the sources disagree. A printed card may still show the digit of before.")
                .columns("code", "meaning", "benefit", "benefit_before", "changed", "source", "disagreement");
        for (CSVRecord row : read("insurance/bhyt_object_codes_secondary.csv")) {
            String digits = row.get("benefit_digit_char3");
            String meaning = row.get("meaning_vi");
            String disagreement = "";
            int bracket = meaning.indexOf(" (another source");
            if (bracket >= 0) {
                disagreement = meaning.substring(bracket + 2, meaning.length() - 1);
                meaning = meaning.substring(0, bracket);
            } else if (meaning.contains("(one secondary source")) {
                int start = meaning.indexOf(" (one secondary source");
                disagreement = "one secondary source only";
                meaning = meaning.substring(0, start);
            } else if (meaning.startsWith("(meaning not found")) {
                disagreement = "the code is in use; its meaning was not found";
                meaning = "";
            }
            boolean isChanged = digits.contains("->");
            String benefit = isChanged ? digits.replaceAll("^.*-> (\\d).*$", "$1") : digits.length() == 1 ? digits : "";
            if (digits.contains("/") && !isChanged) {
                disagreement = "benefit " + digits;
            }
            groups.row(
                    row.get("code"),
                    meaning,
                    benefit,
                    isChanged ? digits.substring(0, 1) : "",
                    isChanged ? "2026-01-01" : "",
                    isChanged ? "cv38" : "qd1351",
                    disagreement);
        }
        groups.write(output);

        TableWriter benefits = new TableWriter("insurance-benefits", "Benefit digit: third character of the card")
                .source("qd1351", "Vietnam Social Security", "QĐ 1351/QĐ-BHXH", "2015-11-16", FACT, "secondary")
                .columns("digit", "rate_percent", "meaning", "source");
        for (CSVRecord row : read("insurance/bhyt_benefit_digit.csv")) {
            benefits.row(row.get("digit"), row.get("rate").replace("%", ""), row.get("note"), "qd1351");
        }
        benefits.write(output);
    }

    // Telephones

    private void phones() throws IOException {
        TableWriter mobiles = new TableWriter("mobile-changes-2018", "Mobile prefixes that lost a digit in 2018")
                .source(
                        "btttt-2018",
                        "Ministry of Information and Communications",
                        "plan of 2018 for moving 11-digit mobile numbers to 10 digits",
                        "2018-09-15",
                        FACT,
                        "secondary: two sources agree")
                .columns("old", "new", "operator", "valid_from", "source");
        for (CSVRecord row : read("phones/mobile_11_to_10_digit_2018.csv")) {
            mobiles.row(
                    row.get("old_prefix_4"), row.get("new_prefix_3"), row.get("operator"), "2018-09-15", "btttt-2018");
        }
        mobiles.write(output);

        Map<String, String> collisions = new HashMap<>();
        for (CSVRecord row : read("phones/old_landline_vs_new_mobile_collisions.csv")) {
            collisions.put(row.get("old_area_code"), row.get("current_mobile_prefixes_that_look_the_same"));
        }
        TableWriter landlines = new TableWriter("landline-changes-2017", "Area codes before and since 2017")
                .source(
                        "btttt-2017",
                        "Ministry of Information and Communications",
                        "plan of 2017 for area codes, in three waves",
                        "2017-02-11",
                        FACT,
                        "compared from libphonenumber (Apache-2.0) of 2016 and 2020")
                .note("mobile_prefixes: prefixes of today's mobile numbers that an old number of the area looks like.")
                .columns("area", "old", "new", "valid_from", "mobile_prefixes", "source");
        for (CSVRecord row : read("phones/landline_area_code_2017_old_new.csv")) {
            String old = row.get("old_code_with_0");
            String from = row.get("new_code_valid_from");
            landlines.row(
                    row.get("province_as_in_libphonenumber_vi"),
                    old,
                    row.get("new_code_with_0"),
                    from.equals("unchanged") ? "" : from,
                    collisions.getOrDefault(old, ""),
                    "btttt-2017");
        }
        landlines.write(output);

        TableWriter prefixes = new TableWriter("mobile-prefixes", "Mobile prefixes in use")
                .source(
                        "libphonenumber",
                        "google/libphonenumber",
                        "carrier data of Vietnam",
                        "2026",
                        "Apache-2.0",
                        "since 2018 a number may move between operators, so the prefix is not the operator")
                .columns("prefix", "operator", "source");
        for (CSVRecord row : read("phones/mobile_prefixes.csv")) {
            prefixes.row(row.get("prefix"), row.get("carrier"), "libphonenumber");
        }
        prefixes.write(output);
    }

    // Encodings

    private void legacyLetters() throws IOException {
        TableWriter table = new TableWriter("legacy-letters", "Letters in the encodings and typing keys before Unicode")
                .source(
                        "converters",
                        "three public converters",
                        "letter tables of TCVN3 (ABC), VNI for Windows, VISCII and VIQR (RFC 1456), code page 1258, the Telex and VNI methods",
                        "",
                        "facts, no copyright",
                        "secondary: compared letter by letter; VISCII as RFC 1456 has it")
                .note("tcvn3, vni_windows, viscii, windows_1258: bytes in hexadecimal; viqr, telex, vni_keys: text.")
                .note(
                        "TCVN3 capitals with a tone are a capital and the small letter's byte, or small letters' bytes shown in a font of capitals: their case is lost.")
                .note(
                        "telex and vni_keys: keys of the small letter, shape before tone; people also type the tone last.")
                .columns(
                        "code_point",
                        "letter",
                        "tcvn3",
                        "vni_windows",
                        "viscii",
                        "windows_1258",
                        "viqr",
                        "telex",
                        "vni_keys",
                        "source");
        for (CSVRecord row : read("encodings/vietnamese_legacy_encodings.csv")) {
            // The headings explain themselves at length, so columns are taken by place.
            table.row(
                    row.get("codepoint").substring(2),
                    row.get("char"),
                    row.get(3),
                    row.get(5),
                    row.get(6),
                    row.get(9),
                    row.get("viqr"),
                    row.get(10),
                    row.get(11),
                    "converters");
        }
        table.write(output);
    }

    // Names

    private void names() throws IOException {
        nameTable("family-names", "Family names and how often they occur", "names/students40k_family.csv", "family");
        nameTable(
                "middle-names",
                "Middle names and how often they occur",
                "names/students40k_middle_by_gender.csv",
                "middle");
        nameTable(
                "given-names",
                "Given names and how often they occur",
                "names/students40k_given_by_gender.csv",
                "given");
    }

    private void nameTable(String name, String title, String file, String column) throws IOException {
        TableWriter table = new TableWriter(name, title)
                .source(
                        "students40k",
                        "locle1011/Gender-Classification-Based-on-Vietnamese-Names",
                        "counts over 40,496 people, aggregates only",
                        "",
                        "MIT",
                        "secondary: pupils and students; shares depend on the sample")
                .columns("name", "male", "female", "source");
        Map<String, int[]> counts = new LinkedHashMap<>();
        for (CSVRecord row : read(file)) {
            int[] count = counts.computeIfAbsent(TableWriter.clean(row.get(column)), key -> new int[2]);
            count[0] += Integer.parseInt(row.get("male"));
            count[1] += Integer.parseInt(row.get("female"));
        }
        List<Map.Entry<String, int[]>> sorted = new ArrayList<>(counts.entrySet());
        for (Map.Entry<String, int[]> entry : sorted) {
            table.row(
                    entry.getKey(),
                    Integer.toString(entry.getValue()[0]),
                    Integer.toString(entry.getValue()[1]),
                    "students40k");
        }
        table.write(output);
    }
}
