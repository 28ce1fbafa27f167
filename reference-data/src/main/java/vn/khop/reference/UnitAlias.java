package vn.khop.reference;

import java.util.Optional;

/**
 * Another way in which a unit of before 2025-07-01 is written.
 *
 * @param code the unit's code before 2025-07-01
 * @param key the name without its type, marks and spaces: "nguyentrungtruc", "hn"
 * @param type the type the alias is written with, without marks and spaces ("phuong"); empty where any or none
 * @param kind former, spelling, abbreviation or name
 */
public record UnitAlias(AdministrativeUnit.Level level, String code, String key, Optional<String> type, String kind) {}
