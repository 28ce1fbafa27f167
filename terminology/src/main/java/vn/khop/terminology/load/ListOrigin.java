package vn.khop.terminology.load;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

/**
 * What is said of a list whose columns need no declaration, since its format fixes them.
 *
 * @param licence on what terms the content may be used
 */
public record ListOrigin(
        ReleaseId id, String name, Optional<String> publisher, Optional<String> decision, Optional<String> licence) {
    /** @param properties names of properties that are texts */
    CodeSystem codeSystem(Path file, List<String> languages, List<String> properties, List<Concept> concepts) {
        return new CodeSystem(
                new CodeSystemDescription(
                        id,
                        name,
                        publisher,
                        decision,
                        licence,
                        Optional.of(sha256(() -> Files.newInputStream(file))),
                        languages,
                        properties.stream()
                                .map(property -> new PropertyDefinition(property, PropertyType.STRING))
                                .toList()),
                String.valueOf(file.getFileName()),
                concepts);
    }

    /** Of the bytes, hexadecimal. */
    static String sha256(ListLoader.Content content) {
        try (DigestInputStream in = new DigestInputStream(content.open(), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        } catch (IOException e) {
            throw new UncheckedIOException("a file that was just read", e);
        }
    }
}
