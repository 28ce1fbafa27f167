package vn.khop.server.notify;

import vn.khop.server.store.TestDatabase;

class H2DeliveriesTest extends DeliveriesContract {
    @Override
    TestDatabase open() {
        return TestDatabase.h2InMemory();
    }
}
