package vn.khop.server.export;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.security.Scope;
import vn.khop.server.security.SmartScopes;

/**
 * An export, and how far it is.
 *
 * @param contents what is wanted
 * @param since only persons that changed after it
 * @param request as it was asked, without the server's name
 * @param begunAt what changed later may not be in it: the {@code since} of the next one
 * @param expiresAt when its files go
 * @param reached the last person written; empty at first
 * @param files what is written, in the order of their parts
 * @param failure why it stopped; empty where it did not
 */
public record ExportJob(
        String id,
        State state,
        Requester requester,
        Set<Content> contents,
        Optional<Instant> since,
        String request,
        Optional<String> approvedBy,
        Instant requestedAt,
        Optional<Instant> begunAt,
        Optional<Instant> endedAt,
        Instant expiresAt,
        String reached,
        List<File> files,
        String failure) {
    public ExportJob {
        contents = Set.copyOf(contents);
        files = List.copyOf(files);
    }

    /** The name is stored: never rename one. */
    public enum State {
        /** A second person has to agree. */
        REQUESTED,
        /** It waits for its turn, or goes on. */
        APPROVED,
        DONE,
        FAILED,
        /** Its files are gone. */
        EXPIRED
    }

    /** The name is stored: never rename one. */
    public enum Content {
        /** Persons with their links. */
        PERSONS("Patient"),
        /** The hospitals' records. */
        SOURCES("SourceRecord");

        private final String type;

        Content(String type) {
            this.type = type;
        }

        /** As it is asked for and told. */
        public String type() {
            return type;
        }
    }

    /** Who asked, and for what. */
    public record Requester(String username, String clientId, Set<String> purposes, String address) {
        public Requester {
            purposes = Set.copyOf(purposes);
        }

        public static Requester of(Actor actor) {
            return new Requester(actor.username(), actor.clientId(), actor.purposes(), actor.address());
        }
    }

    /**
     * A part of what is written.
     *
     * @param rows lines of it that count
     * @param bytes up to their end; what is behind was written by a server that was killed
     */
    public record File(String name, Content content, long rows, long bytes) {}

    /** In whose name persons go out. */
    public Actor actor() {
        return new Actor(
                requester.username(),
                requester.clientId(),
                Set.of(Role.HUB),
                Set.of(Scope.EXPORT),
                requester.purposes(),
                FacilityScope.everyFacility(),
                id,
                requester.address(),
                Optional.empty(),
                SmartScopes.none(),
                "export " + id);
    }

    public long rows(Content content) {
        return files.stream()
                .filter(file -> file.content() == content)
                .mapToLong(File::rows)
                .sum();
    }

    ExportJob approved(String by) {
        return new ExportJob(
                id,
                State.APPROVED,
                requester,
                contents,
                since,
                request,
                Optional.of(by),
                requestedAt,
                begunAt,
                endedAt,
                expiresAt,
                reached,
                files,
                failure);
    }

    ExportJob begun(Instant at) {
        return new ExportJob(
                id,
                state,
                requester,
                contents,
                since,
                request,
                approvedBy,
                requestedAt,
                Optional.of(at),
                endedAt,
                expiresAt,
                "",
                List.of(),
                failure);
    }

    ExportJob reached(String person, List<File> written) {
        return new ExportJob(
                id,
                state,
                requester,
                contents,
                since,
                request,
                approvedBy,
                requestedAt,
                begunAt,
                endedAt,
                expiresAt,
                person,
                written,
                failure);
    }

    ExportJob ended(State how, Instant at, Instant expires, String why) {
        return new ExportJob(
                id,
                how,
                requester,
                contents,
                since,
                request,
                approvedBy,
                requestedAt,
                begunAt,
                Optional.of(at),
                expires,
                reached,
                files,
                why);
    }
}
