package vn.khop.server.security;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/** Files that only the user who runs the server may read (mode 600): never open to others, not even for the moment between creating and closing. */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private PrivateFile() {}

    /** Puts the text there in one step: a reader finds the old file or the new one, whole. */
    public static void write(Path file, String text) throws IOException {
        Path folder = file.toAbsolutePath().normalize().getParent();
        if (folder == null) {
            throw new IOException(file + " names no file in a folder");
        }
        Files.createDirectories(folder);
        // createTempFile makes the file with mode 600 where the file system knows modes.
        Path draft = Files.createTempFile(folder, "." + file.getFileName(), ".draft");
        try {
            if (knowsModes(draft)) {
                Files.setPosixFilePermissions(draft, OWNER_ONLY);
            }
            Files.write(draft, text.getBytes(StandardCharsets.UTF_8));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    public static boolean isOpenToOthers(Path file) throws IOException {
        if (!knowsModes(file)) {
            return false;
        }
        Set<PosixFilePermission> open = EnumSet.copyOf(Files.getPosixFilePermissions(file));
        open.removeAll(OWNER_ONLY);
        return !open.isEmpty();
    }

    private static boolean knowsModes(Path file) throws IOException {
        return Files.getFileStore(file).supportsFileAttributeView("posix");
    }
}
