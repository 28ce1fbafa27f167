package vn.khop.server.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.regex.Pattern;
import vn.khop.server.security.PrivateFile;

/** The Ed25519 key that checkpoints are signed with: the private half beside the server for its owner's eyes only, the public half beside the checkpoints. */
public final class SigningKey {
    /** The public half, in the folder of the checkpoints. */
    public static final String PUBLIC_FILE = "checkpoint-key.pem";

    private static final String ALGORITHM = "Ed25519";
    private static final String FILE = "checkpoint-key.pem";
    private static final Pattern ARMOUR = Pattern.compile("-----[A-Z ]+-----|\\s");

    private SigningKey() {}

    /**
     * The private half in this folder, made now if there is none; the public half is then written into the other.
     *
     * @throws IllegalStateException if the file is there and is not a key, or others may read it; the message says what to do
     */
    static PrivateKey in(Path folder, Path checkpoints) {
        Path file = folder.resolve(FILE);
        try {
            if (!Files.exists(file)) {
                KeyPair made = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
                PrivateFile.write(file, pem("PRIVATE KEY", made.getPrivate().getEncoded()));
                Files.createDirectories(checkpoints);
                Files.writeString(
                        checkpoints.resolve(PUBLIC_FILE),
                        pem("PUBLIC KEY", made.getPublic().getEncoded()));
                return made.getPrivate();
            }
            if (PrivateFile.isOpenToOthers(file)) {
                throw new IllegalStateException(
                        file + " can be read by others, and whoever reads it can sign another"
                                + " history: chmod 600 it if nobody did, or move it away (a new one is made at the next start)");
            }
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new PKCS8EncodedKeySpec(bytes(Files.readString(file))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(file + " is not an Ed25519 key: put back the one that was there", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @throws IllegalStateException if the file holds no public key; the message says what to do */
    public static PublicKey publicIn(Path file) {
        try {
            return KeyFactory.getInstance(ALGORITHM)
                    .generatePublic(new X509EncodedKeySpec(bytes(Files.readString(file))));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException(file + " is not a public Ed25519 key in PEM", e);
        } catch (IOException e) {
            throw new IllegalStateException(
                    file + " cannot be read: name the public key of the checkpoints, " + PUBLIC_FILE, e);
        }
    }

    private static String pem(String what, byte[] key) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key) + "\n-----END " + what + "-----\n";
    }

    private static byte[] bytes(String pem) {
        return Base64.getDecoder().decode(ARMOUR.matcher(pem).replaceAll(""));
    }
}
