package vn.khop.server.registry;

import org.junit.jupiter.api.Tag;
import vn.khop.server.store.TestDatabase;

@Tag("slow")
class PostgresFirstLoadTest extends FirstLoadContract {
    @Override
    TestDatabase newDatabase() {
        return TestDatabase.postgres();
    }
}
