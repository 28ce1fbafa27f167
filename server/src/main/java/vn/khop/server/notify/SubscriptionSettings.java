package vn.khop.server.notify;

import java.util.List;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where subscribers may be, and how long is waited for them.
 *
 * @param hosts names of hosts that may be endpoints over https, {@code *.name} for all below one; each with {@code :port} where that is not 443
 * @param plainHosts the same over http, where nobody else reads along
 * @param tries of one message, before it is put aside and the subscription stops
 * @param timeoutMillis after which an answer counts as none
 * @param most subscriptions of one client
 */
public record SubscriptionSettings(
        @DefaultValue List<String> hosts,
        @DefaultValue List<String> plainHosts,
        @DefaultValue("10") int tries,
        @DefaultValue("10000") int timeoutMillis,
        @DefaultValue("20") int most) {
    public SubscriptionSettings {
        hosts = List.copyOf(hosts);
        plainHosts = List.copyOf(plainHosts);
    }

    /** The same, with endpoints on this machine. */
    public SubscriptionSettings withNearby() {
        return new SubscriptionSettings(hosts, List.of("localhost:*", "127.0.0.1:*"), tries, timeoutMillis, most);
    }
}
