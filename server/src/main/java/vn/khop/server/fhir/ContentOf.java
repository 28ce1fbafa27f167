package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.hl7.fhir.instance.model.api.IBaseResource;

/** What a resource says, whether it came as JSON or as XML. */
final class ContentOf {
    private ContentOf() {}

    /** SHA-256, in hexadecimal digits. */
    static String hash(FhirContext fhirContext, IBaseResource resource) {
        try {
            byte[] content =
                    fhirContext.newJsonParser().encodeResourceToString(resource).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
