package vn.khop.server.registry;

import vn.khop.server.store.TestDatabase;

class H2FirstLoadTest extends FirstLoadContract {
    @Override
    TestDatabase newDatabase() {
        return TestDatabase.h2();
    }
}
