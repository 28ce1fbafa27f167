package vn.khop.server.registry;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import vn.khop.server.security.Actor;

/*
 * A FHIR Patient is all that a hospital says of its patient. A table of the health insurance has no word for much of it, and leaves empty what nobody asked at the desk this time; what it does not say it
 * does not take back, so the record keeps it. It is read and written while the record is claimed, since another message of the same patient may be under way.
 */
/** The feed of messages that do not say everything: columns that one leaves out stay as they were. Thread-safe. */
public final class PartialFeed {
    private static final Set<String> NUMBERS = Set.of(Columns.NATIONAL_ID, Columns.INSURANCE_NO);

    private final RecordStore store;
    private final Registry registry;
    private final Together together;
    private final MessageTally tally;

    public PartialFeed(RecordStore store, Registry registry, Together together) {
        this(store, registry, together, MessageTally.NONE);
    }

    /** @param tally is told by whoever answers a facility's messages */
    public PartialFeed(RecordStore store, Registry registry, Together together, MessageTally tally) {
        this.tally = tally;
        this.store = store;
        this.registry = registry;
        this.together = together;
    }

    /** To be told when a message has its answer. */
    public MessageTally tally() {
        return tally;
    }

    /**
     * Takes a message.
     *
     * @throws Refused if the facility may not feed
     */
    public FeedOutcome feed(SourceFeed feed, Actor actor) {
        return together.inOne(() -> store.claiming(
                Set.of(FeedAttempt.claim(feed.facility(), feed.localId())), () -> registry.feed(merged(feed), actor)));
    }

    private SourceFeed merged(SourceFeed feed) {
        Map<String, String> former = store.source(feed.facility(), feed.localId())
                .map(SourceRecord::columns)
                .orElse(Map.of());
        Map<String, String> columns = new LinkedHashMap<>(former);
        // Whoever is fed again is there again; which numbers are wrong, confirmed or contradicted is told from what is
        // sent.
        columns.keySet()
                .removeAll(Set.of(
                        Columns.REMOVED,
                        Columns.WRONG_IDENTIFIERS,
                        Columns.NATIONAL_ID_VERIFIED,
                        Columns.NATIONAL_ID_CONTRADICTED));
        columns.putAll(feed.columns());
        NUMBERS.forEach(column -> keepAliases(column, former, columns));
        return new SourceFeed(
                feed.facility(), feed.localId(), columns, feed.document(), feed.eventTime(), feed.messageKey());
    }

    /** A number that is one of several known ones takes none of the others back. */
    private static void keepAliases(String column, Map<String, String> former, Map<String, String> columns) {
        Set<String> known = items(former.getOrDefault(column, ""));
        Set<String> sent = items(columns.getOrDefault(column, ""));
        if (known.containsAll(sent) && !sent.isEmpty()) {
            columns.put(column, former.getOrDefault(column, ""));
        }
    }

    private static Set<String> items(String list) {
        return Arrays.stream(list.split(";"))
                .map(String::strip)
                .filter(item -> !item.isEmpty())
                .collect(Collectors.toSet());
    }
}
