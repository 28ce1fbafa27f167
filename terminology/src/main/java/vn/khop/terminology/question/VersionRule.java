package vn.khop.terminology.question;

import vn.khop.terminology.resource.Canonical;

/**
 * Which version of a code system or value set to use, beside what the resources say.
 *
 * @param name the system or value set with the version
 */
public record VersionRule(Mode mode, boolean isOfValueSet, Canonical name) {
    /** How strong the rule is. */
    public enum Mode {
        /** Where nothing else says a version. */
        DEFAULT,
        /** As {@link #DEFAULT}, and anything else is an error. */
        CHECK,
        /** Whatever else says a version. */
        OVERRIDE
    }

    /** The name of the parameter that asks for it. */
    public String parameter() {
        return switch (mode) {
            case DEFAULT -> isOfValueSet ? "default-valueset-version" : "system-version";
            case CHECK -> isOfValueSet ? "check-valueset-version" : "check-system-version";
            case OVERRIDE -> isOfValueSet ? "force-valueset-version" : "force-system-version";
        };
    }
}
