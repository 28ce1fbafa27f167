package vn.khop.server.fhir;

import vn.khop.server.elastic.ElasticsearchAccess;

/**
 * HAPI's search indexes in Elasticsearch, which several servers share.
 *
 * @param prefix the names of its indexes begin with it
 */
public record ResourceIndex(ElasticsearchAccess access, String prefix) {}
