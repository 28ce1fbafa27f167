package vn.khop.terminology.compile;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.NumericDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.store.MMapDirectory;
import vn.khop.terminology.concept.ErrorCode;

/**
 * One compiled release, open and memory-mapped. Immutable and thread-safe. Opening it reads every byte once to verify it; nothing is kept
 * on the heap but tables of the list's languages and properties, and what was found out about all its concepts: that is kept as long as the image is open,
 * whatever other releases are switched meanwhile.
 *
 * <p>The text index is counted by its users: it closes when the owner has closed the image and the last search has ended.
 */
public final class ReleaseImage {
    static final String CONCEPTS = "concepts.bin";
    static final String TEXT = "text";

    /** Each of them is a bit for each concept, or a number. */
    private static final int REMEMBERED_MAX = 256;

    private final Manifest manifest;
    private final String digest;
    private final ConceptFile concepts;
    private final MMapDirectory textFiles;
    private final DirectoryReader textReader;
    private final IndexSearcher searcher;
    private final short[] nameLengths;
    private final Cache<Object, Object> remembered =
            Caffeine.newBuilder().maximumSize(REMEMBERED_MAX).build();

    private ReleaseImage(
            Manifest manifest, String digest, ConceptFile concepts, MMapDirectory textFiles, DirectoryReader textReader)
            throws IOException {
        this.manifest = manifest;
        this.digest = digest;
        this.concepts = concepts;
        this.textFiles = textFiles;
        this.textReader = textReader;
        searcher = new IndexSearcher(textReader);
        // Lucene's default is one cache for the whole process.
        searcher.setQueryCache(null);
        nameLengths = nameLengths(textReader);
    }

    /**
     * Opens the image in this directory.
     *
     * @param expectedDigest SHA-256 of its manifest as the catalogue has it
     * @throws ImageException if a file is missing, too many, changed, or of a format this build does not read
     */
    static ReleaseImage open(Path directory, String expectedDigest) {
        try {
            byte[] manifestBytes = Files.readAllBytes(directory.resolve(Manifest.FILE_NAME));
            String digest = sha256(manifestBytes);
            Manifest manifest = Manifest.read(
                    manifestBytes, directory.resolve(Manifest.FILE_NAME).toString());
            if (!digest.equals(expectedDigest)) {
                throw damaged(directory.resolve(Manifest.FILE_NAME), digest, expectedDigest);
            }
            verify(directory, manifest);
            ConceptFile concepts = ConceptFile.map(directory.resolve(CONCEPTS));
            MMapDirectory textFiles = new MMapDirectory(directory.resolve(TEXT));
            DirectoryReader textReader = DirectoryReader.open(textFiles);
            if (textReader.maxDoc() != manifest.concepts() || concepts.conceptCount() != manifest.concepts()) {
                throw new ImageException(
                        ErrorCode.IMAGE_DAMAGED,
                        directory + " does not fit together: its manifest counts " + manifest.concepts() + " concepts, "
                                + CONCEPTS + " " + concepts.conceptCount() + " and the text index "
                                + textReader.maxDoc()
                                + "; load the list again");
            }
            return new ReleaseImage(manifest, digest, concepts, textFiles, textReader);
        } catch (IOException e) {
            throw new ImageException(
                    ErrorCode.IMAGE_DAMAGED,
                    directory + " cannot be read (" + e.getClass().getSimpleName() + "): load the list again",
                    e);
        }
    }

    /** SHA-256 of its manifest, which names the SHA-256 of each of its files; hexadecimal. */
    public String digest() {
        return digest;
    }

    public ConceptFile concepts() {
        return concepts;
    }

    /** Searches the text index; only between {@link #tryRetain} and {@link #release}. Document numbers are ordinals. */
    public IndexSearcher searcher() {
        return searcher;
    }

    /** Characters of the name that is shown, for ordering; past 32,767 of no account. */
    public int nameLength(int ordinal) {
        return nameLengths[ordinal];
    }

    /** On the heap, since ordering looks at each concept that fits. */
    private static short[] nameLengths(DirectoryReader textReader) throws IOException {
        short[] lengths = new short[textReader.maxDoc()];
        for (LeafReaderContext leaf : textReader.leaves()) {
            NumericDocValues values = DocValues.getNumeric(leaf.reader(), TextIndexFields.LENGTH);
            while (values.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
                lengths[leaf.docBase + values.docID()] = (short) Math.min(values.longValue(), Short.MAX_VALUE);
            }
        }
        return lengths;
    }

    /**
     * What takes a look at every concept, found once. Whoever gets it must not change it.
     *
     * @param key what was asked, equal for the same; the answer hangs on it and the image alone
     */
    public <T> T remembered(Object key, Class<T> type, Supplier<T> find) {
        return type.cast(remembered.get(key, any -> find.get()));
    }

    /** Keeps the text index open until {@link #release()}; false where it has been closed already. */
    public boolean tryRetain() {
        return textReader.tryIncRef();
    }

    public void release() {
        try {
            textReader.decRef();
        } catch (IOException e) {
            throw new UncheckedIOException("the text index of " + manifest.system() + " does not close", e);
        }
    }

    /** The owner is done with it. */
    public void close() {
        release();
        try {
            textFiles.close();
        } catch (IOException e) {
            throw new UncheckedIOException("the text files of " + manifest.system() + " do not close", e);
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /** Every file but the manifest, as it is now, sorted by path. */
    static List<Manifest.ImageFile> filesOf(Path directory) throws IOException {
        List<Manifest.ImageFile> files = new ArrayList<>();
        for (String path : paths(directory)) {
            Path file = directory.resolve(path);
            files.add(new Manifest.ImageFile(path, Files.size(file), sha256(file)));
        }
        return files;
    }

    static String sha256(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    private static void verify(Path directory, Manifest manifest) throws IOException {
        Set<String> found = paths(directory);
        Set<String> expected = new TreeSet<>();
        for (Manifest.ImageFile file : manifest.files()) {
            expected.add(file.path());
        }
        if (!found.equals(expected)) {
            throw new ImageException(
                    ErrorCode.IMAGE_DAMAGED,
                    directory + " holds the files " + found + ", its manifest names " + expected
                            + ": load the list again");
        }
        for (Manifest.ImageFile file : manifest.files()) {
            String digest = sha256(directory.resolve(file.path()));
            if (!digest.equals(file.sha256())) {
                throw damaged(directory.resolve(file.path()), digest, file.sha256());
            }
        }
    }

    private static ImageException damaged(Path file, String found, String expected) {
        return new ImageException(
                ErrorCode.IMAGE_DAMAGED,
                file + " has changed since it was compiled: found SHA-256 " + found + ", expected " + expected
                        + "; load the list again");
    }

    private static Set<String> paths(Path directory) throws IOException {
        Set<String> found = new TreeSet<>();
        try (Stream<Path> walk = Files.walk(directory)) {
            walk.filter(Files::isRegularFile)
                    .map(file -> directory.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> !path.equals(Manifest.FILE_NAME))
                    .forEach(found::add);
        }
        return found;
    }

    private static String sha256(Path file) throws IOException {
        MessageDigest digest = sha256();
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // The stream feeds the digest.
                continue;
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
