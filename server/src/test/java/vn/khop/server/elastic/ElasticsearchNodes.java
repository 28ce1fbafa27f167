package vn.khop.server.elastic;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Assumptions;
import org.springframework.util.FileSystemUtils;

/**
 * Real nodes of Elasticsearch on this machine, of the archive that is published for tests of integrations, each a process with a small heap. That archive lacks what Hibernate Search asks for: a plugin of the
 * tests' own ({@code src/test/elasticsearch}) has it. Where the archive is not in the local Maven repository the test is skipped and says how to get it.
 */
public final class ElasticsearchNodes implements AutoCloseable {
    private static final String VERSION = "8.19.9";
    private static final String ARTIFACT = "org.elasticsearch.distribution.integ-test-zip:elasticsearch:" + VERSION;
    private static final Duration START_LIMIT = Duration.ofMinutes(10);
    private static final int HEAP_MEGABYTES = 320;
    private static final String NOBODY = "65534";

    private final Path folder;
    private final Path home;
    private final String cluster;
    private final List<Node> nodes;
    private final int heapMegabytes;
    private final Process[] processes;

    private record Node(String name, int http, int transport) {}

    private ElasticsearchNodes(Path folder, Path home, List<Node> nodes, int heapMegabytes) {
        this.folder = folder;
        this.home = home;
        this.nodes = nodes;
        this.heapMegabytes = heapMegabytes;
        this.cluster = folder.getFileName().toString();
        this.processes = new Process[nodes.size()];
    }

    /** Starts so many, and returns when they are one cluster. */
    public static ElasticsearchNodes start(int count) {
        return start(count, HEAP_MEGABYTES);
    }

    /** The same, each with so much memory. */
    public static ElasticsearchNodes start(int count, int heapMegabytes) {
        Path archive = Path.of(
                System.getProperty("user.home"),
                ".m2/repository/org/elasticsearch/distribution/integ-test-zip/elasticsearch",
                VERSION,
                "elasticsearch-" + VERSION + ".zip");
        Assumptions.assumeTrue(
                Files.exists(archive),
                "Elasticsearch is not here: mvn dependency:get -Dartifact=" + ARTIFACT + ":zip -Dtransitive=false");
        Assumptions.assumeTrue(
                !isRoot() || Files.isExecutable(Path.of("/usr/bin/setpriv")),
                "Elasticsearch does not run as root, and there is no setpriv to run it as somebody else");
        try {
            Path folder = Files.createTempDirectory("khop-elasticsearch");
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
            unpack(archive, folder);
            Path home = folder.resolve("elasticsearch-" + VERSION);
            addPlugin(home);
            List<Node> nodes = IntStream.range(0, count)
                    .mapToObj(number -> new Node("node-" + number, freePort(), freePort()))
                    .toList();
            ElasticsearchNodes started = new ElasticsearchNodes(folder, home, nodes, heapMegabytes);
            for (Node node : nodes) {
                started.configure(node);
            }
            give(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(started::close));
            for (int number = 0; number < count; number++) {
                started.run(number);
            }
            started.awaitGreen();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(Path archive, Path folder) throws IOException {
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                Path file = folder.resolve(entry.getName()).normalize();
                if (entry.isDirectory()) {
                    Files.createDirectories(file);
                } else {
                    Path into = Objects.requireNonNull(file.getParent());
                    Files.createDirectories(into);
                    Files.copy(zip, file);
                    if (into.endsWith("bin")) {
                        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
                    }
                }
            }
        }
    }

    private static void addPlugin(Path home) throws IOException {
        Path sources = Path.of(System.getProperty("project.root"), "server", "src", "test", "elasticsearch");
        Path plugin = Files.createDirectories(home.resolve("plugins/analysis-lite"));
        Path classes = Files.createTempDirectory("khop-plugin");
        String libraries;
        try (Stream<Path> files = Files.list(home.resolve("lib"))) {
            libraries = files.map(Path::toString)
                    .filter(file -> file.endsWith(".jar"))
                    .collect(Collectors.joining(":"));
        }
        int failed = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-nowarn",
                        "-proc:none",
                        "-cp",
                        libraries,
                        "-d",
                        classes.toString(),
                        sources.resolve("LiteAnalysisPlugin.java").toString());
        if (failed != 0) {
            throw new IllegalStateException("the tests' plugin does not compile against this Elasticsearch");
        }
        jar(classes, plugin.resolve("analysis-lite.jar"));
        Files.copy(
                sources.resolve("plugin-descriptor.properties"),
                plugin.resolve("plugin-descriptor.properties"),
                StandardCopyOption.REPLACE_EXISTING);
        FileSystemUtils.deleteRecursively(classes);
    }

    private static void jar(Path classes, Path jar) throws IOException {
        try (var out = new java.util.jar.JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(file).toString()));
                Files.copy(file, out);
                out.closeEntry();
            }
        }
    }

    private void configure(Node node) throws IOException {
        Path config = Files.createDirectories(folder.resolve(node.name()).resolve("config"));
        Files.createDirectories(config.resolve("jvm.options.d"));
        for (String file :
                List.of("jvm.options", "log4j2.properties", "users", "users_roles", "roles.yml", "role_mapping.yml")) {
            Files.copy(home.resolve("config").resolve(file), config.resolve(file));
        }
        String seeds =
                nodes.stream().map(other -> "127.0.0.1:" + other.transport()).collect(Collectors.joining(", "));
        String masters = nodes.stream().map(Node::name).collect(Collectors.joining(", "));
        Files.writeString(config.resolve("elasticsearch.yml"), """
                cluster.name: %s
                node.name: %s
                path.data: %s
                path.logs: %s
                network.host: 127.0.0.1
                http.port: %d
                transport.port: %d
                discovery.seed_hosts: [%s]
                cluster.initial_master_nodes: [%s]
                cluster.routing.allocation.disk.threshold_enabled: false
                xpack.security.enabled: false
                """.formatted(
                        cluster,
                        node.name(),
                        folder.resolve(node.name()).resolve("data"),
                        folder.resolve(node.name()).resolve("logs"),
                        node.http(),
                        node.transport(),
                        seeds,
                        masters));
    }

    /** It does not run as root. */
    private static void give(Path folder) throws IOException {
        if (!isRoot()) {
            return;
        }
        int uid = Integer.parseInt(NOBODY);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path one, BasicFileAttributes attributes) throws IOException {
                return visitFile(one, attributes);
            }

            @Override
            public FileVisitResult visitFile(Path one, BasicFileAttributes attributes) throws IOException {
                Files.setAttribute(one, "unix:uid", uid);
                Files.setAttribute(one, "unix:gid", uid);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /** Starts a node that is not running; it is asked for later, by {@link #awaitGreen}. */
    public void run(int number) {
        Node node = nodes.get(number);
        List<String> command = new ArrayList<>();
        if (isRoot()) {
            command.addAll(List.of("/usr/bin/setpriv", "--reuid=" + NOBODY, "--regid=" + NOBODY, "--clear-groups"));
        }
        command.add(home.resolve("bin/elasticsearch").toString());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(node.name()).resolve("out.log").toFile());
        builder.environment().put("ES_JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put(
                        "ES_PATH_CONF",
                        folder.resolve(node.name()).resolve("config").toString());
        builder.environment()
                .put("ES_JAVA_OPTS", "-Xms" + heapMegabytes + "m -Xmx" + heapMegabytes + "m -XX:TieredStopAtLevel=1");
        try {
            processes[number] = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it at once, as if its machine had lost power. */
    public void kill(int number) {
        Process process = processes[number];
        List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
        all.add(process.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(
                one -> one.onExit().completeOnTimeout(one, 30, TimeUnit.SECONDS).join());
    }

    /** What all of them have taken of the cores. */
    public Duration cpu() {
        return Arrays.stream(processes)
                .flatMap(process -> Stream.concat(Stream.of(process.toHandle()), process.descendants()))
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .reduce(Duration.ZERO, Duration::plus);
    }

    /** Where the nodes are asked. */
    public List<URI> addresses() {
        return nodes.stream()
                .map(node -> URI.create("http://127.0.0.1:" + node.http()))
                .toList();
    }

    public ElasticsearchAccess access() {
        return new ElasticsearchAccess(
                addresses(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Waits until every node is there and has all copies. */
    public void awaitGreen() {
        long end = System.nanoTime() + START_LIMIT.toNanos();
        String path = "/_cluster/health?wait_for_status=green&wait_for_nodes=" + nodes.size() + "&timeout=5s";
        while (nodes.stream()
                .anyMatch(node -> !"200".equals(ask("GET", node, path, "").split(" ", 2)[0]))) {
            if (System.nanoTime() > end || Arrays.stream(processes).noneMatch(Process::isAlive)) {
                throw new AssertionError("Elasticsearch did not start: " + said());
            }
            try {
                Thread.sleep(500);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    /** The end of what the first node wrote. */
    private String said() {
        try {
            List<String> lines = Files.readAllLines(folder.resolve("node-0/out.log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The answer of the first node: its status, a space and its body. */
    public String ask(String method, String path, String body) {
        return ask(method, nodes.get(0), path, body);
    }

    private static String ask(String method, Node node, String path, String body) {
        try {
            HttpURLConnection connection = (HttpURLConnection)
                    URI.create("http://127.0.0.1:" + node.http() + path).toURL().openConnection();
            connection.setRequestMethod(method);
            connection.setReadTimeout((int) START_LIMIT.toMillis());
            if (!body.isEmpty()) {
                connection.setDoOutput(true);
                connection.setRequestProperty("Content-Type", "application/json");
                connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
            }
            int status = connection.getResponseCode();
            try (InputStream answer = status < 400 ? connection.getInputStream() : connection.getErrorStream()) {
                return status + " " + (answer == null ? "" : new String(answer.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException notThere) {
            return "0 " + notThere.getClass().getSimpleName();
        }
    }

    @Override
    public void close() {
        for (int number = 0; number < processes.length; number++) {
            if (processes[number] != null && processes[number].isAlive()) {
                kill(number);
            }
        }
        try {
            FileSystemUtils.deleteRecursively(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
