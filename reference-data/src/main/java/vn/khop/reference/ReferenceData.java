package vn.khop.reference;

/**
 * The door to the tables: opens each of them from the class path, which takes about a tenth of a second. Immutable; open it
 * once for a process and share it.
 */
public final class ReferenceData {
    private final AdministrativeUnits administrativeUnits = AdministrativeUnits.open();
    private final CitizenNumberPlaces citizenNumberPlaces = CitizenNumberPlaces.open();
    private final InsuranceGroups insuranceGroups = InsuranceGroups.open();
    private final PhoneChanges phoneChanges = PhoneChanges.open();
    private final NameFrequencies nameFrequencies = NameFrequencies.open();
    private final Sexes sexes = Sexes.open();
    private final LegacyEncodings legacyEncodings = LegacyEncodings.open();

    private ReferenceData() {}

    /**
     * Opens the tables that this build carries.
     *
     * @throws IllegalStateException if one is missing or broken, which only a broken build can cause
     */
    public static ReferenceData open() {
        return new ReferenceData();
    }

    public AdministrativeUnits administrativeUnits() {
        return administrativeUnits;
    }

    public CitizenNumberPlaces citizenNumberPlaces() {
        return citizenNumberPlaces;
    }

    public InsuranceGroups insuranceGroups() {
        return insuranceGroups;
    }

    public PhoneChanges phoneChanges() {
        return phoneChanges;
    }

    public NameFrequencies nameFrequencies() {
        return nameFrequencies;
    }

    public Sexes sexes() {
        return sexes;
    }

    public LegacyEncodings legacyEncodings() {
        return legacyEncodings;
    }
}
