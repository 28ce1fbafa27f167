package vn.khop.server.store;

import org.junit.jupiter.api.Tag;

@Tag("slow")
class PostgresAccessChainTest extends AccessChainContract {
    @Override
    TestDatabase open() {
        return TestDatabase.postgres();
    }
}
