package vn.khop.server.audit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The second store: a file for each checkpoint, in a folder that should be on another machine. */
public final class CheckpointFolder {
    private static final String NAME = "checkpoint-%019d.json";
    private static final String BEGINNING = "checkpoint-";
    private static final String ENDING = ".json";

    private final Path folder;

    public CheckpointFolder(Path folder) {
        this.folder = folder;
    }

    void add(Checkpoint checkpoint) {
        try {
            Files.createDirectories(folder);
            Path draft = Files.createTempFile(folder, ".checkpoint", ".draft");
            try {
                JsonMapper.builder()
                        .build()
                        .writeValue(
                                draft.toFile(),
                                Map.of(
                                        "chain", checkpoint.chainId(),
                                        "position", checkpoint.position(),
                                        "hash", checkpoint.hash(),
                                        "at", checkpoint.at().toString(),
                                        "signature", checkpoint.signature()));
                Files.move(
                        draft,
                        folder.resolve(String.format(java.util.Locale.ROOT, NAME, checkpoint.position())),
                        StandardCopyOption.ATOMIC_MOVE,
                        StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * All of them, by position.
     *
     * @throws IllegalStateException if a file is no checkpoint; the message names it
     */
    public List<Checkpoint> all() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        return files().stream().map(CheckpointFolder::read).toList();
    }

    /** The one of the highest position. */
    Optional<Checkpoint> newest() {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        List<Path> files = files();
        return files.isEmpty() ? Optional.empty() : Optional.of(read(files.get(files.size() - 1)));
    }

    private static Checkpoint read(Path file) {
        try {
            Map<?, ?> fields = JsonMapper.builder().build().readValue(file.toFile(), Map.class);
            return new Checkpoint(
                    String.valueOf(fields.get("chain")),
                    Long.parseLong(String.valueOf(fields.get("position"))),
                    String.valueOf(fields.get("hash")),
                    Instant.parse(String.valueOf(fields.get("at"))),
                    String.valueOf(fields.get("signature")));
        } catch (JsonProcessingException | IllegalArgumentException | java.time.DateTimeException malformed) {
            throw new IllegalStateException(file + " is no checkpoint: look who changed it", malformed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<Path> files() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> {
                        String name = file.getFileName().toString();
                        return name.startsWith(BEGINNING) && name.endsWith(ENDING);
                    })
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
