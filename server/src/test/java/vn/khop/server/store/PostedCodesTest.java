package vn.khop.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import vn.khop.server.codes.CodesUnavailable;
import vn.khop.server.codes.PostedCodes;
import vn.khop.server.codes.PostedResource;
import vn.khop.server.codes.PostedResources;
import vn.khop.terminology.resource.Canonical;

/** Several processes of one PostgreSQL database: what one has published, no other answers from before it. A process here is a follower of its own. */
@Tag("slow")
class PostedCodesTest {
    private static TestDatabase database;

    @BeforeAll
    static void open() {
        database = TestDatabase.postgres();
    }

    @AfterAll
    static void close() {
        database.close();
    }

    private static PostedResource system(String id, String url, String display) {
        return new PostedResource(
                "CodeSystem", id, Optional.of(url), "1", Optional.of("""
                {"resourceType":"CodeSystem","id":"%s","url":"%s","version":"1","status":"active","content":"complete","concept":[{"code":"a","display":"%s"}]}""".formatted(id, url, display)));
    }

    private static TransactionTemplate transactions() {
        return new TransactionTemplate(new DataSourceTransactionManager(database.pool()));
    }

    private static PostedResources resources() {
        return new SqlPostedResources(database.pool());
    }

    private static void put(PostedResource resource) {
        assertEquals(
                Optional.empty(),
                transactions().execute(transaction -> resources().put(resource)));
    }

    private static Optional<String> display(PostedCodes process, String url) {
        return process.space().codeSystem(new Canonical(url, Optional.empty())).flatMap(system -> system.display(0));
    }

    @Test
    void afterAChangeIsAcknowledgedNoProcessAnswersFromBeforeIt() {
        String url = "urn:x:shared";
        try (PostedCodes writer = PostedCodes.follow(resources(), "writer", false);
                PostedCodes second = PostedCodes.follow(resources(), "second", false);
                PostedCodes third = PostedCodes.follow(resources(), "third", false)) {
            for (int i = 0; i < 10; i++) {
                put(system("shared", url, "tên " + i));
                writer.published();
                for (PostedCodes process : List.of(writer, second, third)) {
                    assertEquals(Optional.of("tên " + i), display(process, url));
                }
            }
            put(PostedResource.deleted("CodeSystem", "shared"));
            writer.published();
            for (PostedCodes process : List.of(writer, second, third)) {
                assertEquals(Optional.empty(), display(process, url));
            }
        }
    }

    @Test
    void aProcessThatStartsLaterKnowsWhatWasPostedBefore() {
        put(system("before", "urn:x:before", "trước"));
        try (PostedCodes process = PostedCodes.follow(resources(), "late", false)) {
            assertEquals(Optional.of("trước"), display(process, "urn:x:before"));
        }
    }

    @Test
    void aWriterWaitsForALivingProcessAndNotForOneWhoseLeaseIsOver() throws InterruptedException {
        Duration lease = Duration.ofMillis(400);
        PostedResources resources = resources();
        put(system("lease", "urn:x:lease", "một"));
        long generation = resources.generation();
        resources.renew("dead", generation - 1);
        assertFalse(resources.isSeenByAll(generation, lease));
        Thread.sleep(lease.toMillis() + 100);
        assertTrue(resources.isSeenByAll(generation, lease));
        resources.renew("dead", generation - 1);
        assertFalse(resources.isSeenByAll(generation, lease));
        resources.leave("dead");
        assertTrue(resources.isSeenByAll(generation, lease));
    }

    @Test
    void aListOfMegabytesIsKeptWholeOnBothDatabases() {
        String name = "Bệnh án dài ".repeat(300_000).strip();
        try (TestDatabase embedded = TestDatabase.h2()) {
            for (TestDatabase each : List.of(database, embedded)) {
                PostedResources kept = new SqlPostedResources(each.pool());
                new TransactionTemplate(new DataSourceTransactionManager(each.pool()))
                        .executeWithoutResult(transaction -> kept.put(system("long", "urn:x:long", name)));
                try (PostedCodes process = PostedCodes.follow(kept, "long", true)) {
                    assertEquals(Optional.of(name), display(process, "urn:x:long"));
                }
            }
        }
    }

    @Test
    void twoOfOneNameAreNotBothStored() {
        put(system("one", "urn:x:name", "một"));
        assertEquals(
                Optional.of("one"),
                transactions().execute(transaction -> resources().put(system("two", "urn:x:name", "hai"))));
        put(PostedResource.deleted("CodeSystem", "one"));
        put(system("two", "urn:x:name", "hai"));
    }

    @Test
    void aProcessThatCannotReachTheDatabaseAnswersNoLongerThanItsLease() throws InterruptedException {
        try (TestDatabase own = TestDatabase.h2();
                PostedCodes process = PostedCodes.follow(new SqlPostedResources(own.pool()), "cut-off", false)) {
            assertEquals(Optional.empty(), display(process, "urn:x:none"));
            own.pool().close();
            Thread.sleep(3_200);
            assertThrows(CodesUnavailable.class, process::space);
        }
    }
}
