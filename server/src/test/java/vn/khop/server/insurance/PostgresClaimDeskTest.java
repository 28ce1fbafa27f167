package vn.khop.server.insurance;

import org.junit.jupiter.api.Tag;
import vn.khop.server.store.TestDatabase;

@Tag("slow")
class PostgresClaimDeskTest extends ClaimDeskContract {
    @Override
    TestDatabase fresh() {
        return TestDatabase.postgres();
    }
}
