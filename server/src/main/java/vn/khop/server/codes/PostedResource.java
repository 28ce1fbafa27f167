package vn.khop.server.codes;

import java.util.Optional;

/**
 * A code system, value set, concept map or naming system as it was sent.
 *
 * @param type the FHIR type's name
 * @param id the resource's id, its own within the type
 * @param url empty for one that no other can name
 * @param version the empty text where the resource has none
 * @param body the resource in R4's JSON; empty once it is deleted
 */
public record PostedResource(String type, String id, Optional<String> url, String version, Optional<String> body) {
    /** One that is no longer there. */
    public static PostedResource deleted(String type, String id) {
        return new PostedResource(type, id, Optional.empty(), "", Optional.empty());
    }
}
