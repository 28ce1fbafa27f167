package vn.khop.server.mapping;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import vn.khop.terminology.suggest.LocalList;

/** Where lists, rows and decisions are kept. Decisions are added and never changed. */
public interface MappingStore {
    /** Does the work in one transaction. */
    <T> T inOne(Supplier<T> work);

    /** @return the list with its number; empty where another has its URL */
    Optional<MappingList> add(MappingList list);

    Optional<MappingList> list(long number);

    /** The newest first. */
    List<MappingList> lists();

    int rowCount(long list);

    void addRows(long list, List<LocalList.Row> rows);

    /** In the order of their numbers, those behind this one. */
    List<LocalList.Row> rows(long list, int after, int limit);

    void decide(long list, List<MappingDecision> decisions);

    /** Every decision of a list, by row, the oldest first. */
    Map<Integer, List<MappingDecision>> decisions(long list);

    /** Every decision about a row, the oldest first. */
    List<MappingDecision> decisions(long list, int row);

    /** A decision with its row. */
    record Taught(LocalList.Row row, MappingDecision decision) {}

    /** Decisions of people about rows of every list that is mapped to this system, made after this one, the oldest first. */
    List<Taught> taughtAfter(String targetSystem, long decision, int limit);

    /** @return false where the list has this version already */
    boolean publish(long list, MappingRelease release);

    /** The newest first. */
    List<MappingRelease> releases(long list);
}
