package vn.khop.server.store;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/*
 * Not a protection: what a key reads is protected before, by the seal. Numbers take a third of what texts took, and 64 bits are enough for the keys of a thousand million records:
 * two that meet make a candidate more, which is compared and left. MD5, since both databases have it and could change what was there.
 */
/** Blocking keys as they are looked for: the first 64 bits of their MD5. */
final class KeyHashes {
    private KeyHashes() {}

    /** @param form the key, as the seal lets it be kept */
    static long of(String form) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("MD5").digest(form.getBytes(StandardCharsets.UTF_8)))
                    .getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /** As a parameter, in an order that is always the same. */
    static Long[] array(Collection<Long> hashes) {
        return hashes.stream().sorted().toArray(Long[]::new);
    }

    /** What an array of the database holds; nothing where there is none. */
    static List<Long> read(ResultSet row, int column) throws SQLException {
        @Nullable Array array = row.getArray(column);
        return array == null
                ? List.of()
                : Arrays.stream((Object[]) array.getArray())
                        .map(number -> ((Number) number).longValue())
                        .toList();
    }

    /** An array of numbers as COPY reads it. */
    static String text(Long[] numbers) {
        return Arrays.stream(numbers).map(String::valueOf).collect(Collectors.joining(",", "{", "}"));
    }
}
