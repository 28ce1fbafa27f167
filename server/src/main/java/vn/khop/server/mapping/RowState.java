package vn.khop.server.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How far a row has come. */
public enum RowState {
    OPEN,
    /** One person has decided. */
    DECIDED,
    /** Two persons see it differently. */
    DISPUTED,
    /** Two persons, each by himself, decided the same. */
    AGREED;

    /** What holds of a row by its decisions, and by which. */
    public record Standing(RowState state, Optional<MappingDecision> decision, Optional<MappingDecision> review) {}

    /** @param decisions of one row, the oldest first */
    public static Standing of(List<MappingDecision> decisions) {
        Map<String, MappingDecision> latest = new LinkedHashMap<>();
        for (MappingDecision decision : decisions) {
            if (decision.kind() != MappingDecision.Kind.REJECT) {
                latest.remove(decision.by());
                latest.put(decision.by(), decision);
            }
        }
        List<MappingDecision> standing = new ArrayList<>(latest.values());
        Optional<Standing> agreed = Optional.empty();
        for (int later = standing.size() - 1; later > 0 && agreed.isEmpty(); later--) {
            for (int earlier = later - 1; earlier >= 0 && agreed.isEmpty(); earlier--) {
                if (standing.get(later).agreesWith(standing.get(earlier))) {
                    agreed = Optional.of(
                            new Standing(AGREED, Optional.of(standing.get(earlier)), Optional.of(standing.get(later))));
                }
            }
        }
        if (agreed.isPresent()) {
            return agreed.get();
        }
        return switch (standing.size()) {
            case 0 -> new Standing(OPEN, Optional.empty(), Optional.empty());
            case 1 -> new Standing(DECIDED, Optional.of(standing.get(0)), Optional.empty());
            default ->
                new Standing(
                        DISPUTED,
                        Optional.of(standing.get(standing.size() - 2)),
                        Optional.of(standing.get(standing.size() - 1)));
        };
    }
}
