package vn.khop.server.export;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The exports. Each call is a transaction of its own. */
public interface ExportStore {
    void add(ExportJob job);

    Optional<ExportJob> job(String id);

    /** Newest first. */
    List<ExportJob> all(int limit);

    /** Puts it in place of what was, if that is in this state; false if it is not. */
    boolean replace(ExportJob job, ExportJob.State before);

    /** One that is approved and that no other server writes; this one writes it until then, if it does not say so again. */
    Optional<ExportJob> take(String worker, Instant now, Instant until);

    /** How far it is; false if it is not this server's any more. */
    boolean reached(ExportJob job, String worker, Instant until);

    /** Those whose files should be gone by now. */
    List<ExportJob> expired(Instant now);
}
