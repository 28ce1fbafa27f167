package vn.khop.server.registry;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import vn.khop.server.store.TestDatabase;

@Tag("slow")
class PostgresEncryptionTest extends EncryptionContract {
    private static TestDatabase server;

    @BeforeAll
    static void open() {
        server = TestDatabase.postgres();
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Override
    TestDatabase newDatabase() {
        return server.beside();
    }
}
