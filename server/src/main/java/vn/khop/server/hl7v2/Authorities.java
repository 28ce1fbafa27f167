package vn.khop.server.hl7v2;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.IdentifierKind;

/** What CX.4 calls the domains of numbers: a facility's code names its own, what is configured names the others, by a word or by an OID. */
final class Authorities {
    /** The persons' own ids. */
    static final String ENTERPRISE_ID = "enterprise_id";

    private static final String ISO = "ISO";

    private static final Map<String, String> USUAL = Map.of(
            "CCCD", IdentifierKind.NATIONAL_ID.code(),
            "CMND", IdentifierKind.CITIZEN_ID.code(),
            "BHYT", IdentifierKind.INSURANCE_NUMBER.code(),
            "PASSPORT", IdentifierKind.PASSPORT_NUMBER.code(),
            "KHOP", ENTERPRISE_ID);

    private static final Map<String, String> TYPES = Map.of(
            IdentifierKind.NATIONAL_ID.code(), "NI",
            IdentifierKind.CITIZEN_ID.code(), "NI",
            IdentifierKind.INSURANCE_NUMBER.code(), "HC",
            IdentifierKind.PASSPORT_NUMBER.code(), "PPN");

    private final Map<String, String> domains = new LinkedHashMap<>();
    private final Map<String, Hl7v2Settings.Authority> written = new LinkedHashMap<>();
    private final Predicate<String> isFacility;
    private final boolean takesNewFacilities;

    /**
     * @param isFacility whether a facility of this code may feed
     * @param takesNewFacilities whether a facility is registered when it first feeds, so that any code of the right shape is one
     */
    Authorities(List<Hl7v2Settings.Authority> configured, Predicate<String> isFacility, boolean takesNewFacilities) {
        this.isFacility = isFacility;
        this.takesNewFacilities = takesNewFacilities;
        USUAL.forEach((word, domain) -> {
            domains.put(word, domain);
            written.put(domain, new Hl7v2Settings.Authority(domain, word, ""));
        });
        for (Hl7v2Settings.Authority authority : configured) {
            if (!authority.namespace().isEmpty()) {
                domains.put(authority.namespace(), authority.domain());
            }
            if (!authority.oid().isEmpty()) {
                domains.put(authority.oid(), authority.domain());
            }
            written.put(authority.domain(), authority);
        }
    }

    /** An assigning authority as it is written: word, OID, {@code ISO}. */
    record Name(String namespace, String oid, String type) {
        boolean isEmpty() {
            return namespace.isEmpty() && oid.isEmpty();
        }
    }

    /** The authority of a CX in a field. */
    static Name of(Hl7Message.Part part, int field, int repetition) {
        return new Name(
                part.get(field, repetition, 4, 1),
                part.get(field, repetition, 4, 2),
                part.get(field, repetition, 4, 3));
    }

    /**
     * The domain that is meant: a facility's code, the code of a kind, or the enterprise id's. Empty if it is none that is known here, or the word and the OID are of two.
     */
    Optional<String> domain(Name name) {
        Optional<String> byWord = name.namespace().isEmpty() ? Optional.empty() : ofWord(name.namespace());
        Optional<String> byOid = name.oid().isEmpty() ? Optional.empty() : Optional.ofNullable(domains.get(name.oid()));
        if (!name.namespace().isEmpty() && !name.oid().isEmpty()) {
            return byWord.filter(domain -> byOid.filter(domain::equals).isPresent());
        }
        return byWord.or(() -> byOid);
    }

    private Optional<String> ofWord(String word) {
        return Optional.ofNullable(domains.get(word)).or(() -> Optional.of(word).filter(this::isFacilityCode));
    }

    boolean isFacilityCode(String word) {
        return isFacility.test(word) || (takesNewFacilities && Facilities.isWellFormed(word));
    }

    /** How the domain is written; the word is its code where nothing else is configured. */
    Name written(String domain) {
        Hl7v2Settings.Authority authority = written.get(domain);
        if (authority == null) {
            return new Name(domain, "", "");
        }
        String word = authority.namespace().isEmpty() ? domain : authority.namespace();
        return new Name(word, authority.oid(), authority.oid().isEmpty() ? "" : ISO);
    }

    /** CX.5 of a number of the domain (HL7 table 0203). */
    static String type(String domain) {
        return TYPES.getOrDefault(domain, "PI");
    }

    /** Types of CX.5 that say of themselves what kind of number it is, whoever wrote it. */
    static Optional<IdentifierKind> kind(String type) {
        if (type.equals("NI") || type.startsWith("NN")) {
            return Optional.of(IdentifierKind.NATIONAL_ID);
        }
        if (type.equals("PPN")) {
            return Optional.of(IdentifierKind.PASSPORT_NUMBER);
        }
        return Set.of("HC", "NH", "MC", "JHN").contains(type)
                ? Optional.of(IdentifierKind.INSURANCE_NUMBER)
                : Optional.empty();
    }
}
