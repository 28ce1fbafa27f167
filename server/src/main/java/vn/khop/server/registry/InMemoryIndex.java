package vn.khop.server.registry;

import java.util.Optional;

/** Every record packed in the memory of this server, read from the store when it starts, and again when former versions take too much room. */
public final class InMemoryIndex implements IndexSource {
    /** Former versions that may take room, as a share of all rows, and so many at least. */
    private static final int SPENT_SHARE = 4;

    private static final int SPENT_MIN = 100_000;

    private final RecordStore store;
    private final Linkage linkage;
    private final int perKeyMax;

    public InMemoryIndex(RecordStore store, Linkage linkage) {
        this(store, linkage, Candidates.PER_KEY_MAX);
    }

    InMemoryIndex(RecordStore store, Linkage linkage, int perKeyMax) {
        this.store = store;
        this.linkage = linkage;
        this.perKeyMax = perKeyMax;
    }

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public Optional<Opened> open(Reading reading) {
        store.forgetNews();
        // Heard first: what is committed while the records are read comes again, and is known then.
        News.Seen before = store.seen();
        return linkage.index(store::eachPresent, perKeyMax).map(index -> new Opened(index, before));
    }

    @Override
    public boolean isOutdated(Optional<RecordIndex> present) {
        return present.filter(index -> index.spent() > Math.max(SPENT_MIN, index.size() / SPENT_SHARE))
                .isPresent();
    }

    @Override
    public int takenInMax() {
        return Integer.MAX_VALUE;
    }
}
