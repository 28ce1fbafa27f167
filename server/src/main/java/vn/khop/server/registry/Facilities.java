package vn.khop.server.registry;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Which facilities may feed: those registered, and in the demo any whose code has the shape of one, which is registered when it first feeds. */
public final class Facilities {
    /** Province (2 digits), level or kind (digit or capital letter), number (2 digits). Source: code lists of the health-insurance agency. */
    private static final Pattern SHAPE = Pattern.compile("\\d{2}[0-9A-Z]\\d{2}");

    private final RecordStore store;
    private final Clock clock;
    private final boolean registersAtFirstFeed;
    /** Those that were found registered: none is ever taken off the list. */
    private final Set<String> known = ConcurrentHashMap.newKeySet();

    public Facilities(RecordStore store, Clock clock, boolean registersAtFirstFeed) {
        this.store = store;
        this.clock = clock;
        this.registersAtFirstFeed = registersAtFirstFeed;
    }

    public boolean isKnown(String facility) {
        if (known.contains(facility)) {
            return true;
        }
        boolean isRegistered = store.facilities().contains(facility);
        if (isRegistered) {
            known.add(facility);
        }
        return isRegistered;
    }

    /** Every registered facility, by code. */
    public Set<String> all() {
        return store.facilities();
    }

    /** Adds a facility that may feed from now on. */
    public void register(String facility) {
        store.register(facility, clock.instant());
    }

    /** Whether the code has the shape that the health-insurance agency gives. */
    public static boolean isWellFormed(String facility) {
        return SHAPE.matcher(facility).matches();
    }

    /** @throws Refused if the facility is not registered and may not be */
    void admit(String facility) {
        if (isKnown(facility)) {
            return;
        }
        if (registersAtFirstFeed && SHAPE.matcher(facility).matches()) {
            register(facility);
            return;
        }
        throw new Refused(
                Refused.Reason.UNKNOWN_FACILITY,
                "facility '" + facility + "' is not registered: "
                        + (registersAtFirstFeed
                                ? "a code has five characters, two digits, a digit or capital letter, two digits"
                                : "register it before it feeds"));
    }
}
