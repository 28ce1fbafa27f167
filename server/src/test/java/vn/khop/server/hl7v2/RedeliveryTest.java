package vn.khop.server.hl7v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.server.RunningServer;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceRecord;
import vn.khop.server.security.Actor;

/** Messages that come several times, in any order, on several connections at once: each takes effect once, and what is known in the end is what the last one says. */
@Tag("slow")
class RedeliveryTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final String FACILITY = "01064";
    private static final int PATIENTS = 40;
    private static final int VERSIONS = 4;
    private static final int CONNECTIONS = 4;
    private static final int TIMES_MAX = 3;

    private record Sent(String controlId, String[] segments) {}

    private static String number(int patient) {
        return "R-" + patient;
    }

    private static String phone(int patient, int version) {
        return String.format("09%04d%04d", 1000 + patient, version);
    }

    private static final List<String> FAMILIES = List.of("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ", "Đặng", "Bùi");
    private static final List<String> GIVEN = List.of("An", "Bình", "Cường", "Dũng", "Hà");

    private static String[] update(String controlId, int patient, int version) {
        String event = version == 0 ? "ADT^A28" : version % 2 == 0 ? "ADT^A08" : "ADT^A31";
        return new String[] {
            header(event, controlId),
            "EVN||2026030" + (version + 1) + "080000",
            "PID|||" + number(patient) + "^^^" + FACILITY + "~0010" + String.format("%02d", 60 + patient % 40)
                    + String.format("%06d", 700_000 + patient) + "^^^CCCD^NI||"
                    + FAMILIES.get(patient % 8) + "^" + GIVEN.get(patient / 8) + "^Văn||19" + (60 + patient % 40)
                    + String.format("%02d%02d", 1 + patient % 12, 1 + patient % 28) + "|M|||||"
                    + phone(patient, version)
        };
    }

    private static String header(String event, String controlId) {
        return "MSH|^~\\&|HIS|" + FACILITY + "|KHOP|HN|20260310080000||" + event + "|" + controlId
                + "|P|2.5||||||UNICODE UTF-8";
    }

    /** Every eighth patient was registered twice: the next number is his too. */
    private static Optional<Integer> survivorOf(int patient) {
        return patient % 8 == 1 ? Optional.of(patient - 1) : Optional.empty();
    }

    private static List<Sent> drawn() {
        List<Sent> messages = new ArrayList<>();
        for (int patient = 0; patient < PATIENTS; patient++) {
            for (int version = 0; version < VERSIONS; version++) {
                String id = "R" + patient + "-" + version;
                messages.add(new Sent(id, update(id, patient, version)));
            }
            int prior = patient;
            survivorOf(patient).ifPresent(survivor -> {
                String id = "R" + prior + "-M";
                messages.add(new Sent(id, new String[] {
                    header("ADT^A40^ADT_A39", id),
                    "EVN||20260309080000",
                    "PID|||" + number(survivor) + "^^^" + FACILITY,
                    "MRG|" + number(prior) + "^^^" + FACILITY
                }));
            });
        }
        return messages;
    }

    @Test
    void whatComesSeveralTimesInAnyOrderTakesEffectOnce() throws Exception {
        long seed = Optional.ofNullable(System.getProperty("tests.seed"))
                .map(text -> Long.parseUnsignedLong(text, 16))
                .orElseGet(System::nanoTime);
        String replay = "replay with -Dtests.seed=" + Long.toHexString(seed);
        Random random = new Random(seed);
        List<Sent> all = new ArrayList<>();
        for (Sent message : drawn()) {
            all.addAll(Collections.nCopies(1 + random.nextInt(TIMES_MAX), message));
        }
        Collections.shuffle(all, random);
        long before = SERVER.bean(Registry.class).countSources();

        deliver(all);

        assertEquals(before + PATIENTS, SERVER.bean(Registry.class).countSources(), replay);
        Map<Integer, Integer> versions = new HashMap<>();
        for (int patient = 0; patient < PATIENTS; patient++) {
            SourceRecord record = record(patient);
            versions.put(patient, record.version());
            Optional<Integer> survivor = survivorOf(patient);
            if (survivor.isPresent()) {
                assertEquals(number(survivor.get()), record.columns().get(Columns.REPLACED_BY), replay);
                assertEquals(person(survivor.get()), person(patient), replay);
            }
            assertEquals(phone(patient, VERSIONS - 1), record.columns().get(Columns.PHONE), replay);
        }

        deliver(all);

        for (int patient = 0; patient < PATIENTS; patient++) {
            assertEquals(versions.get(patient), record(patient).version(), replay);
        }
    }

    /** Each connection sends its share; what is not taken yet is sent again later. */
    private static void deliver(List<Sent> all) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(CONNECTIONS);
        try {
            List<Future<?>> done = new ArrayList<>();
            for (int connection = 0; connection < CONNECTIONS; connection++) {
                Deque<Sent> share = new ArrayDeque<>();
                for (int place = connection; place < all.size(); place += CONNECTIONS) {
                    share.add(all.get(place));
                }
                done.add(senders.submit(() -> send(share)));
            }
            for (Future<?> one : done) {
                one.get();
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private static void send(Deque<Sent> share) {
        int again = 0;
        try (MllpClient client = MllpClient.to(SERVER.bean(MessagePort.class).number())) {
            while (!share.isEmpty()) {
                Sent message = share.removeFirst();
                MllpClient.Reply reply = client.send(message.segments());
                if (reply.code().equals("AE")) {
                    share.addLast(message);
                    assertTrue(++again < 10_000, "never taken: " + reply);
                } else {
                    assertEquals("AA", reply.code(), reply.toString());
                    assertEquals(message.controlId(), reply.field("MSA", 2));
                }
            }
        }
    }

    private static SourceRecord record(int patient) {
        return SERVER.bean(FacilityFeed.class)
                .present(FACILITY, number(patient))
                .orElseThrow();
    }

    private static String person(int patient) {
        return SERVER.bean(Registry.class)
                .source(record(patient).id(), Optional.empty(), Actor.ofServer("test"))
                .orElseThrow()
                .person()
                .value();
    }
}
