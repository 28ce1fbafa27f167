package vn.khop.server.registry;

import vn.khop.server.store.TestDatabase;

class H2RecordTasksTest extends RecordTasksContract {
    @Override
    TestDatabase fresh() {
        return TestDatabase.h2InMemory();
    }
}
