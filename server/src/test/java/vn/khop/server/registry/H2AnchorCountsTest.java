package vn.khop.server.registry;

import vn.khop.server.store.TestDatabase;

class H2AnchorCountsTest extends AnchorCountsContract {
    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
