package vn.khop.server.elastic;

import co.elastic.clients.elasticsearch.ElasticsearchClient;
import co.elastic.clients.elasticsearch._types.ElasticsearchException;
import co.elastic.clients.elasticsearch._types.VersionType;
import co.elastic.clients.elasticsearch.core.BulkResponse;
import co.elastic.clients.elasticsearch.core.bulk.BulkOperation;
import co.elastic.clients.elasticsearch.core.bulk.BulkResponseItem;
import co.elastic.clients.transport.BackoffPolicy;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.khop.server.registry.IndexAway;
import vn.khop.server.registry.KeyIndex;
import vn.khop.server.registry.SourceId;

/*
 * One request at a time, and the next one is filled only when it is answered: whoever writes waits for Elasticsearch, and never the other way round. The client's own bulk helper was looked at: it does not say
 * for certain that what it tried again has arrived, and nothing may be taken for written that is not.
 */
/** Writes records in bulk requests. Not thread-safe. */
final class ElasticsearchWriting implements KeyIndex.Writing {
    private static final int AT_ONCE = 1_000;
    private static final int CONFLICT = 409;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;
    /** Doubling from a tenth of a second: half a minute in all. */
    private static final BackoffPolicy PAUSES = BackoffPolicy.exponentialBackoff(100L, 8);

    private final ElasticsearchClient client;
    private final String name;
    private final String alias;
    private List<BulkOperation> waiting = new ArrayList<>();

    ElasticsearchWriting(ElasticsearchClient client, String name, String alias) {
        this.client = client;
        this.name = name;
        this.alias = alias;
    }

    @Override
    public void put(SourceId record, int version, Set<String> keys) {
        waiting.add(BulkOperation.of(operation -> operation.index(index -> index.id(record.value())
                .versionType(VersionType.ExternalGte)
                .version((long) version)
                .document(Map.of(
                        ElasticsearchKeys.RECORD,
                        record.value(),
                        ElasticsearchKeys.VERSION,
                        version,
                        ElasticsearchKeys.KEYS,
                        keys)))));
        if (waiting.size() >= AT_ONCE) {
            send();
        }
    }

    private void send() {
        Iterator<Long> pauses = PAUSES.iterator();
        while (!waiting.isEmpty()) {
            waiting = turnedAway(waiting);
            if (!waiting.isEmpty()) {
                if (!pauses.hasNext()) {
                    throw new IndexAway("elasticsearch takes no more for now");
                }
                pause(pauses.next());
            }
        }
    }

    /** Those that it had no room for. */
    private List<BulkOperation> turnedAway(List<BulkOperation> operations) {
        BulkResponse response;
        try {
            response = client.bulk(
                    request -> request.index(alias).requireAlias(true).operations(operations));
        } catch (ElasticsearchException refused) {
            if (isForNow(refused.status())) {
                return operations;
            }
            throw new IndexAway("elasticsearch refuses (" + refused.error().type() + ")", refused);
        } catch (IOException away) {
            throw new IndexAway(
                    "elasticsearch does not answer (" + away.getClass().getSimpleName() + ")", away);
        }
        List<BulkOperation> left = new ArrayList<>();
        for (int one = 0; one < operations.size(); one++) {
            BulkResponseItem item = response.items().get(one);
            if (isForNow(item.status())) {
                left.add(operations.get(one));
            } else if (item.error() != null && item.status() != CONFLICT) {
                throw new IndexAway(
                        "elasticsearch refuses a record (" + item.error().type() + ")");
            }
        }
        return left;
    }

    private static boolean isForNow(int status) {
        return status == TOO_MANY || status == UNAVAILABLE;
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IndexAway("stopped while elasticsearch was written", stopped);
        }
    }

    @Override
    public void finish() {
        send();
        boolean isWhole = ElasticsearchKeys.answered(() -> client.indices().refresh(request -> request.index(name)))
                        .shards()
                        .failed()
                        .intValue()
                == 0;
        if (!isWhole) {
            throw new IndexAway("elasticsearch shows what was written in part");
        }
    }

    @Override
    public void close() {
        waiting = new ArrayList<>();
    }
}
