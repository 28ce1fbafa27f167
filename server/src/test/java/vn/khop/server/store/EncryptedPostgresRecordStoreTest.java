package vn.khop.server.store;

import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import vn.khop.server.registry.RecordStore;

/** Everything that a store must do, by one that is encrypted. */
class EncryptedPostgresRecordStoreTest extends RecordStoreContract {
    private static TestDatabase made;
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        made = TestDatabase.postgres();
        database = made.with(Optional.of(TestDatabase.key(1)));
    }

    @AfterAll
    static void close() {
        database.close();
        made.close();
    }

    @Override
    RecordStore store() {
        return database.store();
    }
}
