package vn.khop.server.security;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Certificates as an authority would make them, and as it would not. */
public final class Certificates {
    private static final AtomicLong NUMBERS = new AtomicLong(1);

    private Certificates() {}

    /** A certificate with its key. */
    public record Holder(X509Certificate certificate, PrivateKey key) {}

    /** What is to be in a certificate; by default what a hospital's has. */
    public static final class Wish {
        private final String name;
        private boolean isAuthority;
        private boolean isNamed = true;
        private boolean isUnknownCritical;
        private KeyPurposeId purpose = KeyPurposeId.id_kp_clientAuth;
        private int usage = KeyUsage.digitalSignature;
        private Instant from = Instant.now().minus(1, ChronoUnit.DAYS);
        private Instant to = Instant.now().plus(30, ChronoUnit.DAYS);
        private String signature = "SHA256withECDSA";
        private KeyPair keys = pair("EC", 256);

        public Wish(String name) {
            this.name = name;
        }

        public Wish authority() {
            isAuthority = true;
            usage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
            return this;
        }

        public Wish server() {
            purpose = KeyPurposeId.id_kp_serverAuth;
            return this;
        }

        Wish purpose(KeyPurposeId other) {
            purpose = other;
            return this;
        }

        Wish usage(int other) {
            usage = other;
            return this;
        }

        Wish unnamed() {
            isNamed = false;
            return this;
        }

        Wish unknownCritical() {
            isUnknownCritical = true;
            return this;
        }

        public Wish between(long fromDays, long toDays) {
            from = Instant.now().plus(fromDays, ChronoUnit.DAYS);
            to = Instant.now().plus(toDays, ChronoUnit.DAYS);
            return this;
        }

        Wish weakKey() {
            keys = pair("RSA", 512);
            return this;
        }

        /** Signed by itself. */
        public Holder alone() {
            return by(new X500Name("CN=" + name), keys.getPrivate());
        }

        public Holder by(Holder issuer) {
            return by(
                    new X500Name(issuer.certificate().getSubjectX500Principal().getName()), issuer.key());
        }

        Holder by(X500Name issuer, PrivateKey signer) {
            try {
                JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                        issuer,
                        BigInteger.valueOf(NUMBERS.incrementAndGet()),
                        Date.from(from),
                        Date.from(to),
                        new X500Name("CN=" + name),
                        keys.getPublic());
                builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(isAuthority));
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
                if (!isAuthority) {
                    builder.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(purpose));
                }
                if (isNamed) {
                    builder.addExtension(
                            Extension.subjectAlternativeName,
                            false,
                            new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost")));
                }
                if (isUnknownCritical) {
                    builder.addExtension(
                            new ASN1ObjectIdentifier("1.3.6.1.4.1.99999.1"), true, new DEROctetString(new byte[1]));
                }
                return new Holder(
                        new JcaX509CertificateConverter()
                                .getCertificate(builder.build(new JcaContentSignerBuilder(signature).build(signer))),
                        keys.getPrivate());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException | OperatorCreationException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The authority's list of those that it has taken back. */
    static String revocationList(Holder authority, X509Certificate... takenBack) {
        try {
            X509v2CRLBuilder list = new X509v2CRLBuilder(
                    new X500Name(
                            authority.certificate().getSubjectX500Principal().getName()),
                    new Date());
            list.setNextUpdate(Date.from(Instant.now().plus(1, ChronoUnit.DAYS)));
            for (X509Certificate certificate : takenBack) {
                list.addCRLEntry(certificate.getSerialNumber(), new Date(), CRLReason.keyCompromise);
            }
            return pem(list.build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.key())));
        } catch (OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    static String pem(Object thing) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(thing instanceof PrivateKey key ? new JcaPKCS8Generator(key, null) : thing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
