package vn.khop.server.notify;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import vn.khop.server.notify.Subscription.Status;
import vn.khop.server.registry.ChangeEvent;

/** Brings what has changed to the endpoints of subscriptions: reaches those that are requested, tells those that are active, stops those that fail for long. Several at once, each by one thread. */
public final class SubscriptionDeliveries implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SubscriptionDeliveries.class);
    private static final int AT_ONCE = 16;
    private static final int ERROR_CHARACTERS_MAX = 500;
    private static final Duration STOP = Duration.ofSeconds(5);

    private final SubscriptionStore store;
    private final Telling telling;
    private final Payloads payloads;
    private final EndpointClient client;
    private final SubscriptionSettings settings;
    private final Predicate<Subscription> isShutOut;
    private final Clock clock;
    private final Duration look;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    /** To which position of the feed of changes each was told when it was looked at last. */
    private final Map<String, Long> told = new ConcurrentHashMap<>();

    private final ExecutorService tellers = Executors.newFixedThreadPool(AT_ONCE, task -> thread(task, "subscriber"));
    private final Thread looking = thread(this::lookOnAndOn, "subscriptions");

    /**
     * @param isShutOut whether the subscription's client counts no more
     * @param look between two looks
     */
    public SubscriptionDeliveries(
            SubscriptionStore store,
            Telling telling,
            Payloads payloads,
            Endpoints endpoints,
            SubscriptionSettings settings,
            Predicate<Subscription> isShutOut,
            Clock clock,
            Duration look) {
        this.store = store;
        this.telling = telling;
        this.payloads = payloads;
        this.client = new EndpointClient(endpoints, Duration.ofMillis(settings.timeoutMillis()));
        this.settings = settings;
        this.isShutOut = isShutOut;
        this.clock = clock;
        this.look = look;
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    public void begin() {
        looking.start();
    }

    private void lookOnAndOn() {
        try {
            do {
                try {
                    long last = telling.last();
                    for (Subscription one : store.served()) {
                        if (!isQuiet(one, last) && busy.add(one.id())) {
                            execute(one.id(), last);
                        }
                    }
                } catch (RuntimeException fault) {
                    LOG.error(
                            "subscriptions cannot be looked at: {}",
                            fault.getClass().getName());
                }
            } while (telling.goesOnAfter(look));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** So that nothing is written for a subscription of whose affairs nothing happens. */
    private boolean isQuiet(Subscription subscription, long last) {
        return subscription.status() == Status.ACTIVE
                && subscription.end().isEmpty()
                && Objects.equals(told.get(subscription.id()), last)
                && !telling.hasReplays(subscription.destination());
    }

    private void execute(String id, long last) {
        try {
            tellers.execute(() -> serve(id, last));
        } catch (RejectedExecutionException closed) {
            busy.remove(id);
        }
    }

    /** Until there is nothing to do for it at this moment. */
    private void serve(String id, long last) {
        told.remove(id);
        try {
            boolean hasMore = true;
            while (hasMore && telling.goesOnAfter(Duration.ZERO)) {
                Optional<Subscription> present = store.subscription(id);
                hasMore = present.isPresent() && step(present.get());
                boolean isAllTold = !hasMore
                        && present.filter(one -> telling.isAt(one.destination(), last))
                                .isPresent();
                if (isAllTold) {
                    told.put(id, last);
                }
            }
            if (!telling.goesOnAfter(Duration.ZERO)) {
                telling.release("Subscription/" + id);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.error(
                    "a subscription is not told at this moment: {}",
                    fault.getClass().getName());
        } finally {
            busy.remove(id);
        }
    }

    private boolean step(Subscription subscription) throws InterruptedException {
        boolean isServed = subscription.status() == Status.REQUESTED || subscription.status() == Status.ACTIVE;
        if (!isServed) {
            return false;
        }
        boolean isOver =
                subscription.end().filter(end -> !end.isAfter(clock.instant())).isPresent();
        if (isOver) {
            become(subscription, Status.OFF, "");
            return false;
        }
        if (isShutOut.test(subscription)) {
            become(subscription, Status.ERROR, "the client that subscribed was shut out");
            return false;
        }
        Endpoint endpoint = new Endpoint(subscription);
        return subscription.status() == Status.ACTIVE ? telling.tell(endpoint) : reach(endpoint);
    }

    private boolean reach(Endpoint endpoint) throws InterruptedException {
        Subscription subscription = endpoint.subscription;
        if (telling.take(endpoint).isEmpty()) {
            return false;
        }
        Optional<Telling.Outcome> outcome = telling.send(endpoint, () -> client.reach(subscription.channel()));
        outcome.ifPresent(came -> {
            boolean isReached = came.answer().verdict() == Telling.Verdict.TAKEN;
            become(
                    subscription,
                    isReached ? Status.ACTIVE : Status.ERROR,
                    isReached
                            ? ""
                            : "the endpoint was not reached in " + came.tries() + " tries: "
                                    + came.answer().text());
        });
        return outcome.isPresent();
    }

    /** Not where its client has changed it meanwhile. */
    private void become(Subscription subscription, Status next, String why) {
        String error = why.substring(0, Math.min(why.length(), ERROR_CHARACTERS_MAX));
        store.replace(subscription.is(next, error, clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    /** The endpoint of a subscription as it is now. */
    private final class Endpoint implements Telling.Destination {
        private final Subscription subscription;

        Endpoint(Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public String name() {
            return subscription.destination();
        }

        @Override
        public int triesMax() {
            return settings.tries();
        }

        @Override
        public boolean isAwaited() {
            return false;
        }

        @Override
        public Optional<Telling.Letter> letter(ChangeEvent event, int replay) {
            String id = id(subscription, event);
            return payloads.of(subscription, event, id)
                    .map(payload -> () -> client.send(subscription.channel(), payload, id, payloads));
        }

        @Override
        public void failed(String answer) {
            become(
                    subscription,
                    Status.ERROR,
                    "a message was not taken in " + settings.tries() + " tries and is put aside: " + answer);
        }
    }

    /** The same for each try of a message, by any server and after any restart. */
    static String id(Subscription subscription, ChangeEvent event) {
        return UUID.nameUUIDFromBytes(
                        (subscription.destination() + "#" + event.position()).getBytes(StandardCharsets.UTF_8))
                .toString();
    }

    /** Sends nothing more, and waits a moment for what is on its way. */
    @Override
    public void close() {
        telling.close();
        client.close();
        tellers.shutdown();
        try {
            looking.join(STOP.toMillis());
            boolean isOver = tellers.awaitTermination(STOP.toMillis(), TimeUnit.MILLISECONDS);
            if (!isOver) {
                LOG.info("a subscriber is left in the middle of a message; it is sent again at the next start");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
