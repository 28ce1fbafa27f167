package vn.khop.terminology.resource;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;

/**
 * An extension, known by its URL and kept whole.
 *
 * @param json as sent, with its URL
 */
public record Extension(String url, JsonNode json) {
    public static final String STANDARDS_STATUS =
            "http://hl7.org/fhir/StructureDefinition/structuredefinition-standards-status";
    /** Source: FHIR R4 extension registry, resource-effectivePeriod; a FHIR period includes its last day. */
    public static final String EFFECTIVE_PERIOD = "http://hl7.org/fhir/StructureDefinition/resource-effectivePeriod";

    public static final String SUPPLEMENT = "http://hl7.org/fhir/StructureDefinition/valueset-supplement";

    public Optional<TypedValue> value() {
        return TypedValue.in(json);
    }

    /** The text of the first extension with this URL. */
    public static Optional<String> text(List<Extension> extensions, String url) {
        return value(extensions, url).map(TypedValue::text);
    }

    public static Optional<TypedValue> value(List<Extension> extensions, String url) {
        for (Extension extension : extensions) {
            if (extension.url.equals(url)) {
                return extension.value();
            }
        }
        return Optional.empty();
    }

    public static boolean has(List<Extension> extensions, String url) {
        return extensions.stream().anyMatch(extension -> extension.url.equals(url));
    }

    /** The extensions nested in this one. */
    public Optional<TypedValue> part(String name) {
        for (JsonNode nested : json.path("extension")) {
            if (nested.path("url").asText().equals(name)) {
                return TypedValue.in(nested);
            }
        }
        return Optional.empty();
    }
}
