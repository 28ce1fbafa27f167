package vn.khop.server.hl7v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.RunningServer;
import vn.khop.server.security.Role;

/** The port as {@code serve} opens it: who may send is configured, and hospitals are told of changes. */
@Tag("slow")
class ServedTest {
    /** A hospital's system that is told: remembers what came, and answers what it is set to. */
    private static final class Hospital implements AutoCloseable {
        private final ServerSocket port;
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private volatile String answer = "AA";

        Hospital(int number) throws IOException {
            port = new ServerSocket(number, 10, InetAddress.getLoopbackAddress());
            Thread thread = new Thread(this::listen, "hospital");
            thread.setDaemon(true);
            thread.start();
        }

        private void listen() {
            while (!port.isClosed()) {
                try (Socket socket = port.accept()) {
                    StringBuilder message = new StringBuilder();
                    int one;
                    while ((one = socket.getInputStream().read()) >= 0) {
                        if (one == 0x1C) {
                            String text = message.toString();
                            heard.add(text);
                            String id = text.split("\\|")[9];
                            socket.getOutputStream()
                                    .write(("\u000BMSH|^~\\&|LIS|01001|KHOP|KHOP|20260301||ACK|1|P|2.5\rMSA|" + answer
                                                    + "|" + id + "\r\u001C\r")
                                            .getBytes(StandardCharsets.US_ASCII));
                            socket.getOutputStream().flush();
                            message.setLength(0);
                        } else if (one != 0x0B && one != 0x0D || message.length() > 0) {
                            message.append((char) one);
                        }
                    }
                } catch (IOException ended) {
                    // the next one
                }
            }
        }

        /** The control ids of what was heard about a number. */
        List<String> about(String number) {
            return heard.stream()
                    .filter(text -> text.contains(number))
                    .map(text -> text.split("\\|")[9])
                    .toList();
        }

        @Override
        public void close() throws IOException {
            port.close();
        }
    }

    private static String settings(int hospitalPort) {
        return """
                  hl7v2:
                    enabled: true
                    port: 0
                    senders:
                      - {application: HIS, facility: BVBM, code: '01001', networks: [127.0.0.0/8]}
                      - {application: LIS, facility: BVBM, code: '01001', networks: [127.0.0.0/8], scopes: [ITI-83, ITI-78]}
                      - {application: FAR, facility: BVBM, code: '01001', networks: [10.0.0.0/8]}
                      - {application: HIS, facility: BVDHY, code: '01013', networks: [127.0.0.0/8]}
                    authorities:
                      - {domain: '01001', namespace: BVBM, oid: 1.2.3}
                      - {domain: '01013', namespace: BVDHY}
                    destinations:
                      - {name: lis, code: '01001', application: LIS, port: %d}
                """.formatted(hospitalPort);
    }

    private static MllpClient.Reply send(
            RunningServer server, String application, String facility, String id, String number) {
        try (MllpClient client = MllpClient.to(server.bean(MessagePort.class).number())) {
            return client.send(
                    "MSH|^~\\&|" + application + "|" + facility + "|KHOP|HN|20260301083000||ADT^A28|" + id
                            + "|P|2.5||||||UNICODE UTF-8",
                    "EVN||20260301083000",
                    "PID|||" + number + "^^^" + facility + "||Tạ^Xuân^Đình||19600606|M");
        }
    }

    private interface Told {
        boolean isSo() throws Exception;
    }

    private static void await(Told told, String what) throws Exception {
        for (int tenth = 0; tenth < 1_200; tenth++) {
            if (told.isSo()) {
                return;
            }
            Thread.sleep(100);
        }
        throw new AssertionError("not within two minutes: " + what);
    }

    @Test
    void onlyWhoIsConfiguredIsHeardAndHospitalsAreToldOfTheirPatients(@TempDir Path data) throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        try (RunningServer server = RunningServer.serve(data, settings(port))) {
            assertEquals("AR", send(server, "FAR", "BVBM", "S-0", "S0").code());
            assertEquals("AR", send(server, "HIS", "01001", "S-0", "S0").code());
            MllpClient.Reply reader = send(server, "LIS", "BVBM", "S-0", "S0");
            assertEquals("NOT_PERMITTED", reader.field("ERR", 5));
            try (MllpClient lis = MllpClient.to(server.bean(MessagePort.class).number())) {
                MllpClient.Reply question = lis.send(
                        "MSH|^~\\&|LIS|BVBM|KHOP|HN|20260301083000||QBP^Q23^QBP_Q21|S-Q|P|2.5",
                        "QPD|IHE PIX Query|1|S1^^^BVBM",
                        "RCP|I");
                assertEquals("NOT_PERMITTED", question.field("ERR", 5), "a question needs a purpose");
            }

            try (Hospital lis = new Hospital(port)) {
                // A new destination is told of what happens from the moment when it is known: until it hears of
                // somebody, others come.
                AtomicInteger early = new AtomicInteger();
                await(
                        () -> {
                            String number = "E" + early.incrementAndGet();
                            assertEquals(
                                    "AA",
                                    send(server, "HIS", "BVBM", number, number).code());
                            return !lis.heard.isEmpty();
                        },
                        "the destination is told");
                assertEquals("AA", send(server, "HIS", "BVBM", "S-1", "S1").code());
                assertEquals("AA", send(server, "HIS", "BVDHY", "S-2", "S2").code());
                await(() -> !lis.about("S1^^^BVBM&1.2.3&ISO").isEmpty(), "S1 is told");
                String notice = lis.heard.stream()
                        .filter(text -> text.contains("S1^^^BVBM"))
                        .findFirst()
                        .orElseThrow();
                assertTrue(notice.contains("ADT^A31^ADT_A05"), notice);
                assertTrue(notice.contains("PV1||N"), notice);
                assertTrue(lis.about("S2^^^").isEmpty(), "another hospital's patient is not its affair");

                lis.answer = "AR";
                assertEquals("AA", send(server, "HIS", "BVBM", "S-3", "S3").code());
                ObjectMapper json = new ObjectMapper();
                await(
                        () -> !json.readTree(server.get("/api/v1/notices", Role.ADMIN)
                                        .body())
                                .get("items")
                                .isEmpty(),
                        "the refused notice is put aside");
                JsonNode dead = json.readTree(server.get("/api/v1/notices?state=dead", Role.ADMIN)
                                .body())
                        .get("items")
                        .get(0);
                assertEquals("AR", dead.get("answer").asText());
                lis.answer = "AA";
                assertEquals(
                        200,
                        server.postJson("/api/v1/notices/" + dead.get("number").asLong() + "/replay", Role.ADMIN, "{}")
                                .statusCode());
                await(() -> lis.about("S3^^^BVBM").size() >= 2, "it is sent again");
            }
        }
    }
}
