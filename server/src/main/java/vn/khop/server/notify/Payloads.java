package vn.khop.server.notify;

import java.net.URI;
import java.util.Optional;
import vn.khop.server.registry.ChangeEvent;

/** How a change is written for a subscriber. */
public interface Payloads {
    /**
     * What the subscription's endpoint is sent of the event, as its client may see the person now; empty if it is none of its affair. Whom it shows is in the access log when this returns.
     *
     * @param id names the message; the same for each of its tries
     */
    Optional<Payload> of(Subscription subscription, ChangeEvent event, String id);

    /** What the endpoint said in answer, where it was a success by its status. */
    Telling.Answer read(byte[] body, String contentType);

    /**
     * One HTTP request.
     *
     * @param contentType empty where there is no body
     */
    record Payload(String method, URI url, String contentType, byte[] body) {
        @Override
        public String toString() {
            return "Payload[" + method + ", " + body.length + " bytes]";
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }
}
