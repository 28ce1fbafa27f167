package vn.khop.mpi.normalise;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.record.AddressValue;
import vn.khop.reference.AdministrativeUnit;
import vn.khop.reference.AdministrativeUnit.Level;
import vn.khop.reference.AdministrativeUnits;
import vn.khop.reference.CodeSet;
import vn.khop.reference.UnitAlias;
import vn.khop.reference.UnitWord;
import vn.khop.reference.VietnameseText;

/**
 * Reads the administrative units out of an address as people write it: with any of the abbreviations ("P.", "Q", "TP", "HN"),
 * with commas, dashes or nothing between the parts, with or without marks, in the three levels of before 2025-07-01 or the two
 * since. The answer is a set of communes of today; where an address fits several, it has several.
 *
 * <p>Immutable, safe to share; building one takes some hundredths of a second, reading an address some microseconds.
 */
public final class AddressParser {
    /* How it reads. Words are folded to the keys of AdministrativeUnits.key, so that spelling and spaces do not matter. From
     * the end of the text each level in turn is looked for: a province whose name ends there, a district ending where the
     * province begins, a commune ending where the district begins; each may have a word of its type before it or be missing.
     * A window of up to seven words is looked up in a hash table, so the work is bounded by (windows) x (levels) and nothing
     * backtracks over characters. Every combination is tested against the two hierarchies (a commune must lie in the district
     * and province beside it) and scored by how much of the text it explains; the best one is the answer, and its codes of both
     * hierarchies together give the communes of today. */
    private static final int WINDOW_WORDS = 7;
    private static final int SCORE_NONE = Integer.MIN_VALUE;

    /** A unit as the parser needs it: numbers for codes, -1 where there is none. */
    private record Unit(
            int code, int district, int province, String type, String exactName, boolean isOld, CodeSet today) {}

    /** A name found in the words [start, end), its type word included; {@code types} is null where there was none. */
    private record Mention(int start, int end, @Nullable Set<String> types, List<Unit> units, String exact) {}

    private record Reading(
            int score,
            int start,
            @Nullable Mention commune,
            @Nullable Mention district,
            @Nullable Mention province,
            List<Unit> communes,
            List<Unit> districts,
            List<Unit> provinces) {}

    private final Map<String, List<Unit>> provinces = new HashMap<>();
    private final Map<String, List<Unit>> districts = new HashMap<>();
    private final Map<String, List<Unit>> communes = new HashMap<>();
    private final Map<String, UnitWord> words = new HashMap<>();
    private final Map<Integer, Set<Integer>> oldProvincesOfNewCommune = new HashMap<>();
    private final Map<Integer, Set<Integer>> oldDistrictsOfNewCommune = new HashMap<>();
    private final AdministrativeUnits units;

    /** Builds the look-up tables. */
    public AddressParser(AdministrativeUnits units) {
        this.units = units;
        LocalDate before = AdministrativeUnits.REFORM.minusDays(1);
        Map<Integer, Unit> oldCommunes = new HashMap<>();
        for (AdministrativeUnit unit : units.units(Level.PROVINCE, before)) {
            add(provinces, unit.name(), unit, units.successorsOfProvince(unit.code()), true);
        }
        for (AdministrativeUnit unit : units.units(Level.PROVINCE, AdministrativeUnits.REFORM)) {
            add(provinces, unit.name(), unit, units.communesOf(unit.code()), false);
        }
        for (AdministrativeUnit unit : units.units(Level.DISTRICT, before)) {
            add(districts, unit.name(), unit, units.successorsOfDistrict(unit.code()), true);
        }
        for (AdministrativeUnit unit : units.units(Level.COMMUNE, before)) {
            Unit added = add(communes, unit.name(), unit, units.successors(unit.code()), true);
            oldCommunes.put(added.code(), added);
        }
        for (AdministrativeUnit unit : units.units(Level.COMMUNE, AdministrativeUnits.REFORM)) {
            addNewCommune(unit, oldCommunes);
        }
        addAliases(before);
        for (UnitWord word : units.words()) {
            words.merge(word.word().replace(" ", ""), word, AddressParser::either);
        }
    }

    private static UnitWord either(UnitWord a, UnitWord b) {
        Set<String> types = new HashSet<>(a.types());
        types.addAll(b.types());
        Set<Level> levels = new HashSet<>(a.levels());
        levels.addAll(b.levels());
        return new UnitWord(a.word(), types, levels);
    }

    private void addNewCommune(AdministrativeUnit unit, Map<Integer, Unit> oldCommunes) {
        Unit added = add(communes, unit.name(), unit, CodeSet.of(5, List.of(unit.code())), false);
        Set<Integer> oldDistricts = new HashSet<>();
        Set<Integer> oldProvinces = new HashSet<>();
        units.predecessors(unit.code()).numbers().forEach(code -> {
            Unit old = oldCommunes.get(code);
            if (old != null) {
                oldDistricts.add(old.district());
                oldProvinces.add(old.province());
            }
        });
        oldDistrictsOfNewCommune.put(added.code(), oldDistricts);
        oldProvincesOfNewCommune.put(added.code(), oldProvinces);
        // A type that changed later (communes of Đồng Nai became wards) is in use too.
        units.unit(Level.COMMUNE, unit.code(), LocalDate.of(9999, 1, 1))
                .filter(later -> !later.type().equals(unit.type()))
                .ifPresent(later -> add(communes, later.name(), later, added.today(), false));
    }

    private void addAliases(LocalDate before) {
        for (UnitAlias alias : units.aliases()) {
            AdministrativeUnit unit =
                    units.unit(alias.level(), alias.code(), before).orElseThrow();
            CodeSet today = switch (alias.level()) {
                case PROVINCE -> units.successorsOfProvince(unit.code());
                case DISTRICT -> units.successorsOfDistrict(unit.code());
                case COMMUNE -> units.successors(unit.code());
            };
            Unit added = unitOf(unit, alias.type().orElse(""), today, true, "");
            table(alias.level())
                    .computeIfAbsent(alias.key(), key -> new ArrayList<>(1))
                    .add(added);
            if (alias.level() == Level.PROVINCE
                    && units.newProvinces(alias.code()).size() == 1) {
                addAliasOfNewProvince(alias, unit);
            }
        }
    }

    /** "HN" is the Hà Nội of today too; an alias of a province whose name ended is not. */
    private void addAliasOfNewProvince(UnitAlias alias, AdministrativeUnit old) {
        String code = units.newProvinces(old.code()).codes().get(0);
        AdministrativeUnit since =
                units.unit(Level.PROVINCE, code, AdministrativeUnits.REFORM).orElseThrow();
        if (AdministrativeUnits.key(since.name()).equals(AdministrativeUnits.key(old.name()))) {
            provinces
                    .computeIfAbsent(alias.key(), key -> new ArrayList<>(1))
                    .add(unitOf(since, "", units.communesOf(code), false, ""));
        }
    }

    private static Unit add(
            Map<String, List<Unit>> table, String name, AdministrativeUnit unit, CodeSet today, boolean isOld) {
        Unit added = unitOf(unit, typeKey(unit.type()), today, isOld, exact(name));
        table.computeIfAbsent(AdministrativeUnits.key(name), key -> new ArrayList<>(1))
                .add(added);
        return added;
    }

    private static Unit unitOf(AdministrativeUnit unit, String type, CodeSet today, boolean isOld, String exactName) {
        int code = Integer.parseInt(unit.code());
        int province = Integer.parseInt(unit.province());
        int district = unit.level() == Level.DISTRICT
                ? code
                : unit.district().map(Integer::parseInt).orElse(-1);
        return new Unit(code, district, province, type, exactName, isOld, today);
    }

    private static String typeKey(String type) {
        return VietnameseText.fold(type).replace(" ", "");
    }

    /** The name with its marks, in one spelling, without spaces. */
    private static String exact(String name) {
        return Spelling.key(Spelling.lower(name)).replace(" ", "");
    }

    private Map<String, List<Unit>> table(Level level) {
        return switch (level) {
            case PROVINCE -> provinces;
            case DISTRICT -> districts;
            case COMMUNE -> communes;
        };
    }

    /**
     * Reads an address. Total: a text without any known unit gives {@link AddressValue.Level#NONE}.
     *
     * @throws IllegalArgumentException if the text is blank
     */
    public AddressValue parse(String address) {
        String text = Spacing.clean(address);
        AddressWords cut = AddressWords.of(text);
        Reading best = best(cut);
        return value(text, cut, best);
    }

    // Finding the best reading

    private @Nullable Reading best(AddressWords cut) {
        Reading best = null;
        // The units stand at the end; a tail that names none (a telephone number, a note) is passed over, segment by
        // segment.
        int end = cut.endWithoutCountry();
        for (int passed = 0; end > 0 && passed < 4 && best == null; passed++) {
            best = bestEndingAt(cut, end);
            end = cut.segmentStart(end);
        }
        return best;
    }

    private @Nullable Reading bestEndingAt(AddressWords cut, int end) {
        Reading best = null;
        List<@Nullable Mention> provinceMentions = mentions(cut, end, Level.PROVINCE, false);
        for (Mention province : provinceMentions) {
            int provinceStart = province == null ? end : province.start();
            for (Mention district : mentions(cut, provinceStart, Level.DISTRICT, province != null)) {
                int districtStart = district == null ? provinceStart : district.start();
                boolean hasParent = province != null || district != null;
                for (Mention commune : mentions(cut, districtStart, Level.COMMUNE, hasParent)) {
                    best = better(best, reading(commune, district, province, districtStart));
                }
                if (hasParent) {
                    best = better(best, earlierCommune(cut, districtStart, district, province));
                }
            }
        }
        return best;
    }

    /** A commune with its word that does not stand right before the district: something lies between. */
    private @Nullable Reading earlierCommune(
            AddressWords cut, int end, @Nullable Mention district, @Nullable Mention province) {
        for (int start = end - 2; start >= 0; start--) {
            UnitWord word = wordAt(cut, start, start + 1);
            if (word == null || !word.levels().contains(Level.COMMUNE)) {
                continue;
            }
            for (int stop = Math.min(end, start + 1 + WINDOW_WORDS); stop > start + 1; stop--) {
                List<Unit> found = communes.get(cut.key(start + 1, stop));
                if (found != null) {
                    Mention commune = new Mention(start, stop, word.types(), found, cut.exact(start + 1, stop));
                    Reading reading = reading(commune, district, province, start);
                    if (reading != null && !reading.communes().isEmpty()) {
                        return reading;
                    }
                }
            }
        }
        return null;
    }

    private static @Nullable Reading better(@Nullable Reading a, @Nullable Reading b) {
        return b != null && (a == null || b.score() > a.score()) ? b : a;
    }

    /** The mentions of a level that end at that word; the last element, null, says that the level is not named. */
    private List<@Nullable Mention> mentions(AddressWords cut, int end, Level level, boolean hasParent) {
        List<@Nullable Mention> mentions = new ArrayList<>(2);
        Map<String, List<Unit>> table = table(level);
        for (int start = end - 1; start >= Math.max(0, end - WINDOW_WORDS); start--) {
            List<Unit> found = table.get(cut.key(start, end));
            if (found == null) {
                continue;
            }
            int wordStart = unitWordBefore(cut, start, level);
            if (wordStart >= 0) {
                UnitWord word = wordAt(cut, wordStart, start);
                Set<String> types = word == null ? null : word.types();
                mentions.add(new Mention(wordStart, end, types, found, cut.exact(start, end)));
            } else if (mayStandBare(cut, start, end, level, hasParent)) {
                mentions.add(new Mention(start, end, null, found, cut.exact(start, end)));
            }
        }
        mentions.add(null);
        return mentions;
    }

    private int unitWordBefore(AddressWords cut, int start, Level level) {
        for (int from = start - 1; from >= Math.max(0, start - 2); from--) {
            UnitWord word = wordAt(cut, from, start);
            if (word != null && word.levels().contains(level)) {
                return from;
            }
        }
        return -1;
    }

    /** The unit word that the words [from, to) are; with marks only where they are its own: "Phương" is not "Phường". */
    private @Nullable UnitWord wordAt(AddressWords cut, int from, int to) {
        UnitWord word = words.get(cut.key(from, to));
        return word != null && cut.hasMarksOfUnitWords(from, to) ? word : null;
    }

    /**
     * A name without its word: a province may end any address; a district or commune must begin a segment, or stand before
     * another unit. A bare number is a house.
     */
    private boolean mayStandBare(AddressWords cut, int start, int end, Level level, boolean hasParent) {
        if (cut.isNumber(start, end) || cut.isAnyUnitWord(start, words)) {
            return false;
        }
        if (isNamedOtherwise(cut, start, end, level)) {
            return false;
        }
        if (level == Level.PROVINCE) {
            return true;
        }
        return cut.beginsSegment(start) && (hasParent || start == 0 || level == Level.DISTRICT)
                || hasParent && !cut.hasSegments();
    }

    /** Whether the word before says that this is the name of a smaller unit: "X. Hòa Bình" is no province. */
    private boolean isNamedOtherwise(AddressWords cut, int start, int end, Level level) {
        String key = cut.key(start, end);
        return communes.containsKey(key) && unitWordBefore(cut, start, Level.COMMUNE) >= 0
                || level == Level.PROVINCE
                        && districts.containsKey(key)
                        && unitWordBefore(cut, start, Level.DISTRICT) >= 0;
    }

    // Testing a reading against the hierarchies

    private @Nullable Reading reading(
            @Nullable Mention commune, @Nullable Mention district, @Nullable Mention province, int start) {
        if (commune == null && district == null && province == null) {
            return null;
        }
        List<Unit> provinceUnits = province == null ? List.of() : ofType(province);
        List<Unit> districtUnits = district == null ? List.of() : ofType(district);
        if (district != null && province != null) {
            districtUnits = within(districtUnits, provinceUnits);
            if (districtUnits.isEmpty()) {
                districtUnits = within(district.units(), provinceUnits);
            }
        }
        if (district != null && districtUnits.isEmpty()) {
            return null;
        }
        List<Unit> communeUnits = List.of();
        if (commune != null) {
            communeUnits = communesWithin(commune, district == null ? null : districtUnits, province, provinceUnits);
            if (communeUnits.isEmpty()) {
                return null;
            }
        }
        int score =
                score(commune, communeUnits, 5) + score(district, districtUnits, 4) + score(province, provinceUnits, 4);
        int first = commune != null ? commune.start() : district != null ? district.start() : start;
        if (commune == null && district == null && province != null) {
            first = province.start();
        }
        return score == SCORE_NONE
                ? null
                : new Reading(score, first, commune, district, province, communeUnits, districtUnits, provinceUnits);
    }

    /** Weight of a level named and consistent; more where a type word says so, and most where the type is the unit's own. */
    private static int score(@Nullable Mention mention, List<Unit> units, int weight) {
        if (mention == null || units.isEmpty()) {
            return 0;
        }
        Set<String> types = mention.types();
        if (types == null) {
            return 2 * weight;
        }
        boolean isOwnType = units.stream().anyMatch(unit -> types.contains(unit.type()));
        return 2 * weight + (isOwnType ? 4 : 1);
    }

    /** The mention's units of the type its word says; all of them where none is, since types change more than names. */
    private static List<Unit> ofType(Mention mention) {
        Set<String> types = mention.types();
        if (types == null) {
            return mention.units();
        }
        List<Unit> typed = mention.units().stream()
                .filter(unit -> unit.type().isEmpty() || types.contains(unit.type()))
                .toList();
        return typed.isEmpty() ? mention.units() : typed;
    }

    private static List<Unit> within(List<Unit> districts, List<Unit> provinces) {
        List<Unit> within = new ArrayList<>(districts.size());
        for (Unit district : districts) {
            for (Unit province : provinces) {
                // An old district may be written with the province that its own went into.
                if (province.isOld() ? district.province() == province.code() : overlaps(district, province)) {
                    within.add(district);
                    break;
                }
            }
        }
        return within;
    }

    private static boolean overlaps(Unit unit, Unit province) {
        return unit.today().intersects(province.today());
    }

    private List<Unit> communesWithin(
            Mention commune, @Nullable List<Unit> districts, @Nullable Mention province, List<Unit> provinces) {
        Set<String> types = commune.types();
        List<Unit> consistent = new ArrayList<>(2);
        for (Unit unit : commune.units()) {
            if ((districts == null || liesInOne(unit, districts))
                    && (province == null || liesInOneProvince(unit, provinces))) {
                consistent.add(unit);
            }
        }
        List<Unit> typed = types == null
                ? consistent
                : keepIfAny(consistent, unit -> unit.type().isEmpty() || types.contains(unit.type()));
        String exact = commune.exact();
        return exact.isEmpty()
                ? typed
                : keepIfAny(typed, unit -> unit.exactName().equals(exact));
    }

    private static List<Unit> keepIfAny(List<Unit> units, Predicate<Unit> test) {
        List<Unit> kept = units.stream().filter(test).toList();
        return kept.isEmpty() ? units : kept;
    }

    private boolean liesInOne(Unit commune, List<Unit> districts) {
        for (Unit district : districts) {
            if (commune.isOld()
                    ? commune.district() == district.code()
                    : oldDistrictsOfNewCommune
                            .getOrDefault(commune.code(), Set.of())
                            .contains(district.code())) {
                return true;
            }
        }
        return false;
    }

    private boolean liesInOneProvince(Unit commune, List<Unit> provinces) {
        for (Unit province : provinces) {
            boolean isSameAge = commune.isOld() == province.isOld();
            if (isSameAge
                    ? commune.province() == province.code()
                    : commune.isOld()
                            ? overlaps(commune, province)
                            : oldProvincesOfNewCommune
                                    .getOrDefault(commune.code(), Set.of())
                                    .contains(province.code())) {
                return true;
            }
        }
        return false;
    }

    // From the reading to the value

    private AddressValue value(String text, AddressWords cut, @Nullable Reading reading) {
        if (reading == null) {
            return new AddressValue(
                    text,
                    cut.street(cut.count()),
                    AddressValue.Level.NONE,
                    CodeSet.empty(5),
                    CodeSet.empty(3),
                    CodeSet.empty(2),
                    CodeSet.empty(5),
                    CodeSet.empty(2));
        }
        AddressValue.Level level = reading.commune() != null
                ? AddressValue.Level.COMMUNE
                : reading.district() != null ? AddressValue.Level.DISTRICT : AddressValue.Level.PROVINCE;
        List<Unit> smallest = reading.commune() != null
                ? reading.communes()
                : reading.district() != null ? reading.districts() : reading.provinces();
        List<Unit> old = smallest.stream().filter(Unit::isOld).toList();
        CodeSet today = smallest.size() == 1
                ? smallest.get(0).today()
                : CodeSet.union(5, smallest.stream().map(Unit::today).toList());
        return new AddressValue(
                text,
                cut.street(reading.start()),
                level,
                level == AddressValue.Level.COMMUNE
                        ? codes(5, old.stream().mapToInt(Unit::code).toArray())
                        : CodeSet.empty(5),
                level == AddressValue.Level.PROVINCE
                        ? CodeSet.empty(3)
                        : codes(3, old.stream().mapToInt(Unit::district).toArray()),
                codes(2, old.stream().mapToInt(Unit::province).toArray()),
                today,
                provincesOf(today, smallest));
    }

    private CodeSet provincesOf(CodeSet today, List<Unit> smallest) {
        Set<String> codes = new HashSet<>();
        boolean isAllNew = true;
        for (Unit unit : smallest) {
            String province = padded(2, unit.province());
            isAllNew &= !unit.isOld();
            codes.addAll(unit.isOld() ? units.newProvinces(province).codes() : List.of(province));
        }
        return today.isEmpty() && !isAllNew ? CodeSet.empty(2) : CodeSet.of(2, codes);
    }

    private static CodeSet codes(int width, int[] numbers) {
        return CodeSet.of(
                width,
                Arrays.stream(numbers).mapToObj(number -> padded(width, number)).toList());
    }

    private static String padded(int width, int number) {
        String digits = Integer.toString(number);
        return "0".repeat(width - digits.length()) + digits;
    }
}
