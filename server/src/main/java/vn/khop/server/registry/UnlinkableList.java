package vn.khop.server.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.security.Actor;

/** Which records cannot be linked by what they say, for whoever asks their hospitals for more. Thread-safe. */
public final class UnlinkableList {
    private final RecordStore store;
    private final AccessLog accessLog;

    public UnlinkableList(RecordStore store, AccessLog accessLog) {
        this.store = store;
        this.accessLog = accessLog;
    }

    public Map<String, Map<Unlinkable, Integer>> counts() {
        return store.unlinkables().counts();
    }

    /** A page by record id; ids only. */
    public List<Unlinkables.Listed> page(
            Optional<String> facility, Optional<Unlinkable> why, Optional<SourceId> after, int limit, Actor actor) {
        List<Unlinkables.Listed> page = store.unlinkables().page(facility, why, after, limit);
        accessLog.record(AccessEvent.ofResult(
                actor,
                AccessAction.SEARCH,
                page.stream().map(listed -> listed.person().value()).distinct().toList()));
        return page;
    }
}
