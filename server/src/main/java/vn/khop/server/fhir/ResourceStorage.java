package vn.khop.server.fhir;

import java.nio.file.Path;
import java.util.Map;
import javax.sql.DataSource;

/** Where HAPI keeps its resources: the database it shares with the store, and its own search indexes. */
record ResourceStorage(DataSource database, String jdbcUrl, Path indexes) {
    Map<String, Object> hibernateProperties() {
        String dialect = jdbcUrl.startsWith("jdbc:postgresql:") ? "HapiFhirPostgresDialect" : "HapiFhirH2Dialect";
        return Map.ofEntries(
                Map.entry("hibernate.dialect", "ca.uhn.fhir.jpa.model.dialect." + dialect),
                Map.entry("hibernate.hbm2ddl.auto", "update"),
                Map.entry("hibernate.jdbc.batch_size", "50"),
                Map.entry("hibernate.order_inserts", "true"),
                Map.entry("hibernate.order_updates", "true"),
                Map.entry("hibernate.search.enabled", "true"),
                Map.entry("hibernate.search.backend.type", "lucene"),
                Map.entry("hibernate.search.backend.lucene_version", "LUCENE_CURRENT"),
                Map.entry("hibernate.search.backend.directory.type", "local-filesystem"),
                Map.entry("hibernate.search.backend.directory.root", indexes.toString()),
                Map.entry(
                        "hibernate.search.backend.analysis.configurer",
                        "ca.uhn.fhir.jpa.search.HapiHSearchAnalysisConfigurers$HapiLuceneAnalysisConfigurer"));
    }
}
