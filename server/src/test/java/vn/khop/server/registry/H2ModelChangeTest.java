package vn.khop.server.registry;

import vn.khop.server.store.TestDatabase;

class H2ModelChangeTest extends ModelChangeContract {
    @Override
    TestDatabase fresh() {
        return TestDatabase.h2();
    }
}
