package vn.khop.server.elastic;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.ErrorResponse;
import co.elastic.clients.elasticsearch._types.FieldValue;
import co.elastic.clients.elasticsearch._types.SortOrder;
import co.elastic.clients.elasticsearch._types.query_dsl.Query;
import co.elastic.clients.elasticsearch.core.MsearchResponse;
import co.elastic.clients.elasticsearch.core.SearchRequest;
import co.elastic.clients.elasticsearch.core.msearch.MultiSearchResponseItem;
import co.elastic.clients.elasticsearch.core.search.Hit;
import co.elastic.clients.elasticsearch.indices.GetIndicesSettingsResponse;
import co.elastic.clients.json.JsonData;
import co.elastic.clients.json.JsonpDeserializer;
import co.elastic.clients.json.jackson.JacksonJsonpMapper;
import co.elastic.clients.transport.Endpoint;
import co.elastic.clients.transport.rest_client.RestClientTransport;
import jakarta.json.stream.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.http.HttpHost;
import org.apache.http.message.BasicHeader;
import org.elasticsearch.client.RestClient;
import vn.khop.server.registry.IndexAway;
import vn.khop.server.registry.KeyIndex;
import vn.khop.server.registry.SourceId;

/*
 * A document is a record: its id, its version, its keys, nothing of the patient. The version is the document's own (external), so that of two servers that write the same record the later version stays, whoever
 * comes last. Nothing is found before it is refreshed, and we refresh when a round is written. An index is sorted by record, so that the first by id of a key that a million share are read off its beginning.
 *
 * Elasticsearch makes an index when somebody writes to one that is gone, and such a one would lack everything written before. So each is written through an alias of its own, which goes with it.
 */
/** Indexes of blocking keys in Elasticsearch. An answer that is not whole is none. Thread-safe. */
public final class ElasticsearchKeys implements KeyIndex, AutoCloseable {
    static final String RECORD = "record";
    static final String VERSION = "version";
    static final String KEYS = "keys";

    private static final Duration CONNECT = Duration.ofSeconds(1);
    /** Bulk writes, refreshes, new indexes: nobody waits for them. */
    private static final Duration WORK = Duration.ofSeconds(60);

    private static final int CONNECTIONS = 64;
    /** As many key questions in one request; each is small. */
    private static final int QUESTIONS_AT_ONCE = 64;

    /** A copy at the node that is asked, where it has one: all copies show the same, and nothing goes on to another node. */
    private static final String NEAREST = "_local";

    private static final Endpoint<SearchRequest, Hits, ErrorResponse> SHARING =
            SearchRequest._ENDPOINT.withResponseDeserializer(JsonpDeserializer.of(
                    EnumSet.of(JsonParser.Event.START_OBJECT), (answer, mapper) -> Hits.read(answer)));

    private static final int NAME_BYTES = 6;
    private static final String WRITTEN_BY = "-write";

    private final String prefix;
    private final int shards;
    private final int replicas;
    private final RestClient questionsClient;
    private final RestClient workClient;
    private final ElasticsearchClient questions;
    private final ElasticsearchClient work;

    /**
     * @param prefix of the names of its indexes, which are its own; lower case
     * @param replicas copies of each shard beside the first, as far as there are nodes for them
     * @param timeout after which a question counts as not answered
     */
    public ElasticsearchKeys(ElasticsearchAccess access, String prefix, int shards, int replicas, Duration timeout) {
        this.prefix = prefix;
        this.shards = shards;
        this.replicas = replicas;
        this.questionsClient = client(access, timeout);
        this.workClient = client(access, WORK);
        this.questions = new ElasticsearchClient(new RestClientTransport(questionsClient, new JacksonJsonpMapper()));
        this.work = new ElasticsearchClient(new RestClientTransport(workClient, new JacksonJsonpMapper()));
    }

    private static RestClient client(ElasticsearchAccess access, Duration timeout) {
        var builder = RestClient.builder(
                access.nodes().stream().map(ElasticsearchKeys::host).toArray(HttpHost[]::new));
        access.authorization()
                .ifPresent(header ->
                        builder.setDefaultHeaders(new BasicHeader[] {new BasicHeader("Authorization", header)}));
        builder.setRequestConfigCallback(config -> config.setConnectTimeout((int) CONNECT.toMillis())
                .setConnectionRequestTimeout((int) timeout.toMillis())
                .setSocketTimeout((int) timeout.toMillis()));
        builder.setHttpClientConfigCallback(http -> {
            access.trust().ifPresent(http::setSSLContext);
            return http.setMaxConnPerRoute(CONNECTIONS).setMaxConnTotal(CONNECTIONS);
        });
        return builder.build();
    }

    private static HttpHost host(URI node) {
        return new HttpHost(node.getHost(), node.getPort(), node.getScheme());
    }

    @Override
    public void close() {
        try {
            questionsClient.close();
            workClient.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String name() {
        return "elasticsearch";
    }

    /** What outside tools find the index in use by. */
    public String alias() {
        return prefix + "-candidates";
    }

    /** Something that is asked of Elasticsearch. */
    @FunctionalInterface
    interface Asked<T> {
        T ask() throws IOException;
    }

    /** What went wrong is told by its kind alone: a message of Elasticsearch's may quote what it was asked. */
    static <T> T answered(Asked<T> asked) {
        try {
            return asked.ask();
        } catch (ElasticsearchException refused) {
            throw new IndexAway("elasticsearch refuses (" + refused.error().type() + ")", refused);
        } catch (IOException away) {
            throw new IndexAway(
                    "elasticsearch does not answer (" + away.getClass().getSimpleName() + ")", away);
        }
    }

    @Override
    public Index create() {
        byte[] drawn = new byte[NAME_BYTES];
        new SecureRandom().nextBytes(drawn);
        String name = alias() + "-" + HexFormat.of().formatHex(drawn);
        String definition =
                definition().replace("\"{shards}\"", String.valueOf(shards)).replace("{replicas}", "0-" + replicas);
        answered(() -> work.indices()
                .create(request -> request.index(name)
                        .withJson(new StringReader(definition))
                        .aliases(name + WRITTEN_BY, alias -> alias)));
        return new Index(name, identity(name).orElseThrow(() -> new IndexAway("an index is gone at once")));
    }

    private static String definition() {
        try (InputStream file =
                Objects.requireNonNull(ElasticsearchKeys.class.getResourceAsStream("candidates-index.json"))) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> identity(String name) {
        GetIndicesSettingsResponse settings = answered(() ->
                questions.indices().getSettings(request -> request.index(name).ignoreUnavailable(true)));
        return Optional.ofNullable(settings.get(name))
                .map(state -> state.settings())
                .map(found -> found.index())
                .map(found -> found.uuid());
    }

    @Override
    public boolean exists(Index index) {
        return identity(index.name()).equals(Optional.of(index.identity()));
    }

    @Override
    public void use(Index index) {
        answered(() -> work.indices()
                .updateAliases(request -> request.actions(action -> action.remove(
                                all -> all.index(alias() + "-*").alias(alias()).mustExist(false)))
                        .actions(action ->
                                action.add(one -> one.index(index.name()).alias(alias())))));
        Set<String> names = answered(() -> work.indices().get(request -> request.index(alias() + "-*")))
                .result()
                .keySet();
        for (String other : names) {
            if (!other.equals(index.name())) {
                answered(() ->
                        work.indices().delete(request -> request.index(other).ignoreUnavailable(true)));
            }
        }
    }

    @Override
    public Writing write(Index index) {
        return new ElasticsearchWriting(work, index.name(), index.name() + WRITTEN_BY);
    }

    @Override
    public Optional<Map<SourceId, Integer>> sharing(Index index, Set<String> keys, int max) {
        List<FieldValue> values = keys.stream().map(FieldValue::of).toList();
        SearchRequest request = SearchRequest.of(asked -> asked.index(index.name())
                .preference(NEAREST)
                .allowPartialSearchResults(false)
                .query(having(Query.of(q -> q.terms(terms -> terms.field(KEYS).terms(all -> all.value(values))))))
                // Whichever come first: none has to be weighed or put in an order.
                .sort(sort -> sort.doc(doc -> doc.order(SortOrder.Asc)))
                .source(source -> source.fetch(false))
                .storedFields("_none_")
                .docvalueFields(field -> field.field(RECORD))
                .docvalueFields(field -> field.field(VERSION))
                .trackTotalHits(total -> total.enabled(false))
                .size(max + 1));
        Hits hits =
                answered(() -> questions._transport().performRequest(request, SHARING, questions._transportOptions()));
        if (!hits.isWhole()) {
            throw new IndexAway("elasticsearch answers in part");
        }
        return hits.versions().size() > max ? Optional.empty() : Optional.of(hits.versions());
    }

    /** What an answer says of the records, read as it comes: to make objects of all that it says takes longer than to find them. */
    private record Hits(Map<SourceId, Integer> versions, boolean isWhole) {
        static Hits read(JsonParser answer) {
            Map<SourceId, Integer> versions = new HashMap<>();
            boolean isWhole = true;
            String key = "";
            Optional<SourceId> record = Optional.empty();
            Optional<Integer> version = Optional.empty();
            while (answer.hasNext()) {
                JsonParser.Event event = answer.next();
                if (event == JsonParser.Event.KEY_NAME) {
                    key = answer.getString();
                } else if (event == JsonParser.Event.VALUE_STRING && key.equals(RECORD)) {
                    record = Optional.of(new SourceId(answer.getString()));
                } else if (event == JsonParser.Event.VALUE_NUMBER && key.equals(VERSION)) {
                    version = Optional.of(answer.getInt());
                } else if (event == JsonParser.Event.VALUE_TRUE && key.equals("timed_out")) {
                    isWhole = false;
                }
                // Each hit has both, in either order.
                if (record.isPresent() && version.isPresent()) {
                    versions.put(record.get(), version.get());
                    record = Optional.empty();
                    version = Optional.empty();
                }
            }
            return new Hits(versions, isWhole);
        }
    }

    private static Query having(Query query) {
        return Query.of(q -> q.bool(bool -> bool.filter(query)));
    }

    @Override
    public List<SortedMap<SourceId, Integer>> sharingEach(
            Index index, List<String> keys, Set<SourceId> except, int max) {
        List<String> left = except.stream().map(SourceId::value).toList();
        List<SortedMap<SourceId, Integer>> found = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += QUESTIONS_AT_ONCE) {
            List<String> some = keys.subList(from, Math.min(keys.size(), from + QUESTIONS_AT_ONCE));
            MsearchResponse<Void> response = answered(() -> questions.msearch(
                    request -> {
                        some.forEach(key -> request.searches(one -> one.header(header -> header.index(index.name())
                                        .preference(NEAREST)
                                        .allowPartialSearchResults(false))
                                .body(body -> body.query(q -> q.bool(bool -> bool.filter(filter -> filter.term(
                                                        term -> term.field(KEYS).value(key)))
                                                .mustNot(not -> not.ids(ids -> ids.values(left)))))
                                        .sort(sort -> sort.field(
                                                field -> field.field(RECORD).order(SortOrder.Asc)))
                                        .source(source -> source.fetch(false))
                                        .storedFields("_none_")
                                        .docvalueFields(field -> field.field(RECORD))
                                        .docvalueFields(field -> field.field(VERSION))
                                        .trackTotalHits(total -> total.enabled(false))
                                        .size(max))));
                        return request;
                    },
                    Void.class));
            for (MultiSearchResponseItem<Void> item : response.responses()) {
                if (item.isFailure() || item.result().timedOut()) {
                    throw new IndexAway("elasticsearch answers in part");
                }
                found.add(new TreeMap<>(versions(item.result().hits().hits())));
            }
        }
        return found;
    }

    private static Map<SourceId, Integer> versions(List<Hit<Void>> hits) {
        Map<SourceId, Integer> versions = new HashMap<>();
        for (Hit<Void> hit : hits) {
            versions.put(
                    new SourceId(value(hit, RECORD).to(String[].class)[0]),
                    value(hit, VERSION).to(Integer[].class)[0]);
        }
        return versions;
    }

    private static JsonData value(Hit<Void> hit, String field) {
        return Objects.requireNonNull(hit.fields().get(field));
    }
}
