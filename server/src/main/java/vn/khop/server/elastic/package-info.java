/**
 * How is Elasticsearch spoken to? The only room that knows its client: blocking keys of records in indexes that all servers share. It knows nothing of persons, SQL or FHIR. Read
 * {@link vn.khop.server.elastic.ElasticsearchKeys} first.
 */
@NullMarked
package vn.khop.server.elastic;

import org.jspecify.annotations.NullMarked;
