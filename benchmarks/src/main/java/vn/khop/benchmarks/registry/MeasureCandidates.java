package vn.khop.benchmarks.registry;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import vn.khop.benchmarks.linkage.CsvRows;
import vn.khop.benchmarks.linkage.MarkdownTable;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.RawRecord;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessEvent;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.EmergencyAccess;
import vn.khop.server.elastic.ElasticsearchAccess;
import vn.khop.server.elastic.ElasticsearchKeys;
import vn.khop.server.registry.Facilities;
import vn.khop.server.registry.InMemoryIndex;
import vn.khop.server.registry.IndexSource;
import vn.khop.server.registry.Linkage;
import vn.khop.server.registry.MatchOptions;
import vn.khop.server.registry.ModelLinkage;
import vn.khop.server.registry.NumberGuesses;
import vn.khop.server.registry.RecordStore;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SharedIndex;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.security.Actor;
import vn.khop.server.store.Seal;
import vn.khop.server.store.SqlIndexStandings;
import vn.khop.server.store.SqlRecordStore;

/** On a PostgreSQL that {@code bin/khop load} has filled: how long candidates take to find in the database, in memory and in Elasticsearch, how big each index is, and how fast one thread feeds with it. */
@Command(
        name = "measure-candidates",
        mixinStandardHelpOptions = true,
        description =
                "Measures finding candidates in the database, in memory and in Elasticsearch on a PostgreSQL that bin/khop load has filled.")
public final class MeasureCandidates implements Callable<Integer> {
    private static final long SEED = 1;
    private static final double NANOS = 1e9;
    private static final int WARM_SHARE = 3;
    private static final String RUN = Long.toString(Clock.systemUTC().millis(), Character.MAX_RADIX);
    private static final Actor HUB = Actor.ofServer("measure");
    private static final int RECORDS_KEPT = 200_000;

    @Option(names = "--database", required = true, description = "JDBC URL of the database that was loaded")
    private String database = "";

    @Option(names = "--user", defaultValue = "khop", description = "its user, whose password is asked for by nobody")
    private String user = "khop";

    @Option(names = "--people", required = true, description = "the CSV file that it was loaded with")
    private Path people = Path.of("");

    @Option(names = "--elasticsearch", split = ",", description = "addresses of nodes; without it, it is left out")
    private List<URI> nodes = List.of();

    @Option(names = "--questions", defaultValue = "2000", description = "matches asked, after a third as many")
    private int questions = 2_000;

    @Option(names = "--feeds", defaultValue = "500", description = "records fed, after a third as many")
    private int feeds = 500;

    private int drawn;

    public static void main(String[] args) {
        System.exit(new CommandLine(new MeasureCandidates()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        List<Map<String, String>> rows = rows();
        MarkdownTable table = new MarkdownTable(
                "where",
                "records",
                "ready s",
                "bytes a record",
                "candidates mean ms",
                "match p50 ms",
                "p95 ms",
                "p99 ms",
                "CPU ms",
                "feeds/s, one thread",
                "CPU ms");
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setJdbcUrl(database);
            pool.setUsername(user);
            pool.setPassword("none");
            pool.setConnectionInitSql("set plan_cache_mode = force_generic_plan");
            RecordStore store =
                    new SqlRecordStore(pool, new DataSourceTransactionManager(pool), new ObjectMapper(), Seal.off());
            Linkage linkage = new ModelLinkage(Linker.of(LinkageModel.readDefault()));
            measure(table, rows, store, linkage, Optional.empty(), "");
            measure(table, rows, store, linkage, Optional.of(new InMemoryIndex(store, linkage)), "");
            if (!nodes.isEmpty()) {
                ElasticsearchAccess access = new ElasticsearchAccess(
                        nodes, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
                try (ElasticsearchKeys keys = new ElasticsearchKeys(access, "measure", 1, 0, Duration.ofSeconds(10))) {
                    SqlIndexStandings standings = new SqlIndexStandings(pool);
                    standings.forget();
                    IndexSource shared = new SharedIndex(store, linkage, keys, standings, RECORDS_KEPT);
                    measure(table, rows, store, linkage, Optional.of(shared), keys.alias());
                }
            }
        }
        return 0;
    }

    private List<Map<String, String>> rows() throws IOException {
        List<Map<String, String>> rows = new ArrayList<>();
        CsvRows.read(people, row -> {
            Map<String, String> columns = new HashMap<>(row.toMap());
            columns.remove("record_id");
            columns.values().removeIf(String::isBlank);
            rows.add(columns);
        });
        return rows;
    }

    private void measure(
            MarkdownTable table,
            List<Map<String, String>> rows,
            RecordStore store,
            Linkage linkage,
            Optional<IndexSource> source,
            String alias)
            throws Exception {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        double heapBefore = heap();
        Registry registry = registry(store, linkage, meters, source.orElse(new InMemoryIndex(store, linkage)));
        long start = System.nanoTime();
        if (source.isPresent()) {
            registry.index().start();
            while (!registry.index().isReady()) {
                Thread.sleep(10);
            }
        }
        double readySeconds = (System.nanoTime() - start) / NANOS;
        double bytes = alias.isEmpty() ? heap() - heapBefore : stored(alias);
        long records = registry.countSources();
        SplittableRandom random = new SplittableRandom(SEED);
        Run matches = run(questions, () -> match(registry, rows.get(random.nextInt(rows.size()))), meters);
        Run fed = run(feeds, () -> feed(registry, rows, random), meters);
        table.add(
                source.map(IndexSource::name).orElse("database"),
                records,
                source.isPresent() ? MarkdownTable.one(readySeconds) : "-",
                source.isPresent() ? MarkdownTable.one(bytes / records) : "-",
                two(matches.candidatesMillis()),
                two(matches.millis(0.5)),
                two(matches.millis(0.95)),
                two(matches.millis(0.99)),
                two(matches.cpuMillis()),
                MarkdownTable.one(1e3 / fed.meanMillis()),
                two(fed.cpuMillis()));
        registry.index().close();
    }

    private static String two(double number) {
        return String.format(Locale.ROOT, "%.2f", number);
    }

    /** @param sorted milliseconds of each, ascending */
    private record Run(double[] sorted, double candidatesMillis, double cpuMillis) {
        double millis(double share) {
            return sorted[(int) Math.min(sorted.length - 1, sorted.length * share)];
        }

        double meanMillis() {
            return Arrays.stream(sorted).average().orElse(0);
        }
    }

    private static Run run(int count, Runnable work, SimpleMeterRegistry meters) {
        for (int warm = 0; warm < count / WARM_SHARE; warm++) {
            work.run();
        }
        double cpu = cpuSeconds();
        double inCandidates = candidateSeconds(meters);
        double[] millis = new double[count];
        for (int one = 0; one < count; one++) {
            long start = System.nanoTime();
            work.run();
            millis[one] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(millis);
        return new Run(
                millis, (candidateSeconds(meters) - inCandidates) * 1e3 / count, (cpuSeconds() - cpu) * 1e3 / count);
    }

    private static double candidateSeconds(SimpleMeterRegistry meters) {
        return meters.find("khop.candidates").timers().stream()
                .mapToDouble(timer -> timer.totalTime(TimeUnit.SECONDS))
                .sum();
    }

    private static void match(Registry registry, Map<String, String> row) {
        registry.match(new RawRecord("probe", row), MatchOptions.best(5), HUB);
    }

    /** A third each as {@link Messages} draws them: a record revised, a known person elsewhere, somebody new. */
    private void feed(Registry registry, List<Map<String, String>> rows, SplittableRandom random) {
        Map<String, String> row = new HashMap<>(rows.get(random.nextInt(rows.size())));
        Map<String, String> other = rows.get(random.nextInt(rows.size()));
        int kind = drawn++ % 3;
        String facility = row.getOrDefault("facility", "01001");
        String number = row.getOrDefault("mrn", "0");
        if (kind == 0) {
            row.put("phone", other.getOrDefault("phone", "0"));
        } else {
            facility = other.getOrDefault("facility", "01001");
            number = "measure-" + RUN + "-" + drawn;
        }
        if (kind == 2) {
            row.put("birth_date", other.getOrDefault("birth_date", ""));
            row.keySet().removeAll(Set.of("national_id", "insurance_no", "phone"));
        }
        row.keySet().removeAll(Set.of("facility", "mrn", "recorded_at"));
        registry.feed(new SourceFeed(facility, number, row, Optional.empty(), Optional.empty(), Optional.empty()), HUB);
    }

    private static Registry registry(
            RecordStore store, Linkage linkage, SimpleMeterRegistry meters, IndexSource source) {
        Clock clock = Clock.systemUTC();
        AccessLog unkept = new Unkept();
        return new Registry(
                store,
                linkage,
                new Facilities(store, clock, true),
                unkept,
                clock,
                new SecureRandom(),
                meters,
                new Registry.Guards(
                        new NumberGuesses(Integer.MAX_VALUE, Duration.ofMinutes(1), clock, unkept, meters),
                        EmergencyAccess.none()),
                source);
    }

    /** The access log is no part of what is measured. */
    private static final class Unkept implements AccessLog {
        @Override
        public void record(List<AccessEvent> events) {}

        @Override
        public List<AccessEntry> about(String personId, int limit) {
            return List.of();
        }
    }

    private static double heap() throws InterruptedException {
        double used = 0;
        for (int time = 0; time < 3; time++) {
            System.gc();
            Thread.sleep(200);
            used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        }
        return used;
    }

    /** Of one copy, once its pieces are one. */
    private double stored(String alias) throws IOException, InterruptedException {
        ask("POST", "/" + alias + "/_forcemerge?max_num_segments=1");
        JsonNode stats = new ObjectMapper().readTree(ask("GET", "/" + alias + "/_stats/store"));
        return stats.at("/_all/primaries/store/size_in_bytes").asDouble();
    }

    private String ask(String method, String path) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(nodes.get(0).resolve(path))
                                .method(method, BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static double cpuSeconds() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .map(nanos -> nanos / NANOS)
                .orElse(0.0);
    }
}
