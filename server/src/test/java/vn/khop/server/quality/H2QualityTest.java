package vn.khop.server.quality;

import vn.khop.server.store.TestDatabase;

class H2QualityTest extends QualityContract {
    @Override
    TestDatabase database() {
        return TestDatabase.h2();
    }
}
