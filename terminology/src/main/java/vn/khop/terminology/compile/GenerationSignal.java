package vn.khop.terminology.compile;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * The number of the newest generation, in eight bytes that every process on this machine has mapped: whoever switches writes it after the
 * catalogue, and who asks reads it before each question, for the price of reading memory. It only says that there is something to look at;
 * what there is, the catalogue says.
 */
public final class GenerationSignal {
    static final String FILE_NAME = "generation";

    private static final VarHandle LONG = MethodHandles.byteBufferViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final ByteBuffer bytes;

    private GenerationSignal(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    /** Of the folder; where it has none and none can be made, one that never changes: then only a look at the catalogue tells. */
    static GenerationSignal of(Path root) {
        Path file = root.resolve(FILE_NAME);
        try {
            return new GenerationSignal(Files.isWritable(root) ? writable(file) : readable(file));
        } catch (IOException e) {
            return new GenerationSignal(ByteBuffer.allocateDirect(Long.BYTES));
        }
    }

    private static MappedByteBuffer writable(Path file) throws IOException {
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, Long.BYTES);
        }
    }

    private static MappedByteBuffer readable(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            if (channel.size() < Long.BYTES) {
                throw new IOException(file + " is too short");
            }
            return channel.map(FileChannel.MapMode.READ_ONLY, 0, Long.BYTES);
        }
    }

    public long value() {
        return (long) LONG.getVolatile(bytes, 0);
    }

    void write(long generation) {
        if (!bytes.isReadOnly()) {
            LONG.setVolatile(bytes, 0, generation);
        }
    }
}
