package vn.khop.server.registry;

import java.time.Duration;
import java.util.Optional;

/**
 * Which shared index is in use, and what is in it for certain. It is kept in the database and not beside the index, so that a database that was set back, or an index that was, never says more than is so.
 * One server at a time writes to the index.
 */
public interface IndexStandings {
    Optional<Standing> present();

    /** Whether this worker, and nobody else, may write from now on for so long; to be asked again before that is over. */
    boolean lease(String worker, Duration length);

    /** False if somebody else writes by now: then it stays as it was. */
    boolean put(Standing standing, String worker);

    /** There is none in use: whoever writes next makes one. */
    void forget();

    /**
     * @param format of what is written, as builds know it
     * @param salt with which keys are hashed; whoever has the index alone cannot try which telephone number a key is
     * @param seen everything that was committed by then is in the index
     */
    record Standing(KeyIndex.Index index, int format, String modelVersion, String salt, News.Seen seen) {
        Standing at(News.Seen later) {
            return new Standing(index, format, modelVersion, salt, later);
        }
    }
}
