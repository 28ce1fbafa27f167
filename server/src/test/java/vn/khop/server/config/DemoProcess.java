package vn.khop.server.config;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code khop demo} as a process of its own, with the classes of the tests; what it writes to the terminal is thrown away. */
public final class DemoProcess {
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
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
