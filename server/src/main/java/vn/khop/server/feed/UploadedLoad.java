package vn.khop.server.feed;

import com.fasterxml.jackson.annotation.JsonCreator;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import vn.khop.server.registry.LoadState;
import vn.khop.server.security.Actor;
import vn.khop.server.security.FacilityScope;
import vn.khop.server.security.Role;
import vn.khop.server.security.Scope;

/**
 * A file of people that somebody sent to be loaded, and how far that is.
 *
 * @param id names it here; the registry names its load by what is in the file
 * @param uploadedBy the user who sent it
 * @param clientId the client by which he did
 * @param address from which he did
 * @param bytes of the file
 * @param registersFacilities whether facilities that a row names are registered
 * @param done what the registry has of it, at the end
 * @param failure why it stopped
 */
public record UploadedLoad(
        String id,
        State state,
        String uploadedBy,
        String clientId,
        String address,
        Instant uploadedAt,
        long bytes,
        boolean registersFacilities,
        Optional<Instant> endedAt,
        Optional<LoadState> done,
        Optional<Failure> failure) {

    /** The name is stored: never rename one. */
    public enum State {
        /** Another is loaded first. */
        WAITING,
        RUNNING,
        /** All of it is in the registry; the file is deleted. */
        DONE,
        /** It stopped; what was loaded stays, and the rest is loaded when it is resumed. */
        FAILED
    }

    /** Why a load stops, without anything that a row says. The name is stored: never rename one. */
    public enum Failure {
        NOT_CSV("the file is not CSV as RFC 4180 has it, in UTF-8: look for a quotation mark that is not closed, or"
                + " letters of another encoding, and send it again"),
        NOT_PARQUET(
                "the Parquet file is broken, or brings more than any file of people does: write it again, with columns"
                        + " of text and row groups of at most 256 MB, and send it again"),
        FAULT("a fault of the server or of its database stopped it; the server's log says where. Resume it when that"
                + " is mended");

        private final String text;

        Failure(String text) {
            this.text = text;
        }

        /** What a person reads of it. */
        public String text() {
            return text;
        }

        /** What a stored word means; its text was stored before its name was. */
        @JsonCreator
        static Failure stored(String word) {
            return Arrays.stream(values())
                    .filter(one -> one.name().equals(word) || one.text.equals(word))
                    .findFirst()
                    .orElse(FAULT);
        }
    }

    UploadedLoad is(State now) {
        return new UploadedLoad(
                id,
                now,
                uploadedBy,
                clientId,
                address,
                uploadedAt,
                bytes,
                registersFacilities,
                Optional.empty(),
                done,
                Optional.empty());
    }

    UploadedLoad ended(State as, Instant at, Optional<LoadState> result, Optional<Failure> why) {
        return new UploadedLoad(
                id,
                as,
                uploadedBy,
                clientId,
                address,
                uploadedAt,
                bytes,
                registersFacilities,
                Optional.of(at),
                result,
                why);
    }

    /** In whose name it is written: his who sent it, for every hospital. */
    Actor actor() {
        return new Actor(
                uploadedBy,
                clientId,
                Set.of(Role.HUB),
                Set.of(Scope.values()),
                Set.of("HSYSADMIN"),
                FacilityScope.everyFacility(),
                "load:" + id,
                address);
    }
}
