package vn.khop.server.codes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptMapDefinition;
import vn.khop.terminology.resource.Extension;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ValueSetDefinition;

/** Value sets, concept maps and code systems that were posted and are in use, as files for other servers: what a hospital needs beside the lists to answer offline. */
public final class SyndicatedResources {
    private final PostedCodes posted;

    public SyndicatedResources(PostedCodes posted) {
        this.posted = posted;
    }

    /**
     * One of them.
     *
     * @param type {@code ValueSet}, {@code ConceptMap} or {@code CodeSystem}
     * @param json FHIR R4, in UTF-8; with the days on which it applies, where somebody has said some
     * @param sha256 of it, hexadecimal
     * @param updated when it was written last, or began or ended to apply by somebody's word
     */
    public record Resource(
            String type, String url, String version, String title, byte[] json, String sha256, Instant updated) {}

    /** By type, in the order in which they were posted. */
    public List<Resource> inUse() {
        PostedSpace now = posted.posted();
        ListedSpace space = now.space();
        List<Resource> resources = new ArrayList<>();
        Stream.of(
                        space.codeSystems().stream().map(CodeSystemSource::header),
                        space.valueSets().stream().map(ValueSetDefinition::header),
                        space.conceptMaps().stream().map(ConceptMapDefinition::header))
                .flatMap(headers -> headers)
                .filter(header -> header.status().filter("active"::equals).isPresent())
                .filter(header -> header.url().isPresent())
                .forEach(header -> resources.add(resource(header, now.changedAt(header))));
        return resources;
    }

    /** When what is in use changed last; also where something was taken away. */
    public Instant changedAt() {
        return posted.posted().lastChange();
    }

    /** The one of this checksum. */
    public Optional<Resource> find(String sha256) {
        return inUse().stream()
                .filter(resource -> resource.sha256().equals(sha256))
                .findFirst();
    }

    private static Resource resource(Header header, Instant updated) {
        ObjectNode json = header.json().deepCopy();
        boolean saysDays = false;
        for (var extension : json.path("extension")) {
            saysDays |= extension.path("url").asText().equals(Extension.EFFECTIVE_PERIOD);
        }
        EffectivePeriod period = header.period();
        if (!saysDays && (period.from().isPresent() || period.until().isPresent())) {
            ObjectNode days = json.withArray("extension")
                    .addObject()
                    .put("url", Extension.EFFECTIVE_PERIOD)
                    .putObject("valuePeriod");
            period.from().ifPresent(from -> days.put("start", from.toString()));
            period.until().ifPresent(until -> days.put("end", until.minusDays(1).toString()));
        }
        byte[] text = json.toString().getBytes(StandardCharsets.UTF_8);
        return new Resource(
                header.type(),
                header.url().orElseThrow(),
                header.version().orElse(""),
                header.title().or(header::name).orElseGet(() -> header.url().orElseThrow()),
                text,
                sha256(text),
                updated);
    }

    private static String sha256(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
