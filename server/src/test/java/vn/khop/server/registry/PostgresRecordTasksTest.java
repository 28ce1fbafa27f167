package vn.khop.server.registry;

import vn.khop.server.store.TestDatabase;

@org.junit.jupiter.api.Tag("slow")
class PostgresRecordTasksTest extends RecordTasksContract {
    @Override
    TestDatabase fresh() {
        return TestDatabase.postgres();
    }
}
