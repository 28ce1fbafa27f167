package vn.khop.server.notify;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import vn.khop.server.notify.Subscription.Status;
import vn.khop.server.registry.Outbox;
import vn.khop.server.registry.PersonCriterion;
import vn.khop.server.security.Actor;
import vn.khop.server.security.Role;

/** Subscriptions as their clients see them: each its own, an administrator all of them. Thread-safe. */
public final class Subscriptions {
    private final SubscriptionStore store;
    private final NoticeStore notices;
    private final Outbox outbox;
    private final SubscriptionSettings settings;
    private final Clock clock;
    private final Supplier<String> ids;

    public Subscriptions(
            SubscriptionStore store,
            NoticeStore notices,
            Outbox outbox,
            SubscriptionSettings settings,
            Clock clock,
            Supplier<String> ids) {
        this.store = store;
        this.notices = notices;
        this.outbox = outbox;
        this.settings = settings;
        this.clock = clock;
        this.ids = ids;
    }

    /** What a client asks for. */
    public record Wish(
            PersonCriterion criterion, Subscription.Channel channel, Optional<Instant> end, String document) {}

    /** The client has as many as it may have. */
    public static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany(int most) {
            super("this client has " + most + " subscriptions, which is the most: delete one");
        }
    }

    /** The subscription is not as the caller saw it. */
    public static final class Stale extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Stale() {
            super("the subscription has changed meanwhile: read it again");
        }
    }

    /** Adds it; its client is told of all that happens from this moment on, when its endpoint has been reached. */
    public Subscription add(Wish wish, Actor actor) {
        if (store.all(Optional.of(actor.clientId())).size() >= settings.most()) {
            throw new TooMany(settings.most());
        }
        Instant now = now();
        Subscription subscription = new Subscription(
                ids.get(),
                1,
                Status.REQUESTED,
                "",
                wish.criterion(),
                wish.channel(),
                Subscription.Subscriber.of(actor, now),
                wish.end(),
                wish.document(),
                now,
                now);
        notices.begin(subscription.destination(), outbox.last(), now);
        store.add(subscription);
        return subscription;
    }

    public Optional<Subscription> subscription(String id, Actor actor) {
        return store.subscription(id)
                .filter(found ->
                        actor.has(Role.ADMIN) || found.subscriber().clientId().equals(actor.clientId()));
    }

    /** Oldest first. */
    public List<Subscription> all(Actor actor) {
        return store.all(actor.has(Role.ADMIN) ? Optional.empty() : Optional.of(actor.clientId()));
    }

    /**
     * Puts the wish in place of what was; what was not told meanwhile is told when it is requested again. Its client sees from now on what the token of this call may see.
     *
     * @param next {@link Status#REQUESTED} or {@link Status#OFF}
     * @throws Stale if it changed since it was read
     */
    public Subscription change(Subscription read, Wish wish, Status next, Actor actor) {
        Instant now = now();
        Subscription changed = new Subscription(
                read.id(),
                read.version() + 1,
                next,
                "",
                wish.criterion(),
                wish.channel(),
                Subscription.Subscriber.of(actor, now),
                wish.end(),
                wish.document(),
                read.createdAt(),
                now);
        if (!store.replace(changed)) {
            throw new Stale();
        }
        return changed;
    }

    /** Nothing more is sent; false if there was none. */
    public boolean delete(String id, Actor actor) {
        Optional<Subscription> found = subscription(id, actor);
        found.ifPresent(gone -> {
            store.delete(id);
            notices.forget(gone.destination());
        });
        return found.isPresent();
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
