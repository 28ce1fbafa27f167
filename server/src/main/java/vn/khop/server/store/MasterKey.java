package vn.khop.server.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.IntStream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import vn.khop.server.security.PrivateFile;

/** The key that wraps the keys in the database (AES-256-GCM). It is kept outside of the database, by whoever runs the server, and never shown. */
public final class MasterKey {
    private static final int BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** Of 32 random bytes fewer are different once in more than 10^12 keys. */
    private static final int DIFFERENT_MIN = 16;

    private static final String HOW = "make one with: khop keys make FILE";

    private final SecretKeySpec key;

    private MasterKey(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    /**
     * @param text 32 bytes in Base64
     * @param where the text stands, for the message
     * @throws IllegalArgumentException if it is no key, or no random one; the message says what to do, and nothing of the key
     */
    public static MasterKey of(String text, String where) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(text.strip());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(where + " is not Base64, expected 32 random bytes in Base64: " + HOW);
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException(
                    where + " has " + bytes.length + " bytes, expected 32 random bytes in Base64: " + HOW);
        }
        long different = IntStream.range(0, BYTES).map(i -> bytes[i]).distinct().count();
        if (different < DIFFERENT_MIN) {
            throw new IllegalArgumentException(where + " is not random: whoever guesses it reads everything; " + HOW);
        }
        return new MasterKey(bytes);
    }

    /** @throws IllegalArgumentException if the file cannot be read, or others can read it, or it holds no key; the message says what to do */
    public static MasterKey in(Path file) {
        try {
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw new IllegalArgumentException(
                        "the key file " + file + " cannot be read: give the path of one, or " + HOW);
            }
            if (PrivateFile.isOpenToOthers(file)) {
                throw new IllegalArgumentException("the key file " + file
                        + " can be read by others, and whoever reads it reads the patients: chmod 600 it if nobody did, or rotate to"
                        + " a new one");
            }
            return of(Files.readString(file), "the key file " + file);
        } catch (IOException e) {
            throw new IllegalArgumentException("the key file " + file + " cannot be read", e);
        }
    }

    /**
     * Writes a new key, for its owner's eyes only.
     *
     * @throws IOException if it cannot be written, or something is there already
     */
    public static void make(Path file) throws IOException {
        if (Files.exists(file)) {
            throw new IOException(file + " is there already: a key that is overwritten is lost with all that it wraps");
        }
        byte[] key = new byte[BYTES];
        new SecureRandom().nextBytes(key);
        PrivateFile.write(file, Base64.getEncoder().encodeToString(key) + "\n");
    }

    /** @param what of this, so that no wrapped key passes for another */
    String wrap(byte[] secret, String what) {
        byte[] nonce = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        try {
            byte[] wrapped = cipher(Cipher.ENCRYPT_MODE, nonce, what).doFinal(secret);
            byte[] all = Arrays.copyOf(nonce, NONCE_BYTES + wrapped.length);
            System.arraycopy(wrapped, 0, all, NONCE_BYTES, wrapped.length);
            return Base64.getEncoder().encodeToString(all);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has AES-GCM", e);
        }
    }

    /** @throws GeneralSecurityException if it was wrapped by another key, or is another secret */
    byte[] unwrap(String wrapped, String what) throws GeneralSecurityException {
        byte[] all = Base64.getDecoder().decode(wrapped);
        return cipher(Cipher.DECRYPT_MODE, Arrays.copyOf(all, NONCE_BYTES), what)
                .doFinal(all, NONCE_BYTES, all.length - NONCE_BYTES);
    }

    private Cipher cipher(int mode, byte[] nonce, String what) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(what.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    /** Nothing of the key. */
    @Override
    public String toString() {
        return "MasterKey";
    }
}
