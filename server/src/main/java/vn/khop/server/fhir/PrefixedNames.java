package vn.khop.server.fhir;

import java.util.Locale;
import org.hibernate.search.backend.elasticsearch.index.layout.IndexLayoutStrategy;

/** Names of HAPI's indexes in Elasticsearch: apart from everybody else's by a prefix, each behind one alias to read and one to write. */
final class PrefixedNames implements IndexLayoutStrategy {
    private final String prefix;

    PrefixedNames(String prefix) {
        this.prefix = prefix;
    }

    private String name(String index) {
        return prefix + "-resources-" + index.toLowerCase(Locale.ROOT);
    }

    @Override
    public String createInitialElasticsearchIndexName(String index) {
        return name(index) + "-000001";
    }

    @Override
    public String createWriteAlias(String index) {
        return name(index) + "-write";
    }

    @Override
    public String createReadAlias(String index) {
        return name(index) + "-read";
    }
}
