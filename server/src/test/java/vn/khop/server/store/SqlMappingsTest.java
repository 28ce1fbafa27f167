package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import vn.khop.server.mapping.MappingDecision;
import vn.khop.server.mapping.MappingDecision.Kind;
import vn.khop.server.mapping.MappingDecision.Origin;
import vn.khop.server.mapping.MappingList;
import vn.khop.server.mapping.MappingRelease;
import vn.khop.server.mapping.MappingStore;
import vn.khop.server.mapping.MappingTarget;
import vn.khop.server.mapping.Relation;
import vn.khop.terminology.suggest.LocalList;
import vn.khop.terminology.suggest.LocalRow;

/** What is written is read, on both databases. */
class SqlMappingsTest {
    private static final Instant NOW = Instant.parse("2026-07-01T08:00:00.123456Z");

    @Test
    void theEmbeddedDatabaseKeepsLists() {
        try (TestDatabase database = TestDatabase.h2()) {
            keepsLists(database);
        }
    }

    @Test
    @Tag("slow")
    void postgresKeepsLists() {
        try (TestDatabase database = TestDatabase.postgres()) {
            keepsLists(database);
        }
    }

    private static void keepsLists(TestDatabase database) {
        MappingStore store = new SqlMappings(database.pool(), new DataSourceTransactionManager(database.pool()));
        MappingList draft = new MappingList(0, "01001", "Danh mục", "urn:l", "urn:n", "2020", "urn:l/map", "a", NOW);
        MappingList list = store.add(draft).orElseThrow();
        assertEquals(Optional.empty(), store.add(draft), "a URL is one list's");
        MappingList second = store.add(new MappingList(0, "", "b", "urn:l", "urn:n", "2020", "urn:m", "a", NOW))
                .orElseThrow();
        assertEquals(List.of(second, list), store.lists());
        assertEquals(Optional.of(list), store.list(list.number()));

        LocalRow drug = new LocalRow("1.10", "Panadol", "thuốc", "Paracetamol", "500mg", "viên", "uống");
        LocalList.Row first = new LocalList.Row(2, drug, 7, Optional.empty());
        LocalList.Row next = new LocalList.Row(5, LocalRow.of("2", "Ho"), 0, Optional.empty());
        store.addRows(list.number(), List.of(first, next));
        assertEquals(2, store.rowCount(list.number()));
        assertEquals(List.of(first, next), store.rows(list.number(), 0, Integer.MAX_VALUE));
        assertEquals(List.of(next), store.rows(list.number(), 2, 1));

        MappingDecision suggested = decision("a", Kind.MAP, "A00", Origin.SUGGESTED, Optional.of(0.75));
        MappingDecision bulk = decision("b", Kind.MAP, "A01", Origin.BULK, Optional.of(0.99));
        MappingDecision none = decision("c", Kind.NO_MAP, "", Origin.TYPED, Optional.empty());
        store.decide(list.number(), List.of(suggested, bulk, none));
        List<MappingDecision> kept = store.decisions(list.number(), 2);
        assertEquals(
                List.of("a", "b", "c"), kept.stream().map(MappingDecision::by).toList());
        assertEquals(Map.of(2, kept), store.decisions(list.number()));
        assertEquals(NOW, kept.get(0).at());
        assertEquals(Optional.of(0.75), kept.get(0).probability());
        assertEquals(Optional.empty(), kept.get(2).probability());
        List<MappingStore.Taught> taught = store.taughtAfter("urn:n", 0, 10);
        assertEquals(
                List.of(new MappingStore.Taught(first, kept.get(0)), new MappingStore.Taught(first, kept.get(2))),
                taught,
                "what was taken in bulk does not teach");
        assertEquals(List.of(), store.taughtAfter("urn:n", kept.get(2).number(), 10));
        assertEquals(List.of(), store.taughtAfter("urn:other", 0, 10));

        List<MappingTarget> targets = List.of(
                new MappingTarget("A00", "Tả", Relation.NARROWER, List.of()),
                new MappingTarget(
                        "A01",
                        "\"Thương\" hàn",
                        Relation.INEXACT,
                        List.of(new MappingTarget.Condition("sex", "female"))));
        store.decide(
                list.number(),
                List.of(new MappingDecision(
                        0, 5, "d", NOW, Kind.MAP, targets, Origin.TYPED, Optional.empty(), "", "")));
        assertEquals(targets, store.decisions(list.number(), 5).get(0).targets());
        assertEquals(kept.get(0).targets().get(0), targets.get(0));

        MappingRelease release = new MappingRelease("1", "a", NOW, 1);
        assertTrue(store.publish(list.number(), release));
        assertFalse(store.publish(list.number(), release));
        assertEquals(List.of(release), store.releases(list.number()));
        assertThrows(
                IllegalStateException.class,
                () -> store.inOne(() -> {
                    store.publish(list.number(), new MappingRelease("2", "a", NOW, 1));
                    throw new IllegalStateException("stop");
                }));
        assertEquals(List.of(release), store.releases(list.number()), "nothing of a broken transaction stays");
    }

    private static MappingDecision decision(
            String by, Kind kind, String code, Origin origin, Optional<Double> probability) {
        return new MappingDecision(
                0,
                2,
                by,
                NOW,
                kind,
                code.isEmpty() ? List.of() : List.of(new MappingTarget(code, "Tả", Relation.NARROWER, List.of())),
                origin,
                probability,
                "model",
                "ghi chú");
    }
}
