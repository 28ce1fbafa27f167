package vn.khop.server.config;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import vn.khop.server.elastic.ElasticsearchAccess;
import vn.khop.server.export.ExportSettings;
import vn.khop.server.hl7v2.Hl7v2Settings;
import vn.khop.server.notify.SubscriptionSettings;

/**
 * The settings under {@code khop.}; their defaults are in {@code application.yaml}.
 *
 * @param dataFolder the folder of the embedded database, the indexes, the images and the log
 * @param demo whether example people and codes are loaded at the first start, and a facility is registered when it first feeds
 * @param facilities the codes of the facilities that may feed, beside those registered before
 * @param hl7v2 who may send HL7 v2
 * @param subscriptions where persons may be told of over FHIR
 * @param exports where all persons are written
 * @param candidates where the records are found that a fed one is compared with
 * @param resourceIndex where HAPI's resources are searched
 */
@ConfigurationProperties("khop")
public record KhopSettings(
        Path dataFolder,
        @DefaultValue("false") boolean demo,
        @DefaultValue List<String> facilities,
        CodeSettings terminology,
        AuditSettings audit,
        LimitSettings limits,
        DatabaseSettings database,
        FhirSettings fhir,
        SecondPersonSettings secondPerson,
        @DefaultValue Hl7v2Settings hl7v2,
        @DefaultValue VerificationSettings verification,
        @DefaultValue SubscriptionSettings subscriptions,
        ExportSettings exports,
        @DefaultValue QualitySettings quality,
        @DefaultValue("embedded") IndexPlace candidates,
        @DefaultValue("embedded") IndexPlace resourceIndex,
        @DefaultValue ElasticsearchSettings elasticsearch,
        @DefaultValue InsuranceSettings insurance,
        @DefaultValue EncryptionSettings encryption,
        @DefaultValue RightsSettings rights) {

    /** @param daysOff days that are not worked on, besides those that are known */
    public record RightsSettings(@DefaultValue List<LocalDate> daysOff) {}

    /** @param largeAtOnce files of more than a megabyte that are worked at in one moment */
    public record InsuranceSettings(@DefaultValue("2") int largeAtOnce) {}

    /** @param profile a table of the fields that records should have; empty for that of the build */
    public record QualitySettings(@DefaultValue("") String profile) {}

    /** Where something is searched: in this process, or in Elasticsearch. */
    public enum IndexPlace {
        EMBEDDED,
        ELASTICSEARCH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param nodes addresses of the nodes, with scheme and port
     * @param username empty where an API key is given
     * @param apiKey as Elasticsearch gives it, encoded
     * @param authority a PEM file with the certificates of who vouches for the nodes; empty for those that Java trusts
     * @param prefix the names of our indexes begin with it; another one for each database
     * @param shards of the index of candidates
     * @param replicas copies of each shard beside the first, as far as there are nodes for them
     * @param timeoutMillis after which a question for candidates goes to the database
     * @param recordsKept so many records that were looked at stay packed in each server
     */
    public record ElasticsearchSettings(
            @DefaultValue List<URI> nodes,
            @DefaultValue("") String username,
            @DefaultValue("") String password,
            @DefaultValue("") String apiKey,
            @DefaultValue("") String authority,
            @DefaultValue("khop") String prefix,
            @DefaultValue("1") int shards,
            @DefaultValue("1") int replicas,
            @DefaultValue("2000") int timeoutMillis,
            @DefaultValue("200000") int recordsKept) {
        /** @throws StartRefused if it cannot be used as it is */
        ElasticsearchAccess access() {
            if (nodes.isEmpty()) {
                throw new StartRefused(
                        "khop.elasticsearch.nodes is empty, addresses such as https://es1:9200 are expected: name the nodes, or set khop.candidates and khop.resource-index to embedded");
            }
            nodes.forEach(ElasticsearchSettings::check);
            if (!prefix.matches("[a-z][a-z0-9-]{0,40}")) {
                throw new StartRefused("khop.elasticsearch.prefix is '" + prefix
                        + "', expected small letters, digits and hyphens, a letter first: index names begin with it");
            }
            if (recordsKept < 2) {
                throw new StartRefused("khop.elasticsearch.records-kept is " + recordsKept
                        + ", expected 2 or more: so many records stay packed in each server, some 400 bytes each");
            }
            if (!authority.isEmpty() && !Files.isReadable(Path.of(authority))) {
                throw new StartRefused("khop.elasticsearch.authority names " + authority
                        + ", which cannot be read: give a PEM file with the certificates");
            }
            return new ElasticsearchAccess(
                    nodes,
                    given(username),
                    given(password),
                    given(apiKey),
                    given(authority).map(Path::of));
        }

        private static Optional<String> given(String value) {
            return Optional.of(value).filter(text -> !text.isEmpty());
        }

        private static void check(URI node) {
            boolean isHttp = "http".equals(node.getScheme());
            if (node.getHost() == null || node.getPort() < 0 || !(isHttp || "https".equals(node.getScheme()))) {
                throw new StartRefused("khop.elasticsearch.nodes has '" + node
                        + "', an address with scheme and port such as https://es1:9200 is expected");
            }
            if (isHttp && !NEARBY.contains(node.getHost())) {
                throw new StartRefused(
                        "khop.elasticsearch.nodes has '" + node
                                + "' on another machine, and is not https: the password would be read on its way. Give an https address");
            }
        }

        private static final Set<String> NEARBY = Set.of("localhost", "127.0.0.1", "[::1]");
    }

    /**
     * @param keyFile a file with the master key; empty where the key is given itself, or nothing is encrypted
     * @param key the master key itself, 32 bytes in Base64, from the environment or a secret store
     * @param formerKeyFile the master key before this one, for the one start that changes it
     */
    public record EncryptionSettings(
            @DefaultValue("") String keyFile,
            @DefaultValue("") String key,
            @DefaultValue("") String formerKeyFile) {
        /** Nothing of the key. */
        @Override
        public String toString() {
            return "EncryptionSettings[" + keyFile + "]";
        }
    }

    /**
     * @param url of the population database's service; empty to ask nobody
     * @param tokenFile a file with the bearer token
     * @param perSecond questions in a second, of this server
     * @param timeoutMillis after which an answer counts as none
     */
    public record VerificationSettings(
            @DefaultValue("") String url,
            @DefaultValue("") String tokenFile,
            @DefaultValue("5") int perSecond,
            @DefaultValue("5000") int timeoutMillis) {}

    /**
     * @param records a merge into a person of so many source records takes two people
     * @param hospitals a merge into a person of so many hospitals takes two people
     * @param age a merge older than this is taken back by two people
     * @param blindShare share of the other decisions that a second person is asked about, drawn by chance
     * @param knownShare share of a clerk's tasks that are questions whose answers are known, drawn by chance
     */
    public record SecondPersonSettings(
            @DefaultValue("5") int records,
            @DefaultValue("3") int hospitals,
            @DefaultValue("720h") Duration age,
            @DefaultValue("0.05") double blindShare,
            @DefaultValue("0.02") double knownShare) {}

    /**
     * @param checkpoints the folder of the signed checkpoints of the access log, which should be on another machine
     * @param interval between two of them
     */
    public record AuditSettings(
            Path checkpoints, @DefaultValue("10m") Duration interval) {}

    /**
     * @param requestsPerSecond of one caller, questions about codes not counted
     * @param misses questions by number that showed nobody, after which a caller is shut out
     * @param citizenMisses the same for the citizens' service, which asks for everybody
     * @param missesWindow in which they are counted, and for which he is
     * @param places in which requests of programs are worked at; 0 for as many as the connections allow
     */
    public record LimitSettings(
            @DefaultValue("2000") int requestsPerSecond,
            @DefaultValue("20") int misses,
            @DefaultValue("1000") int citizenMisses,
            @DefaultValue("10m") Duration missesWindow,
            @DefaultValue("0") int places) {}

    /** @param identifierBase the URI that the identifier systems begin with, its last slash included */
    public record FhirSettings(String identifierBase) {}

    /**
     * @param anonymousRead whether the read-only code operations answer without a token
     * @param images the folder of the compiled code lists
     * @param packages FHIR packages and resources to read at the start, beside those in the folder {@code packages} of the images
     */
    public record CodeSettings(
            @DefaultValue("false") boolean anonymousRead,
            Path images,
            @DefaultValue List<Path> packages) {}

    /**
     * @param pool connections for identity and codes
     * @param resourcePool connections of HAPI's own resources; apart, so that its start never keeps a feed waiting
     */
    public record DatabaseSettings(
            @DefaultValue("16") int pool,
            @DefaultValue("10") int resourcePool) {}
}
