package vn.khop.terminology.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.Examples;
import vn.khop.terminology.Seed;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseId;

class ImageFolderTest {
    @TempDir
    Path root;

    @Test
    void aChangedByteAnywhereInAnImageIsRefused() throws IOException {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        ImageFolder folder = ImageFolder.at(root);
        folder.publish(Examples.symptoms("1"));
        List<Path> files;
        try (Stream<Path> walk = Files.walk(root.resolve("releases"))) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        assertEquals(6, files.size(), "manifest, concepts and four files of text: " + files);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int flip = 0; flip < 60; flip++) {
                int at = flip < 12 ? Math.min(flip, whole.length - 1) : random.nextInt(whole.length);
                byte[] changed = whole.clone();
                changed[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, changed);
                ImageException thrown = assertThrows(
                        ImageException.class, () -> folder.openAll(Map.of()), file + " byte " + at + " " + seed);
                assertTrue(
                        thrown.problem().code() == ErrorCode.IMAGE_DAMAGED
                                || thrown.problem().code() == ErrorCode.INDEX_FORMAT_MISMATCH,
                        () -> thrown.getMessage() + " " + seed);
            }
            Files.write(file, new byte[0]);
            assertThrows(ImageException.class, () -> folder.openAll(Map.of()), file + " emptied");
            Files.delete(file);
            assertThrows(ImageException.class, () -> folder.openAll(Map.of()), file + " deleted");
            Files.write(file, whole);
        }
        OpenImages mended = folder.openAll(Map.of());
        assertEquals(1, mended.entries().size());
        mended.entries().forEach(entry -> entry.image().close());
    }

    @Test
    void theMessageOfADamagedFileSaysWhichWhatWasFoundAndWhatToDo() throws IOException {
        ImageFolder folder = ImageFolder.at(root);
        Release release = folder.publish(Examples.symptoms("1")).value().orElseThrow();
        Path concepts = image(release).resolve("concepts.bin");
        byte[] bytes = Files.readAllBytes(concepts);
        String expected = ReleaseImage.sha256(bytes);
        bytes[100] ^= 1;
        Files.write(concepts, bytes);
        ImageException thrown = assertThrows(ImageException.class, () -> Terminology.open(root));
        assertEquals(
                concepts + " has changed since it was compiled: found SHA-256 " + ReleaseImage.sha256(bytes)
                        + ", expected " + expected + "; load the list again",
                thrown.getMessage());
    }

    @Test
    void anImageOfALaterFormatSaysSoWhateverElseItHolds() throws IOException {
        Release release =
                ImageFolder.at(root).publish(Examples.symptoms("1")).value().orElseThrow();
        Path manifest = image(release).resolve("manifest.json");
        Files.writeString(manifest, "{\"format\":9,\"wonders\":[1,2,3]}");
        ImageException thrown = assertThrows(ImageException.class, () -> Terminology.open(root));
        assertEquals(ErrorCode.INDEX_FORMAT_MISMATCH, thrown.problem().code());
        assertEquals(
                manifest + " has image format 9, this build reads " + Manifest.FORMAT
                        + ": load the list again with this build",
                thrown.getMessage());
    }

    /** Nobody can be answered from an image of another build's format; the list loaded again takes its place and keeps its days. */
    @Test
    void theListLoadedAgainReplacesAnImageOfAnotherFormat() throws IOException {
        ImageFolder folder = ImageFolder.at(root);
        EffectivePeriod period = EffectivePeriod.from(LocalDate.of(2020, 1, 1));
        folder.publish(Examples.symptoms("1"), period);
        try (Stream<Path> walk = Files.walk(root.resolve("releases"))) {
            Path manifest = walk.filter(file -> file.endsWith(Manifest.FILE_NAME))
                    .findFirst()
                    .orElseThrow();
            Files.writeString(manifest, "{\"format\":1}");
        }
        assertThrows(ImageException.class, () -> folder.openAll(Map.of()));
        Release again = folder.add(Examples.symptoms("1")).fold(release -> release, problem -> {
            throw new AssertionError(problem.message());
        });
        assertEquals(period, again.period());
        assertEquals(1, folder.releases().size());
        assertEquals(1, folder.openAll(Map.of()).entries().size());
    }

    @Test
    void aFileTooManyIsRefused() throws IOException {
        ImageFolder folder = ImageFolder.at(root);
        Release release = folder.publish(Examples.symptoms("1")).value().orElseThrow();
        Files.writeString(image(release).resolve("text").resolve("_1.si"), "x");
        ImageException thrown = assertThrows(ImageException.class, () -> Terminology.open(root));
        assertEquals(ErrorCode.IMAGE_DAMAGED, thrown.problem().code());
    }

    @Test
    void aCatalogueThatIsNotOneIsRefused() throws IOException {
        ImageFolder.at(root).publish(Examples.symptoms("1"));
        Files.writeString(root.resolve("catalogue.json"), "{\"format\":1}x");
        ImageException thrown = assertThrows(ImageException.class, () -> Terminology.open(root));
        assertEquals(
                "catalogue.json cannot be read as a catalogue: put it back from a copy, or load the lists into a new folder",
                thrown.getMessage());
    }

    @Test
    void theSameListAgainIsTheReleaseThatIsThere() {
        ImageFolder folder = ImageFolder.at(root);
        Release first = folder.publish(Examples.symptoms("1")).value().orElseThrow();
        long generation = folder.generation();
        assertEquals(first, folder.publish(Examples.symptoms("1")).value().orElseThrow());
        assertEquals(generation, folder.generation());
        assertEquals(List.of(first), folder.releases());
    }

    @Test
    void anotherListUnderTheSameVersionIsRefused() {
        ImageFolder folder = ImageFolder.at(root);
        folder.publish(Examples.symptoms("1"));
        CodeSystem other = Examples.symptoms("1");
        List<Concept> fewer = other.concepts().subList(0, 3);
        assertEquals(
                new Problem(
                        ErrorCode.RELEASE_EXISTS,
                        "release urn:khop:test:symptoms|1 is there already with other content, and a release never changes:"
                                + " give the new list a version of its own"),
                folder.publish(new CodeSystem(other.about(), other.source(), fewer))
                        .problem()
                        .orElseThrow());
        assertEquals(7, folder.releases().get(0).conceptCount());
    }

    @Test
    void aReleaseMayWaitBesideTheCurrentOneAndBeSwitchedToAndBack() {
        ImageFolder folder = ImageFolder.at(root);
        folder.publish(Examples.symptoms("1"));
        folder.add(Examples.symptoms("2"));
        assertEquals(
                List.of(true, false),
                folder.releases().stream().map(Release::isCurrent).toList());
        assertEquals(
                ErrorCode.RELEASE_NOT_VALIDATED,
                folder.activate(new ReleaseId(Examples.SYSTEM, "2"))
                        .problem()
                        .orElseThrow()
                        .code());
        folder.validate(new ReleaseId(Examples.SYSTEM, "2"));
        folder.activate(new ReleaseId(Examples.SYSTEM, "2"));
        assertEquals(
                List.of(false, true),
                folder.releases().stream().map(Release::isCurrent).toList());
        folder.activate(new ReleaseId(Examples.SYSTEM, "1"));
        assertEquals(
                List.of(true, false),
                folder.releases().stream().map(Release::isCurrent).toList());
        assertEquals(
                ErrorCode.UNKNOWN_RELEASE,
                folder.activate(new ReleaseId(Examples.SYSTEM, "3"))
                        .problem()
                        .orElseThrow()
                        .code());
    }

    @Test
    void whatAKilledProcessLeftIsRemovedByTheNextAndWhatIsBeingBuiltIsNot() throws IOException {
        ImageFolder folder = ImageFolder.at(root);
        folder.publish(Examples.symptoms("1"));
        Path releases = root.resolve("releases");
        Path half = Files.createDirectory(releases.resolve(".building-dead"));
        Files.writeString(half.resolve("concepts.bin"), "half");
        Files.writeString(releases.resolve(".building-dead.lock"), "");
        Path unnamed = Files.createDirectory(releases.resolve("urn-x-1-abc"));
        Files.writeString(unnamed.resolve("manifest.json"), "{}");
        Files.writeString(root.resolve("catalogue.json.next"), "half");
        Path alive = Files.createDirectory(releases.resolve(".building-alive"));
        Path aliveLock = releases.resolve(".building-alive.lock");
        try (FileChannel channel = FileChannel.open(aliveLock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertTrue(held.isValid());
            folder.publish(Examples.symptoms("2"));
        }
        assertFalse(Files.exists(half));
        assertFalse(Files.exists(unnamed));
        assertTrue(Files.exists(alive));
        try (Terminology terminology = Terminology.open(root)) {
            assertEquals(2, terminology.releases().size());
        }
    }

    @Test
    void severalMayPublishAtOnceAndNoneIsLost() throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<Release>> published = new ArrayList<>();
            for (int version = 0; version < 12; version++) {
                String name = String.valueOf(version);
                published.add(threads.submit(() -> ImageFolder.at(root)
                        .publish(Examples.symptoms(name))
                        .value()
                        .orElseThrow()));
            }
            for (Future<Release> each : published) {
                each.get();
            }
        } finally {
            threads.shutdown();
        }
        List<Release> releases = ImageFolder.at(root).releases();
        assertEquals(12, releases.size());
        assertEquals(1, releases.stream().filter(Release::isCurrent).count());
    }

    private Path image(Release release) throws IOException {
        try (Stream<Path> list = Files.list(root.resolve("releases"))) {
            return list.filter(path -> path.toString().endsWith(release.digest().substring(0, 12)))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
