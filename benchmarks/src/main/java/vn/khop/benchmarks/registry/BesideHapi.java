package vn.khop.benchmarks.registry;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.benchmarks.server.HttpLoad;
import vn.khop.benchmarks.server.RunningProcess;

/**
 * The same patients fed to two servers, each on an empty database of its own, one after the other: how many a second are taken, how many are linked when nothing is left to do, and
 * how many matches a second are answered then. HAPI takes patients at once and links them behind, from a queue; the product has linked a patient when it answers.
 */
final class BesideHapi {
    private static final String FHIR_JSON = "application/fhir+json";
    private static final int BUNDLE = 50;
    private static final Duration LOOK = Duration.ofSeconds(2);
    /** So many looks without a further link, and the queue is empty. */
    private static final int LOOKS_UNCHANGED = 15;

    private static final int PROBES = 2_000;

    private final Messages messages;
    private final int patients;
    private final int connections;
    private final Duration length;
    private final MarkdownTable table = new MarkdownTable(
            "server",
            "patients",
            "taken/s",
            "linked/s",
            "$match/s",
            "p50 ms",
            "p99 ms",
            "server CPU s to link",
            "refused");

    BesideHapi(Messages messages, int patients, int connections, Duration length) {
        this.messages = messages;
        this.patients = patients;
        this.connections = connections;
        this.length = length;
    }

    /** Feeds the product's server and asks it. */
    void product(RunningProcess server, String token) throws IOException {
        List<byte[]> feeds = new ArrayList<>();
        for (int i = 0; i < patients; i++) {
            Messages.Message message = messages.registration(i);
            feeds.add(HttpLoad.withBody(
                    "PUT", server.address(), "/fhir/Patient?" + message.query(), FHIR_JSON, token, message.body()));
        }
        double before = server.cpuSeconds();
        HttpLoad.Result fed = new HttpLoad(server.address(), feeds).once(connections);
        row("Khớp", server, token, fed.seconds(), fed.seconds(), server.cpuSeconds() - before, fed.refused());
    }

    /** Feeds HAPI with MDM, waits until it has linked, and asks it. It has no authorization. */
    void hapi(RunningProcess server, String database, String user)
            throws IOException, InterruptedException, SQLException {
        List<byte[]> bundles = new ArrayList<>();
        for (int from = 0; from < patients; from += BUNDLE) {
            List<String> entries = new ArrayList<>();
            for (int i = from; i < Math.min(patients, from + BUNDLE); i++) {
                entries.add("{\"resource\":" + messages.registration(i).body()
                        + ",\"request\":{\"method\":\"POST\",\"url\":\"Patient\"}}");
            }
            bundles.add(HttpLoad.withBody(
                    "POST",
                    server.address(),
                    "/fhir",
                    FHIR_JSON,
                    "none",
                    "{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[" + String.join(",", entries)
                            + "]}"));
        }
        double before = server.cpuSeconds();
        long start = System.nanoTime();
        HttpLoad.Result fed = new HttpLoad(server.address(), bundles).once(connections);
        double linked = fed.seconds();
        double cpu = server.cpuSeconds();
        try (Connection connection = DriverManager.getConnection(database, user, "none")) {
            long links = -1;
            int unchanged = 0;
            while (unchanged < LOOKS_UNCHANGED) {
                long now = count(connection, "select count(*) from mpi_link");
                unchanged = now == links ? unchanged + 1 : 0;
                if (unchanged == 0) {
                    linked = (System.nanoTime() - start) / 1e9;
                    cpu = server.cpuSeconds();
                    links = now;
                }
                Thread.sleep(LOOK.toMillis());
            }
            System.out.printf(
                    Locale.ROOT,
                    "HAPI: %,d links, %,d source patients without one%n",
                    links,
                    patients - count(connection, "select count(distinct target_pid) from mpi_link"));
        }
        row("HAPI MDM", server, "none", fed.seconds(), linked, cpu - before, fed.refused());
    }

    private static long count(Connection connection, String question) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void row(
            String name,
            RunningProcess server,
            String token,
            double secondsTaken,
            double secondsLinked,
            double cpuSeconds,
            long refused)
            throws IOException {
        List<byte[]> probes = new ArrayList<>();
        for (int i = 0; i < PROBES; i++) {
            probes.add(HttpLoad.withBody(
                    "POST", server.address(), "/fhir/Patient/$match", FHIR_JSON, token, messages.probe(patients)));
        }
        HttpLoad load = new HttpLoad(server.address(), probes);
        load.run(connections, OptionalDouble.empty(), length);
        HttpLoad.Result matched = load.run(connections, OptionalDouble.empty(), length);
        table.add(
                name,
                patients,
                MarkdownTable.one(patients / secondsTaken),
                MarkdownTable.one(patients / secondsLinked),
                MarkdownTable.one(matched.perSecond()),
                MarkdownTable.one(matched.millis(50)),
                MarkdownTable.one(matched.millis(99)),
                MarkdownTable.one(cpuSeconds),
                refused + matched.refused());
    }
}
