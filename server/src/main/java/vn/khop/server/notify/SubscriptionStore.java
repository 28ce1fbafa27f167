package vn.khop.server.notify;

import java.util.List;
import java.util.Optional;

/** The subscriptions. Each call is a transaction of its own. */
public interface SubscriptionStore {
    void add(Subscription subscription);

    Optional<Subscription> subscription(String id);

    /** Those of a client, or of everybody, oldest first. */
    List<Subscription> all(Optional<String> clientId);

    /** Those that are requested or active. */
    List<Subscription> served();

    /** Puts it in place of the version before; false if that is not the present one. */
    boolean replace(Subscription subscription);

    /** False if there was none. */
    boolean delete(String id);
}
