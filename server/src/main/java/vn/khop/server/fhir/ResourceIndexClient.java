package vn.khop.server.fhir;

import java.util.List;
import org.apache.http.message.BasicHeader;
import org.hibernate.search.backend.elasticsearch.client.ElasticsearchHttpClientConfigurationContext;
import org.hibernate.search.backend.elasticsearch.client.ElasticsearchHttpClientConfigurer;
import vn.khop.server.elastic.ElasticsearchAccess;

/** Lets Hibernate Search ask Elasticsearch as we do: with an API key or a password, trusting whom we trust. */
final class ResourceIndexClient implements ElasticsearchHttpClientConfigurer {
    private final ElasticsearchAccess access;

    ResourceIndexClient(ElasticsearchAccess access) {
        this.access = access;
    }

    @Override
    public void configure(ElasticsearchHttpClientConfigurationContext context) {
        access.authorization()
                .ifPresent(header ->
                        context.clientBuilder().setDefaultHeaders(List.of(new BasicHeader("Authorization", header))));
        access.trust().ifPresent(context.clientBuilder()::setSSLContext);
    }
}
