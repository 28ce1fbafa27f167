package vn.khop.server.fhir.terminology;

import java.time.Instant;
import java.util.UUID;
import vn.khop.terminology.expand.Expansion;

/** An expansion as text, for those who read it with the FHIR library. */
public final class WrittenExpansion {
    private WrittenExpansion() {}

    /** As a ValueSet in R4's JSON. */
    public static String inR4(Expansion expansion, Instant now) {
        return new AnswerJson(FhirRelease.R4)
                .expansion(expansion, now, UUID.randomUUID())
                .toString();
    }
}
