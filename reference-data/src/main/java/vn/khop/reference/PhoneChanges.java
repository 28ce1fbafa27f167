package vn.khop.reference;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Telephone prefixes of today, and those that changed in 2017 (area codes) and 2018 (11-digit mobile numbers). */
public final class PhoneChanges {
    /**
     * A mobile prefix of four digits that became one of three.
     */
    public record MobileChange(String oldPrefix, String newPrefix, String operator, LocalDate validFrom) {}

    /**
     * An area code.
     *
     * @param area province as the source names it
     * @param validFrom first day of the new code; empty for the four areas that kept theirs
     * @param mobilePrefixes prefixes of today's mobile numbers that an unconverted old number looks like; empty for most
     */
    public record AreaCode(
            String area, String oldCode, String newCode, Optional<LocalDate> validFrom, List<String> mobilePrefixes) {
        public AreaCode {
            mobilePrefixes = List.copyOf(mobilePrefixes);
        }
    }

    private final Map<String, MobileChange> mobileChanges = new LinkedHashMap<>();
    private final List<AreaCode> areaCodes = new ArrayList<>();
    private final Set<String> mobilePrefixes = new LinkedHashSet<>();
    private final List<TableSource> sources;

    private PhoneChanges() {
        ReferenceTable mobiles = ReferenceTable.open("mobile-changes-2018");
        for (String[] row : mobiles.rows()) {
            MobileChange change = new MobileChange(
                    row[mobiles.column("old")],
                    row[mobiles.column("new")],
                    row[mobiles.column("operator")],
                    LocalDate.parse(row[mobiles.column("valid_from")]));
            mobileChanges.put(change.oldPrefix(), change);
        }
        ReferenceTable landlines = ReferenceTable.open("landline-changes-2017");
        for (String[] row : landlines.rows()) {
            String from = row[landlines.column("valid_from")];
            String prefixes = row[landlines.column("mobile_prefixes")];
            areaCodes.add(new AreaCode(
                    row[landlines.column("area")],
                    row[landlines.column("old")],
                    row[landlines.column("new")],
                    from.isEmpty() ? Optional.empty() : Optional.of(LocalDate.parse(from)),
                    prefixes.isEmpty() ? List.of() : List.of(prefixes.split(" "))));
        }
        ReferenceTable prefixes = ReferenceTable.open("mobile-prefixes");
        for (String[] row : prefixes.rows()) {
            mobilePrefixes.add(row[prefixes.column("prefix")]);
        }
        sources = landlines.sources();
    }

    static PhoneChanges open() {
        return new PhoneChanges();
    }

    /** The change of an old prefix of four digits: "0123" became "083". */
    public Optional<MobileChange> mobileChange(String oldPrefix) {
        return Optional.ofNullable(mobileChanges.get(oldPrefix));
    }

    public List<MobileChange> mobileChanges() {
        return List.copyOf(mobileChanges.values());
    }

    /** The 63 areas. */
    public List<AreaCode> areaCodes() {
        return List.copyOf(areaCodes);
    }

    /** Prefixes of mobile numbers in use, two to four digits from the 0. */
    public Set<String> mobilePrefixes() {
        return Set.copyOf(mobilePrefixes);
    }

    public List<TableSource> sources() {
        return sources;
    }
}
