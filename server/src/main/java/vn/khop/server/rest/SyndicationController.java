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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.Release;

/*
 * The feed is Atom (RFC 4287) with the extension elements of Australia's National Clinical Terminology Service, which Ontoserver and Snowstorm
 * Lite read too: sha256Hash and length of the link, contentItemIdentifier, contentItemVersion. An entry's content is a compiled image: it is
 * what this server answers from, and whoever takes it answers the same without compiling it again.
 */
/** The activated releases of the code lists, for servers that copy them and answer offline. */
@RestController
class SyndicationController {
    static final String ATOM = "http://www.w3.org/2005/Atom";
    static final String NCTS = "http://ns.electronichealth.net.au/ncts/syndication/asf/extensions/1.0.0";
    static final String KHOP = "urn:khop:syndication";
    static final String IMAGE = "application/vnd.khop.code-image+zip";

    private final Terminology terminology;
    private final ImageFolder folder;
    private final Map<String, Bundle> bundles = new ConcurrentHashMap<>();

    SyndicationController(Terminology terminology, ImageFolder folder) {
        this.terminology = terminology;
        this.folder = folder;
    }

    /** Length and checksum of a bundle, which are the same each time it is written. */
    private record Bundle(long bytes, String sha256, Instant made) {}

    @GetMapping("/api/v1/syndication/feed.xml")
    @Operation(summary = "Atom feed of the activated releases, with the length and SHA-256 of each one's bundle")
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
        Instant updated = Instant.EPOCH;
        for (Release release : releases) {
            Instant made = bundle(release).made();
            updated = made.isAfter(updated) ? made : updated;
        }
        element(xml, "updated", updated.toString());
        for (Release release : releases) {
            entry(xml, release, bundle(release));
        }
        xml.writeEndElement();
        xml.writeEndDocument();
        response.setContentType("application/atom+xml;charset=UTF-8");
        response.getWriter().write(text.toString());
    }

    private static void entry(XMLStreamWriter xml, Release release, Bundle bundle) throws XMLStreamException {
        xml.writeStartElement("entry");
        element(xml, "title", release.about().name());
        element(xml, "id", "urn:sha256:" + release.digest());
        element(xml, "updated", bundle.made().toString());
        xml.writeStartElement("author");
        element(xml, "name", release.about().publisher().orElse("-"));
        xml.writeEndElement();
        if (release.about().licence().isPresent()) {
            element(xml, "rights", release.about().licence().get());
        }
        xml.writeEmptyElement("category");
        xml.writeAttribute("term", "KHOP_CODE_IMAGE");
        xml.writeAttribute("scheme", KHOP);
        xml.writeEmptyElement("link");
        xml.writeAttribute("rel", "alternate");
        xml.writeAttribute("type", IMAGE);
        xml.writeAttribute("href", "releases/" + release.digest() + ".zip");
        xml.writeAttribute("length", String.valueOf(bundle.bytes()));
        xml.writeAttribute("ncts", NCTS, "sha256Hash", bundle.sha256());
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
        of(xml, "khop", KHOP, "digest", release.digest());
        xml.writeEndElement();
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
        MessageDigest sha256 = sha256();
        Counting counted = new Counting();
        Instant made;
        try (OutputStream out = new DigestOutputStream(counted, sha256)) {
            made = folder.bundle(release.digest(), out).orElse(Instant.EPOCH);
        }
        Bundle bundle = new Bundle(
                counted.bytes, HexFormat.of().formatHex(sha256.digest()), made.truncatedTo(ChronoUnit.SECONDS));
        bundles.put(release.digest(), bundle);
        return bundle;
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
    void release(@PathVariable String digest, HttpServletResponse response) throws IOException {
        terminology.refresh();
        Optional<Release> wanted = terminology.inUse().releases().stream()
                .filter(release ->
                        release.state().isActivated() && release.digest().equals(digest))
                .findFirst();
        if (wanted.isEmpty()) {
            throw new Refused(ErrorCode.UNKNOWN_RELEASE, "no activated release has this digest: read the feed again");
        }
        Path kept = Files.createTempFile("khop-image-", ".zip");
        try {
            try (OutputStream out = Files.newOutputStream(kept)) {
                folder.bundle(digest, out);
            }
            response.setContentType(IMAGE);
            response.setContentLengthLong(Files.size(kept));
            Files.copy(kept, response.getOutputStream());
        } finally {
            Files.deleteIfExists(kept);
        }
    }
}
