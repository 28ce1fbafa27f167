package vn.khop.server.hl7v2;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import vn.khop.server.registry.RecordStore;

/** What names a message: MSH-10 within MSH-3 and the sender's facility. The same name with another content is a fault of the sender, and would lose what it says. */
final class ControlIds {
    private ControlIds() {}

    static String key(Senders.Known sender, String controlId) {
        return sender.name() + "|" + controlId;
    }

    /** Of what the message says. When it was sent this time is not part of that. */
    static String hash(Hl7Message message) {
        return hash(message.content().getBytes(StandardCharsets.UTF_8));
    }

    static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** @throws Rejected if the name was used for something else */
    static void requireSame(RecordStore.Message before, String hash) {
        if (!before.contentHash().equals(hash)) {
            throw new Rejected(
                    Rejected.Condition.CONTROL_ID_REUSED,
                    Rejected.Place.of("MSH", 10),
                    "this control id came before with another content: a new message needs a new MSH-10");
        }
    }
}
