package vn.khop.server.config;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** {@code khop demo} as a process of its own, with the classes of the tests; what it writes to the terminal is kept until the tests end. */
public final class DemoProcess {
    private static final Map<Process, Path> OUTPUTS = new ConcurrentHashMap<>();

    private DemoProcess() {}

    /** @param javaOptions before those that every start has */
    public static Process start(Path data, int port, String... javaOptions) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(javaOptions));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "vn.khop.server.cli.Khop",
                "demo",
                "--port",
                String.valueOf(port),
                "--data",
                data.toString()));
        Path output = Files.createTempFile("khop-demo", ".out");
        output.toFile().deleteOnExit();
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        OUTPUTS.put(process, output);
        return process;
    }

    /** What a process that was started here has written to the terminal. */
    public static String output(Process process) throws IOException {
        return Files.readString(Objects.requireNonNull(OUTPUTS.get(process)));
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
