package vn.khop.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.springframework.util.FileSystemUtils;
import vn.khop.server.hl7v2.MessagePort;

/**
 * With {@code -Dtests.strace=true}, looks at what the kernel was asked while a test ran, by strace, on Linux: no program was started, no machine called but this one's server, and no file opened that is neither the server's, the test's nor
 * Java's. A test that lays out a file as bait calls it {@value #BAIT}: nobody may read that one. Without the property it does nothing.
 */
public final class SystemCalls implements BeforeEachCallback, AfterEachCallback {
    /** The name of a file that nobody may read. */
    public static final String BAIT = "bait.txt";

    private static final String SEEN = "seen-by-strace";
    private static final Pattern CALL =
            Pattern.compile("^\\d+ +(?<call>open|openat|openat2|creat|execve|execveat|connect)\\((?<rest>.*)$");
    private static final Pattern TEXT = Pattern.compile("\"(?<text>(?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern PORT = Pattern.compile("port=htons\\((?<port>\\d+)\\)");
    private static final Pattern ADDRESS =
            Pattern.compile("(?:inet_addr\\(|inet_pton\\(AF_INET6, )\"(?<address>[^\"]+)\"");
    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "::1", "::ffff:127.0.0.1");
    /** What the C library reads when a name is looked up or a part of Java loaded. */
    private static final List<String> OF_THE_SYSTEM = List.of(
            "/proc",
            "/sys",
            "/dev",
            "/lib",
            "/lib64",
            "/usr/lib",
            "/etc/ld.so.cache",
            "/etc/hosts",
            "/etc/host.conf",
            "/etc/resolv.conf",
            "/etc/nsswitch.conf",
            "/etc/gai.conf",
            "/etc/localtime",
            "/usr/share/zoneinfo");

    private Path folder = Path.of("");
    private @Nullable Process strace;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        if (!Boolean.getBoolean("tests.strace")) {
            return;
        }
        RunningServer.shared().awaitResources();
        folder = Files.createTempDirectory("khop-strace");
        Process started = new ProcessBuilder(
                        "strace",
                        "-f",
                        "-s",
                        "4096",
                        "-e",
                        "trace=open,openat,openat2,creat,connect,execve,execveat",
                        "-e",
                        "signal=none",
                        "-o",
                        trace().toString(),
                        "-p",
                        Long.toString(ProcessHandle.current().pid()))
                .redirectErrorStream(true)
                .redirectOutput(said().toFile())
                .start();
        while (!Files.readString(said()).contains("attached")) {
            assertTrue(started.isAlive(), () -> "strace does not look at this process, see " + said());
            Thread.sleep(20);
        }
        strace = started;
    }

    private Path said() {
        return folder.resolve("said");
    }

    private Path trace() {
        return folder.resolve("trace");
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        Process looking = strace;
        if (looking == null) {
            return;
        }
        Path seen = Files.writeString(folder.resolve(SEEN), "as a parser would read it");
        try (InputStream read = Files.newInputStream(seen)) {
            assertTrue(read.read() > 0);
        }
        looking.destroy();
        assertTrue(looking.waitFor(1, TimeUnit.MINUTES));
        strace = null;
        Set<String> wrong = new TreeSet<>();
        int opened = 0;
        boolean isSeen = false;
        for (String line : Files.readAllLines(trace(), StandardCharsets.ISO_8859_1)) {
            Matcher call = CALL.matcher(line);
            if (call.matches()) {
                opened++;
                isSeen |= line.contains(SEEN) && line.contains("O_RDONLY");
                if (!isOurs(call.group("call"), call.group("rest"))) {
                    wrong.add(line.replaceAll("^\\d+ +", ""));
                }
            }
        }
        FileSystemUtils.deleteRecursively(folder);
        System.out.printf("%s: %d calls looked at%n", context.getDisplayName(), opened);
        assertTrue(isSeen, "strace did not see a file that was read");
        assertEquals(Set.of(), wrong, "files, programs and machines that are none of ours");
    }

    private static boolean isOurs(String call, String rest) {
        if (call.equals("connect")) {
            Matcher address = ADDRESS.matcher(rest);
            Matcher port = PORT.matcher(rest);
            RunningServer server = RunningServer.shared();
            Set<Integer> ours = Set.of(
                    URI.create(server.url()).getPort(),
                    server.bean(MessagePort.class).number());
            // Whether the loopback has IPv6 is asked by a socket that connects to port 0 or to nobody.
            return rest.contains("AF_UNSPEC")
                    || (address.find()
                            && THIS_MACHINE.contains(address.group("address"))
                            && port.find()
                            && ours.contains(Integer.parseInt(port.group("port"))));
        }
        Matcher text = TEXT.matcher(rest);
        if (call.startsWith("exec") || !text.find()) {
            return false;
        }
        Path file = Path.of(text.group("text")).toAbsolutePath().normalize();
        boolean isBaitRead = file.endsWith(BAIT) && rest.contains("O_RDONLY");
        return !isBaitRead && places().stream().anyMatch(file::startsWith);
    }

    private static List<Path> places() {
        List<Path> places = new ArrayList<>();
        OF_THE_SYSTEM.forEach(place -> places.add(Path.of(place)));
        places.add(RunningServer.shared().data());
        places.add(Path.of(System.getProperty("java.home")));
        places.add(Path.of(System.getProperty("java.io.tmpdir")));
        places.add(Path.of(System.getProperty("project.root")));
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            places.add(Path.of(entry).toAbsolutePath());
        }
        List<Path> real = new ArrayList<>();
        for (Path place : places) {
            try {
                real.add(place.toRealPath());
            } catch (IOException notThere) {
                // Nobody opens anything in it.
            }
        }
        places.addAll(real);
        return places;
    }
}
