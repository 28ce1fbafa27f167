package vn.khop.server.registry;

import java.util.List;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;

/** For tests that do not ask who saw whom. */
final class UnkeptLog implements AccessLog {
    @Override
    public void record(List<AccessEvent> events) {}

    @Override
    public List<AccessEntry> about(String personId, int limit) {
        return List.of();
    }
}
