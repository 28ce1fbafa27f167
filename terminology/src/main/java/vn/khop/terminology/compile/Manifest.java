package vn.khop.terminology.compile;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

/**
 * {@code manifest.json} of an image: what it is, and the length and SHA-256 of every other file in it. It holds no time and no machine,
 * so only the text index's own file (see {@link TextIndexWriter}) sets two manifests of one list apart.
 *
 * @param format of the whole image: this build reads {@link #FORMAT}
 * @param builtWith for people
 */
record Manifest(
        int format,
        String system,
        String version,
        String name,
        @Nullable String publisher,
        @Nullable String decision,
        @Nullable String licence,
        @Nullable String sourceSha256,
        List<String> languages,
        List<Property> properties,
        String source,
        int concepts,
        boolean hierarchy,
        List<ImageFile> files,
        String builtWith) {
    static final int FORMAT = 3;
    static final String FILE_NAME = "manifest.json";

    record Property(String name, String type) {}

    /** One file of the image; the path is relative to the image and uses {@code /}. */
    record ImageFile(String path, long bytes, String sha256) {}

    static Manifest of(CodeSystem system, boolean hierarchy, List<ImageFile> files) {
        CodeSystemDescription about = system.about();
        return new Manifest(
                FORMAT,
                about.id().system(),
                about.id().version(),
                about.name(),
                about.publisher().orElse(null),
                about.decision().orElse(null),
                about.licence().orElse(null),
                about.sourceSha256().orElse(null),
                about.languages(),
                about.properties().stream()
                        .map(p -> new Property(p.name(), p.type().fhirName()))
                        .toList(),
                system.source(),
                system.concepts().size(),
                hierarchy,
                files,
                "khop image format " + FORMAT + ", Lucene " + org.apache.lucene.util.Version.LATEST);
    }

    /** Reads what {@link Json#write} wrote. The format is judged before anything else, so that a newer image says so. */
    static Manifest read(byte[] bytes, String where) {
        try {
            int format = Json.read(bytes, Format.class).format();
            if (format != FORMAT) {
                throw new ImageException(
                        ErrorCode.INDEX_FORMAT_MISMATCH,
                        where + " has image format " + format + ", this build reads " + FORMAT
                                + ": load the list again with this build");
            }
            return Json.read(bytes, Manifest.class);
        } catch (IOException e) {
            throw new ImageException(
                    ErrorCode.IMAGE_DAMAGED, where + " is not a manifest this build can read: load the list again", e);
        }
    }

    CodeSystemDescription about() {
        return new CodeSystemDescription(
                new ReleaseId(system, version),
                name,
                Optional.ofNullable(publisher),
                Optional.ofNullable(decision),
                Optional.ofNullable(licence),
                Optional.ofNullable(sourceSha256),
                languages,
                properties.stream().map(Manifest::definition).toList());
    }

    /** SHA-256 of the concepts file: the same list, loaded again, has the same. */
    String conceptsDigest() {
        return files.stream()
                .filter(file -> file.path().equals(ReleaseImage.CONCEPTS))
                .map(ImageFile::sha256)
                .findFirst()
                .orElse("");
    }

    private static PropertyDefinition definition(Property property) {
        return new PropertyDefinition(
                property.name(),
                PropertyType.named(property.type())
                        .orElseThrow(() -> new ImageException(
                                ErrorCode.IMAGE_DAMAGED,
                                "the manifest names property type '" + property.type()
                                        + "', which this build does not know: load the list again")));
    }

    /** What every format has. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Format(int format) {}
}
