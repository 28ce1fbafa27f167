package vn.khop.terminology.compile;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import vn.khop.terminology.concept.ErrorCode;

/** An image as one zip file, for another machine: its files in the order of their names, the same bytes each time on one Java. */
final class ImageBundle {
    private static final Pattern NAMES =
            Pattern.compile("manifest\\.json|concepts\\.bin|text/[A-Za-z0-9_][A-Za-z0-9_.]{0,100}");
    private static final LocalDateTime NO_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final long BYTES_MAX = 8L << 30;
    private static final int FILES_MAX = 1_000;

    private ImageBundle() {}

    static void write(Path image, OutputStream out) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(image)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Path file : files) {
                ZipEntry entry = new ZipEntry(image.relativize(file).toString().replace('\\', '/'));
                entry.setTimeLocal(NO_TIME);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }

    /** Unpacks into a directory that is empty; only names that an image has are written. */
    static void read(InputStream in, Path directory) throws IOException {
        Files.createDirectories(directory.resolve(ReleaseImage.TEXT));
        long left = BYTES_MAX;
        int files = 0;
        try (ZipInputStream zip = new ZipInputStream(in)) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (!NAMES.matcher(entry.getName()).matches() || ++files > FILES_MAX) {
                    throw new ImageException(
                            ErrorCode.IMAGE_DAMAGED, "the bundle holds a file that no image has: fetch it again");
                }
                try (OutputStream out = Files.newOutputStream(
                        directory.resolve(entry.getName()), java.nio.file.StandardOpenOption.CREATE_NEW)) {
                    left -= copy(zip, out, left);
                }
            }
        }
    }

    private static long copy(InputStream in, OutputStream out, long bytesMax) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long copied = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            copied += read;
            if (copied > bytesMax) {
                throw new ImageException(
                        ErrorCode.IMAGE_DAMAGED,
                        "the bundle unpacks to more than " + BYTES_MAX + " bytes: fetch it again");
            }
            out.write(buffer, 0, read);
        }
        return copied;
    }
}
