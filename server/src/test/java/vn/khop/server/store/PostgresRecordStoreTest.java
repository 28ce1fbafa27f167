package vn.khop.server.store;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import vn.khop.server.registry.RecordStore;

class PostgresRecordStoreTest extends RecordStoreContract {
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.postgres();
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
