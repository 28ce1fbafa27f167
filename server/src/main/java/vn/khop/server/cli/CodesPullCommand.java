package vn.khop.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.load.ResourceRejected;
import vn.khop.terminology.resource.Header;

/** {@code khop codes pull}: copies the activated releases of another server, and answers the same from then on without it. */
@Command(
        name = "pull",
        exitCodeOnInvalidInput = CodesOutput.WRONG_INPUT,
        exitCodeOnExecutionException = CodesOutput.FAULT,
        description = {
            "Copy the releases of another server's syndication feed into a local folder of images, and value sets, concept maps and code systems that it has as FHIR beside them; what is there already is not fetched again.",
            "The releases of a list that the feed has apply on the days on which they apply there: what was retired or rolled back there is so here too.",
            "Length and SHA-256 of each bundle, and every byte of the image in it, are verified before anybody is answered from it."
        })
final class CodesPullCommand extends WithHelp implements Callable<Integer> {
    private static final int FEED_BYTES_MAX = 8 << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final String IMAGE = "KHOP_CODE_IMAGE";
    private static final Set<String> RESOURCES = Set.of("FHIR_CodeSystem", "FHIR_ValueSet", "FHIR_ConceptMap");
    private static final int NAME_CHARACTERS = 16;
    private static final int FEED_CHARACTERS = 8;
    /** In place of the version of a resource that has none. */
    private static final String NO_VERSION = "unversioned";

    @Option(
            names = "--feed",
            required = true,
            paramLabel = "URL",
            description = "The feed, e.g. https://khop.example/api/v1/syndication/feed.xml")
    private URI feed = URI.create("");

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File with an access token (default: the environment's KHOP_TOKEN)")
    private @Nullable Path tokenFile;

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = CodesFolder.IMAGES_DESCRIPTION,
            defaultValue = CodesFolder.IMAGES_DEFAULT)
    private Path images = Path.of("khop-data/codes");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

    /**
     * One entry of the feed.
     *
     * @param category what its content is
     * @param digest of a release; the empty text for a FHIR resource
     */
    private record Entry(
            String category,
            ReleaseId id,
            String digest,
            URI content,
            long bytes,
            String sha256,
            EffectivePeriod period) {
        boolean isImage() {
            return category.equals(IMAGE);
        }
    }

    /** What a feed or a bundle has that it should not have, for people. */
    private static final class Wrong extends Exception {
        private static final long serialVersionUID = 1L;

        Wrong(String message) {
            super(message);
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try {
            List<Entry> entries = entries();
            ImageFolder folder = ImageFolder.at(images);
            Map<String, List<Entry>> lists = entries.stream()
                    .filter(Entry::isImage)
                    .collect(Collectors.groupingBy(
                            entry -> entry.id().system(), LinkedHashMap::new, Collectors.toList()));
            for (Map.Entry<String, List<Entry>> list : lists.entrySet()) {
                Optional<Problem> problem = follow(folder, list.getKey(), list.getValue());
                if (problem.isPresent()) {
                    return CodesFolder.refused(err, problem.get());
                }
            }
            Set<ReleaseId> images =
                    entries.stream().filter(Entry::isImage).map(Entry::id).collect(Collectors.toSet());
            folder.releases().stream()
                    .filter(release -> release.state().isActivated() && !images.contains(release.id()))
                    .forEach(own -> out.println(own.id() + "  is here and not in the feed"));
            List<Entry> resources = entries.stream()
                    .filter(entry -> !entry.isImage() && !images.contains(entry.id()))
                    .toList();
            for (Entry entry : resources) {
                if (isKept(entry)) {
                    out.println(entry.id() + "  is there");
                } else {
                    keep(entry);
                    out.println(entry.id() + "  " + entry.category() + ", " + entry.bytes()
                            + " bytes; a running server reads it when it starts again");
                }
            }
            removeWhatIsNotIn(resources);
            out.flush();
            return CodesOutput.DONE;
        } catch (Wrong | XMLStreamException | IllegalArgumentException wrong) {
            err.println("Nothing more was taken: "
                    + (wrong instanceof XMLStreamException
                            ? "the feed is no XML that can be read"
                            : wrong.getMessage()));
        } catch (IOException e) {
            err.println("Nothing more was taken: " + feed + " cannot be read ("
                    + e.getClass().getSimpleName() + "): check the address and the connection");
        } catch (ImageException e) {
            return CodesFolder.refused(err, e.problem());
        }
        err.flush();
        return CodesOutput.WRONG_INPUT;
    }

    /** Takes what is not there yet of a list's releases; then all of them apply on their days, by one switch. */
    private Optional<Problem> follow(ImageFolder folder, String system, List<Entry> entries)
            throws IOException, InterruptedException, Wrong {
        Map<ReleaseId, Release> before = folder.releases().stream()
                .filter(release -> release.id().system().equals(system))
                .collect(Collectors.toMap(Release::id, release -> release));
        Set<String> there = before.values().stream().map(Release::digest).collect(Collectors.toSet());
        Map<String, EffectivePeriod> days = new LinkedHashMap<>();
        for (Entry entry : entries) {
            days.put(entry.id().version(), entry.period());
            if (!there.contains(entry.digest())) {
                Optional<Problem> problem = take(folder, entry).problem();
                if (problem.isPresent()) {
                    return problem;
                }
            }
        }
        Answer<List<Release>> after = folder.follow(system, days);
        PrintWriter out = spec.commandLine().getOut();
        for (Release release : after.value().orElse(List.of())) {
            Release was = before.remove(release.id());
            out.println(
                    was != null && was.state().isActivated() && was.period().equals(release.period())
                            ? release.id() + "  is there"
                            : CodesOutput.standingLine(release));
        }
        if (after.value().isPresent()) {
            before.values().stream()
                    .filter(release -> release.state().isActivated())
                    .forEach(gone -> out.println(gone.id() + "  applies no more: the feed has its days otherwise"));
        }
        return after.problem();
    }

    private Answer<Release> take(ImageFolder folder, Entry entry) throws IOException, InterruptedException, Wrong {
        Path kept = Files.createTempFile("khop-pull-", ".zip");
        try {
            fetch(entry, kept);
            try (InputStream bundle = Files.newInputStream(kept)) {
                return folder.receive(bundle, entry.id(), entry.digest());
            }
        } finally {
            Files.deleteIfExists(kept);
        }
    }

    /** By its content, since another version of a resource is another file, and by the feed. */
    private String name(Entry entry) {
        return entry.category() + "-" + entry.sha256().substring(0, NAME_CHARACTERS) + ofThisFeed();
    }

    /** With what the names of files end that came from this feed. */
    private String ofThisFeed() {
        MessageDigest sha256 = sha256();
        sha256.update(feed.toString().getBytes(StandardCharsets.UTF_8));
        return "-" + HexFormat.of().formatHex(sha256.digest()).substring(0, FEED_CHARACTERS) + ".json";
    }

    /** What came from this feed and is no longer in it is in use there no more. */
    private void removeWhatIsNotIn(List<Entry> resources) throws IOException {
        Set<String> wanted = resources.stream().map(this::name).collect(Collectors.toSet());
        for (Path file : FhirFiles.kept(images, "FHIR_")) {
            String name = String.valueOf(file.getFileName());
            if (name.endsWith(ofThisFeed()) && !wanted.contains(name)) {
                FhirFiles read = FhirFiles.read(List.of(file));
                Files.delete(file);
                PrintWriter out = spec.commandLine().getOut();
                read.headers()
                        .map(Header::canonical)
                        .forEach(
                                gone -> out.println(
                                        gone
                                                + "  is in the feed no more and was removed; a running server knows it until it starts again"));
            }
        }
    }

    private boolean isKept(Entry entry) {
        return FhirFiles.isKept(images, name(entry));
    }

    /** Once it can be read, beside the lists, in the place of the same version as it was pulled before. */
    private void keep(Entry entry) throws IOException, InterruptedException, Wrong {
        Path folder = Files.createTempDirectory("khop-pull-");
        Path file = folder.resolve(name(entry));
        try {
            fetch(entry, file);
            FhirFiles read = FhirFiles.read(List.of(file));
            if (!isOf(entry, read)) {
                throw new Wrong("the resource of " + entry.id() + " is another than the feed says");
            }
            for (Path former : FhirFiles.kept(images, entry.category() + "-")) {
                if (isOf(entry, FhirFiles.read(List.of(former)))) {
                    Files.delete(former);
                }
            }
            Files.createDirectories(images);
            FhirFiles.keep(images, file);
        } catch (ResourceRejected rejected) {
            throw new Wrong("the resource of " + entry.id() + " cannot be understood: " + rejected.getMessage());
        } finally {
            Files.deleteIfExists(file);
            Files.delete(folder);
        }
    }

    private static boolean isOf(Entry entry, FhirFiles read) {
        return read.headers()
                .anyMatch(header -> header.url()
                                .filter(entry.id().system()::equals)
                                .isPresent()
                        && header.version().orElse(NO_VERSION).equals(entry.id().version()));
    }

    /** Writes what an entry links to a file, and verifies its length and SHA-256. */
    private void fetch(Entry entry, Path kept) throws IOException, InterruptedException, Wrong {
        MessageDigest sha256 = sha256();
        HttpResponse<InputStream> answer = get(entry.content());
        try (InputStream in = answer.body();
                OutputStream out = new DigestOutputStream(Files.newOutputStream(kept), sha256)) {
            long left = entry.bytes() + 1;
            byte[] buffer = new byte[1 << 16];
            for (int read = in.read(buffer); read >= 0 && left > 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        String found = HexFormat.of().formatHex(sha256.digest());
        if (Files.size(kept) != entry.bytes() || !found.equals(entry.sha256())) {
            throw new Wrong("the content of " + entry.id() + " has " + Files.size(kept) + " bytes and SHA-256 " + found
                    + ", the feed says " + entry.bytes() + " and " + entry.sha256() + ": try again");
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private HttpResponse<InputStream> get(URI uri) throws IOException, InterruptedException, Wrong {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).timeout(PATIENCE);
        Optional<String> token = tokenFile == null
                ? Optional.ofNullable(System.getenv("KHOP_TOKEN"))
                : Optional.of(Files.readString(tokenFile).strip());
        token.filter(text -> !text.isBlank()).ifPresent(text -> request.header("Authorization", "Bearer " + text));
        HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            answer.body().close();
            throw new Wrong(uri + " answers " + answer.statusCode()
                    + (answer.statusCode() == 401 || answer.statusCode() == 403
                            ? ": give an access token of a client that may read code lists"
                            : ", expected 200"));
        }
        return answer;
    }

    private List<Entry> entries() throws IOException, InterruptedException, XMLStreamException, Wrong {
        byte[] body;
        try (InputStream in = get(feed).body()) {
            body = in.readNBytes(FEED_BYTES_MAX + 1);
        }
        if (body.length > FEED_BYTES_MAX) {
            throw new Wrong("the feed has more than " + FEED_BYTES_MAX + " bytes");
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        XMLStreamReader xml = factory.createXMLStreamReader(new java.io.ByteArrayInputStream(body));
        List<Entry> entries = new ArrayList<>();
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("entry")) {
                entry(xml).ifPresent(entries::add);
            }
        }
        return entries;
    }

    /** Empty for what is of no use here, such as packages of other servers. */
    private Optional<Entry> entry(XMLStreamReader xml) throws XMLStreamException, Wrong {
        String category = "";
        String system = "";
        String version = "";
        String digest = "";
        String href = "";
        String length = "";
        String sha256 = "";
        Optional<LocalDate> from = Optional.empty();
        Optional<LocalDate> until = Optional.empty();
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("entry")) {
                break;
            }
            if (event != XMLStreamConstants.START_ELEMENT) {
                continue;
            }
            switch (xml.getLocalName()) {
                case "category" -> category = attribute(xml, "term");
                case "contentItemIdentifier" -> system = xml.getElementText();
                case "contentItemVersion" -> version = xml.getElementText();
                case "digest" -> digest = xml.getElementText();
                case "from" -> from = Optional.of(LocalDate.parse(xml.getElementText()));
                case "until" -> until = Optional.of(LocalDate.parse(xml.getElementText()));
                case "link" -> {
                    href = attribute(xml, "href");
                    length = attribute(xml, "length");
                    sha256 = attribute(xml, "sha256Hash");
                }
                default -> {
                    // Other elements are for people and other readers.
                }
            }
        }
        boolean isImage = category.equals(IMAGE);
        if (!isImage && !RESOURCES.contains(category)) {
            return Optional.empty();
        }
        if (isImage != DIGEST.matcher(digest).matches()
                || !DIGEST.matcher(sha256).matches()
                || !length.matches("\\d{1,12}")) {
            throw new Wrong("an entry of the feed has no digest, length or SHA-256 that can be verified");
        }
        URI bundle = feed.resolve(href);
        if (!String.valueOf(bundle.getHost()).equals(String.valueOf(feed.getHost()))
                || bundle.getPort() != feed.getPort()) {
            throw new Wrong("an entry of the feed leads to another server, which would be given the access token");
        }
        return Optional.of(new Entry(
                category,
                new ReleaseId(system, version.isBlank() ? NO_VERSION : version),
                digest,
                bundle,
                Long.parseLong(length),
                sha256,
                new EffectivePeriod(from, until)));
    }

    private static String attribute(XMLStreamReader xml, String localName) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals(localName)) {
                return xml.getAttributeValue(i);
            }
        }
        return "";
    }
}
