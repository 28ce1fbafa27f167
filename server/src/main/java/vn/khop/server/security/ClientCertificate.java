package vn.khop.server.security;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.springframework.security.oauth2.jwt.Jwt;

/*
 * Whoever steals a hospital's token must not be able to use it. A token may say with which client certificate alone it counts, by the certificate's SHA-256 (RFC 8705). That the certificate
 * is right by its authority, time, purpose and revocation list, the TLS handshake has found before any request is read.
 */
/** The certificate that a client showed on this connection, and the one that a token is bound to. */
final class ClientCertificate {
    private static final String ATTRIBUTE = "jakarta.servlet.request.X509Certificate";
    private static final String CONFIRMATION = "cnf";
    private static final String THUMBPRINT = "x5t#S256";

    private ClientCertificate() {}

    /** Whether what the token is bound to, if anything, is something that we can check. */
    static boolean isCheckable(Jwt token) {
        return !token.hasClaim(CONFIRMATION)
                || (token.getClaims().get(CONFIRMATION) instanceof Map<?, ?> confirmation
                        && confirmation.keySet().equals(java.util.Set.of(THUMBPRINT))
                        && confirmation.get(THUMBPRINT) instanceof String text
                        && !text.isBlank());
    }

    /** The thumbprint in the token; empty for a token that counts without a certificate. */
    static Optional<String> boundTo(Jwt token) {
        return token.getClaims().get(CONFIRMATION) instanceof Map<?, ?> confirmation
                        && confirmation.get(THUMBPRINT) instanceof String text
                ? Optional.of(text)
                : Optional.empty();
    }

    /** Whether the caller's token is bound to nothing, or to the certificate of this connection. A certificate that names nobody in its alternative names is none. */
    static boolean proves(Caller caller, HttpServletRequest request) {
        String bound = caller.certificate();
        return bound == null
                || shown(request)
                        .filter(ClientCertificate::namesSomebody)
                        .filter(certificate -> MessageDigest.isEqual(
                                thumbprint(certificate).getBytes(StandardCharsets.US_ASCII),
                                bound.getBytes(StandardCharsets.US_ASCII)))
                        .isPresent();
    }

    private static Optional<X509Certificate> shown(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof X509Certificate[] chain && chain.length > 0
                ? Optional.of(chain[0])
                : Optional.empty();
    }

    private static boolean namesSomebody(X509Certificate certificate) {
        try {
            return certificate.getSubjectAlternativeNames() != null
                    && !certificate.getSubjectAlternativeNames().isEmpty();
        } catch (CertificateParsingException unreadable) {
            return false;
        }
    }

    static String thumbprint(X509Certificate certificate) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has no encoding", e);
        }
    }
}
