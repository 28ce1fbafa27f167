package vn.khop.server.store;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import vn.khop.server.registry.RecordStore;

class H2RecordStoreTest extends RecordStoreContract {
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.h2();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Override
    RecordStore store() {
        return database.store();
    }
}
