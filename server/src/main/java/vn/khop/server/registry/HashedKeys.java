package vn.khop.server.registry;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Blocking keys as a shared index knows them: HMAC with a salt that only the database has, cut to 64 bits. Two that fall together cost one look more. */
final class HashedKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int BYTES = 8;

    private final SecretKeySpec salt;

    HashedKeys(String salt) {
        this.salt = new SecretKeySpec(salt.getBytes(StandardCharsets.UTF_8), ALGORITHM);
    }

    Set<String> of(Set<String> blockingKeys) {
        Set<String> hashed = new HashSet<>();
        if (!blockingKeys.isEmpty()) {
            Mac mac = mac();
            Base64.Encoder text = Base64.getUrlEncoder().withoutPadding();
            for (String key : blockingKeys) {
                byte[] whole = mac.doFinal(key.getBytes(StandardCharsets.UTF_8));
                hashed.add(text.encodeToString(Arrays.copyOf(whole, BYTES)));
            }
        }
        return hashed;
    }

    private Mac mac() {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(salt);
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }
}
