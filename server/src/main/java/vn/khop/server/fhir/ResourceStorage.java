package vn.khop.server.fhir;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import vn.khop.server.elastic.ElasticsearchAccess;

/**
 * Where HAPI keeps its resources: the database it shares with the store, and its own search indexes.
 *
 * @param indexes the folder of the indexes, where they are not in Elasticsearch
 */
record ResourceStorage(DataSource database, String jdbcUrl, Path indexes, Optional<ResourceIndex> elsewhere) {
    private static final String BACKEND = "hibernate.search.backend.";
    private static final String CONFIGURERS = "ca.uhn.fhir.jpa.search.HapiHSearchAnalysisConfigurers$";

    Map<String, Object> hibernateProperties() {
        String dialect = jdbcUrl.startsWith("jdbc:postgresql:") ? "HapiFhirPostgresDialect" : "HapiFhirH2Dialect";
        Map<String, Object> properties = new HashMap<>(Map.of(
                "hibernate.dialect", "ca.uhn.fhir.jpa.model.dialect." + dialect,
                "hibernate.hbm2ddl.auto", "update",
                "hibernate.jdbc.batch_size", "50",
                "hibernate.order_inserts", "true",
                "hibernate.order_updates", "true",
                "hibernate.search.enabled", "true"));
        properties.putAll(elsewhere.map(ResourceStorage::elasticsearch).orElseGet(this::lucene));
        return properties;
    }

    private Map<String, Object> lucene() {
        return Map.of(
                BACKEND + "type", "lucene",
                BACKEND + "lucene_version", "LUCENE_CURRENT",
                BACKEND + "directory.type", "local-filesystem",
                BACKEND + "directory.root", indexes.toString(),
                BACKEND + "analysis.configurer", CONFIGURERS + "HapiLuceneAnalysisConfigurer");
    }

    /**
     * As HAPI wants it: indexes of its own settings (n-grams of up to 20 letters), and fields that it adds as it meets them. A write is told done when the database has it; the index follows within a second.
     */
    private static Map<String, Object> elasticsearch(ResourceIndex index) {
        ElasticsearchAccess access = index.access();
        return Map.ofEntries(
                Map.entry(BACKEND + "type", "elasticsearch"),
                Map.entry(
                        BACKEND + "uris",
                        access.nodes().stream().map(String::valueOf).collect(Collectors.joining(","))),
                Map.entry(BACKEND + "client.configurer", new ResourceIndexClient(access)),
                Map.entry(BACKEND + "analysis.configurer", CONFIGURERS + "HapiElasticsearchAnalysisConfigurer"),
                Map.entry(BACKEND + "dynamic_mapping", "true"),
                Map.entry(BACKEND + "schema_management.settings_file", "ca/uhn/fhir/jpa/elastic/index-settings.json"),
                Map.entry(BACKEND + "schema_management.minimal_required_status", "yellow"),
                Map.entry("hibernate.search.schema_management.strategy", "create-or-update"),
                Map.entry(BACKEND + "layout.strategy", new PrefixedNames(index.prefix())),
                // A bulk of long texts takes its time where the nodes are busy.
                Map.entry(BACKEND + "read_timeout", "60000"),
                Map.entry(BACKEND + "request_timeout", "60000"),
                Map.entry("hibernate.search.indexing.plan.synchronization.strategy", "async"));
    }
}
