package vn.khop.server.notify;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.khop.server.registry.PersonCriterion;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.security.Scope;
import vn.khop.server.security.SmartScopes;

/**
 * Somebody's wish to be told of persons (FHIR R4 Subscription, IHE ITI-94).
 *
 * @param version counts from 1
 * @param error why it stopped; empty where it did not
 * @param end when it is over, where it was asked for a time only
 * @param document what was sent, as a FHIR resource without its headers
 */
public record Subscription(
        String id,
        int version,
        Status status,
        String error,
        PersonCriterion criterion,
        Channel channel,
        Subscriber subscriber,
        Optional<Instant> end,
        String document,
        Instant createdAt,
        Instant updatedAt) {
    /** The name is stored: never rename one. */
    public enum Status {
        /** Its endpoint was not reached yet. */
        REQUESTED,
        ACTIVE,
        /** Its endpoint could not be reached, or failed, for long. */
        ERROR,
        OFF
    }

    /** How a message is sent. The name is stored: never rename one. */
    public enum Kind {
        REST_HOOK,
        /** PMIR: a message Bundle. */
        MESSAGE
    }

    /** In which form. The name is stored: never rename one. */
    public enum Form {
        JSON,
        XML,
        /** Nothing is sent but that something has changed. */
        EMPTY
    }

    /** Sent with each message; the value is a secret. */
    public record Header(String name, String value) {
        @Override
        public String toString() {
            return "Header[" + name + "]";
        }
    }

    /** Where and how. */
    public record Channel(Kind kind, URI endpoint, Form form, List<Header> headers) {
        public Channel {
            headers = List.copyOf(headers);
        }
    }

    /**
     * Who asked for it, with what he may see.
     *
     * @param at when he proved who he is
     */
    public record Subscriber(
            String username,
            String clientId,
            Set<Scope> scopes,
            Set<String> purposes,
            FacilityScope facilities,
            Instant at) {
        public Subscriber {
            scopes = Set.copyOf(scopes);
            purposes = Set.copyOf(purposes);
        }

        static Subscriber of(Actor actor, Instant at) {
            return new Subscriber(
                    actor.username(), actor.clientId(), actor.scopes(), actor.purposes(), actor.facilities(), at);
        }
    }

    /** Under which it is remembered how far it was told. */
    public String destination() {
        return "Subscription/" + id;
    }

    /**
     * In whose name persons are shown to the endpoint.
     *
     * @param message its id
     */
    public Actor actor(String message) {
        return new Actor(
                subscriber.username(),
                subscriber.clientId(),
                Set.of(Role.HUB),
                subscriber.scopes(),
                subscriber.purposes(),
                subscriber.facilities(),
                message,
                String.valueOf(channel.endpoint().getHost()),
                Optional.empty(),
                SmartScopes.none(),
                "FHIR " + destination());
    }

    /** The next version, in another state. */
    public Subscription is(Status next, String why, Instant now) {
        return new Subscription(
                id, version + 1, next, why, criterion, channel, subscriber, end, document, createdAt, now);
    }

    @Override
    public String toString() {
        return "Subscription[" + id + ", " + status + "]";
    }
}
