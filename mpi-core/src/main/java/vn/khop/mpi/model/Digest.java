package vn.khop.mpi.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short name for a value that must not stand in a file itself. Not a secret: whoever can list all values can undo it. */
public final class Digest {
    private static final int BYTES = 8;

    private Digest() {}

    /** 16 hexadecimal digits of SHA-256; the same in every run and on every machine. */
    public static String of(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
