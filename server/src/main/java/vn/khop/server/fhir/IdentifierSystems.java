package vn.khop.server.fhir;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.r4.model.Identifier;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.PersonIdentifier;

/**
 * The URIs that name an identifier's domain. Source: VN Core, with a domain of ours for each facility's own numbers.
 *
 * @param base the URI that all of them begin with, its last slash included; settable as {@code khop.fhir.identifier-base}
 */
public record IdentifierSystems(String base) {
    /** Our own persons. */
    public static final String ENTERPRISE_ID = "urn:khop:enterprise-id";

    /** What VN Core uses. */
    public static final String VN_CORE = "http://fhir.ehealth.gov.vn/core/sid/";

    private static final String FACILITY = "patient-internal-id/";
    private static final Map<IdentifierKind, String> ENDINGS = new EnumMap<>(Map.of(
            IdentifierKind.NATIONAL_ID, "national_id",
            IdentifierKind.CITIZEN_ID, "citizen_id",
            IdentifierKind.INSURANCE_NUMBER, "insurance_number",
            IdentifierKind.PASSPORT_NUMBER, "passport_number"));

    String of(IdentifierKind kind) {
        return base + ENDINGS.get(kind);
    }

    String ofFacility(String facility) {
        return base + FACILITY + facility;
    }

    String of(PersonIdentifier identifier) {
        return identifier
                .kind()
                .map(this::of)
                .orElseGet(() -> ofFacility(identifier.facility().orElseThrow()));
    }

    Identifier write(PersonIdentifier identifier) {
        return new Identifier().setSystem(of(identifier)).setValue(identifier.value());
    }

    /** The facility whose own numbers this domain holds, if it is such a domain. */
    Optional<String> facility(String system) {
        return system.startsWith(base + FACILITY)
                ? Optional.of(system.substring((base + FACILITY).length()))
                : Optional.empty();
    }

    Optional<IdentifierKind> kind(String system) {
        return ENDINGS.entrySet().stream()
                .filter(entry -> system.equals(base + entry.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The identifier, if its domain is one of these; an enterprise id is not. */
    Optional<PersonIdentifier> read(String system, String value) {
        return facility(system)
                .map(facility -> PersonIdentifier.ofFacility(facility, value))
                .or(() -> kind(system).map(kind -> PersonIdentifier.of(kind, value)));
    }
}
