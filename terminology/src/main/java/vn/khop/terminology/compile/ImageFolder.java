package vn.khop.terminology.compile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.store.LockObtainFailedException;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseId;

/*
 * Layout:
 *   catalogue.json            which releases there are and which are current; replaced whole by one rename
 *   resources.json            how versions of value sets and concept maps stand that are no images; replaced likewise
 *   generation                eight bytes that running servers have mapped: the number of the newest generation
 *   catalogue.lock            held while the catalogue changes, never while a list compiles
 *   releases/NAME/            one image: manifest.json, concepts.bin, text/
 *   releases/.building-*      an image in the making, with a lock file of the same name + .lock that its maker holds
 *
 * Nothing that is in the catalogue is ever changed or removed here. An image is written into its building directory,
 * forced to disk, renamed, and only then named in the catalogue, which is written beside, forced and renamed over the
 * old one. Killed at any point, the folder is as before or as after; what was left half made (a building directory
 * whose lock nobody holds, an image that no catalogue names) is removed by the next publish.
 */
/** A folder of compiled releases. Several processes may read it and write to it at once. */
public final class ImageFolder {
    private static final String RELEASES = "releases";
    private static final String RESOURCES = "resources.json";
    private static final String BUILDING = ".building-";
    private static final String LOCK_SUFFIX = ".lock";
    private static final String NEXT = ".next";
    private static final long IMAGE_BYTES_MAX = Integer.MAX_VALUE;
    private static final int SLUG_CHARACTERS_MAX = 60;
    private static final int DIGEST_CHARACTERS_IN_NAME = 12;
    private static final int LOCK_ATTEMPTS_MAX = 600;
    private static final long LOCK_PAUSE_MILLIS = 50;

    private final Path root;
    private final Clock clock;

    private ImageFolder(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** The folder may not exist yet: {@link #publish} makes it. */
    public static ImageFolder at(Path root) {
        return at(root, Clock.systemUTC());
    }

    /** @param clock says which day it is (in Vietnam), and when a switch was made */
    public static ImageFolder at(Path root, Clock clock) {
        return new ImageFolder(root.toAbsolutePath().normalize(), clock);
    }

    public Path root() {
        return root;
    }

    /**
     * Compiles a code system into the folder, tests its image and activates it from today, in one step for readers. The first release of a
     * system applies to every day before, too.
     *
     * <p>The same list published again is the release that is there already. Another list under the same system and version is refused:
     * a release never changes.
     *
     * @throws ImageException if the folder itself cannot be used
     */
    public Answer<Release> publish(CodeSystem system) {
        return publish(system, EffectivePeriod.ALWAYS);
    }

    /** The same for the period in which the release applies; without a first day, from today. */
    public Answer<Release> publish(CodeSystem system, EffectivePeriod period) {
        return compile(system, Catalogue.Step.ACTIVATED, period);
    }

    /** Compiles a code system into the folder as a draft: nobody is answered from it yet. */
    public Answer<Release> add(CodeSystem system) {
        return add(system, EffectivePeriod.ALWAYS);
    }

    /** The same for a release that is meant to apply in this period, once it is activated. */
    public Answer<Release> add(CodeSystem system, EffectivePeriod period) {
        return compile(system, Catalogue.Step.DRAFT, period);
    }

    private Answer<Release> compile(CodeSystem system, Catalogue.Step goal, EffectivePeriod period) {
        try {
            Files.createDirectories(root.resolve(RELEASES));
            try (Building building = Building.begin(this)) {
                Optional<Problem> tooBig = writeConcepts(system, building.directory());
                if (tooBig.isPresent()) {
                    return Answer.unknown(tooBig.get());
                }
                String digest = build(system, building.directory());
                if (goal != Catalogue.Step.DRAFT) {
                    Optional<Problem> failure = selfTest(building.directory(), digest);
                    if (failure.isPresent()) {
                        return Answer.unknown(failure.get());
                    }
                }
                return underCatalogueLock(
                        () -> take(building.directory(), digest, system.about().id(), goal, period));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * A directory in which an image is being made. Its lock file is held for as long, and it begins under the catalogue's lock: whoever holds
     * that and finds the file of a directory free knows that its maker is dead.
     */
    private record Building(Path directory, Path lockFile, FileChannel channel) implements AutoCloseable {
        static Building begin(ImageFolder folder) throws IOException {
            return folder.underCatalogueLock(() -> {
                Path lockFile =
                        Files.createTempFile(folder.root.resolve(RELEASES), BUILDING + ofThisProcess(), LOCK_SUFFIX);
                FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                if (channel.tryLock() == null) {
                    throw new IOException("the lock of " + lockFile + " is another's");
                }
                String name = lockFile.getFileName().toString();
                return new Building(
                        Files.createDirectory(
                                lockFile.resolveSibling(name.substring(0, name.length() - LOCK_SUFFIX.length()))),
                        lockFile,
                        channel);
            });
        }

        /** A process must not open a lock file of its own to look at it: closing it again would free the lock. */
        static String ofThisProcess() {
            ProcessHandle process = ProcessHandle.current();
            return process.pid() + "-"
                    + process.info().startInstant().map(Instant::toEpochMilli).orElse(0L) + "-";
        }

        static boolean isAlive(Path lockFile) throws IOException {
            if (lockFile.getFileName().toString().startsWith(BUILDING + ofThisProcess())) {
                return true;
            }
            if (!Files.exists(lockFile)) {
                return false;
            }
            try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                    FileLock taken = channel.tryLock()) {
                return taken == null;
            } catch (OverlappingFileLockException e) {
                return true;
            }
        }

        /** Removes what is left; nothing is, once the image has its name. */
        @Override
        public void close() throws IOException {
            try (channel) {
                removeTree(directory);
                Files.deleteIfExists(lockFile);
            }
        }
    }

    /**
     * Writes the image of a release as one file for another machine.
     *
     * @param digest of the release
     * @return when the image was made; empty, and nothing is written, where no release has this digest
     */
    public Optional<Instant> bundle(String digest, OutputStream out) throws IOException {
        Optional<Catalogue.Entry> entry = catalogue().releases().stream()
                .filter(release -> release.digest().equals(digest))
                .findFirst();
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        Path image = directory(entry.get());
        ImageBundle.write(image, out);
        return Optional.of(
                Files.getLastModifiedTime(image.resolve(Manifest.FILE_NAME)).toInstant());
    }

    /**
     * Takes a release in that another machine has bundled; {@link #follow} lets it apply. Every byte is verified against the digest, and the image
     * is tested as one that was made here.
     *
     * @throws ImageException if the bundle is no image, or not that of this release
     */
    public Answer<Release> receive(InputStream bundle, ReleaseId id, String digest) {
        try {
            Files.createDirectories(root.resolve(RELEASES));
            try (Building building = Building.begin(this)) {
                ImageBundle.read(bundle, building.directory());
                Optional<Problem> failure = selfTest(building.directory(), digest);
                if (failure.isPresent()) {
                    return Answer.unknown(failure.get());
                }
                ReleaseId found = manifest(building.directory()).about().id();
                if (!found.equals(id)) {
                    throw new ImageException(
                            ErrorCode.IMAGE_DAMAGED,
                            "the bundle holds " + found + ", expected " + id + ": fetch it again");
                }
                forceTree(building.directory());
                return underCatalogueLock(
                        () -> take(building.directory(), digest, id, Catalogue.Step.VALIDATED, EffectivePeriod.ALWAYS));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /**
     * Lets the releases of a system apply on the days on which they do on another machine, in one rename of one file. A release of the system that is not
     * among them applies no more from the first of their days on that it has.
     *
     * @param days by version, of releases that are here; no two share a day
     * @return the releases of the system that apply some day, as they stand then
     */
    public Answer<List<Release>> follow(String system, Map<String, EffectivePeriod> days) {
        try {
            return underCatalogueLock(() -> {
                Catalogue before = catalogue();
                for (String version : days.keySet()) {
                    ReleaseId id = new ReleaseId(system, version);
                    if (before.find(id).isEmpty()) {
                        return unknown(before, id);
                    }
                }
                Answer<Catalogue> after = new CatalogueSteps(before, clock.instant()).follow(system, days);
                if (after.problem().isPresent()) {
                    return Answer.unknown(after.problem().get());
                }
                Catalogue followed = after.value().orElseThrow();
                if (followed.generation() != before.generation()) {
                    write(followed);
                }
                List<Release> releases = new ArrayList<>();
                for (Catalogue.Entry entry : followed.releases()) {
                    if (entry.isActivatedOf(system)) {
                        releases.add(describe(entry));
                    }
                }
                return Answer.known(releases);
            });
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** When the days of a system's releases changed last; a moment for each of which they ever did. */
    public Map<String, Instant> switchedAt() {
        Map<String, Instant> moments = new LinkedHashMap<>();
        catalogue().switchedAt().forEach((system, at) -> moments.put(system, Instant.parse(at)));
        return moments;
    }

    /** Tests a draft's image, every byte and every concept of it; one that passes is validated: askable by its version. */
    public Answer<Release> validate(ReleaseId id) {
        return validate(id, Optional.empty());
    }

    /** The same, and who did it is remembered: somebody else has to {@link #approve} it. */
    public Answer<Release> validate(ReleaseId id, Optional<String> by) {
        try {
            Answer<Catalogue.Entry> found = find(catalogue(), id);
            Optional<Catalogue.Entry> draft = found.value().filter(entry -> entry.step() == Catalogue.Step.DRAFT);
            if (draft.isPresent()) {
                // Outside the lock: an image never changes, and this reads all of it.
                Optional<Problem> failure =
                        selfTest(directory(draft.get()), draft.get().digest());
                if (failure.isPresent()) {
                    return Answer.unknown(failure.get());
                }
            }
            return change(id, (steps, entry) -> steps.validate(entry, by));
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** A second person says that a validated release may be activated; who validated it is refused. */
    public Answer<Release> approve(ReleaseId id, String by) {
        return change(id, (steps, entry) -> steps.approve(entry, by));
    }

    /** The same as {@link #activate(ReleaseId, EffectivePeriod)}, and refused unless a second person has approved the release. */
    public Answer<Release> activateApproved(ReleaseId id, EffectivePeriod period) {
        return change(id, (steps, entry) -> steps.activateApproved(entry, period));
    }

    /** Activates a release from the day it is meant for, or else from today: one rename of one file. */
    public Answer<Release> activate(ReleaseId id) {
        return activate(id, EffectivePeriod.ALWAYS);
    }

    /**
     * Activates a validated release, or moves the period of an activated one, in one rename of one file. Another release of the system that
     * began to apply before ends when this one begins; this one ends when one begins that is to apply later.
     *
     * @param period in which it applies; without a first day, from the day it is meant for or else from today
     */
    public Answer<Release> activate(ReleaseId id, EffectivePeriod period) {
        return change(id, (steps, entry) -> steps.activate(entry, period));
    }

    /**
     * An activated release applies no more from this day on, and nothing takes its place; questions for days before are still answered from
     * it. One that has not begun by then is validated again, as before its activation.
     */
    public Answer<Release> retire(ReleaseId id, LocalDate from) {
        return change(id, (steps, entry) -> steps.retire(entry, from));
    }

    /**
     * Undoes the newest activation or retirement of a system: its releases stand as before it, in one rename of one file. Again, and the one
     * before is undone.
     *
     * @return the release whose activation or retirement was undone, as it stands now
     */
    public Answer<Release> rollback(String system) {
        try {
            return underCatalogueLock(() -> {
                Answer<CatalogueSteps.Undone> undone = steps().rollback(system);
                if (undone.value().isPresent()) {
                    write(undone.value().get().catalogue());
                }
                return described(undone.then(
                        done -> Answer.known(done.catalogue().find(done.id()).orElseThrow())));
            });
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private interface Change {
        Answer<Catalogue> of(CatalogueSteps steps, Catalogue.Entry entry);
    }

    private Answer<Release> change(ReleaseId id, Change change) {
        try {
            return underCatalogueLock(() -> {
                CatalogueSteps steps = steps();
                Catalogue before = steps.catalogue();
                Answer<Catalogue> after = find(before, id).then(entry -> change.of(steps, entry));
                if (after.value().isPresent() && after.value().get().generation() != before.generation()) {
                    write(after.value().get());
                }
                return described(after.then(catalogue -> find(catalogue, id)));
            });
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private CatalogueSteps steps() {
        return new CatalogueSteps(catalogue(), clock.instant());
    }

    private Answer<Release> described(Answer<Catalogue.Entry> entry) throws IOException {
        return entry.value().isPresent()
                ? Answer.known(describe(entry.value().get()))
                : Answer.unknown(entry.problem().orElseThrow());
    }

    private Answer<Catalogue.Entry> find(Catalogue catalogue, ReleaseId id) {
        return catalogue.find(id).map(Answer::known).orElseGet(() -> unknown(catalogue, id));
    }

    private <T> Answer<T> unknown(Catalogue catalogue, ReleaseId id) {
        return Answer.unknown(new Problem(
                ErrorCode.UNKNOWN_RELEASE,
                "there is no release " + id + " in " + root + ": load it first",
                catalogue.releases().stream()
                        .map(known -> known.id().toString())
                        .toList()));
    }

    private LocalDate today() {
        return QuestionDate.dayAt(clock.instant());
    }

    /** The releases in the folder, by system and version. Reads manifests, verifies nothing. */
    public List<Release> releases() {
        List<Release> releases = new ArrayList<>();
        try {
            for (Catalogue.Entry entry : catalogue().releases()) {
                releases.add(describe(entry));
            }
        } catch (IOException e) {
            throw unusable(e);
        }
        return releases;
    }

    /**
     * Opens every release of the catalogue, taking those that {@code open} has already.
     *
     * @param open images by digest; they stay the caller's
     * @throws ImageException if the folder is not there or an image in it is damaged; whatever was opened here is closed again
     */
    public OpenImages openAll(Map<String, ReleaseImage> open) {
        if (!Files.isDirectory(root)) {
            throw new ImageException(
                    ErrorCode.NO_IMAGES_FOLDER,
                    "there is no images folder at " + root + ": load a list into it with 'khop codes load --images "
                            + root + "', or name another folder");
        }
        Catalogue catalogue = catalogue();
        ResourceReleases resources = resources();
        LocalDate today = today();
        Map<String, ReleaseImage> opened = new LinkedHashMap<>();
        List<OpenImages.Entry> entries = new ArrayList<>();
        try {
            for (Catalogue.Entry entry : catalogue.releases()) {
                ReleaseImage image = open.get(entry.digest());
                if (image == null) {
                    image = ReleaseImage.open(directory(entry), entry.digest());
                    opened.put(entry.digest(), image);
                }
                if (!image.manifest().about().id().equals(entry.id())) {
                    throw new ImageException(
                            ErrorCode.CATALOGUE_DAMAGED,
                            Catalogue.FILE_NAME + " says " + entry.directory() + " is " + entry.id()
                                    + ", its manifest says "
                                    + image.manifest().about().id()
                                    + ": put the catalogue back from a copy, or load the lists into a new folder");
                }
                entries.add(new OpenImages.Entry(release(image.manifest(), entry, today), image));
            }
        } catch (RuntimeException e) {
            opened.values().forEach(ReleaseImage::close);
            throw e;
        }
        return new OpenImages(catalogue.generation() + resources.generation(), today, entries, resources);
    }

    /** Grows with every change, so that a reader knows whether to look again; 0 for an empty folder. */
    public long generation() {
        return catalogue().generation() + resources().generation();
    }

    /** How versions of the value sets and concept maps stand that packages and files beside the lists hold. */
    public ResourceReleases resources() {
        Path file = root.resolve(RESOURCES);
        try {
            return Files.exists(file) ? ResourceReleases.read(Files.readAllBytes(file)) : ResourceReleases.NONE;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Takes a step with one of them: one rename of one file. */
    public Answer<ResourceReleases> change(ResourceReleases.Step step) {
        try {
            Files.createDirectories(root);
            return underCatalogueLock(() -> {
                ResourceReleases before = resources();
                Answer<ResourceReleases> after = step.of(before);
                if (after.value().isPresent() && !after.value().get().equals(before)) {
                    replace(RESOURCES, after.value().get().json());
                    signal().write(generation());
                }
                return after;
            });
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Says when there is a new generation that changes answers. */
    public GenerationSignal signal() {
        return GenerationSignal.of(root);
    }

    private Catalogue catalogue() {
        Path file = root.resolve(Catalogue.FILE_NAME);
        try {
            return Files.exists(file) ? Catalogue.read(Files.readAllBytes(file)) : Catalogue.EMPTY;
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private Release describe(Catalogue.Entry entry) throws IOException {
        return release(manifest(directory(entry)), entry, today());
    }

    private static Release release(Manifest manifest, Catalogue.Entry entry, LocalDate today) {
        return new Release(
                manifest.about(),
                manifest.source(),
                manifest.concepts(),
                manifest.hierarchy(),
                ResourceReleases.state(entry, today),
                entry.period(),
                entry.digest(),
                Optional.ofNullable(entry.validatedBy()),
                Optional.ofNullable(entry.approvedBy()));
    }

    private Path directory(Catalogue.Entry entry) {
        Path directory = root.resolve(RELEASES).resolve(entry.directory()).normalize();
        if (!directory.startsWith(root.resolve(RELEASES))) {
            throw new ImageException(
                    ErrorCode.CATALOGUE_DAMAGED,
                    Catalogue.FILE_NAME + " names a directory outside the folder: put it back from a copy");
        }
        return directory;
    }

    /** Writes the concepts, unless they are too many; what that takes of memory is free again before the text index needs it. */
    private static Optional<Problem> writeConcepts(CodeSystem system, Path building) throws IOException {
        ConceptFileWriter writer = new ConceptFileWriter(system);
        if (writer.byteCount() > IMAGE_BYTES_MAX) {
            return Optional.of(new Problem(
                    ErrorCode.TOO_BIG_FOR_IMAGE,
                    "the list needs " + writer.byteCount() + " bytes, an image holds " + IMAGE_BYTES_MAX
                            + ": split the list"));
        }
        try (OutputStream out = Files.newOutputStream(building.resolve(ReleaseImage.CONCEPTS))) {
            writer.writeTo(out);
        }
        return Optional.empty();
    }

    /** Adds to the concepts what makes a whole image and forces it to disk; gives the digest of its manifest. */
    private static String build(CodeSystem system, Path building) throws IOException {
        Path text = Files.createDirectory(building.resolve(ReleaseImage.TEXT));
        TextIndexWriter.write(system, text);
        // Lucene leaves its own lock file behind; an image is not written to again.
        Files.deleteIfExists(text.resolve("write.lock"));
        boolean hierarchy = system.concepts().stream()
                .anyMatch(concept -> !concept.parents().isEmpty());
        byte[] manifest = Json.write(Manifest.of(system, hierarchy, ReleaseImage.filesOf(building)));
        Files.write(building.resolve(Manifest.FILE_NAME), manifest);
        forceTree(building);
        return ReleaseImage.sha256(manifest);
    }

    private static Optional<Problem> selfTest(Path directory, String digest) throws IOException {
        ReleaseImage image = ReleaseImage.open(directory, digest);
        try {
            return SelfTest.of(image)
                    .map(
                            wrong -> new Problem(
                                    ErrorCode.SELF_TEST_FAILED,
                                    image.manifest().about().id() + " fails its self-test: " + wrong
                                            + "; load the list again and, if it fails again, report it as a fault of this build"));
        } finally {
            image.close();
        }
    }

    /** Gives a finished image its name and enters it in the catalogue, unless the release is there already. */
    private Answer<Release> take(
            Path building, String digest, ReleaseId id, Catalogue.Step goal, EffectivePeriod period)
            throws IOException {
        Catalogue before = catalogue();
        removeLeftOvers(before, building);
        Catalogue catalogue = before;
        Optional<Catalogue.Entry> existing = before.find(id);
        if (existing.isPresent() && isReadable(existing.get())) {
            if (!isSameList(building, directory(existing.get()))) {
                return Answer.unknown(new Problem(
                        ErrorCode.RELEASE_EXISTS,
                        "release " + id + " is there already with other content, and a release never changes: "
                                + "give the new list a version of its own"));
            }
        } else {
            String name = slug(id) + "-" + digest.substring(0, DIGEST_CHARACTERS_IN_NAME);
            Files.move(building, root.resolve(RELEASES).resolve(name), StandardCopyOption.ATOMIC_MOVE);
            force(root.resolve(RELEASES));
            catalogue = existing.isPresent()
                    ? catalogue.withImage(id, name, digest)
                    : catalogue.with(Catalogue.Entry.draft(id, name, digest, period));
        }
        // It has passed its self-test; that is what a rollback goes back to.
        if (goal != Catalogue.Step.DRAFT && catalogue.find(id).orElseThrow().step() == Catalogue.Step.DRAFT) {
            catalogue = catalogue.validated(id);
        }
        if (goal == Catalogue.Step.ACTIVATED) {
            Catalogue.Entry entry = catalogue.find(id).orElseThrow();
            Answer<Catalogue> after = new CatalogueSteps(catalogue, clock.instant()).activate(entry, period);
            if (after.problem().isPresent()) {
                return Answer.unknown(after.problem().get());
            }
            catalogue = after.value().orElseThrow();
        }
        if (!catalogue.equals(before)) {
            write(catalogue.following(before));
        }
        return Answer.known(describe(catalogue.find(id).orElseThrow()));
    }

    /** An image of another format answers nobody: the list loaded again takes its place, with its standing and its days. */
    private boolean isReadable(Catalogue.Entry entry) throws IOException {
        try {
            manifest(directory(entry));
            return true;
        } catch (ImageException other) {
            if (other.problem().code() == ErrorCode.INDEX_FORMAT_MISMATCH) {
                return false;
            }
            throw other;
        }
    }

    private static boolean isSameList(Path building, Path existing) throws IOException {
        Manifest built = manifest(building);
        Manifest there = manifest(existing);
        return there.about().ofContent().equals(built.about().ofContent())
                && there.conceptsDigest().equals(built.conceptsDigest());
    }

    private static Manifest manifest(Path image) throws IOException {
        Path file = image.resolve(Manifest.FILE_NAME);
        return Manifest.read(Files.readAllBytes(file), file.toString());
    }

    private void write(Catalogue catalogue) throws IOException {
        boolean isNews = !catalogue.askable().equals(catalogue().askable());
        replace(Catalogue.FILE_NAME, Json.write(catalogue));
        if (isNews) {
            signal().write(generation());
        }
    }

    private void replace(String name, byte[] content) throws IOException {
        Path next = root.resolve(name + NEXT);
        Files.write(next, content);
        force(next);
        Files.move(next, root.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        force(root);
    }

    /** What a killed process left: building directories whose lock is free, and images that no catalogue names. */
    private void removeLeftOvers(Catalogue catalogue, Path mine) throws IOException {
        Files.deleteIfExists(root.resolve(Catalogue.FILE_NAME + NEXT));
        Files.deleteIfExists(root.resolve(RESOURCES + NEXT));
        Set<String> named =
                catalogue.releases().stream().map(Catalogue.Entry::directory).collect(Collectors.toSet());
        List<Path> children;
        try (Stream<Path> list = Files.list(root.resolve(RELEASES))) {
            children = list.filter(child -> !child.equals(mine)).toList();
        }
        for (Path child : children) {
            String name = child.getFileName().toString();
            boolean isLock = name.endsWith(LOCK_SUFFIX);
            boolean isAlive = name.startsWith(BUILDING)
                    && Building.isAlive(isLock ? child : child.resolveSibling(name + LOCK_SUFFIX));
            if (!named.contains(name) && !isAlive) {
                removeTree(child);
            }
        }
    }

    private interface CatalogueStep<T> {
        T run() throws IOException;
    }

    private <T> T underCatalogueLock(CatalogueStep<T> step) throws IOException {
        if (!Files.isDirectory(root)) {
            return step.run();
        }
        Path lockFile = root.resolve("catalogue.lock");
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock(channel)) {
            if (!held.isValid()) {
                throw new IOException("the lock of " + lockFile + " was lost");
            }
            return step.run();
        }
    }

    /** Waits for other processes, and for other threads of this one, which Java's file locks do not wait for. */
    private static FileLock lock(FileChannel channel) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return channel.lock();
            } catch (OverlappingFileLockException e) {
                if (attempt == LOCK_ATTEMPTS_MAX) {
                    throw new LockObtainFailedException("another thread keeps the catalogue locked", e);
                }
                try {
                    Thread.sleep(LOCK_PAUSE_MILLIS);
                } catch (InterruptedException interrupted) {
                    Thread.currentThread().interrupt();
                    throw new IOException("interrupted while waiting for the catalogue", interrupted);
                }
            }
        }
    }

    private ImageException unusable(IOException cause) {
        return new ImageException(
                ErrorCode.NO_IMAGES_FOLDER,
                "the images folder " + root + " cannot be read or written ("
                        + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + "): check the path, its rights and the free space",
                cause);
    }

    private static String slug(ReleaseId id) {
        StringBuilder slug = new StringBuilder();
        id.toString()
                .codePoints()
                .map(c -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.'
                        ? c
                        : '-')
                .forEach(slug::appendCodePoint);
        int from = Math.max(0, slug.length() - SLUG_CHARACTERS_MAX);
        String end = slug.substring(from);
        return end.startsWith(".") ? "-" + end.substring(1) : end;
    }

    private static void forceTree(Path directory) throws IOException {
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            force(path);
        }
    }

    private static void force(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static void removeTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(directory)) {
            paths = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }
}
