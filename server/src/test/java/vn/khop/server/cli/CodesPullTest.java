package vn.khop.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import vn.khop.server.RunningServer;
import vn.khop.server.SetClock;
import vn.khop.server.security.Role;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.load.FhirFiles;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.DefinedCodeSystem;

/** A hospital copies the lists of the city's server over HTTP, and holds the same without it. */
class CodesPullTest {
    private final RunningServer server = RunningServer.shared();
    private final String system = "urn:khop:test:" + UUID.randomUUID();

    @TempDir
    Path folder;

    private record Run(int exitCode, String out, String err) {}

    @Test
    void whatIsPulledIsWhatTheServerHasByteForByteAndDayForDay() throws IOException {
        ImageFolder city = ImageFolder.at(server.data().resolve("codes"));
        city.publish(list("2020", "Bệnh tả"), EffectivePeriod.from(LocalDate.of(2020, 11, 1)));
        city.publish(list("2026", "Bệnh tả (dịch tả)"), EffectivePeriod.from(LocalDate.of(2026, 7, 1)));
        city.add(list("draft", "Chưa duyệt"));
        Run pulled = pull();
        assertEquals(0, pulled.exitCode(), pulled.err());

        List<Release> here = ofSystem(ImageFolder.at(folder.resolve("copy")));
        List<Release> there = ofSystem(city).stream()
                .filter(release -> release.state().isActivated())
                .toList();
        assertEquals(2, here.size(), "a draft is nobody's: " + pulled.out());
        assertEquals(there, here, "digest, which names every byte, days, publisher, decision, licence");
        try (Terminology copy = Terminology.open(folder.resolve("copy"))) {
            ReleaseId fresh = new ReleaseId(system, "2026");
            assertEquals(
                    1,
                    copy.inUse()
                            .diff(fresh, list("2026", "Bệnh tả (dịch tả)"), Set.of(), change -> {
                                throw new AssertionError(change);
                            })
                            .value()
                            .orElseThrow()
                            .same());
        }
        Run again = pull();
        assertTrue(again.out().contains(system + "|2026  is there"), again.out());
        assertFalse(again.out().contains(" codes "), "nothing is fetched twice: " + again.out());
    }

    /** A value set and a map come as FHIR; a list as an image, and as FHIR for servers that are none of ours. */
    @Test
    void valueSetsAndMapsAreKeptBesideTheListsAndEachListIsThereAsFhirToo() throws Exception {
        ImageFolder city = ImageFolder.at(server.data().resolve("codes"));
        Release release = city.publish(list("2026", "Bệnh tả")).value().orElseThrow();
        server.awaitResources();
        String set = system + ":set";
        HttpResponse<String> posted = server.postJson(
                "/fhir/ValueSet",
                Role.TERMINOLOGY_ADMIN,
                "{\"resourceType\":\"ValueSet\",\"url\":\"" + set
                        + "\",\"version\":\"1\",\"status\":\"active\",\"compose\":{\"include\":[{\"system\":\"" + system
                        + "\",\"concept\":[{\"code\":\"A\"}]}]}}");
        assertEquals(201, posted.statusCode(), posted.body());
        Run pulled = pull();
        assertEquals(0, pulled.exitCode(), pulled.err());
        assertTrue(pulled.out().contains(set + "|1  FHIR_ValueSet, "), pulled.out());
        try (Terminology copy = Terminology.open(folder.resolve("copy"))) {
            assertTrue(FhirFiles.beside(folder.resolve("copy"), List.of())
                    .space()
                    .valueSet(Canonical.of(set, "1"))
                    .isPresent());
            assertTrue(copy.inUse()
                    .space()
                    .codeSystem(Canonical.of(system, "2026"))
                    .isPresent());
        }
        assertTrue(pull().out().contains(set + "|1  is there"));

        HttpResponse<String> fhir = server.get("/api/v1/syndication/releases/" + release.digest() + ".json", Role.HUB);
        assertEquals(200, fhir.statusCode(), fhir.body());
        Path file = Files.writeString(folder.resolve("list.json"), fhir.body());
        DefinedCodeSystem read = FhirFiles.read(List.of(file)).codeSystems().get(0);
        assertEquals(Optional.of("Bệnh tả"), read.display(read.find("A").orElseThrow()));
        assertTrue(fhir.body().contains("\"copyright\":\"thử\""), fhir.body());
        String feed = server.get("/api/v1/syndication/feed.xml", Role.HUB).body();
        String sha256 = HexFormat.of()
                .formatHex(
                        MessageDigest.getInstance("SHA-256").digest(fhir.body().getBytes(StandardCharsets.UTF_8)));
        assertTrue(feed.contains(sha256), "the feed names what it gives");
    }

    /** What was retired or rolled back in the city is so in the copy after the next pull. */
    @Test
    void theCopyFollowsTheDaysOfTheCity() throws IOException {
        ImageFolder city = ImageFolder.at(server.data().resolve("codes"));
        ImageFolder copy = ImageFolder.at(folder.resolve("copy"));
        city.publish(list("2020", "Bệnh tả"), EffectivePeriod.from(LocalDate.of(2020, 11, 1)));
        city.publish(list("2026", "Bệnh tả (dịch tả)"), EffectivePeriod.from(LocalDate.of(2026, 7, 1)));
        pull();
        assertEquals(activated(city), activated(copy));

        city.retire(new ReleaseId(system, "2026"), LocalDate.of(2027, 1, 1));
        Run retired = pull();
        assertTrue(retired.out().contains(" 2026-07-01..2026-12-31  1 codes"), retired.out());
        assertTrue(retired.out().contains(system + "|2020  is there"), retired.out());
        assertEquals(activated(city), activated(copy));

        copy.publish(list("own", "Bệnh của riêng"), EffectivePeriod.from(LocalDate.of(2030, 1, 1)));
        Run beside = pull();
        assertTrue(beside.out().contains(system + "|own  is here and not in the feed"), beside.out());
        // The retirement is undone, and then that there is a list of 2026 at all: that of 2020 has every day since.
        city.rollback(system);
        city.rollback(system);
        Run back = pull();
        assertTrue(back.out().contains(system + "|2026  applies no more"), back.out());
        assertTrue(back.out().contains(system + "|own  applies no more"), back.out());
        assertTrue(back.out().contains(" 2020-11-01..  1 codes"), back.out());
        assertEquals(activated(city), activated(copy));
        assertEquals(3, ofSystem(copy).size(), "nothing is destroyed");
        copy.rollback(system);
        assertEquals(
                List.of("2020", "2026", "own"),
                activated(copy).stream().map(one -> one.id().version()).toList(),
                "one switch took it all");
    }

    private List<Release> activated(ImageFolder images) {
        return ofSystem(images).stream()
                .filter(release -> release.state().isActivated())
                .toList();
    }

    /** The day is in the feed before it comes; on that day the copy answers from the other list, and nobody does anything. */
    @Test
    void aDayThatComesSwitchesTheCopyAndTheFeedSaysWhenItWasSet() throws Exception {
        ImageFolder city = ImageFolder.at(server.data().resolve("codes"));
        city.publish(list("1", "Bệnh tả"));
        Instant loaded = updated(system);
        city.add(list("2", "Bệnh tả (dịch tả)"));
        city.validate(new ReleaseId(system, "2"));
        assertEquals(loaded, updated(system), "what is not activated is nobody's");
        LocalDate day = QuestionDate.dayAt(Instant.now()).plusDays(30);
        city.activate(new ReleaseId(system, "2"), EffectivePeriod.from(day));
        Instant set = updated(system);
        assertTrue(set.isAfter(loaded), set + " and " + loaded);
        assertEquals(0, pull().exitCode());

        SetClock clock =
                new SetClock(day.minusDays(1).atStartOfDay(QuestionDate.VIETNAM).toInstant());
        try (Terminology copy = Terminology.open(folder.resolve("copy"), clock)) {
            CodeQuestion question = CodeQuestion.of(system, "A");
            assertEquals(Optional.of("Bệnh tả"), copy.lookup(question).display());
            clock.pass(Duration.ofDays(1));
            assertEquals(Optional.of("Bệnh tả (dịch tả)"), copy.lookup(question).display());
        }
        assertEquals(set, updated(system), "a pull changes nothing");
        city.rollback(system);
        assertTrue(updated(system).isAfter(set), "what was undone has changed too");
    }

    @Test
    void aPostedResourceIsAsNewAsItsLastChangeOrSwitch() throws Exception {
        ImageFolder.at(server.data().resolve("codes")).publish(list("2026", "Bệnh tả"));
        server.awaitResources();
        String set = system + ":set";
        Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        String first = post(set, "1", "active");
        Instant written = updated(set);
        assertFalse(written.isBefore(before) || written.isAfter(Instant.now()), written + " not since " + before);

        post(set, "2", "draft");
        assertEquals(written, updated(set), "a draft is nobody's");
        LocalDate day = QuestionDate.dayAt(Instant.now()).plusDays(30);
        step("validate", "{\"system\":\"" + set + "\",\"version\":\"2\"}");
        step("activate", "{\"system\":\"" + set + "\",\"version\":\"2\",\"from\":\"" + day + "\"}");
        Instant switched = updated(set);
        assertTrue(switched.isAfter(written), switched + " and " + written);
        assertEquals(0, pull().exitCode());
        assertEquals(Optional.of("1"), kept(set, day.minusDays(1)));
        assertEquals(Optional.of("2"), kept(set, day));

        step("rollback", "{\"system\":\"" + set + "\"}");
        Instant undone = updated(set);
        assertTrue(undone.isAfter(switched), undone + " and " + switched);
        Run back = pull();
        assertTrue(back.out().contains(set + "|2  is in the feed no more and was removed"), back.out());
        assertEquals(Optional.of("1"), kept(set, day));

        Instant whole = updatedIn(feed());
        assertEquals(
                200,
                server.send(server.request(first, Role.TERMINOLOGY_ADMIN).DELETE())
                        .statusCode());
        assertTrue(updatedIn(feed()).isAfter(whole), "that something left the feed is news");
        pull();
        assertEquals(Optional.empty(), kept(set, day));
    }

    /** Its path. */
    private String post(String set, String version, String status) {
        HttpResponse<String> posted = server.postJson(
                "/fhir/ValueSet",
                Role.TERMINOLOGY_ADMIN,
                "{\"resourceType\":\"ValueSet\",\"url\":\"" + set + "\",\"version\":\"" + version
                        + "\",\"status\":\"" + status + "\",\"compose\":{\"include\":[{\"system\":\"" + system
                        + "\",\"concept\":[{\"code\":\"A\"}]}]}}");
        assertEquals(201, posted.statusCode(), posted.body());
        String location = posted.headers().firstValue("Location").orElseThrow();
        return location.substring(location.indexOf("/fhir/"), location.indexOf("/_history"));
    }

    private void step(String step, String json) {
        HttpResponse<String> taken = server.postJson("/api/v1/releases/" + step, Role.TERMINOLOGY_ADMIN, json);
        assertEquals(200, taken.statusCode(), taken.body());
    }

    /** The version of a value set in the copy, as it answers on a day. */
    private Optional<String> kept(String set, LocalDate day) throws IOException {
        return FhirFiles.beside(folder.resolve("copy"), List.of())
                .space()
                .asOf(day)
                .valueSet(new Canonical(set, Optional.empty()))
                .flatMap(found -> found.header().version());
    }

    private String feed() {
        return server.get("/api/v1/syndication/feed.xml", Role.HUB).body();
    }

    private Instant updated(String url) {
        String feed = feed();
        String entry = Arrays.stream(feed.split("<entry>"))
                .filter(one -> one.contains(">" + url + "<"))
                .findFirst()
                .orElseThrow();
        String whole = feed.substring(0, feed.indexOf("<entry>"));
        assertFalse(updatedIn(whole).isBefore(updatedIn(entry)), "the feed is as new as its newest entry");
        return updatedIn(entry);
    }

    private static Instant updatedIn(String xml) {
        return Instant.parse(xml.substring(xml.indexOf("<updated>") + 9, xml.indexOf("</updated>")));
    }

    @Test
    void theFeedIsAtomWithTheChecksumOfEachBundle() throws Exception {
        ImageFolder.at(server.data().resolve("codes"))
                .publish(list("1", "Lỵ"), EffectivePeriod.from(LocalDate.of(2020, 11, 1)));
        HttpResponse<String> feed = server.get("/api/v1/syndication/feed.xml", Role.HUB);
        assertEquals(200, feed.statusCode());
        assertTrue(feed.headers().firstValue("Content-Type").orElse("").startsWith("application/atom+xml"));
        assertTrue(feed.body().contains("<feed xmlns=\"http://www.w3.org/2005/Atom\""), feed.body());
        assertTrue(
                feed.body().contains("<ncts:contentItemIdentifier>" + system + "</ncts:contentItemIdentifier>"),
                feed.body());
        assertTrue(feed.body().matches("(?s).*ncts:sha256Hash=\"[0-9a-f]{64}\".*"), feed.body());
        assertEquals(
                404,
                server.get("/api/v1/syndication/releases/" + "0".repeat(64) + ".zip", Role.HUB)
                        .statusCode());
        Run elsewhere =
                run("codes", "pull", "--feed", server.url() + "/api/v1/nothing.xml", "--images", folder.toString());
        assertEquals(1, elsewhere.exitCode(), elsewhere.out());
        assertTrue(elsewhere.err().startsWith("Nothing more was taken: "), elsewhere.err());
    }

    @Test
    void aBundleOfWhichAByteWasChangedIsRefusedAndNothingIsKept() throws IOException {
        ImageFolder city = ImageFolder.at(folder.resolve("city"));
        Release release = city.publish(list("1", "Lỵ")).value().orElseThrow();
        ByteArrayOutputStream bundle = new ByteArrayOutputStream();
        city.bundle(release.digest(), bundle);
        ImageFolder copy = ImageFolder.at(folder.resolve("changed"));
        byte[] changed = bundle.toByteArray();
        changed[changed.length / 3] ^= 1;
        assertThrows(
                ImageException.class,
                () -> copy.receive(new ByteArrayInputStream(changed), release.id(), release.digest()));
        assertThrows(
                ImageException.class,
                () -> copy.receive(
                        new ByteArrayInputStream(bundle.toByteArray()), new ReleaseId(system, "2"), release.digest()),
                "of another version than it says");
        assertEquals(List.of(), copy.releases());
        assertEquals(
                release.digest(),
                copy.receive(new ByteArrayInputStream(bundle.toByteArray()), release.id(), release.digest())
                        .value()
                        .orElseThrow()
                        .digest());
        assertEquals(Optional.empty(), city.bundle("0".repeat(64), new ByteArrayOutputStream()));
    }

    private Run pull() throws IOException {
        Path token = Files.writeString(folder.resolve("token"), server.token(Role.HUB));
        return run(
                "codes",
                "pull",
                "--feed",
                server.url() + "/api/v1/syndication/feed.xml",
                "--token-file",
                token.toString(),
                "--images",
                folder.resolve("copy").toString());
    }

    private static Run run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine root = new CommandLine(CommandLine.Model.CommandSpec.create());
        root.addSubcommand(new CodesCommand());
        int exitCode =
                root.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    private List<Release> ofSystem(ImageFolder images) {
        return images.releases().stream()
                .filter(release -> release.id().system().equals(system))
                .toList();
    }

    private CodeSystem list(String version, String name) {
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(system, version),
                        "Danh mục thử",
                        Optional.of("Bộ Y tế"),
                        Optional.of(version + "/QĐ-BYT"),
                        Optional.of("thử"),
                        Optional.of("0".repeat(64)),
                        List.of("vi"),
                        List.of()),
                "test",
                List.of(new Concept(
                        "A", true, List.of(new Designation("vi", Designation.DISPLAY, name)), List.of(), List.of())));
    }
}
