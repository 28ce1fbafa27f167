package vn.khop.terminology.resource;

import java.util.Optional;

/** What kind of name a designation is. */
public record DesignationUse(Optional<String> system, Optional<String> code, Optional<String> display) {
    /** The use of a concept's display. Source: HL7, terminology.hl7.org, hl7TermMaintInfra. */
    public static final DesignationUse DISPLAY = new DesignationUse(
            Optional.of("http://terminology.hl7.org/CodeSystem/hl7TermMaintInfra"),
            Optional.of("preferredForLanguage"),
            Optional.of("Preferred For Language"));

    public static DesignationUse of(String system, String code) {
        return new DesignationUse(Optional.of(system), Optional.of(code), Optional.empty());
    }

    /** The same use, whatever its display. */
    public boolean is(DesignationUse other) {
        return system.equals(other.system) && code.equals(other.code);
    }
}
