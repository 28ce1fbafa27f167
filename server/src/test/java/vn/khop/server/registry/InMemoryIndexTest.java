package vn.khop.server.registry;

import org.junit.jupiter.api.Tag;
import vn.khop.server.store.TestDatabase;

@Tag("slow")
class InMemoryIndexTest extends LiveIndexContract {
    @Override
    IndexSource source(TestDatabase at, Linkage by, int perKeyMax) {
        return new InMemoryIndex(at.store(), by, perKeyMax);
    }
}
