package vn.khop.server.registry;

import vn.khop.server.store.TestDatabase;

class H2RelationsTest extends RelationsContract {
    @Override
    TestDatabase fresh() {
        return TestDatabase.h2InMemory();
    }
}
