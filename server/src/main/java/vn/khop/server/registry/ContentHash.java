package vn.khop.server.registry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What a message said, as 64 hexadecimal digits (SHA-256): the same message gives the same digits, another one others. */
final class ContentHash {
    private ContentHash() {}

    static String of(SourceFeed feed, Map<String, String> columns) {
        MessageDigest digest = sha256();
        new TreeMap<>(columns).forEach((column, value) -> {
            add(digest, column);
            add(digest, value);
        });
        add(digest, feed.document().orElse(""));
        add(digest, feed.eventTime().map(Object::toString).orElse(""));
        return HexFormat.of().formatHex(digest.digest());
    }

    /** The digits of any text. */
    static String of(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** With its length before it, so that no two different lists of texts run together to the same bytes. */
    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
