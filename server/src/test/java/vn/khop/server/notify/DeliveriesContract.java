package vn.khop.server.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.notify.Subscriber.Heard;
import vn.khop.server.registry.ActiveLinkage;
import vn.khop.server.registry.ChangeEvent;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.PersonCriterion;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.security.Actor;
import vn.khop.server.store.SqlNotices;
import vn.khop.server.store.SqlSubscriptions;
import vn.khop.server.store.TestDatabase;

/** Servers that share a database and tell one endpoint: one at a time, in order, and whoever is killed is followed by another under the same ids. */
abstract class DeliveriesContract {
    private static final Linker LINKER = Linker.of(LinkageModel.readDefault());
    private static final SubscriptionSettings SETTINGS =
            new SubscriptionSettings(List.of(), List.of("localhost:*"), 1_000, 5_000, 20);
    private static final Telling.Pace PACE = new Telling.Pace(
            Duration.ofMillis(50), Duration.ofMillis(50), Duration.ofMillis(200), Duration.ofSeconds(2));

    private final Clock clock = Clock.systemUTC();
    private final TestDatabase database = open();
    private final Subscriber endpoint = new Subscriber();
    private final RecordStore store = database.store();
    private final Registry registry = new Registry(
            store,
            new ActiveLinkage(LINKER, store, clock),
            new Facilities(store, clock, true),
            new Unkept(),
            clock,
            new SecureRandom(),
            new SimpleMeterRegistry());

    /** An empty database. */
    abstract TestDatabase open();

    private static final class Unkept implements AccessLog {
        @Override
        public void record(List<AccessEvent> events) {}

        @Override
        public List<AccessEntry> about(String personId, int limit) {
            return List.of();
        }
    }

    /** The position of a new person is all that is said. */
    private static final class Positions implements Payloads {
        @Override
        public Optional<Payload> of(Subscription subscription, ChangeEvent event, String id) {
            return event.kind() == ChangeEvent.Kind.PERSON_CREATED
                    ? Optional.of(new Payload(
                            "POST",
                            subscription.channel().endpoint(),
                            "text/plain",
                            String.valueOf(event.position()).getBytes(StandardCharsets.UTF_8)))
                    : Optional.empty();
        }

        @Override
        public Telling.Answer read(byte[] body, String contentType) {
            return new Telling.Answer(Telling.Verdict.TAKEN, "");
        }
    }

    /** One server, with connections of its own. */
    private final class Server implements AutoCloseable {
        private final TestDatabase own = database.again();
        private final SubscriptionDeliveries deliveries = new SubscriptionDeliveries(
                new SqlSubscriptions(own.pool(), own.seal()),
                new Telling(
                        own.store().outbox(),
                        new SqlNotices(own.pool()),
                        clock,
                        PACE,
                        UUID.randomUUID().toString(),
                        new SimpleMeterRegistry(),
                        "test"),
                new Positions(),
                new Endpoints(SETTINGS),
                SETTINGS,
                subscription -> false,
                clock,
                PACE.look());

        Server() {
            deliveries.begin();
        }

        /** It can do nothing more, not even let go what it has. */
        void kill() {
            own.close();
            deliveries.close();
        }

        @Override
        public void close() {
            deliveries.close();
            own.close();
        }
    }

    @AfterEach
    void close() {
        endpoint.close();
        database.close();
    }

    private void subscribe() {
        new Subscriptions(
                        new SqlSubscriptions(database.pool(), database.seal()),
                        new SqlNotices(database.pool()),
                        store.outbox(),
                        SETTINGS,
                        clock,
                        () -> UUID.randomUUID().toString())
                .add(
                        new Subscriptions.Wish(
                                new PersonCriterion(PersonCriterion.Kind.ANY, ""),
                                new Subscription.Channel(
                                        Subscription.Kind.REST_HOOK,
                                        URI.create(endpoint.url()),
                                        Subscription.Form.JSON,
                                        List.of()),
                                Optional.empty(),
                                "{}"),
                        Actor.ofServer("test"));
    }

    private void feed(int from, int to) {
        for (int i = from; i < to; i++) {
            registry.feed(
                    new SourceFeed(
                            "01001",
                            "d-" + i,
                            Map.of(
                                    Columns.RECORD_CLASS, "unlinkable",
                                    Columns.FULL_NAME, "Nguyễn Văn Không Ai",
                                    Columns.BIRTH_DATE, (1930 + i) + "-01-02"),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty()),
                    Actor.ofServer("test"));
        }
    }

    private static void assertInOrder(List<Heard> accepted) {
        List<Long> positions =
                accepted.stream().map(one -> Long.parseLong(one.body())).toList();
        assertEquals(positions.stream().sorted().distinct().toList(), positions, "in order, and each once");
    }

    @Test
    void ofTwoServersOneTellsAndEachMessageGoesOnceInItsOrder() {
        subscribe();
        try (Server unusedOne = new Server();
                Server unusedOther = new Server()) {
            feed(0, 30);
            assertInOrder(endpoint.await("all", all -> all.size() == 30));
        }
    }

    @Test
    void whereAServerStopsAnotherGoesOnWithTheSameMessageUnderTheSameId() {
        subscribe();
        feed(0, 2);
        endpoint.answers(one -> one.method().equals("HEAD") ? 200 : 503);
        try (Server one = new Server()) {
            endpoint.await("tries of " + one, all -> all.size() >= 2);
        }
        endpoint.answers(200);
        try (Server other = new Server()) {
            List<Heard> heard = endpoint.await(
                    "both of " + other,
                    all -> all.stream().filter(Heard::accepted).count() == 2);
            List<Heard> accepted = heard.stream().filter(Heard::accepted).toList();
            assertInOrder(accepted);
            assertEquals(heard.get(0).id(), accepted.get(0).id());
            assertEquals(
                    Set.of(accepted.get(0).id(), accepted.get(1).id()).size(),
                    heard.stream().map(Heard::id).distinct().count());
        }
    }

    @Test
    void whereAServerIsKilledAnotherGoesOnWhenItsTimeIsOver() {
        subscribe();
        feed(0, 3);
        endpoint.answers(one -> one.method().equals("HEAD") || endpoint.heard().isEmpty() ? 200 : 503);
        Server killed = new Server();
        endpoint.await("some", all -> all.size() >= 3);
        killed.kill();
        endpoint.answers(200);
        try (Server other = new Server()) {
            List<Heard> accepted =
                    endpoint
                            .await(
                                    "the rest by " + other,
                                    all -> all.stream().filter(Heard::accepted).count() == 3)
                            .stream()
                            .filter(Heard::accepted)
                            .toList();
            assertInOrder(accepted);
        }
    }
}
