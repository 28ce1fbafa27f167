package vn.khop.reference;

import java.util.Set;

/**
 * A word or abbreviation that stands before a unit's name: "phuong", "p", "thi tran".
 *
 * @param word without marks, lower case, one space between words
 * @param types the types it may mean, without marks and spaces: "phuong", "thitran"
 * @param levels where such a unit may stand: TP. is a province's word and a district's
 */
public record UnitWord(String word, Set<String> types, Set<AdministrativeUnit.Level> levels) {
    public UnitWord {
        types = Set.copyOf(types);
        levels = Set.copyOf(levels);
    }
}
