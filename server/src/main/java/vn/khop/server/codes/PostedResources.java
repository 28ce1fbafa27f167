package vn.khop.server.codes;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.compile.ResourceReleases;
import vn.khop.terminology.concept.Answer;

/** Where posted resources are kept, for all processes of one database. Each change has a number, its generation; a higher one was committed later. */
public interface PostedResources {
    /** The number of the last change that is committed. */
    long generation();

    /** A resource as it stands, and when it was written last. */
    record Change(PostedResource resource, Instant at) {}

    /** What was changed after this generation, the present state of each resource, oldest change first. */
    List<Change> changedSince(long generation);

    /**
     * Writes a resource in the caller's transaction; until that ends, no other transaction writes one.
     *
     * @return the id of another resource of this type, URL and version, if there is one: then nothing is written
     */
    Optional<String> put(PostedResource resource);

    /** How versions of them stand by what somebody decided. */
    ResourceReleases releases();

    /** Takes a step with one of them in the caller's transaction; until that ends, no other transaction writes. */
    Answer<ResourceReleases> change(ResourceReleases.Step step);

    /** Says that this process goes on answering for some time from what it has seen. */
    void renew(String node, long seen);

    /** Whether every process that may still answer has seen this generation. */
    boolean isSeenByAll(long generation, Duration lease);

    /** This process answers no more. */
    void leave(String node);
}
