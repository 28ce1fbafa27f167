package vn.khop.mpi.normalise;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.khop.mpi.normalise.UnitNames.Unit;
import vn.khop.reference.AdministrativeUnit;
import vn.khop.reference.AdministrativeUnit.Level;
import vn.khop.reference.AdministrativeUnits;
import vn.khop.reference.CodeSet;
import vn.khop.reference.UnitAlias;
import vn.khop.reference.UnitWord;
import vn.khop.reference.VietnameseText;

/** Fills {@link UnitNames} with every name, former name and abbreviation of the units before and since the reform. */
final class UnitNamesBuilder {
    private static final LocalDate BEFORE = AdministrativeUnits.REFORM.minusDays(1);

    private final AdministrativeUnits units;
    private final UnitNames names;
    /** Sets of one code, each made once. */
    private final Map<String, CodeSet> singles = new HashMap<>();

    UnitNamesBuilder(AdministrativeUnits units, UnitNames names) {
        this.units = units;
        this.names = names;
    }

    void addAll() {
        for (Level level : List.of(Level.PROVINCE, Level.DISTRICT, Level.COMMUNE)) {
            for (AdministrativeUnit unit : units.units(level, BEFORE)) {
                add(unit.name(), old(unit, typeKey(unit.type()), exact(unit.name())));
            }
            for (AdministrativeUnit unit : units.units(level, AdministrativeUnits.REFORM)) {
                addSince(unit);
            }
        }
        for (UnitAlias alias : units.aliases()) {
            addAlias(alias);
        }
        for (UnitWord word : units.words()) {
            names.add(word);
        }
    }

    private void addSince(AdministrativeUnit unit) {
        add(unit.name(), since(unit, typeKey(unit.type()), exact(unit.name())));
        if (unit.level() == Level.COMMUNE) {
            // A type that changed later (communes of Đồng Nai became wards) is in use too.
            units.unit(Level.COMMUNE, unit.code(), LocalDate.of(9999, 1, 1))
                    .filter(later -> !later.type().equals(unit.type()))
                    .ifPresent(later -> add(later.name(), since(later, typeKey(later.type()), exact(later.name()))));
        }
    }

    private void addAlias(UnitAlias alias) {
        AdministrativeUnit unit =
                units.unit(alias.level(), alias.code(), BEFORE).orElseThrow();
        names.add(alias.key(), old(unit, alias.type().orElse(""), ""));
        if (alias.level() == Level.PROVINCE) {
            addAliasOfNewProvince(alias, unit);
        }
    }

    /** "HN" is the Hà Nội of today too; an alias of a province whose name ended is not. */
    private void addAliasOfNewProvince(UnitAlias alias, AdministrativeUnit old) {
        List<String> codes = units.newProvinces(old.code()).codes();
        if (codes.size() == 1) {
            AdministrativeUnit since = units.unit(Level.PROVINCE, codes.get(0), AdministrativeUnits.REFORM)
                    .orElseThrow();
            if (AdministrativeUnits.key(since.name()).equals(AdministrativeUnits.key(old.name()))) {
                names.add(alias.key(), since(since, "", ""));
            }
        }
    }

    private void add(String name, Unit unit) {
        names.add(AdministrativeUnits.key(name), unit);
    }

    private Unit old(AdministrativeUnit unit, String type, String exactName) {
        CodeSet today = switch (unit.level()) {
            case PROVINCE -> units.successorsOfProvince(unit.code());
            case DISTRICT -> units.successorsOfDistrict(unit.code());
            case COMMUNE -> units.successors(unit.code());
        };
        CodeSet districts = switch (unit.level()) {
            case PROVINCE -> CodeSet.empty(3);
            case DISTRICT -> single(3, unit.code());
            case COMMUNE -> single(3, unit.district().orElseThrow());
        };
        return new Unit(
                unit.level(),
                Integer.parseInt(unit.code()),
                Integer.parseInt(unit.province()),
                names.typeBit(type),
                exactName,
                true,
                today,
                single(unit.level().codeWidth(), unit.code()),
                districts,
                single(2, unit.province()),
                units.newProvinces(unit.province()));
    }

    private Unit since(AdministrativeUnit unit, String type, String exactName) {
        CodeSet districts = CodeSet.empty(3);
        CodeSet oldProvinces = CodeSet.empty(2);
        if (unit.level() == Level.COMMUNE) {
            List<AdministrativeUnit> predecessors = units.predecessors(unit.code()).codes().stream()
                    .flatMap(code -> units.unit(Level.COMMUNE, code, BEFORE).stream())
                    .toList();
            districts = CodeSet.of(
                    3,
                    predecessors.stream()
                            .flatMap(old -> old.district().stream())
                            .toList());
            oldProvinces = CodeSet.of(
                    2, predecessors.stream().map(AdministrativeUnit::province).toList());
        }
        boolean isCommune = unit.level() == Level.COMMUNE;
        return new Unit(
                unit.level(),
                Integer.parseInt(unit.code()),
                Integer.parseInt(unit.province()),
                names.typeBit(type),
                exactName,
                false,
                isCommune ? single(5, unit.code()) : units.communesOf(unit.code()),
                single(unit.level().codeWidth(), unit.code()),
                districts,
                oldProvinces,
                single(2, unit.province()));
    }

    private CodeSet single(int width, String code) {
        return singles.computeIfAbsent(code, key -> CodeSet.of(width, List.of(key)));
    }

    private static String typeKey(String type) {
        return VietnameseText.fold(type).replace(" ", "");
    }

    /** The name with its marks, in one spelling, without spaces. */
    private static String exact(String name) {
        return Spelling.key(Spelling.lower(name)).replace(" ", "");
    }
}
