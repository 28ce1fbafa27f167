package vn.khop.server.registry;

import vn.khop.server.store.TestDatabase;

@org.junit.jupiter.api.Tag("slow")
class PostgresRelationsTest extends RelationsContract {
    @Override
    TestDatabase fresh() {
        return TestDatabase.postgres();
    }
}
