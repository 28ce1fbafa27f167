package vn.khop.server.quality;

import org.junit.jupiter.api.Tag;
import vn.khop.server.store.TestDatabase;

@Tag("slow")
class PostgresQualityTest extends QualityContract {
    @Override
    TestDatabase database() {
        return TestDatabase.postgres();
    }
}
