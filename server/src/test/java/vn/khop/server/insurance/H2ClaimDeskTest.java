package vn.khop.server.insurance;

import vn.khop.server.store.TestDatabase;

class H2ClaimDeskTest extends ClaimDeskContract {
    @Override
    TestDatabase fresh() {
        return TestDatabase.h2InMemory();
    }
}
