package vn.khop.server.registry;

import vn.khop.server.store.TestDatabase;

class H2EncryptionTest extends EncryptionContract {
    @Override
    TestDatabase newDatabase() {
        return TestDatabase.h2InMemory();
    }
}
