package vn.khop.server.verification;

import java.time.Instant;
import java.util.List;
import vn.khop.server.registry.SourceId;

/** What is to be asked of the population database, and what became of each question. In the same transactions as the registry's store. */
public interface VerificationQueue {
    /**
     * A question that waits.
     *
     * @param fingerprint of what is asked: other content is another question
     * @param attempts how often it was asked without an answer
     */
    record Waiting(SourceId record, String fingerprint, int attempts) {}

    /** To which position the feed of changes has been read. */
    long position();

    void position(long read);

    /** Does nothing if the same was asked of the record before. */
    void add(SourceId record, String fingerprint, Instant at);

    /** Those whose time has come, the longest waiting first; nobody else gets them until then. */
    List<Waiting> due(Instant now, Instant until, int limit);

    /** An answer, or that there is nothing to ask any more. */
    void done(Waiting question, String result, Instant at);

    /** No answer: it is asked again. */
    void failed(Waiting question, String why, Instant at, Instant again);

    /** How many wait. */
    long waiting();
}
