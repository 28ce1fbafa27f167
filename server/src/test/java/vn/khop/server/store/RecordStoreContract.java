package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataIntegrityViolationException;
import vn.khop.server.registry.Change;
import vn.khop.server.registry.ChangeEvent;
import vn.khop.server.registry.ChangeLog;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.LedgerEntry;
import vn.khop.server.registry.LinkEvent;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.OpenPair;
import vn.khop.server.registry.PairExplanation.Decision;
import vn.khop.server.registry.PersonEvent;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.PersonSearch;
import vn.khop.server.registry.PersonSearch.Comparison;
import vn.khop.server.registry.PersonSearch.Criterion;
import vn.khop.server.registry.PersonSearch.Field;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Ruling;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.SourceIndex;
import vn.khop.server.registry.SourcePair;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.registry.Verdict;

/** What every {@link RecordStore} does. Each test uses a facility of its own, so that the tests can share one database. */
abstract class RecordStoreContract {
    private static final Instant AT = Instant.parse("2026-01-02T03:04:05.678901Z");
    private static final RecordStore.Origin ORIGIN = new RecordStore.Origin("hub", "hub-client", "request-1");
    private static final EnterpriseId E1 = new EnterpriseId(withCheck("E000000000"));
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    abstract RecordStore store();

    /** Finds the check character the slow way: of 36 texts one is an id. */
    private static String withCheck(String start) {
        String padded = start + "0".repeat(11 - start.length());
        return "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                .chars()
                .mapToObj(check -> padded + (char) check)
                .filter(id -> EnterpriseId.parse(id).isPresent())
                .findFirst()
                .orElseThrow();
    }

    private static EnterpriseId person() {
        return new EnterpriseId(withCheck("E%09d".formatted(NUMBERS.incrementAndGet())));
    }

    private static SourceRecord record(String facility, String localId, int version, String name) {
        return new SourceRecord(
                SourceId.of(facility, localId),
                facility,
                localId,
                version,
                Map.of("full_name", name, "facility", facility, "mrn", localId),
                Optional.of("{\"resourceType\":\"Patient\"}"),
                Optional.of(AT),
                AT.plusSeconds(version));
    }

    private static SourceIndex index(String key, SourceIndex.Term... terms) {
        return new SourceIndex(Set.of(key), Set.of(), Set.of(terms));
    }

    private SourceRecord put(
            String facility, String localId, String key, EnterpriseId person, SourceIndex.Term... terms) {
        SourceRecord record = record(facility, localId, 1, "Trần Thị Đào");
        store().put(record, index(key, terms), ORIGIN);
        if (store().person(person).isEmpty()) {
            found(person);
        }
        link(event(record.id(), person, Optional.empty()));
        return record;
    }

    private void found(EnterpriseId person) {
        store().enter(new LedgerEntry(AT, List.of(person), List.of(), List.of(), List.of()));
    }

    private void befell(PersonEvent event) {
        store().enter(new LedgerEntry(AT, List.of(), List.of(event), List.of(), List.of()));
    }

    private void link(LinkEvent event) {
        store().enter(new LedgerEntry(AT, List.of(), List.of(), List.of(event), List.of()));
    }

    private static LinkEvent event(SourceId source, EnterpriseId person, Optional<EnterpriseId> previous) {
        return new LinkEvent(
                0,
                previous.isPresent() ? LinkEvent.Kind.MOVED : LinkEvent.Kind.FOUNDED,
                source,
                person,
                previous,
                AT,
                "model",
                "model-1",
                "request-1",
                Optional.empty(),
                0,
                2);
    }

    @Test
    void aRecordIsReadAsItWasWritten() {
        SourceRecord record = record("c1001", "A-1", 1, "Đỗ Thị Hương\n\"quoted\" \\ and 𠮷");
        store().put(record, index("c1001"), ORIGIN);

        assertEquals(Optional.of(record), store().source(record.id()));
        assertEquals(Optional.of(record), store().source("c1001", "A-1"));
        assertEquals(Optional.empty(), store().source("c1001", "a-1"), "a number is compared exactly");
    }

    @Test
    void everyVersionStaysAndTheLastPutIsThePresentOne() {
        SourceRecord first = record("c1002", "1", 1, "A");
        SourceRecord second = record("c1002", "1", 2, "B");
        SourceRecord late = record("c1002", "1", 3, "late");
        store().put(first, index("k1"), ORIGIN);
        store().put(second, index("k2"), ORIGIN);
        store().putOutdated(late, ORIGIN);

        assertEquals(Optional.of(second), store().source(first.id()));
        assertEquals(Optional.of(first), store().source(first.id(), 1));
        assertEquals(Optional.of(late), store().source(first.id(), 3));
        assertEquals(4, store().nextVersion(first.id()));
        assertEquals(1, store().nextVersion(SourceId.of("c1002", "unknown")));
    }

    @Test
    void recordsAreFoundByASharedKeyOfTheirPresentVersionOnly() {
        SourceRecord one = record("c1003", "1", 1, "A");
        SourceRecord other = record("c1003", "2", 1, "B");
        store().put(one, new SourceIndex(Set.of("c1003-x", "c1003-y"), Set.of(), Set.of()), ORIGIN);
        store().put(other, index("c1003-y"), ORIGIN);

        Set<String> keys = Set.of("c1003-x", "c1003-y");
        assertEquals(
                Map.of(one.id(), 1, other.id(), 1),
                store().sharingAKey(keys, 10).versions());
        assertEquals(Set.of(one, other), Set.copyOf(store().sources(List.of(one.id(), other.id()))));
        store().put(record("c1003", "2", 2, "B"), index("c1003-z"), ORIGIN);
        assertEquals(Map.of(one.id(), 1), store().sharingAKey(keys, 10).versions());
        assertEquals(
                Map.of(other.id(), 2),
                store().sharingAKey(Set.of("c1003-z"), 10).versions());
        assertEquals(Map.of(), store().sharingAKey(Set.of(), 10).versions());
    }

    @Test
    void ofAHotKeyTheFirstByIdAreReadAndTheRestIsSaid() {
        List<SourceId> hot = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            SourceRecord record = record("c1030", "hot-" + number, 1, "A");
            store().put(record, index("c1030-hot"), ORIGIN);
            hot.add(record.id());
        }
        SourceRecord rare = record("c1030", "rare", 1, "A");
        store().put(rare, index("c1030-rare"), ORIGIN);
        Collections.sort(hot);

        RecordStore.Sharing sharing = store().sharingAKey(Set.of("c1030-hot", "c1030-rare"), 3);
        Set<SourceId> expected = new HashSet<>(hot.subList(0, 3));
        expected.add(rare.id());
        assertEquals(expected, sharing.versions().keySet());
        assertEquals(1, sharing.keysCut());
        assertEquals(0, store().sharingAKey(Set.of("c1030-hot"), 5).keysCut());
    }

    @Test
    void aRecordHasOnePersonAndItsMovesAreTheLog() {
        EnterpriseId first = person();
        EnterpriseId second = person();
        SourceRecord record = put("c1004", "1", "c1004", first);
        found(second);
        link(event(record.id(), second, Optional.of(first)));

        assertEquals(Map.of(record.id(), second), store().personsOf(List.of(record.id())));
        assertEquals(List.of(record), store().members(List.of(first, second)));
        assertEquals(List.of(), store().members(List.of(first)));
        List<LinkEvent> history = store().history(first);
        assertEquals(
                List.of(first, second), history.stream().map(LinkEvent::person).toList());
        assertTrue(history.get(0).number() < history.get(1).number(), "numbers grow");
        assertEquals(AT, history.get(0).at());
        assertThrows(
                DataIntegrityViolationException.class,
                () -> link(event(record.id(), first, Optional.empty())),
                "a second present link must be impossible");
    }

    @Test
    void anEnterpriseIdIsNeverGivenTwice() {
        EnterpriseId id = person();
        EnterpriseId by = person();
        found(id);
        found(by);
        long change = store().changes().open(change(Change.Kind.MERGE));
        befell(new PersonEvent(change, id, PersonEvent.Kind.SUPERSEDED, Optional.of(by), AT));
        assertThrows(IllegalStateException.class, () -> found(id), "also not after it was superseded");
        assertEquals(Optional.of(new RecordStore.PersonRow(id, AT, Optional.of(by))), store().person(id));
    }

    /** More than goes to a database at once. */
    @Test
    void whatIsEnteredTogetherIsThereInItsOrderOrNotAtAll() {
        List<EnterpriseId> many =
                Stream.generate(RecordStoreContract::person).limit(40).toList();
        long change = store().changes().open(change(Change.Kind.FEED));
        long last = store().outbox().last();
        store().claiming(Set.of("c1040"), () -> {
            store().enter(new LedgerEntry(
                    AT,
                    many,
                    many.stream()
                            .map(id -> new PersonEvent(change, id, PersonEvent.Kind.FOUNDED, Optional.empty(), AT))
                            .toList(),
                    List.of(),
                    many.stream().map(id -> created(change, id)).toList()));
            return 0;
        });

        assertEquals(
                many,
                store().outbox().after(last, 1_000).stream()
                        .filter(event -> event.change() == change)
                        .map(ChangeEvent::person)
                        .toList());
        many.forEach(id -> assertTrue(store().person(id).isPresent()));
        EnterpriseId fresh = person();
        LedgerEntry withOneThatIsKnown = new LedgerEntry(
                AT, List.of(fresh, many.get(39)), List.of(), List.of(), List.of(created(change, fresh)));
        assertThrows(
                IllegalStateException.class,
                () -> store().claiming(Set.of("c1040"), () -> {
                    store().enter(withOneThatIsKnown);
                    return 0;
                }));
        assertEquals(Optional.empty(), store().person(fresh));
        assertTrue(store().outbox().after(last, 1_000).stream()
                .noneMatch(event -> event.person().equals(fresh)));
    }

    private static ChangeEvent created(long change, EnterpriseId person) {
        return new ChangeEvent(
                0, ChangeEvent.Kind.PERSON_CREATED, person, Optional.empty(), Optional.empty(), change, AT);
    }

    private static Change change(Change.Kind kind) {
        return new Change(0, kind, AT, "clerk", "model-1", "request-1", "same-card", "", Optional.empty());
    }

    @Test
    void aPersonThatIsRestoredIsActiveUnderItsOwnIdAndTheLogKeepsWhatItWas() {
        EnterpriseId id = person();
        EnterpriseId by = person();
        found(id);
        found(by);
        long merge = store().changes().open(change(Change.Kind.MERGE));
        befell(new PersonEvent(merge, id, PersonEvent.Kind.SUPERSEDED, Optional.of(by), AT));
        long unmerge = store().changes().open(change(Change.Kind.UNMERGE));
        befell(new PersonEvent(unmerge, id, PersonEvent.Kind.RESTORED, Optional.empty(), AT));

        assertTrue(merge < unmerge, "numbers grow");
        assertEquals(Optional.of(new RecordStore.PersonRow(id, AT, Optional.empty())), store().person(id));
        assertEquals(
                Optional.of(new PersonEvent(merge, id, PersonEvent.Kind.SUPERSEDED, Optional.of(by), AT)),
                store().changes().supersession(id));
        assertEquals(
                Optional.of(change(Change.Kind.MERGE)),
                store().changes().change(merge).map(read -> change(read.kind())));
    }

    @Test
    void theLastRulingOnAPairHoldsAndWhatHeldBeforeIsKnownWhileItDoes() {
        EnterpriseId[] persons = {person(), person(), person()};
        List<SourceId> ids = new ArrayList<>();
        for (int i = 0; i < persons.length; i++) {
            ids.add(put("c1014", "" + i, "c1014-" + i, persons[i]).id());
        }
        SourcePair first = SourcePair.of(ids.get(0), ids.get(1));
        SourcePair second = SourcePair.of(ids.get(1), ids.get(2));
        ChangeLog log = store().changes();
        long merge = log.open(change(Change.Kind.MERGE));
        Ruling same = new Ruling(Verdict.SAME, 3.5, merge);
        log.rule(merge, Map.of(first, Optional.of(same), second, Optional.of(same)));
        long split = log.open(change(Change.Kind.SPLIT));
        Ruling different = new Ruling(Verdict.DIFFERENT, 4.5, split);
        log.rule(split, Map.of(first, Optional.of(different)));

        assertEquals(Map.of(first, different, second, same), log.rulings(ids));
        assertEquals(Map.of(first, different), log.rulingsOn(ids.get(0)));
        assertEquals(Map.of(first, different), log.rulings(ids.subList(0, 2)), "both ends");
        assertEquals(Map.of(first, Optional.of(same)), log.rulingsBefore(split));
        assertEquals(
                Map.of(second, Optional.empty()), log.rulingsBefore(merge), "the other pair is not its own any more");
        assertEquals(
                Set.of(personOf(ids.get(1)), personOf(ids.get(2))),
                closure(personOf(ids.get(0))),
                "whom a ruling speaks of is part of the question");

        long undo = log.open(change(Change.Kind.UNDO));
        log.rule(undo, Map.of(first, Optional.of(same), second, Optional.empty()));
        assertEquals(Map.of(first, same), log.rulings(ids));
    }

    private Set<EnterpriseId> closure(EnterpriseId person) {
        Set<EnterpriseId> all = new HashSet<>(Set.of(person));
        while (all.addAll(heldApartFrom(all))) {
            // until nobody comes
        }
        all.remove(person);
        return all;
    }

    private Set<EnterpriseId> heldApartFrom(Set<EnterpriseId> persons) {
        Set<SourceId> records =
                store().members(persons).stream().map(SourceRecord::id).collect(Collectors.toSet());
        return new HashSet<>(store().personsOf(store().heldApartFrom(records)).values());
    }

    @Test
    void theLinksOfAChangeAreKnownAndWhoWasLinkedBeforeIt() {
        EnterpriseId first = person();
        EnterpriseId second = person();
        SourceRecord early = put("c1015", "1", "c1015", first);
        found(second);
        long move = store().changes().open(change(Change.Kind.MOVE));
        LinkEvent moved = event(early.id(), second, Optional.of(first));
        link(new LinkEvent(
                0,
                moved.kind(),
                moved.source(),
                moved.person(),
                moved.previous(),
                AT,
                "clerk",
                "model-1",
                "request-1",
                Optional.empty(),
                move,
                0));
        SourceRecord late = put("c1015", "2", "c1015", first);

        List<LinkEvent> links = store().changes().linksOf(move);
        assertEquals(List.of(early.id()), links.stream().map(LinkEvent::source).toList());
        assertEquals(move, links.get(0).change());
        assertEquals(
                Set.of(early.id()),
                store().changes().linkedBefore(move, Set.of(early.id(), SourceId.of("c1015", "3"))));
        assertEquals(
                Set.of(early.id(), late.id()), store().changes().linkedBefore(move + 1, Set.of(early.id(), late.id())));
    }

    @Test
    void aMessageIsRememberedOnce() {
        SourceRecord record = record("c1005", "1", 1, "A");
        store().put(record, index("c1005"), ORIGIN);
        RecordStore.Message message = new RecordStore.Message("c1005-key", "0f", record.id(), 1, AT);
        store().remember(message);

        assertEquals(Optional.of(message), store().message("c1005-key"));
        assertEquals(Optional.empty(), store().message("C1005-KEY"));
        assertThrows(DataIntegrityViolationException.class, () -> store().remember(message));
    }

    @Test
    void facilitiesAreRegisteredOnce() {
        store().register("c1006", AT);
        store().register("c1006", AT);
        assertTrue(store().facilities().contains("c1006"));
        assertFalse(store().facilities().contains("C1006"));
    }

    @Test
    void openPairsOfARejudgedNeighbourhoodAreReplacedAndOthersStay() {
        EnterpriseId[] persons = {person(), person(), person(), person()};
        List<SourceId> ids = new ArrayList<>();
        for (int i = 0; i < persons.length; i++) {
            ids.add(put("c1007", "" + i, "c1007-" + i, persons[i]).id());
        }
        ids.sort(null);
        EnterpriseId personOfFirst = personOf(ids.get(0));
        EnterpriseId personOfSecond = personOf(ids.get(1));
        OpenPair held = new OpenPair(ids.get(0), ids.get(1), new Linkage.Score(Decision.LINK, 9.5, 0.99));
        OpenPair review = new OpenPair(ids.get(1), ids.get(2), new Linkage.Score(Decision.REVIEW, 1.5, 0.6));
        OpenPair outside = new OpenPair(ids.get(2), ids.get(3), new Linkage.Score(Decision.REVIEW, 1, 0.5));
        store().replaceOpenPairs(Set.of(ids.get(2)), Set.of(), List.of(held, review, outside), "m", AT);

        assertEquals(List.of(held), store().openPairs(personOfFirst));
        assertEquals(List.of(held, review), store().openPairs(personOfSecond));
        assertEquals(
                Set.of(ids.get(1)), store().heldApartFrom(List.of(ids.get(0))), "a held-back link, from either side");
        assertEquals(Set.of(ids.get(0)), store().heldApartFrom(List.of(ids.get(1))), "and no mere review");
        assertEquals(
                Set.of(), store().heldApartFrom(List.of(ids.get(0), ids.get(1))), "none that is asked about itself");

        store().replaceOpenPairs(Set.of(ids.get(0)), Set.of(ids.get(0), ids.get(1), ids.get(2)), List.of(), "m", AT);
        assertEquals(List.of(), store().openPairs(personOfSecond));
        assertEquals(List.of(outside), store().openPairs(personOf(ids.get(3))));
    }

    private EnterpriseId personOf(SourceId source) {
        return store().personsOf(List.of(source)).values().iterator().next();
    }

    @Test
    void identifiersLeadToPersonsAndBack() {
        EnterpriseId person = person();
        PersonIdentifier citizen = PersonIdentifier.of(IdentifierKind.NATIONAL_ID, "001099000111");
        PersonIdentifier own = PersonIdentifier.ofFacility("c1008", "1");
        SourceRecord record = record("c1008", "1", 1, "A");
        store().put(record, new SourceIndex(Set.of("c1008"), Set.of(citizen, own), Set.of()), ORIGIN);
        found(person);
        link(event(record.id(), person, Optional.empty()));

        assertEquals(List.of(person), store().withIdentifier(citizen));
        assertEquals(List.of(person), store().withIdentifier(own));
        assertEquals(
                List.of(),
                store().withIdentifier(PersonIdentifier.of(IdentifierKind.CITIZEN_ID, "001099000111")),
                "the domain counts");
        assertEquals(Set.of(citizen, own), store().identifiers(person));
    }

    @Test
    void aSearchGivesTheExactTotalAndPagesInOneOrder() {
        List<EnterpriseId> persons = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            EnterpriseId person = person();
            persons.add(person);
            put(
                    "c1009",
                    "" + i,
                    "c1009",
                    person,
                    new SourceIndex.Term(Field.NAME, "Quách C1009", "quach c1009"),
                    new SourceIndex.Term(Field.GIVEN, "c1009", "c1009"));
        }
        persons.sort(null);
        Criterion byName = new Criterion(Field.NAME, Comparison.STARTS, List.of("quach c1"));
        assertEquals(
                new RecordStore.Page(7, persons.subList(0, 3)),
                store().search(new PersonSearch(List.of(byName), 0, 3)));
        assertEquals(
                new RecordStore.Page(7, persons.subList(6, 7)),
                store().search(new PersonSearch(List.of(byName), 6, 3)));
        assertEquals(new RecordStore.Page(7, List.of()), store().search(new PersonSearch(List.of(byName), 0, 0)));
    }

    @Test
    void aPersonWithSeveralRecordsThatFitCountsOnce() {
        EnterpriseId person = person();
        put("c1013", "1", "k", person, term(Field.FAMILY, "c1013"));
        put("c1013", "2", "k", person, term(Field.FAMILY, "c1013"), term(Field.FAMILY, "c1013 more"));
        Criterion byFamily = new Criterion(Field.FAMILY, Comparison.STARTS, List.of("c1013"));
        assertEquals(
                new RecordStore.Page(1, List.of(person)), store().search(new PersonSearch(List.of(byFamily), 0, 10)));
    }

    @Test
    void criteriaAreJoinedByAndTheirTextsByOr() {
        EnterpriseId both = person();
        EnterpriseId one = person();
        put("c1010", "1", "k", both, term(Field.FAMILY, "C1010 Lê"), term(Field.BIRTH_DATE, "1985-07-21"));
        put("c1010", "2", "k", one, term(Field.FAMILY, "C1010 Lê"), term(Field.BIRTH_DATE, "1985"));
        assertEquals(Set.of(both, one), found(new Criterion(Field.FAMILY, Comparison.STARTS, List.of("c1010 le"))));
        assertEquals(
                Set.of(both),
                found(
                        new Criterion(Field.FAMILY, Comparison.STARTS, List.of("no such name", "c1010")),
                        new Criterion(Field.BIRTH_DATE, Comparison.STARTS, List.of("1985-07"))));
        assertEquals(
                Set.of(),
                found(new Criterion(Field.FAMILY, Comparison.EXACT, List.of("c1010 Lê"))),
                "exact minds case");
        assertEquals(Set.of(both, one), found(new Criterion(Field.FAMILY, Comparison.EXACT, List.of("C1010 Lê"))));
        assertEquals(
                Set.of(both),
                found(
                        new Criterion(Field.FAMILY, Comparison.STARTS, List.of("c1010")),
                        new Criterion(Field.BIRTH_DATE, Comparison.AFTER_OR_ON, List.of("1985-01-01"))));
        assertEquals(
                Set.of(both, one),
                found(
                        new Criterion(Field.FAMILY, Comparison.STARTS, List.of("c1010")),
                        new Criterion(Field.BIRTH_DATE, Comparison.BEFORE_OR_ON, List.of("1985"))),
                "to the end of the year");
    }

    @Test
    void aTextWithSqlInItIsOnlyAText() {
        assertEquals(Set.of(), found(new Criterion(Field.NAME, Comparison.STARTS, List.of("x') or 1=1 --", "%", "_"))));
    }

    private static SourceIndex.Term term(Field field, String text) {
        return new SourceIndex.Term(field, text, text.toLowerCase(Locale.ROOT).replace('ê', 'e'));
    }

    private Set<EnterpriseId> found(Criterion... criteria) {
        return Set.copyOf(
                store().search(new PersonSearch(List.of(criteria), 0, 100)).persons());
    }

    @Test
    void whatIsDoneUnderAClaimHappensTogetherOrNotAtAll() {
        SourceRecord record = record("c1011", "1", 1, "A");
        assertThrows(
                IllegalStateException.class,
                () -> store().claiming(Set.of("c1011"), () -> {
                    store().put(record, index("c1011"), ORIGIN);
                    throw new IllegalStateException("halfway");
                }));
        assertEquals(Optional.empty(), store().source(record.id()));
    }

    /** 8 threads add 1 to a number 50 times each, reading it and writing it back: without exclusion some additions are lost. */
    @Test
    void workWithACommonClaimNeverOverlapsWhateverElseItClaims() throws Exception {
        SourceRecord counter = record("c1012", "1", 1, "0");
        store().put(counter, index("c1012"), ORIGIN);
        SplittableRandom random = new SplittableRandom(12);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                SplittableRandom mine = random.split();
                done.add(threads.submit(() -> {
                    start.await();
                    for (int i = 0; i < 50; i++) {
                        Set<String> claims = Set.of("c1012", "other" + mine.nextInt(10), "more-" + mine.nextInt(10));
                        store().claiming(claims, () -> {
                            SourceRecord present = store().source(counter.id()).orElseThrow();
                            store().put(record("c1012", "1", present.version() + 1, "x"), index("c1012"), ORIGIN);
                            return present;
                        });
                    }
                    return null;
                }));
            }
            start.countDown();
            for (Future<?> one : done) {
                one.get(120, TimeUnit.SECONDS);
            }
        } finally {
            threads.shutdownNow();
        }
        assertEquals(1 + 8 * 50, store().source(counter.id()).orElseThrow().version());
    }

    @Test
    void aPersonThatIsNotThereIsEmpty() {
        assertEquals(Optional.empty(), store().person(E1));
        assertEquals(List.of(), store().history(E1));
        assertEquals(Set.of(), store().identifiers(E1));
    }
}
