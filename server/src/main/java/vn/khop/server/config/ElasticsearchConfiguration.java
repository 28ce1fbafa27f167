package vn.khop.server.config;

import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import vn.khop.server.elastic.ElasticsearchKeys;
import vn.khop.server.registry.IndexStandings;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.SharedIndex;
import vn.khop.server.store.SqlIndexStandings;

/** Wires candidates that are found in Elasticsearch, where that is asked for. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "khop.candidates", havingValue = "elasticsearch")
class ElasticsearchConfiguration {
    @Bean(destroyMethod = "close")
    ElasticsearchKeys elasticsearchKeys(KhopSettings settings, DataSourceProperties database) {
        if (!database.determineUrl().startsWith("jdbc:postgresql:")) {
            throw new StartRefused(
                    "khop.candidates is elasticsearch and the database is the embedded one: name a PostgreSQL with spring.datasource.url, or set khop.candidates to embedded");
        }
        KhopSettings.ElasticsearchSettings asked = settings.elasticsearch();
        return new ElasticsearchKeys(
                asked.access(),
                asked.prefix(),
                asked.shards(),
                asked.replicas(),
                Duration.ofMillis(asked.timeoutMillis()));
    }

    @Bean
    IndexStandings indexStandings(DataSource database, Tables tables) {
        return new SqlIndexStandings(database);
    }

    @Bean
    SharedIndex sharedIndex(
            RecordStore store,
            Linkage linkage,
            ElasticsearchKeys keys,
            IndexStandings standings,
            KhopSettings settings) {
        return new SharedIndex(
                store, linkage, keys, standings, settings.elasticsearch().recordsKept());
    }
}
