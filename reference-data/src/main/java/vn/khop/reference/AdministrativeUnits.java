package vn.khop.reference;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import vn.khop.reference.AdministrativeUnit.Level;

/**
 * Provinces, districts and communes before and since 2025-07-01, and which took over which.
 *
 * <p>On that day codes were given new meanings: every code of today's communes had been an old commune's, seven province codes
 * changed hands. So each question says which list it means, by a date or by the words old (before) and new (since). Succession
 * is a set both ways: 439 old communes were split among two to five new ones.
 */
public final class AdministrativeUnits {
    /** The day from which there are two levels and the new codes. */
    public static final LocalDate REFORM = LocalDate.of(2025, 7, 1);

    private final Map<Level, Map<String, List<AdministrativeUnit>>> byCode = new HashMap<>();
    private final Map<Level, Map<String, List<AdministrativeUnit>>> byKey = new HashMap<>();
    private final Map<String, String> officialCodes = new HashMap<>();
    private final Map<String, List<Succession>> successions = new HashMap<>();
    private final Map<String, CodeSet> successors;
    private final Map<String, CodeSet> predecessors;
    private final Map<String, CodeSet> districtSuccessors;
    private final Map<String, CodeSet> provinceSuccessors;
    private final Map<String, CodeSet> communesOfProvinceSince = new HashMap<>();
    private final Map<String, CodeSet> newProvinces;
    private final Map<String, CodeSet> oldProvinces;
    private final List<UnitAlias> aliases;
    private final List<UnitWord> words;
    private final List<TableSource> sources;

    private AdministrativeUnits() {
        ReferenceTable provinces = ReferenceTable.open("provinces");
        ReferenceTable districts = ReferenceTable.open("districts");
        ReferenceTable oldCommunes = ReferenceTable.open("communes-before-2025-07-01");
        ReferenceTable newCommunes = ReferenceTable.open("communes-since-2025-07-01");
        readUnits(Level.PROVINCE, provinces, null, "code");
        readUnits(Level.DISTRICT, districts, null, "province");
        readUnits(Level.COMMUNE, oldCommunes, "district", "province");
        readUnits(Level.COMMUNE, newCommunes, null, "province");
        int code = newCommunes.column("code");
        int alsoCode = newCommunes.column("also_code");
        for (String[] row : newCommunes.rows()) {
            if (!row[alsoCode].isEmpty()) {
                officialCodes.put(row[alsoCode], row[code]);
            }
        }
        indexKeys();

        Map<String, List<String>> forward = new HashMap<>();
        Map<String, List<String>> backward = new HashMap<>();
        readSuccessions(ReferenceTable.open("commune-succession"), forward, backward);
        successors = sets(5, forward);
        predecessors = sets(5, backward);
        districtSuccessors = sets(5, successorsOfDistricts());
        provinceSuccessors = unite(byParent(oldDistricts(), AdministrativeUnit::province), districtSuccessors);
        for (Map.Entry<String, List<String>> province : byParent(
                        units(Level.COMMUNE, REFORM), AdministrativeUnit::province)
                .entrySet()) {
            communesOfProvinceSince.put(province.getKey(), CodeSet.of(5, province.getValue()));
        }
        ReferenceTable provinceSuccession = ReferenceTable.open("province-succession");
        newProvinces = pairs(provinceSuccession, "old", "new");
        oldProvinces = pairs(provinceSuccession, "new", "old");
        aliases = readAliases();
        words = readWords();
        sources = Stream.of(provinces, districts, oldCommunes, newCommunes)
                .flatMap(table -> table.sources().stream())
                .distinct()
                .toList();
    }

    static AdministrativeUnits open() {
        return new AdministrativeUnits();
    }

    // Reading

    private void readUnits(Level level, ReferenceTable table, @Nullable String district, String province) {
        int code = table.column("code");
        int name = table.column("name");
        int type = table.column("type");
        int districtColumn = district == null ? -1 : table.column(district);
        int provinceColumn = table.column(province);
        int from = table.column("valid_from");
        int before = table.column("valid_before");
        int source = table.column("source");
        int note = table.column("note");
        Map<String, Optional<LocalDate>> dates = new HashMap<>();
        Map<String, String> shared = new HashMap<>();
        Map<String, List<AdministrativeUnit>> units = byCode.computeIfAbsent(
                level, key -> new LinkedHashMap<>(table.rows().size() * 2));
        for (String[] row : table.rows()) {
            AdministrativeUnit unit = new AdministrativeUnit(
                    level,
                    row[code],
                    row[name],
                    shared.computeIfAbsent(row[type], Function.identity()),
                    districtColumn < 0 ? Optional.empty() : Optional.of(row[districtColumn]),
                    shared.computeIfAbsent(row[provinceColumn], Function.identity()),
                    dates.computeIfAbsent(row[from], AdministrativeUnits::date),
                    dates.computeIfAbsent(row[before], AdministrativeUnits::date),
                    shared.computeIfAbsent(row[source], Function.identity()),
                    row[note]);
            units.computeIfAbsent(row[code], key -> new ArrayList<>(2)).add(unit);
        }
    }

    private static Optional<LocalDate> date(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(text));
    }

    private void indexKeys() {
        for (Level level : Level.values()) {
            Map<String, List<AdministrativeUnit>> keys = new HashMap<>();
            for (List<AdministrativeUnit> units : codes(level).values()) {
                for (AdministrativeUnit unit : units) {
                    keys.computeIfAbsent(key(unit.name()), key -> new ArrayList<>(2))
                            .add(unit);
                }
            }
            byKey.put(level, keys);
        }
    }

    private void readSuccessions(
            ReferenceTable table, Map<String, List<String>> forward, Map<String, List<String>> backward) {
        int old = table.column("old");
        int since = table.column("new");
        int kind = table.column("kind");
        int note = table.column("note");
        for (String[] row : table.rows()) {
            successions
                    .computeIfAbsent(row[old], key -> new ArrayList<>(1))
                    .add(new Succession(row[old], row[since], Succession.Kind.of(row[kind]), row[note]));
            forward.computeIfAbsent(row[old], key -> new ArrayList<>(1)).add(row[since]);
            backward.computeIfAbsent(row[since], key -> new ArrayList<>(4)).add(row[old]);
        }
    }

    private Map<String, List<String>> successorsOfDistricts() {
        Map<String, List<String>> all = new HashMap<>();
        for (AdministrativeUnit commune : units(Level.COMMUNE, REFORM.minusDays(1))) {
            all.computeIfAbsent(commune.district().orElseThrow(), key -> new ArrayList<>())
                    .addAll(successors(commune.code()).codes());
        }
        ReferenceTable islands = ReferenceTable.open("district-succession");
        int old = islands.column("old");
        int since = islands.column("new");
        for (String[] row : islands.rows()) {
            all.computeIfAbsent(row[old], key -> new ArrayList<>()).add(row[since]);
        }
        return all;
    }

    private List<AdministrativeUnit> oldDistricts() {
        return units(Level.DISTRICT, REFORM.minusDays(1));
    }

    private static Map<String, List<String>> byParent(
            List<AdministrativeUnit> units, Function<AdministrativeUnit, String> parent) {
        return units.stream()
                .collect(Collectors.groupingBy(
                        parent, Collectors.mapping(AdministrativeUnit::code, Collectors.toList())));
    }

    private static Map<String, CodeSet> unite(Map<String, List<String>> children, Map<String, CodeSet> sets) {
        Map<String, CodeSet> united = new HashMap<>();
        children.forEach((parent, codes) -> united.put(
                parent,
                CodeSet.union(
                        5,
                        codes.stream()
                                .map(code -> sets.getOrDefault(code, CodeSet.empty(5)))
                                .toList())));
        return united;
    }

    private static Map<String, CodeSet> sets(int width, Map<String, List<String>> codes) {
        Map<String, CodeSet> sets = new HashMap<>(codes.size() * 2);
        codes.forEach((key, values) -> sets.put(key, CodeSet.of(width, values)));
        return sets;
    }

    private static Map<String, CodeSet> pairs(ReferenceTable table, String from, String to) {
        Map<String, List<String>> pairs = new HashMap<>();
        int disagreement = table.column("disagreement");
        for (String[] row : table.rows()) {
            if (row[disagreement].isEmpty()) {
                pairs.computeIfAbsent(row[table.column(from)], key -> new ArrayList<>(2))
                        .add(row[table.column(to)]);
            }
        }
        return sets(2, pairs);
    }

    private static List<UnitAlias> readAliases() {
        List<UnitAlias> aliases = new ArrayList<>();
        ReferenceTable provinces = ReferenceTable.open("province-aliases");
        for (String[] row : provinces.rows()) {
            aliases.add(new UnitAlias(
                    Level.PROVINCE,
                    row[provinces.column("code")],
                    key(row[provinces.column("alias")]),
                    Optional.empty(),
                    row[provinces.column("kind")]));
        }
        ReferenceTable units = ReferenceTable.open("unit-aliases");
        int level = units.column("level");
        int code = units.column("code");
        int alias = units.column("alias");
        int type = units.column("type");
        int kind = units.column("kind");
        for (String[] row : units.rows()) {
            aliases.add(new UnitAlias(
                    row[level].equals("district") ? Level.DISTRICT : Level.COMMUNE,
                    row[code],
                    key(row[alias]),
                    row[type].isEmpty() ? Optional.empty() : Optional.of(row[type]),
                    row[kind]));
        }
        return List.copyOf(aliases);
    }

    private static List<UnitWord> readWords() {
        ReferenceTable table = ReferenceTable.open("unit-words");
        return table.rows().stream()
                .map(row -> new UnitWord(
                        row[table.column("word")],
                        Set.of(row[table.column("type")].split(" ")),
                        Stream.of(row[table.column("level")].split(" "))
                                .map(level -> Level.valueOf(level.toUpperCase(java.util.Locale.ROOT)))
                                .collect(Collectors.toSet())))
                .toList();
    }

    // Asking

    /**
     * The form in which names are looked up: letters and digits without marks, case and spaces; y as i after a single
     * consonant, since both are in use; a number without leading zeros. "Mỹ Đình 1" is "midinh1".
     */
    public static String key(String name) {
        char[] folded = VietnameseText.fold(name).toCharArray();
        char[] key = new char[folded.length];
        return new String(key, 0, key(folded, 0, folded.length, key, 0));
    }

    /**
     * As {@link #key(String)}, of characters that are folded already.
     *
     * @param key takes the key's characters from place {@code at} on; never more than there are in {@code [from, to)}
     * @return the place behind the last one
     */
    public static int key(char[] folded, int from, int to, char[] key, int at) {
        int put = at;
        for (int i = from; i < to; ) {
            if (!isKept(folded[i])) {
                i++;
                continue;
            }
            int end = i;
            while (end < to && isKept(folded[end])) {
                end++;
            }
            put = wordKey(folded, i, end, key, put);
            i = end;
        }
        return put;
    }

    private static boolean isKept(char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c > 0x7F && Character.isLetterOrDigit(c);
    }

    private static int wordKey(char[] folded, int from, int to, char[] key, int at) {
        int start = from;
        while (start < to - 1 && folded[start] == '0' && Character.isDigit(folded[start + 1])) {
            start++;
        }
        int put = at;
        for (int i = start; i < to; i++) {
            key[put++] = folded[i];
        }
        boolean isSingleY = folded[to - 1] == 'y'
                && (to - start == 2 && "hklmstv".indexOf(folded[start]) >= 0
                        || to - start == 3 && folded[start] == 'q' && folded[start + 1] == 'u');
        if (isSingleY) {
            key[put - 1] = 'i';
        }
        return put;
    }

    /** The unit that the code meant on that day. A code that only another list has is answered by the official unit. */
    public Optional<AdministrativeUnit> unit(Level level, String code, LocalDate date) {
        Optional<AdministrativeUnit> unit = valid(codes(level).getOrDefault(code, List.of()), date);
        String official = level == Level.COMMUNE ? officialCodes.get(code) : null;
        return unit.isPresent() || official == null
                ? unit
                : valid(codes(level).getOrDefault(official, List.of()), date);
    }

    private static Optional<AdministrativeUnit> valid(List<AdministrativeUnit> units, LocalDate date) {
        return units.stream().filter(unit -> unit.isValidOn(date)).findFirst();
    }

    /** All units of a level on that day, in the order of the official list. */
    public List<AdministrativeUnit> units(Level level, LocalDate date) {
        List<AdministrativeUnit> valid = new ArrayList<>();
        for (List<AdministrativeUnit> units : codes(level).values()) {
            for (AdministrativeUnit unit : units) {
                if (unit.isValidOn(date)) {
                    valid.add(unit);
                }
            }
        }
        return valid;
    }

    /** Units of a level of that name on that day, whatever their type and parent; the name may lack marks and its spaces. */
    public List<AdministrativeUnit> named(Level level, String name, LocalDate date) {
        return byKey.getOrDefault(level, Map.of()).getOrDefault(key(name), List.of()).stream()
                .filter(unit -> unit.isValidOn(date))
                .toList();
    }

    /** As {@link #named(Level, String, LocalDate)}, within the district or province of that code. */
    public List<AdministrativeUnit> named(Level level, String name, String parentCode, LocalDate date) {
        return named(level, name, date).stream()
                .filter(unit -> unit.district().filter(parentCode::equals).isPresent()
                        || unit.province().equals(parentCode))
                .toList();
    }

    /** Communes of today that took over a part of the old commune; empty for an unknown code. */
    public CodeSet successors(String oldCommune) {
        return successors.getOrDefault(oldCommune, CodeSet.empty(5));
    }

    /** Old communes that the commune of today took a part of; empty for the five special zones without any. */
    public CodeSet predecessors(String newCommune) {
        return predecessors.getOrDefault(officialCodes.getOrDefault(newCommune, newCommune), CodeSet.empty(5));
    }

    /** The official pairs of an old commune, with their kinds. */
    public List<Succession> successions(String oldCommune) {
        return List.copyOf(successions.getOrDefault(oldCommune, List.of()));
    }

    /** Communes of today that took over a part of the old district. */
    public CodeSet successorsOfDistrict(String oldDistrict) {
        return districtSuccessors.getOrDefault(oldDistrict, CodeSet.empty(5));
    }

    /** Communes of today that took over a part of the old province. */
    public CodeSet successorsOfProvince(String oldProvince) {
        return provinceSuccessors.getOrDefault(oldProvince, CodeSet.empty(5));
    }

    /** Communes of a province of today. */
    public CodeSet communesOf(String newProvince) {
        return communesOfProvinceSince.getOrDefault(newProvince, CodeSet.empty(5));
    }

    /** Provinces of today that took over a part of the old one: always one. */
    public CodeSet newProvinces(String oldProvince) {
        return newProvinces.getOrDefault(oldProvince, CodeSet.empty(2));
    }

    /** Old provinces that the province of today took a part of. */
    public CodeSet oldProvinces(String newProvince) {
        return oldProvinces.getOrDefault(newProvince, CodeSet.empty(2));
    }

    /** Former names, other spellings and abbreviations. */
    public List<UnitAlias> aliases() {
        return aliases;
    }

    /** Words and abbreviations that stand before a unit's name. */
    public List<UnitWord> words() {
        return words;
    }

    /** Where the units come from. */
    public List<TableSource> sources() {
        return sources;
    }

    private Map<String, List<AdministrativeUnit>> codes(Level level) {
        return byCode.getOrDefault(level, new TreeMap<>());
    }
}
