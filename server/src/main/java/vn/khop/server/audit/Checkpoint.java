package vn.khop.server.audit;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.time.Instant;
import java.util.HexFormat;

/**
 * A signed statement that the chain had this hash at this place. It leaves the machine: who can change the database and compute every hash anew still cannot change what
 * was signed, nor cut the end off unseen.
 *
 * @param hash of the entry at that position, in hexadecimal digits
 * @param signature Ed25519 over {@link #statement}, in hexadecimal digits
 */
public record Checkpoint(String chainId, long position, String hash, Instant at, String signature) {
    private static final String ALGORITHM = "Ed25519";

    static Checkpoint sign(AccessTrail.Head head, Instant at, PrivateKey key) {
        try {
            Signature signing = Signature.getInstance(ALGORITHM);
            signing.initSign(key);
            signing.update(statement(head.chainId(), head.position(), head.hash(), at));
            return new Checkpoint(
                    head.chainId(),
                    head.position(),
                    head.hash(),
                    at,
                    HexFormat.of().formatHex(signing.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a checkpoint cannot be signed", e);
        }
    }

    boolean isSignedBy(PublicKey key) {
        try {
            Signature checking = Signature.getInstance(ALGORITHM);
            checking.initVerify(key);
            checking.update(statement(chainId, position, hash, at));
            return checking.verify(HexFormat.of().parseHex(signature));
        } catch (SignatureException | IllegalArgumentException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a checkpoint cannot be checked", e);
        }
    }

    private static byte[] statement(String chainId, long position, String hash, Instant at) {
        return String.join("\n", "khop access log checkpoint 1", chainId, Long.toString(position), hash, at.toString())
                .getBytes(StandardCharsets.UTF_8);
    }
}
