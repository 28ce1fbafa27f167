package vn.khop.mpi.normalise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import vn.khop.mpi.normalise.UnitNames.Meaning;
import vn.khop.mpi.normalise.UnitNames.Unit;
import vn.khop.mpi.record.AddressValue;
import vn.khop.reference.AdministrativeUnit.Level;
import vn.khop.reference.AdministrativeUnits;
import vn.khop.reference.CodeSet;

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
    /** "Thành phố", "Thị trấn": words of which a word for a kind of unit may consist. */
    private static final int UNIT_WORDS_MAX = 2;

    private static final int TAILS_PASSED_MAX = 4;

    /* A name of four words does not come about by chance: it outweighs two names of the same words. */
    private static final int LONG_NAME_WORDS = 4;
    private static final int LONG_NAME_SCORE = 12;

    private static final Unit[] NO_UNITS = {};
    private static final List<@Nullable Mention> NO_MENTION = Collections.singletonList(null);
    private static final CodeSet NO_5 = CodeSet.empty(5);
    private static final CodeSet NO_3 = CodeSet.empty(3);
    private static final CodeSet NO_2 = CodeSet.empty(2);

    /**
     * A name found in the words [start, end), its type word included.
     *
     * @param from where the name begins without its type word
     * @param types what the type word may mean, as bits; 0 where there was none
     */
    private record Mention(int start, int from, int end, int types, Unit[] units) {}

    private record Reading(int score, int start, Level level, Unit[] units) {}

    private final UnitNames names = new UnitNames();
    private final int[] powers;

    /** Builds the look-up tables. */
    public AddressParser(AdministrativeUnits units) {
        new UnitNamesBuilder(units, names).addAll();
        powers = AddressWords.powers(names);
    }

    /**
     * Reads an address. Total: a text without any known unit gives {@link AddressValue.Level#NONE}.
     *
     * @throws IllegalArgumentException if the text is blank
     */
    public AddressValue parse(String address) {
        return parseClean(Spacing.clean(address));
    }

    /** As {@link #parse}, of a text that was cleaned. */
    AddressValue parseClean(String text) {
        AddressWords cut = new AddressWords(text, names, powers);
        return value(text, cut, best(cut));
    }

    // Finding the best reading

    private static @Nullable Reading best(AddressWords cut) {
        Reading best = null;
        // The units stand at the end; a tail that names none (a telephone number, a note) is passed over, segment by
        // segment.
        int end = cut.endWithoutCountry();
        for (int passed = 0; end > 0 && passed < TAILS_PASSED_MAX && best == null; passed++) {
            best = bestEndingAt(cut, end);
            end = cut.segmentStart(end);
        }
        return best;
    }

    private static @Nullable Reading bestEndingAt(AddressWords cut, int end) {
        Reading best = null;
        for (Mention province : mentions(cut, end, Level.PROVINCE, false)) {
            int provinceStart = province == null ? end : province.start();
            for (Mention district : mentions(cut, provinceStart, Level.DISTRICT, province != null)) {
                int districtStart = district == null ? provinceStart : district.start();
                boolean hasParent = province != null || district != null;
                for (Mention commune : mentions(cut, districtStart, Level.COMMUNE, hasParent)) {
                    best = better(best, reading(cut, commune, district, province));
                }
                if (hasParent) {
                    best = better(best, earlierCommune(cut, districtStart, district, province));
                }
            }
        }
        return best;
    }

    /** A commune with its word that does not stand right before the district: something lies between. */
    private static @Nullable Reading earlierCommune(
            AddressWords cut, int end, @Nullable Mention district, @Nullable Mention province) {
        for (int start = end - 2; start >= 0; start--) {
            int types = wordTypes(cut, start, start + 1, Level.COMMUNE);
            if (types == 0) {
                continue;
            }
            for (int stop = Math.min(end, start + 1 + AddressWords.WINDOW_WORDS); stop > start + 1; stop--) {
                Unit[] found = cut.meaning(start + 1, stop).units(Level.COMMUNE);
                if (found.length > 0) {
                    Reading reading =
                            reading(cut, new Mention(start, start + 1, stop, types, found), district, province);
                    if (reading != null) {
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
    private static List<@Nullable Mention> mentions(AddressWords cut, int end, Level level, boolean hasParent) {
        List<@Nullable Mention> mentions = NO_MENTION;
        for (int start = end - 1; start >= Math.max(0, end - AddressWords.WINDOW_WORDS); start--) {
            Meaning meaning = cut.meaning(start, end);
            if (meaning.units(level).length == 0) {
                continue;
            }
            Mention mention = mention(cut, start, end, level, hasParent, meaning);
            if (mention != null) {
                mentions = mentions == NO_MENTION ? new ArrayList<>(4) : mentions;
                mentions.add(mention);
            }
        }
        if (mentions != NO_MENTION) {
            mentions.add(null);
        }
        return mentions;
    }

    private static @Nullable Mention mention(
            AddressWords cut, int start, int end, Level level, boolean hasParent, Meaning meaning) {
        for (int from = start - 1; from >= Math.max(0, start - UNIT_WORDS_MAX); from--) {
            int types = wordTypes(cut, from, start, level);
            if (types != 0) {
                return new Mention(from, start, end, types, meaning.units(level));
            }
        }
        return mayStandBare(cut, start, end, level, hasParent, meaning)
                ? new Mention(start, start, end, 0, meaning.units(level))
                : null;
    }

    /**
     * Types that the words [from, to) may mean as a word before units of that level, 0 if they are none; with marks only where
     * they are its own: "Phương" is not "Phường".
     */
    private static int wordTypes(AddressWords cut, int from, int to, Level level) {
        Meaning meaning = cut.meaning(from, to);
        return meaning.isWordOf(level) && cut.hasMarksOfUnitWords(from, to) ? meaning.types() : 0;
    }

    private static boolean isUnitWordBefore(AddressWords cut, int start, Level level) {
        for (int from = start - 1; from >= Math.max(0, start - UNIT_WORDS_MAX); from--) {
            if (wordTypes(cut, from, start, level) != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * A name without its word: a province may end any address; a district or commune must begin a segment, or stand before
     * another unit. A bare number is a house.
     */
    private static boolean mayStandBare(
            AddressWords cut, int start, int end, Level level, boolean hasParent, Meaning meaning) {
        if (cut.isNumber(start, end) || cut.isShortUnitWord(start) || isNamedOtherwise(cut, start, level, meaning)) {
            return false;
        }
        if (level == Level.PROVINCE) {
            return true;
        }
        return cut.beginsSegment(start) && (hasParent || start == 0 || level == Level.DISTRICT)
                || hasParent && !cut.hasSegments();
    }

    /** Whether the word before says that this is the name of a smaller unit: "X. Hòa Bình" is no province. */
    private static boolean isNamedOtherwise(AddressWords cut, int start, Level level, Meaning meaning) {
        return meaning.units(Level.COMMUNE).length > 0 && isUnitWordBefore(cut, start, Level.COMMUNE)
                || level == Level.PROVINCE
                        && meaning.units(Level.DISTRICT).length > 0
                        && isUnitWordBefore(cut, start, Level.DISTRICT);
    }

    // Testing a reading against the hierarchies

    private static @Nullable Reading reading(
            AddressWords cut, @Nullable Mention commune, @Nullable Mention district, @Nullable Mention province) {
        Unit[] provinces = province == null ? NO_UNITS : ofType(province);
        Unit[] districts = district == null ? NO_UNITS : ofType(district);
        if (district != null && province != null) {
            districts = within(districts, provinces);
            if (districts.length == 0) {
                districts = within(district.units(), provinces);
            }
        }
        if (district != null && districts.length == 0) {
            return null;
        }
        Unit[] communes = NO_UNITS;
        if (commune != null) {
            communes = communesWithin(
                    cut, commune, district == null ? null : districts, province == null ? null : provinces);
            if (communes.length == 0) {
                return null;
            }
        }
        int score = score(commune, communes, 5) + score(district, districts, 4) + score(province, provinces, 4);
        if (commune != null) {
            Unit[] namesakes = district == null ? districtsOfThatName(cut, commune, provinces) : NO_UNITS;
            return namesakes.length == 0
                    ? new Reading(score, commune.start(), Level.COMMUNE, communes)
                    : new Reading(score, commune.start(), Level.DISTRICT, joined(namesakes, communes));
        }
        if (district != null) {
            return new Reading(score, district.start(), Level.DISTRICT, districts);
        }
        return province == null ? null : new Reading(score, province.start(), Level.PROVINCE, provinces);
    }

    /** "Hà Đông, Hà Nội" is the ward of today or the district of before 2025-07-01, for no word says which: both. */
    private static Unit[] districtsOfThatName(AddressWords cut, Mention commune, Unit[] provinces) {
        if (commune.types() != 0) {
            return NO_UNITS;
        }
        Unit[] districts = cut.meaning(commune.start(), commune.end()).units(Level.DISTRICT);
        return provinces.length == 0 ? districts : within(districts, provinces);
    }

    private static Unit[] joined(Unit[] left, Unit[] right) {
        Unit[] all = Arrays.copyOf(left, left.length + right.length);
        System.arraycopy(right, 0, all, left.length, right.length);
        return all;
    }

    /** Weight of a level named and consistent; more where a type word says so, and most where the type is the unit's own. */
    private static int score(@Nullable Mention mention, Unit[] units, int weight) {
        if (mention == null || units.length == 0) {
            return 0;
        }
        // "Bà Rịa - Vũng Tàu" is the province, not the ward Bà Rịa in a province called by its second half.
        int whole = mention.end() - mention.from() >= LONG_NAME_WORDS ? LONG_NAME_SCORE : 0;
        if (mention.types() == 0) {
            return 2 * weight + whole;
        }
        for (Unit unit : units) {
            if ((unit.type() & mention.types()) != 0) {
                return 2 * weight + 4 + whole;
            }
        }
        return 2 * weight + 1 + whole;
    }

    /** The mention's units of the type its word says; all of them where none is, since types change more than names. */
    private static Unit[] ofType(Mention mention) {
        return mention.types() == 0
                ? mention.units()
                : keepIfAny(mention.units(), unit -> unit.isOfType(mention.types()));
    }

    private static Unit[] within(Unit[] districts, Unit[] provinces) {
        return keep(districts, district -> {
            for (Unit province : provinces) {
                // An old district may be written with the province that its own went into.
                boolean isWithin = province.isOld()
                        ? district.province() == province.code()
                        : district.today().intersects(province.today());
                if (isWithin) {
                    return true;
                }
            }
            return false;
        });
    }

    private static Unit[] communesWithin(
            AddressWords cut, Mention commune, Unit @Nullable [] districts, Unit @Nullable [] provinces) {
        Unit[] units = keep(
                commune.units(),
                unit -> (districts == null || liesInOne(unit, districts))
                        && (provinces == null || liesInOneProvince(unit, provinces)));
        if (units.length > 1 && commune.types() != 0) {
            units = keepIfAny(units, unit -> unit.isOfType(commune.types()));
        }
        if (!hasOneExactName(units)) {
            String exact = cut.exact(commune.from(), commune.end());
            return exact.isEmpty()
                    ? units
                    : keepIfAny(units, unit -> unit.exactName().equals(exact));
        }
        return units;
    }

    /** Whether marks would tell nothing about which of the units is meant. */
    private static boolean hasOneExactName(Unit[] units) {
        for (int i = 1; i < units.length; i++) {
            if (!units[i].exactName().equals(units[0].exactName())) {
                return false;
            }
        }
        return true;
    }

    private static Unit[] keepIfAny(Unit[] units, Predicate<Unit> test) {
        Unit[] kept = keep(units, test);
        return kept.length == 0 ? units : kept;
    }

    /** The units that pass; the same array where all do. */
    private static Unit[] keep(Unit[] units, Predicate<Unit> test) {
        if (units.length == 1) {
            return test.test(units[0]) ? units : NO_UNITS;
        }
        Unit[] kept = new Unit[units.length];
        int count = 0;
        for (Unit unit : units) {
            if (test.test(unit)) {
                kept[count++] = unit;
            }
        }
        return count == units.length ? units : Arrays.copyOf(kept, count);
    }

    private static boolean liesInOne(Unit commune, Unit[] districts) {
        for (Unit district : districts) {
            if (commune.districts().contains(district.code())) {
                return true;
            }
        }
        return false;
    }

    private static boolean liesInOneProvince(Unit commune, Unit[] provinces) {
        for (Unit province : provinces) {
            boolean liesIn = commune.isOld() && !province.isOld()
                    ? commune.today().intersects(province.today())
                    : province.isOld()
                            ? commune.oldProvinces().contains(province.code())
                            : commune.province() == province.code();
            if (liesIn) {
                return true;
            }
        }
        return false;
    }

    // From the reading to the value

    private static AddressValue value(String text, AddressWords cut, @Nullable Reading reading) {
        if (reading == null) {
            return new AddressValue(
                    text, cut.street(cut.count()), AddressValue.Level.NONE, NO_5, NO_3, NO_2, NO_5, NO_2);
        }
        Unit[] units = reading.units();
        Unit[] old = keep(units, Unit::isOld);
        return new AddressValue(
                text,
                cut.street(reading.start()),
                switch (reading.level()) {
                    case PROVINCE -> AddressValue.Level.PROVINCE;
                    case DISTRICT -> AddressValue.Level.DISTRICT;
                    case COMMUNE -> AddressValue.Level.COMMUNE;
                },
                reading.level() == Level.COMMUNE ? union(NO_5, old, Unit::own) : NO_5,
                reading.level() == Level.PROVINCE ? NO_3 : union(NO_3, old, Unit::districts),
                union(NO_2, old, Unit::oldProvinces),
                union(NO_5, units, Unit::today),
                union(NO_2, units, Unit::provincesToday));
    }

    private static CodeSet union(CodeSet none, Unit[] units, Function<Unit, CodeSet> codes) {
        if (units.length <= 1) {
            return units.length == 0 ? none : codes.apply(units[0]);
        }
        List<CodeSet> sets = new ArrayList<>(units.length);
        for (Unit unit : units) {
            sets.add(codes.apply(unit));
        }
        return CodeSet.union(none.width(), sets);
    }
}
