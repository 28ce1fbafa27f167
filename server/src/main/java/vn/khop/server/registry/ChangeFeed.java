package vn.khop.server.registry;

import java.util.List;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.Actor;

/** What has changed about who is who, for those who keep ids of persons elsewhere. */
public final class ChangeFeed {
    private final RecordStore store;
    private final AccessLog accessLog;

    public ChangeFeed(RecordStore store, AccessLog accessLog) {
        this.store = store;
        this.accessLog = accessLog;
    }

    /**
     * The events after a position, oldest first.
     *
     * @param position 0 for the beginning, then that of the last event read
     * @throws Refused if the caller is one hospital's: where else a person is known is not its affair
     */
    public List<ChangeEvent> after(long position, int limit, Actor actor) {
        if (!actor.facilities().everywhere()) {
            throw new Refused(
                    Refused.Reason.FACILITY_NOT_ALLOWED,
                    "the feed of changes tells of every facility: it is for the city's hub");
        }
        List<ChangeEvent> events = store.outbox().after(position, limit);
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.CHANGES,
                events.stream().map(event -> event.person().value()).distinct().toList()));
        return events;
    }

    /** Position of the newest event; 0 where there is none. */
    public long last() {
        return store.outbox().last();
    }
}
