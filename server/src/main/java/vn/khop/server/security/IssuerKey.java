package vn.khop.server.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.UUID;
import java.util.function.Supplier;

/** The key that the embedded issuer signs with: made at the first start, kept in the data folder for this user's eyes only. */
final class IssuerKey {
    private static final String FILE_NAME = "issuer-key.json";
    private static final int KEY_BITS = 2048;

    private IssuerKey() {}

    /**
     * The key in this folder, made now if there is none.
     *
     * @throws IllegalStateException if the file is there and is not a key, or others may read it; the message says what to do
     */
    static RSAKey in(Path folder, Supplier<UUID> ids) {
        Path file = folder.resolve(FILE_NAME);
        try {
            if (!Files.exists(file)) {
                RSAKey made = new RSAKeyGenerator(KEY_BITS)
                        .keyUse(KeyUse.SIGNATURE)
                        .keyID(ids.get().toString())
                        .generate();
                PrivateFile.write(file, made.toJSONString());
                return made;
            }
            if (PrivateFile.isOpenToOthers(file)) {
                throw new IllegalStateException(file + " can be read by others, and whoever reads it can make tokens:"
                        + " delete it (a new one is made at the next start) and keep the folder to yourself");
            }
            return RSAKey.parse(Files.readString(file));
        } catch (ParseException e) {
            throw new IllegalStateException(
                    file + " is not a signing key: delete it, a new one is made at the next start", e);
        } catch (JOSEException e) {
            throw new IllegalStateException("no signing key can be made", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
