package vn.khop.terminology.load;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Whether a file is UTF-8 from end to end, and if not, where it stops being. */
final class Utf8 {
    private static final int BUFFER_BYTES = 1 << 16;

    private Utf8() {}

    /** The first byte that does not belong, and its line from 1. */
    record Stray(long line, int value) {}

    static Optional<Stray> firstStray(ListLoader.Content content) throws IOException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer bytes = ByteBuffer.allocate(BUFFER_BYTES);
        CharBuffer characters = CharBuffer.allocate(BUFFER_BYTES);
        long line = 1;
        try (InputStream in = content.open()) {
            boolean isEnd = false;
            while (!isEnd) {
                int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
                isEnd = read < 0;
                bytes.position(bytes.position() + Math.max(0, read)).flip();
                CoderResult result = decoder.decode(bytes, characters, isEnd);
                line += characters.flip().chars().filter(c -> c == '\n').count();
                characters.clear();
                if (result.isError()) {
                    return Optional.of(new Stray(line, bytes.get(bytes.position()) & 0xFF));
                }
                bytes.compact();
            }
        }
        return Optional.empty();
    }
}
