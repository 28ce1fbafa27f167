package vn.khop.reference;

import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Groups and benefit digits of health-insurance cards: the first three of their 15 characters. */
public final class InsuranceGroups {
    /**
     * One group.
     *
     * @param code two capitals
     * @param meaning in Vietnamese; empty where no source gives it
     * @param benefit the usual digit after the group today; empty where the sources disagree
     * @param benefitBefore the digit before {@code changed}, which a printed card may still show
     * @param disagreement what other sources say; empty where they agree
     */
    public record InsuranceGroup(
            String code,
            String meaning,
            OptionalInt benefit,
            OptionalInt benefitBefore,
            Optional<LocalDate> changed,
            String disagreement) {}

    /**
     * One benefit digit.
     *
     * @param ratePercent what the fund pays, 80 to 100
     * @param meaning in Vietnamese; may be empty
     */
    public record Benefit(int digit, int ratePercent, String meaning) {}

    private final Map<String, InsuranceGroup> groups = new LinkedHashMap<>();
    private final Map<Integer, Benefit> benefits = new LinkedHashMap<>();
    private final List<TableSource> sources;

    private InsuranceGroups() {
        ReferenceTable table = ReferenceTable.open("insurance-groups");
        for (String[] row : table.rows()) {
            String changed = row[table.column("changed")];
            InsuranceGroup group = new InsuranceGroup(
                    row[table.column("code")],
                    row[table.column("meaning")],
                    digit(row[table.column("benefit")]),
                    digit(row[table.column("benefit_before")]),
                    changed.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(changed)),
                    row[table.column("disagreement")]);
            groups.put(group.code(), group);
        }
        ReferenceTable digits = ReferenceTable.open("insurance-benefits");
        for (String[] row : digits.rows()) {
            Benefit benefit = new Benefit(
                    Integer.parseInt(row[digits.column("digit")]),
                    Integer.parseInt(row[digits.column("rate_percent")]),
                    row[digits.column("meaning")]);
            benefits.put(benefit.digit(), benefit);
        }
        sources = table.sources();
    }

    private static OptionalInt digit(String text) {
        return text.isEmpty() ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(text));
    }

    static InsuranceGroups open() {
        return new InsuranceGroups();
    }

    public Optional<InsuranceGroup> group(String code) {
        return Optional.ofNullable(groups.get(code));
    }

    /** The 54 codes. */
    public Set<String> codes() {
        return Set.copyOf(groups.keySet());
    }

    /** The benefit of a digit 1 to 5. */
    public Optional<Benefit> benefit(int digit) {
        return Optional.ofNullable(benefits.get(digit));
    }

    public List<TableSource> sources() {
        return sources;
    }
}
