package vn.khop.server.notify;

import vn.khop.server.store.TestDatabase;

class PostgresDeliveriesTest extends DeliveriesContract {
    @Override
    TestDatabase open() {
        return TestDatabase.postgres();
    }
}
