package vn.khop.server.registry;

import java.time.Instant;
import java.util.List;

/**
 * What one change does to who is who, entered into the log together.
 *
 * @param at when
 * @param founded ids of new persons, without records until the links give them some; nobody had them before
 * @param befell what befell persons, in this order; each becomes its person's present state
 * @param links each becomes its record's one present link, in this order; their numbers are given by the store
 * @param told what others are told, in this order
 */
public record LedgerEntry(
        Instant at,
        List<EnterpriseId> founded,
        List<PersonEvent> befell,
        List<LinkEvent> links,
        List<ChangeEvent> told) {
    public LedgerEntry {
        founded = List.copyOf(founded);
        befell = List.copyOf(befell);
        links = List.copyOf(links);
        told = List.copyOf(told);
    }
}
