package vn.khop.mpi.normalise;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import vn.khop.reference.ReferenceData;

/**
 * The normalisers that a schema file can name, and the kind of value each makes:
 *
 * <table>
 *   <caption>Names</caption>
 *   <tr><td>{@code vietnamese-name}</td><td>PersonName, family name first</td></tr>
 *   <tr><td>{@code name}</td><td>PersonName, family name last</td></tr>
 *   <tr><td>{@code partial-date}</td><td>PartialDate</td></tr>
 *   <tr><td>{@code sex}</td><td>SexValue</td></tr>
 *   <tr><td>{@code citizen-number}</td><td>IdentifierValues: citizen number, old identity card, passport</td></tr>
 *   <tr><td>{@code insurance}</td><td>IdentifierValues: cards, insurance numbers</td></tr>
 *   <tr><td>{@code identifier}</td><td>IdentifierValues: one local number</td></tr>
 *   <tr><td>{@code phone}</td><td>PhoneNumbers</td></tr>
 *   <tr><td>{@code address}</td><td>AddressValue</td></tr>
 *   <tr><td>{@code verification}</td><td>TextValue "verified" or "asserted"</td></tr>
 *   <tr><td>{@code text}</td><td>TextValue</td></tr>
 * </table>
 *
 * Immutable; make one for a process and share it.
 */
public final class Normalisers {
    /* A bound, not a clock: normalising must give the same value whenever it runs. Only restored numbers are held to it. */
    private static final int BIRTH_YEAR_MAX = 2049;

    private final Map<String, Normaliser> byName;

    private Normalisers(Map<String, Normaliser> byName) {
        this.byName = new TreeMap<>(byName);
    }

    /** The normalisers of this build over Vietnam's tables. */
    public static Normalisers standard(ReferenceData reference) {
        return new Normalisers(Map.ofEntries(
                Map.entry(
                        "vietnamese-name",
                        new VietnameseNameNormaliser(reference.nameFrequencies(), LegacyText.ofNames(reference))),
                Map.entry("name", new WesternNameNormaliser()),
                Map.entry("partial-date", new DateNormaliser()),
                Map.entry("sex", new SexNormaliser()),
                Map.entry(
                        "citizen-number",
                        new CitizenNumberNormaliser(
                                reference.citizenNumberPlaces().codes(), BIRTH_YEAR_MAX)),
                Map.entry(
                        "insurance",
                        new InsuranceNormaliser(reference.insuranceGroups().codes())),
                Map.entry("identifier", new IdentifierNormaliser()),
                Map.entry("phone", new PhoneNormaliser(reference.phoneChanges())),
                Map.entry(
                        "address",
                        new AddressNormaliser(
                                new AddressParser(reference.administrativeUnits()), LegacyText.ofAddresses(reference))),
                Map.entry("verification", new VerificationNormaliser()),
                Map.entry("text", new TextNormaliser())));
    }

    /**
     * @throws IllegalArgumentException if there is none of that name; the message lists those there are
     */
    public Normaliser named(String name) {
        Normaliser normaliser = byName.get(name);
        if (normaliser == null) {
            throw new IllegalArgumentException(
                    "unknown normaliser '" + name + "', expected one of " + String.join(", ", byName.keySet()));
        }
        return normaliser;
    }

    /** The names that {@link #named} knows, in alphabetical order. */
    public Set<String> names() {
        return new TreeSet<>(byName.keySet());
    }
}
