package vn.khop.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the first four digits of a citizen number say: place of birth registration, century and sex. */
public final class CitizenNumberPlaces {
    /**
     * What the fourth digit says.
     *
     * @param yearFrom first year of birth
     * @param yearTo last year of birth
     */
    public record CenturyAndSex(Sex sex, int yearFrom, int yearTo) {}

    private final Map<String, String> places = new LinkedHashMap<>();
    private final Map<String, CenturyAndSex> digits = new LinkedHashMap<>();
    private final List<TableSource> sources;

    private CitizenNumberPlaces() {
        ReferenceTable table = ReferenceTable.open("citizen-number-places");
        for (String[] row : table.rows()) {
            places.put(row[table.column("code")], row[table.column("name")]);
        }
        ReferenceTable centuries = ReferenceTable.open("citizen-number-centuries");
        for (String[] row : centuries.rows()) {
            digits.put(
                    row[centuries.column("digit")],
                    new CenturyAndSex(
                            Sexes.ofCode(row[centuries.column("sex")]),
                            Integer.parseInt(row[centuries.column("year_from")]),
                            Integer.parseInt(row[centuries.column("year_to")])));
        }
        sources = table.sources();
    }

    static CitizenNumberPlaces open() {
        return new CitizenNumberPlaces();
    }

    /** The 63 published codes, 3 digits each. */
    public Set<String> codes() {
        return Set.copyOf(places.keySet());
    }

    /** The province's name as the annex has it. */
    public Optional<String> name(String code) {
        return Optional.ofNullable(places.get(code));
    }

    /** What the fourth digit of a number says, '0' to '9'. */
    public Optional<CenturyAndSex> centuryAndSex(char digit) {
        return Optional.ofNullable(digits.get(String.valueOf(digit)));
    }

    public List<TableSource> sources() {
        return sources;
    }
}
