package vn.khop.server.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.elastic.ElasticsearchAccess;
import vn.khop.server.elastic.ElasticsearchKeys;
import vn.khop.server.elastic.ElasticsearchNodes;
import vn.khop.server.elastic.Relay;
import vn.khop.server.store.SqlIndexStandings;
import vn.khop.server.store.TestDatabase;

/** The contract on a real Elasticsearch, and what is an index's own that lies outside: it is behind, it is lost, it does not answer, others write to it. */
@Tag("long")
class ElasticsearchIndexTest extends LiveIndexContract {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** So few that records are let go and read again. */
    private static final int RECORDS_KEPT = 40;

    private final Relay relay = Relay.to(Cluster.NODES.addresses().get(0));
    private final String prefix = "t" + Long.toHexString(System.nanoTime());
    private final List<ElasticsearchKeys> opened = new ArrayList<>();

    /** One for all tests of this class. */
    private static final class Cluster {
        static final ElasticsearchNodes NODES = ElasticsearchNodes.start(1);
    }

    @AfterEach
    void closeClients() {
        opened.forEach(ElasticsearchKeys::close);
        relay.close();
    }

    private ElasticsearchKeys keys() {
        ElasticsearchKeys keys = new ElasticsearchKeys(
                new ElasticsearchAccess(
                        List.of(URI.create("http://127.0.0.1:" + relay.port())),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                prefix,
                1,
                1,
                PATIENCE);
        opened.add(keys);
        return keys;
    }

    @Override
    IndexSource source(TestDatabase at, Linkage by, int perKeyMax) {
        // One index for one database and one model: the bound of a key is the question's, not the index's.
        return new SharedIndex(at.store(), by, keys(), new SqlIndexStandings(at.pool()), RECORDS_KEPT, perKeyMax);
    }

    private IndexStandings.Standing standing() {
        return new SqlIndexStandings(database.pool()).present().orElseThrow();
    }

    private long documents() {
        String answer = Cluster.NODES.ask("GET", "/" + standing().index().name() + "/_count", "");
        return Long.parseLong(answer.replaceAll("(?s).*\"count\":(\\d+).*", "$1"));
    }

    /** Lets the worker that writes, whichever index it is of, be another. */
    private void endLease() {
        new JdbcTemplate(database.pool()).update("update khop.shared_index set leased_until = now() - interval '1 s'");
    }

    private PersonRecord probe(Map<String, String> columns) {
        return linkage.normalise(new RawRecord("probe", columns));
    }

    private List<Map<String, String>> feed(Registry writer, String name, int people) {
        List<Map<String, String>> fed = new ArrayList<>();
        for (int person = 0; person < people; person++) {
            fed.add(patients.patient());
            writer.feed(feed(name + person, fed.get(person)), HUB);
        }
        return fed;
    }

    private void assertFindsWhatTheStoreFinds(LiveIndex index, List<Map<String, String>> people) {
        for (Map<String, String> person : people) {
            assertEquals(inTheStore(probe(person), Candidates.PER_KEY_MAX), inTheIndex(index, probe(person)), REPLAY);
        }
    }

    @Test
    void whatWasWrittenIsInTheIndexItselfAndWhatCameSinceIsFoundBeforeItIs() {
        Registry writer = server(database);
        List<Map<String, String>> first = feed(writer, "first", 30);
        LiveIndex index = index(linkage, Candidates.PER_KEY_MAX);
        index.keep();
        assertEquals(30, documents());
        List<Map<String, String>> since = feed(writer, "since", 30);
        assertFindsWhatTheStoreFinds(index, since);
        assertEquals(30, documents(), "nobody has written to it");
        index.keep();
        assertEquals(60, documents());
        assertFindsWhatTheStoreFinds(index, first);
        assertFindsWhatTheStoreFinds(index, since);
    }

    @Test
    void anIndexThatIsLostIsMadeAnewAndNothingIsOverlookedMeanwhile() {
        Registry writer = server(database);
        List<Map<String, String>> people = feed(writer, "p", 40);
        LiveIndex index = index(linkage, Candidates.PER_KEY_MAX);
        index.keep();
        String lost = standing().index().name();
        assertTrue(Cluster.NODES.ask("DELETE", "/" + lost, "").startsWith("200"));
        assertEquals(Optional.empty(), index.find(probe(people.get(0))), "the store is asked");
        assertFalse(index.isReady());
        people.addAll(feed(writer, "q", 5));
        index.keep();
        assertFalse(standing().index().name().equals(lost));
        assertEquals(45, documents());
        assertFindsWhatTheStoreFinds(index, people);
    }

    /** Somebody writes to a name whose index is gone: Elasticsearch would make one, without what was written before. */
    @Test
    void nothingIsWrittenToAnIndexThatIsNotTheOneThatWasMade() {
        KeyIndex keys = keys();
        KeyIndex.Index made = keys.create();
        assertTrue(Cluster.NODES.ask("DELETE", "/" + made.name(), "").startsWith("200"));
        try (KeyIndex.Writing writing = keys.write(made)) {
            writing.put(SourceId.of("01001", "1"), 1, Set.of("k"));
            assertThrows(IndexAway.class, writing::finish);
        }
        assertFalse(keys.exists(made));
        assertTrue(Cluster.NODES.ask("GET", "/" + made.name(), "").startsWith("404"));
        Cluster.NODES.ask("PUT", "/" + made.name(), "");
        assertFalse(keys.exists(made), "one of the same name is another");
    }

    @Test
    void anIndexThatDoesNotAnswerIsLeftForTheStoreAndCatchesUpWhenItDoes() {
        Registry writer = server(database);
        List<Map<String, String>> people = feed(writer, "before", 10);
        LiveIndex index = index(linkage, Candidates.PER_KEY_MAX);
        index.keep();
        assertTrue(index.isReady());
        relay.cut();
        assertEquals(Optional.empty(), index.find(probe(people.get(0))));
        assertFalse(index.isReady());
        Registry server =
                ServerParts.registry(database.store(), linkage, source(database, linkage, Candidates.PER_KEY_MAX));
        Map<String, String> twin = patients.patient();
        assertEquals(
                server.feed(feed("twin-1", twin), HUB).person(),
                server.feed(feed("twin-2", twin), HUB).person(),
                "answers go on");
        people.add(twin);
        relay.restore();
        index.keep();
        assertTrue(index.isReady());
        assertEquals(12, documents());
        assertFindsWhatTheStoreFinds(index, people);
    }

    @Test
    void oneServerWritesAndAnotherTakesOverWhereItStopped() {
        try (TestDatabase elsewhere = database.again()) {
            Registry writer = server(database);
            LiveIndex one = index(linkage, Candidates.PER_KEY_MAX);
            Registry other = server(elsewhere);
            one.keep();
            String made = standing().index().name();
            other.index().keep();
            List<Map<String, String>> people = feed(writer, "p", 20);
            other.index().keep();
            assertEquals(0, documents(), "the other does not write while the one may");
            assertFindsWhatTheStoreFinds(other.index(), people);
            endLease();
            other.index().keep();
            assertEquals(20, documents());
            assertEquals(made, standing().index().name(), "nothing was made anew");
            one.keep();
            assertFindsWhatTheStoreFinds(one, people);
            assertFindsWhatTheStoreFinds(other.index(), people);
        }
    }

    /** Two servers write the same record: whoever comes last, the later version stays. */
    @Test
    void anEarlierVersionNeverTakesThePlaceOfALaterOne() {
        KeyIndex keys = keys();
        KeyIndex.Index made = keys.create();
        SourceId record = SourceId.of("01001", "1");
        for (int version : new int[] {2, 1, 2}) {
            try (KeyIndex.Writing writing = keys.write(made)) {
                writing.put(record, version, Set.of("of-" + version));
                writing.finish();
            }
        }
        assertEquals(Optional.of(Map.of(record, 2)), keys.sharing(made, Set.of("of-2", "of-1"), 10));
        assertEquals(Optional.of(Map.of()), keys.sharing(made, Set.of("of-1"), 10));
        keys.use(made);
        assertTrue(Cluster.NODES
                .ask("GET", "/" + prefix + "-candidates/_count", "")
                .contains("\"count\":1"));
    }

    @Test
    void ofAHotKeyTheFirstByIdAreComparedOfWhatIsWrittenAndWhatIsNotTogether() {
        Registry writer = server(database);
        Map<String, String> same = patients.patient();
        LiveIndex index = index(linkage, 5);
        for (int half = 0; half < 2; half++) {
            for (int one = half; one < 12; one += 2) {
                Map<String, String> columns = new HashMap<>(same);
                writer.feed(feed("hot" + one, columns), HUB);
            }
            if (half == 0) {
                index.keep();
            }
        }
        assertEquals(6, documents());
        assertEquals(inTheStore(probe(same), 5), inTheIndex(index, probe(same)), REPLAY);
        assertEquals(5, inTheIndex(index, probe(same)).size());
        assertEquals(
                database.store()
                        .sharingAKey(linkage.blockingKeys(probe(same)), 5)
                        .keysCut(),
                index.find(probe(same)).orElseThrow().keysCut());
    }

    @Test
    void nothingOfAPatientIsInTheIndex() {
        Registry writer = server(database);
        Map<String, String> person = patients.patient();
        writer.feed(feed("p", person), HUB);
        LiveIndex index = index(linkage, Candidates.PER_KEY_MAX);
        index.keep();
        Map<String, String> kept =
                database.store().source(SourceId.of("01001", "p")).orElseThrow().columns();
        Set<String> keys = linkage.blockingKeys(probe(kept));
        assertFalse(keys.isEmpty());
        // What anybody who has the index may read of the keys. A document has nothing else than them, its id and its
        // version: the mapping is strict.
        String terms = Cluster.NODES.ask(
                "POST", "/" + standing().index().name() + "/_terms_enum", "{\"field\":\"keys\",\"size\":1000}");
        assertTrue(terms.startsWith("200"), terms);
        Set<String> expected = new TreeSet<>(new HashedKeys(standing().salt()).of(keys));
        assertEquals(
                expected.stream().collect(Collectors.joining("\",\"", "[\"", "\"]")),
                terms.replaceAll("(?s).*\"terms\":(\\[[^]]*\\]).*", "$1"));
    }
}
