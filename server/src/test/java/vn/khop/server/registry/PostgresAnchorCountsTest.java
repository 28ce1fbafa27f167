package vn.khop.server.registry;

import org.junit.jupiter.api.Tag;
import vn.khop.server.store.TestDatabase;

@Tag("slow")
class PostgresAnchorCountsTest extends AnchorCountsContract {
    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
