package vn.khop.server.store;

class H2AccessChainTest extends AccessChainContract {
    @Override
    TestDatabase open() {
        return TestDatabase.h2();
    }
}
