package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.codes.CodeSystemJson;
import vn.khop.server.codes.SyndicatedResources;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;

/*
 * The feed is Atom (RFC 4287) with the extension elements of Australia's National Clinical Terminology Service, which Ontoserver and Snowstorm
 * Lite read too: sha256Hash and length of the link, contentItemIdentifier, contentItemVersion. A list has two entries. One's content is the
 * compiled image: it is what this server answers from, and whoever takes it answers the same without compiling it again. The other's, as those
 * of value sets and concept maps, is a FHIR resource, which any terminology server reads.
 */
/** The activated releases of the code lists, and value sets and concept maps in use, for servers that copy them and answer offline. */
@RestController
class SyndicationController {
    static final String ATOM = "http://www.w3.org/2005/Atom";
    static final String NCTS = "http://ns.electronichealth.net.au/ncts/syndication/asf/extensions/1.0.0";
    static final String KHOP = "urn:khop:syndication";
    static final String IMAGE = "application/vnd.khop.code-image+zip";
    static final String FHIR = "application/fhir+json";
    private static final String CATEGORIES = "http://ns.electronichealth.net.au/ncts/syndication/asf/scheme/1.0.0";

    private final Terminology terminology;
    private final ImageFolder folder;
    private final SyndicatedResources resources;
    private final Map<String, Bundle> bundles = new ConcurrentHashMap<>();
    private final Map<String, Bundle> fhir = new ConcurrentHashMap<>();

    SyndicationController(Terminology terminology, ImageFolder folder, SyndicatedResources resources) {
        this.terminology = terminology;
        this.folder = folder;
        this.resources = resources;
    }

    /** Length and checksum of what an entry links, which are the same each time it is written. */
    private record Bundle(long bytes, String sha256, Instant made) {}

    /**
     * What an entry links.
     *
     * @param category of its content
     * @param scheme that says what the category means
     * @param href from where the feed is
     */
    private record Linked(String category, String scheme, String type, String href, Bundle bundle) {}

    @GetMapping("/api/v1/syndication/feed.xml")
    @Operation(
            summary =
                    "Atom feed of the activated releases, as bundles and as FHIR, and of value sets and concept maps in use, with the length and SHA-256 of each")
    void feed(HttpServletResponse response) throws IOException, XMLStreamException {
        terminology.refresh();
        List<Release> releases = terminology.inUse().releases().stream()
                .filter(release -> release.state().isActivated())
                .toList();
        StringWriter text = new StringWriter();
        XMLStreamWriter xml = XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(text);
        xml.writeStartDocument("UTF-8", "1.0");
        xml.writeStartElement("feed");
        xml.writeDefaultNamespace(ATOM);
        xml.writeNamespace("ncts", NCTS);
        xml.writeNamespace("khop", KHOP);
        element(xml, "title", "Khớp: danh mục mã");
        element(xml, "id", "urn:khop:syndication:feed");
        // What changed last may be that something left the feed, so no entry tells of it.
        Map<String, Instant> switched = folder.switchedAt();
        Instant updated = resources.changedAt();
        for (Instant at : switched.values()) {
            updated = later(updated, at);
        }
        List<SyndicatedResources.Resource> inUse = resources.inUse();
        for (Release release : releases) {
            updated = later(updated, bundle(release).made());
        }
        for (SyndicatedResources.Resource resource : inUse) {
            updated = later(updated, resource.updated());
        }
        element(xml, "updated", said(updated));
        for (Release release : releases) {
            entry(
                    xml,
                    release,
                    switched,
                    new Linked(
                            "KHOP_CODE_IMAGE", KHOP, IMAGE, "releases/" + release.digest() + ".zip", bundle(release)));
        }
        for (Release release : releases) {
            entry(
                    xml,
                    release,
                    switched,
                    new Linked(
                            "FHIR_CodeSystem",
                            CATEGORIES,
                            FHIR,
                            "releases/" + release.digest() + ".json",
                            fhir(release)));
        }
        for (SyndicatedResources.Resource resource : inUse) {
            entry(xml, resource);
        }
        xml.writeEndElement();
        xml.writeEndDocument();
        response.setContentType("application/atom+xml;charset=UTF-8");
        response.getWriter().write(text.toString());
    }

    private static Instant later(Instant one, Instant other) {
        return other.isAfter(one) ? other : one;
    }

    private static String said(Instant updated) {
        return updated.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    /** @param switched when the days of a system's releases changed last */
    private static void entry(XMLStreamWriter xml, Release release, Map<String, Instant> switched, Linked linked)
            throws XMLStreamException {
        boolean isImage = linked.type().equals(IMAGE);
        xml.writeStartElement("entry");
        element(xml, "title", release.about().name());
        element(
                xml,
                "id",
                "urn:sha256:" + (isImage ? release.digest() : linked.bundle().sha256()));
        element(
                xml,
                "updated",
                said(later(
                        linked.bundle().made(),
                        switched.getOrDefault(release.id().system(), Instant.EPOCH))));
        xml.writeStartElement("author");
        element(xml, "name", release.about().publisher().orElse("-"));
        xml.writeEndElement();
        if (release.about().licence().isPresent()) {
            element(xml, "rights", release.about().licence().get());
        }
        link(xml, linked);
        of(xml, "ncts", NCTS, "contentItemIdentifier", release.id().system());
        of(xml, "ncts", NCTS, "contentItemVersion", release.id().version());
        if (release.about().decision().isPresent()) {
            of(xml, "khop", KHOP, "decision", release.about().decision().get());
        }
        if (release.period().from().isPresent()) {
            of(xml, "khop", KHOP, "from", release.period().from().get().toString());
        }
        if (release.period().until().isPresent()) {
            of(xml, "khop", KHOP, "until", release.period().until().get().toString());
        }
        if (isImage) {
            of(xml, "khop", KHOP, "digest", release.digest());
        }
        xml.writeEndElement();
    }

    private static void entry(XMLStreamWriter xml, SyndicatedResources.Resource resource) throws XMLStreamException {
        xml.writeStartElement("entry");
        element(xml, "title", resource.title());
        element(xml, "id", "urn:sha256:" + resource.sha256());
        element(xml, "updated", said(resource.updated()));
        xml.writeStartElement("author");
        element(xml, "name", "-");
        xml.writeEndElement();
        link(
                xml,
                new Linked(
                        "FHIR_" + resource.type(),
                        CATEGORIES,
                        FHIR,
                        "resources/" + resource.sha256() + ".json",
                        new Bundle(resource.json().length, resource.sha256(), resource.updated())));
        of(xml, "ncts", NCTS, "contentItemIdentifier", resource.url());
        if (!resource.version().isEmpty()) {
            of(xml, "ncts", NCTS, "contentItemVersion", resource.version());
        }
        xml.writeEndElement();
    }

    private static void link(XMLStreamWriter xml, Linked linked) throws XMLStreamException {
        xml.writeEmptyElement("category");
        xml.writeAttribute("term", linked.category());
        xml.writeAttribute("scheme", linked.scheme());
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", "alternate");
        xml.writeAttribute("type", linked.type());
        xml.writeAttribute("href", linked.href());
        xml.writeAttribute("length", String.valueOf(linked.bundle().bytes()));
        xml.writeAttribute("ncts", NCTS, "sha256Hash", linked.bundle().sha256());
    }

    private static void element(XMLStreamWriter xml, String name, String text) throws XMLStreamException {
        xml.writeStartElement(name);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private static void of(XMLStreamWriter xml, String prefix, String namespace, String name, String text)
            throws XMLStreamException {
        xml.writeStartElement(prefix, name, namespace);
        xml.writeCharacters(text);
        xml.writeEndElement();
    }

    private Bundle bundle(Release release) throws IOException {
        Bundle known = bundles.get(release.digest());
        if (known != null) {
            return known;
        }
        Bundle bundle = measured(out -> folder.bundle(release.digest(), out).orElse(Instant.EPOCH));
        bundles.put(release.digest(), bundle);
        return bundle;
    }

    /** It says on which days the release applies, and these may change. */
    private Bundle fhir(Release release) throws IOException {
        String key = release.digest() + release.period();
        Bundle known = fhir.get(key);
        if (known != null) {
            return known;
        }
        Bundle bundle = measured(out -> {
            writeFhir(release, out);
            return bundle(release).made();
        });
        fhir.put(key, bundle);
        return bundle;
    }

    private void writeFhir(Release release, OutputStream out) throws IOException {
        CodeSystemSource source = terminology
                .inUse()
                .space()
                .codeSystem(Canonical.of(release.id().system(), release.id().version()))
                .orElseThrow(() -> new IOException("the release has just been taken away: read the feed again"));
        CodeSystemJson.write(release, source, out);
    }

    /** Writes to a stream. */
    private interface Writing {
        void to(OutputStream out) throws IOException;
    }

    /** Writes to a stream and tells when what is written was made. */
    private interface Measuring {
        Instant to(OutputStream out) throws IOException;
    }

    private static Bundle measured(Measuring writing) throws IOException {
        MessageDigest sha256 = sha256();
        Counting counted = new Counting();
        Instant made;
        try (OutputStream out = new DigestOutputStream(counted, sha256)) {
            made = writing.to(out);
        }
        return new Bundle(counted.bytes, HexFormat.of().formatHex(sha256.digest()), made);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Keeps nothing but how much it was. */
    private static final class Counting extends OutputStream {
        private long bytes;

        @Override
        public void write(int one) {
            bytes++;
        }

        @Override
        public void write(byte[] some, int offset, int length) {
            bytes += length;
        }
    }

    @GetMapping("/api/v1/syndication/releases/{digest}.zip")
    @Operation(summary = "The bundle of an activated release, as the feed names it")
    void release(@PathVariable("digest") String digest, HttpServletResponse response) throws IOException {
        activated(digest);
        send(response, IMAGE, out -> folder.bundle(digest, out));
    }

    @GetMapping("/api/v1/syndication/releases/{digest}.json")
    @Operation(summary = "An activated release as a FHIR CodeSystem with all its concepts, as the feed names it")
    void codeSystem(@PathVariable("digest") String digest, HttpServletResponse response) throws IOException {
        Release wanted = activated(digest);
        send(response, FHIR, out -> writeFhir(wanted, out));
    }

    @GetMapping("/api/v1/syndication/resources/{digest}.json")
    @Operation(summary = "A value set, concept map or posted code system, as the feed names it by its SHA-256")
    void resource(@PathVariable("digest") String digest, HttpServletResponse response) throws IOException {
        SyndicatedResources.Resource wanted = resources
                .find(digest)
                .orElseThrow(() -> new Refused(
                        ErrorCode.UNKNOWN_RELEASE, "no resource in use has this digest: read the feed again"));
        send(response, FHIR, out -> out.write(wanted.json()));
    }

    private Release activated(String digest) {
        terminology.refresh();
        return terminology.inUse().releases().stream()
                .filter(release ->
                        release.state().isActivated() && release.digest().equals(digest))
                .findFirst()
                .orElseThrow(() -> new Refused(
                        ErrorCode.UNKNOWN_RELEASE, "no activated release has this digest: read the feed again"));
    }

    /** With its length, so that whoever takes it knows whether it has all of it. */
    private static void send(HttpServletResponse response, String type, Writing writing) throws IOException {
        Path kept = Files.createTempFile("khop-syndicated-", ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(kept)) {
                writing.to(out);
            }
            response.setContentType(type);
            response.setContentLengthLong(Files.size(kept));
            Files.copy(kept, response.getOutputStream());
        } finally {
            Files.deleteIfExists(kept);
        }
    }
}
