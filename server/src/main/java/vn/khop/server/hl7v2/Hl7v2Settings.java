package vn.khop.server.hl7v2;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code khop.hl7v2.*}: who may send HL7 v2, what they may do, and how much of it at once.
 *
 * @param enabled whether the port is opened
 * @param port on which MLLP is listened for; 0 means any free one
 * @param address of the network card; the messages are in the clear unless TLS is on, so by default nobody but this machine reaches it
 * @param messageBytes the most that one message may have
 * @param connections the most that are open at once, from everybody
 * @param connectionsPerAddress the most from one address
 * @param idle after so long without a message a connection is closed
 * @param atOnce messages worked at in one moment; the others wait
 * @param messagesPerSecond of one sender; what is more waits
 * @param senders who may send; nobody else is answered
 * @param authorities what hospitals call the domains of their numbers
 * @param codeSystems what hospitals call code lists, beside the words of HL7 table 0396 for ICD-10, LOINC, ATC and SNOMED CT
 * @param destinations who is told when a person's numbers change
 */
public record Hl7v2Settings(
        @DefaultValue("false") boolean enabled,
        @DefaultValue("2575") int port,
        @DefaultValue("127.0.0.1") String address,
        @DefaultValue("1048576") int messageBytes,
        @DefaultValue("64") int connections,
        @DefaultValue("16") int connectionsPerAddress,
        @DefaultValue("5m") Duration idle,
        @DefaultValue("8") int atOnce,
        @DefaultValue("200") int messagesPerSecond,
        @DefaultValue TlsSettings tls,
        @DefaultValue List<Sender> senders,
        @DefaultValue List<Authority> authorities,
        @DefaultValue List<CodeSystemName> codeSystems,
        @DefaultValue List<Destination> destinations) {
    /** As the sender's facility: MSH-4 holds the facility's code itself, or a word for it among the authorities. */
    public static final String ANY = "*";

    public Hl7v2Settings {
        senders = List.copyOf(senders);
        authorities = List.copyOf(authorities);
        codeSystems = List.copyOf(codeSystems);
        destinations = List.copyOf(destinations);
        if (messageBytes < 1 || connections < 1 || connectionsPerAddress < 1 || atOnce < 1 || messagesPerSecond < 1) {
            throw new IllegalArgumentException("a limit of khop.hl7v2 is at least 1");
        }
        if (idle.isNegative() || idle.isZero()) {
            throw new IllegalArgumentException("khop.hl7v2.idle is longer than nothing, found " + idle);
        }
    }

    /** The same with these senders. */
    public Hl7v2Settings withSenders(List<Sender> others) {
        return new Hl7v2Settings(
                enabled,
                port,
                address,
                messageBytes,
                connections,
                connectionsPerAddress,
                idle,
                atOnce,
                messagesPerSecond,
                tls,
                others,
                authorities,
                codeSystems,
                destinations);
    }

    /**
     * TLS of the port.
     *
     * @param keyStore PKCS 12 with the server's key and certificate; empty means that messages are in the clear
     * @param trustStore PKCS 12 with the authorities whose client certificates count; empty means that none is asked for
     */
    public record TlsSettings(
            @DefaultValue("") String keyStore,
            @DefaultValue("") String keyStorePassword,
            @DefaultValue("") String trustStore,
            @DefaultValue("") String trustStorePassword) {
        boolean isOn() {
            return !keyStore.isEmpty();
        }

        boolean asksForCertificates() {
            return !trustStore.isEmpty();
        }

        Path keyFile() {
            return Path.of(keyStore);
        }

        Path trustFile() {
            return Path.of(trustStore);
        }

        @Override
        public String toString() {
            return "TlsSettings[" + keyStore + ", " + trustStore + "]";
        }
    }

    /**
     * A system that may send.
     *
     * @param application what it writes in MSH-3; {@code *} means anything
     * @param facility what it writes in MSH-4; {@code *} means a facility's code
     * @param code the facility for which it speaks, its tenant; empty where MSH-4 says it
     * @param networks addresses from which it comes, as {@code 10.1.0.0/16}; none means from nowhere, unless a certificate names it
     * @param certificate SHA-256 of its client certificate, 64 hexadecimal digits; empty where the network is enough
     * @param scopes what it may do, by the codes of OAuth scopes: ITI-104 feeds, ITI-83 cross-references, ITI-78 searches
     * @param purpose the purpose of use that its hospital agreed to, HL7 v3 ActReason; needed for questions
     */
    public record Sender(
            @DefaultValue("*") String application,
            @DefaultValue("*") String facility,
            @DefaultValue("") String code,
            @DefaultValue List<String> networks,
            @DefaultValue("") String certificate,
            @DefaultValue("ITI-104") Set<String> scopes,
            @DefaultValue("") String purpose) {
        public Sender {
            networks = List.copyOf(networks);
            scopes = Set.copyOf(scopes);
        }
    }

    /**
     * What a domain of numbers is called in CX.4.
     *
     * @param domain a facility's code, or {@code national_id}, {@code citizen_id}, {@code insurance_number}, {@code passport_number}, {@code enterprise_id}
     */
    public record Authority(
            String domain,
            @DefaultValue("") String namespace,
            @DefaultValue("") String oid) {}

    /**
     * What a code list is called in the coding system of a coded element (CWE.3, CWE.6), in any case.
     *
     * @param system the code system's URI
     * @param facility the facility whose word it is; empty for everybody's
     */
    public record CodeSystemName(
            String name, String system, @DefaultValue("") String facility) {}

    /**
     * Where a facility wants to be told (IHE ITI-10).
     *
     * @param domains of which numbers it is told, as {@link Authority#domain}; none means its own numbers, the citizen number and the enterprise id
     * @param tls whether the connection is TLS, by the trust store of the port
     */
    public record Destination(
            String name,
            String code,
            @DefaultValue("") String application,
            @DefaultValue("127.0.0.1") String host,
            int port,
            @DefaultValue("false") boolean tls,
            @DefaultValue Set<String> domains) {
        public Destination {
            domains = Set.copyOf(domains);
        }
    }
}
