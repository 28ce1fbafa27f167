package vn.khop.server.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The hash of an entry and of all before it: SHA-256 of the hash before and the entry's canonical form. That form is the position, the time in microseconds since
 * 1970, and each text as the number of its UTF-8 bytes followed by them, so that no two entries have the same.
 */
public final class EntryHash {
    public static final int BYTES = 32;

    private EntryHash() {}

    /** What stands before the first entry of a chain. */
    public static byte[] beginning(String chainId) {
        return sha256().digest(("khop access log 1 " + chainId).getBytes(StandardCharsets.UTF_8));
    }

    public static byte[] after(byte[] previous, AccessEntry entry) {
        MessageDigest digest = sha256();
        digest.update(previous);
        digest.update(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(entry.position())
                .putLong(ChronoUnit.MICROS.between(java.time.Instant.EPOCH, entry.at()))
                .flip());
        for (String text : List.of(
                entry.username(),
                entry.clientId(),
                entry.organization(),
                String.join(" ", entry.roles()),
                String.join(" ", entry.purposes()),
                entry.action().name(),
                entry.question(),
                entry.personId(),
                entry.sourceId(),
                entry.outcome().name(),
                entry.requestId(),
                entry.address())) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            digest.update(
                    ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).flip());
            digest.update(bytes);
        }
        return digest.digest();
    }

    static boolean isSame(byte[] one, byte[] other) {
        return Arrays.equals(one, other);
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
