package vn.khop.server.hl7v2;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import vn.khop.server.RunningServer;
import vn.khop.server.SystemCalls;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.Registry;

/**
 * Messages that are damaged, forged or nonsense, drawn from rules, each with the answer that it must get. After each of them the server answers a good one, and no record has come of any.
 */
@ExtendWith(SystemCalls.class)
class HostileMessagesTest {
    private static final RunningServer SERVER = RunningServer.shared();
    private static final String FACILITY = "01062";
    private static final int OF_EACH = 12;

    private static final String GOOD = "MSH|^~\\&|HIS|" + FACILITY
            + "|KHOP|HN|20260301083000||ADT^A28^ADT_A05|@ID|P|2.5||||||UNICODE UTF-8\rEVN||20260301083000\rPID|||@NO^^^"
            + FACILITY + "^PI||Đặng^Kiên^Trung||19700101|M\r";

    /** What an answer must be: its code, and where it says so the code of HL7 table 0357. */
    private record Expected(String code, String error) {}

    private record Case(String rule, byte[] message, Expected expected) {}

    private int drawn;

    private String good() {
        drawn++;
        return GOOD.replace("@ID", "H-" + drawn).replace("@NO", "H" + drawn);
    }

    private static Expected reject(String error) {
        return new Expected("AR", error);
    }

    private static Expected error(String error) {
        return new Expected("AE", error);
    }

    private Case of(String rule, Expected expected, UnaryOperator<String> damage) {
        return new Case(rule, damage.apply(good()).getBytes(StandardCharsets.UTF_8), expected);
    }

    private static String field(String message, String segment, int number, String value) {
        String[] lines = message.split("\r");
        for (int line = 0; line < lines.length; line++) {
            if (lines[line].startsWith(segment + "|")) {
                String[] fields = lines[line].split("\\|", -1);
                int place = segment.equals("MSH") ? number - 1 : number;
                String[] grown = Arrays.copyOf(fields, Math.max(fields.length, place + 1));
                Arrays.fill(grown, fields.length, grown.length, "");
                grown[place] = value;
                lines[line] = String.join("|", grown);
            }
        }
        return String.join("\r", lines) + "\r";
    }

    private static String without(String message, String segment) {
        StringBuilder left = new StringBuilder();
        for (String line : message.split("\r")) {
            if (!line.startsWith(segment)) {
                left.append(line).append('\r');
            }
        }
        return left.toString();
    }

    private static <T> T one(SplittableRandom random, List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static String noise(SplittableRandom random, int length) {
        StringBuilder noise = new StringBuilder();
        for (int i = 0; i < length; i++) {
            noise.append((char) (' ' + 1 + random.nextInt(94)));
        }
        return noise.toString().replace('|', '!').replace('\\', '/');
    }

    /** One of each rule, with what is free drawn. */
    private List<Case> round(SplittableRandom random) {
        List<Case> cases = new ArrayList<>();
        cases.add(of("no MSH", reject("100"), text -> without(text, "MSH")));
        cases.add(of("something before MSH", reject("100"), text -> noise(random, 1 + random.nextInt(20)) + text));
        cases.add(of("nothing but noise", reject("100"), text -> noise(random, 200)));
        cases.add(of(
                "one delimiter twice",
                reject("100"),
                text -> text.replace("|^~\\&|", one(random, List.of("|^^\\&|", "|^~~&|", "|^~\\^|", "||~\\&|")))));
        cases.add(of(
                "delimiters that are letters",
                reject("100"),
                text -> text.replace("|^~\\&|", one(random, List.of("|ABCD|", "|^~x&|", "|^1\\&|")))));
        cases.add(of(
                "too few delimiters",
                reject("100"),
                text -> text.replace("|^~\\&|", one(random, List.of("|^|", "||", "|^~|")))));
        cases.add(of("cut within MSH", reject("100"), text -> text.substring(0, 3 + random.nextInt(5))));
        cases.add(of("a second MSH", reject("100"), text -> text + text));
        cases.add(of(
                "a segment that is none",
                reject("100"),
                text -> text + one(random, List.of("pid|1\r", "P\r", "PI!|1\r", "<xml/>\r", "PIDX|1\r"))));
        cases.add(of("no PID", reject("100"), text -> without(text, "PID")));
        cases.add(of("no EVN", reject("100"), text -> without(text, "EVN")));
        cases.add(of("two PID", reject("100"), text -> text + "PID|||H0^^^" + FACILITY + "\r"));
        cases.add(of("NUL", reject("100"), text -> text.replace("Đặng", "Đặ\0ng")));
        cases.add(of("very many segments", reject("100"), text -> text + "ZZZ|1\r".repeat(2_001)));
        cases.add(of("very many repetitions", reject("100"), text -> field(text, "PID", 13, "1~".repeat(300))));
        cases.add(of("no control id", error("101"), text -> field(text, "MSH", 10, "")));
        cases.add(of("a control id without end", error("102"), text -> field(text, "MSH", 10, "9".repeat(200))));
        cases.add(of(
                "a version that is none",
                reject("203"),
                text -> field(text, "MSH", 12, one(random, List.of("3.0", "25", "2.5x", "FHIR")))));
        cases.add(of("training", reject("202"), text -> field(text, "MSH", 11, one(random, List.of("T", "D", "X")))));
        cases.add(of(
                "another type",
                reject("200"),
                text -> field(text, "MSH", 9, one(random, List.of("ORU^R01", "MDM^T02", "XXX^A01", "adt^A28")))));
        cases.add(of(
                "another event",
                reject("201"),
                text -> field(
                        text,
                        "MSH",
                        9,
                        "ADT^" + one(random, List.of("A18", "A23", "A29", "A30", "A34", "Z99", "A99", "A3")))));
        cases.add(of("no event", error("101"), text -> field(text, "MSH", 9, "ADT")));
        cases.add(of(
                "another's facility",
                reject("207"),
                text -> field(text, "MSH", 4, one(random, List.of("NOBODY", "0106", "'; drop table x", "")))));
        cases.add(of("no number", error("101"), text -> field(text, "PID", 3, "")));
        cases.add(of("a number without authority", error("101"), text -> field(text, "PID", 3, "H^^^^PI")));
        cases.add(of(
                "an authority that nobody knows",
                error("204"),
                text -> field(
                        text,
                        "PID",
                        3,
                        "H^^^"
                                + noise(random, 6)
                                        .replace('^', 'x')
                                        .replace('&', 'x')
                                        .replace('~', 'x'))));
        cases.add(of("another facility's number", error("204"), text -> field(text, "PID", 3, "H^^^01063^PI")));
        cases.add(of(
                "a number without end",
                error("102"),
                text -> field(text, "PID", 3, "9".repeat(201) + "^^^" + FACILITY)));
        cases.add(of(
                "a birth date that is none",
                error("102"),
                text -> field(
                        text,
                        "PID",
                        7,
                        one(
                                random,
                                List.of(
                                        "19701301",
                                        "19700231",
                                        "70",
                                        "1970-01-01",
                                        "00000101",
                                        "1970010",
                                        "197001012561",
                                        "x")))));
        cases.add(of(
                "an event time that is none",
                error("102"),
                text -> field(text, "EVN", 2, one(random, List.of("yesterday", "20261301", "2026030108300", "99")))));
        cases.add(of(
                "an event time to come",
                error("102"),
                text -> field(text, "EVN", 2, "2" + (random.nextInt(900) + 100) + "0301")));
        cases.add(of("no time at all", error("101"), text -> field(field(text, "EVN", 2, ""), "MSH", 7, "")));
        cases.add(of(
                "control characters in a name",
                error("102"),
                text -> field(text, "PID", 5, "Đặng\\X0" + one(random, List.of("1", "7", "8")) + "\\^Kiên")));
        cases.add(of(
                "a character set that nobody reads",
                error("103"),
                text -> field(text, "MSH", 18, one(random, List.of("UTF-7", "UTF-16", "EBCDIC", "GB 18030-2000")))));
        cases.add(of(
                "nobody to merge with",
                error("204"),
                text -> field(text, "MSH", 9, "ADT^A40") + "MRG|H-none^^^" + FACILITY + "\r"));
        cases.add(of("a merge without a prior number", reject("100"), text -> field(text, "MSH", 9, "ADT^A40")));
        cases.add(of("a link to one", reject("100"), text -> field(text, "MSH", 9, "ADT^A24")));
        cases.add(new Case(
                "bytes that are not the UTF-8 that they say",
                good().getBytes(StandardCharsets.ISO_8859_1),
                error("102")));
        return cases;
    }

    @Test
    void eachIsRefusedAsItMustBeAndTheServerGoesOn() {
        long seed = seed();
        SplittableRandom random = new SplittableRandom(seed);
        List<Case> cases = new ArrayList<>();
        for (int round = 0; round < OF_EACH; round++) {
            cases.addAll(round(random));
        }
        assertTrue(cases.size() >= 300, "found " + cases.size() + " cases");
        long before = SERVER.bean(Registry.class).countSources();
        List<String> wrong = new ArrayList<>();
        try (MllpClient client = MllpClient.to(SERVER.bean(MessagePort.class).number())) {
            for (Case hostile : cases) {
                MllpClient.Reply reply = client.send(hostile.message());
                if (!reply.code().equals(hostile.expected().code())
                        || !reply.error().equals(hostile.expected().error())) {
                    wrong.add(hostile.rule() + ": expected " + hostile.expected() + ", found " + reply);
                }
            }
        }
        assertEquals(List.of(), wrong, "seed " + Long.toHexString(seed));
        assertEquals(before, SERVER.bean(Registry.class).countSources());
        requireGoodOneIsTaken();
    }

    private void requireGoodOneIsTaken() {
        String good = good();
        try (MllpClient client = MllpClient.to(SERVER.bean(MessagePort.class).number())) {
            assertEquals(
                    "AA", client.send(good.getBytes(StandardCharsets.UTF_8)).code());
        }
        assertTrue(
                SERVER.bean(FacilityFeed.class).present(FACILITY, "H" + drawn).isPresent());
    }

    @Test
    void aFrameThatIsNotEndedIsAnsweredAndTheNextOneIsRead() {
        try (MllpClient client = MllpClient.to(SERVER.bean(MessagePort.class).number())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(0x0B);
            bytes.writeBytes(good().substring(0, 90).getBytes(StandardCharsets.UTF_8));
            bytes.write(0x0B);
            bytes.writeBytes(good().getBytes(StandardCharsets.UTF_8));
            bytes.write(0x1C);
            bytes.write(0x0D);
            client.write(bytes.toByteArray());
            MllpClient.Reply cut = client.read();
            assertEquals("AR", cut.code(), cut.toString());
            assertEquals("100", cut.error());
            assertEquals("AA", client.read().code());
        }
        requireGoodOneIsTaken();
    }

    @Test
    void aMessageOfTenMegabytesIsRefusedAfterTheFirstOneAndTheConnectionEnds() {
        try (MllpClient client = MllpClient.to(SERVER.bean(MessagePort.class).number())) {
            byte[] large = (good() + "ZZZ|" + "x".repeat(10 << 20) + "\r").getBytes(StandardCharsets.UTF_8);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.write(0x0B);
            bytes.write(large, 0, (1 << 20) + 1);
            client.write(bytes.toByteArray());
            MllpClient.Reply reply = client.read();
            assertEquals("AR", reply.code());
            assertEquals("207", reply.error());
            assertEquals("TOO_LARGE", reply.field("ERR", 5));
            assertEquals(List.of(), client.read().segments(), "the connection is closed");
        }
        requireGoodOneIsTaken();
    }

    @Test
    void aConnectionThatEndsWithinAMessageIsAnsweredAndLeavesNothing() {
        try (MllpClient client = MllpClient.to(SERVER.bean(MessagePort.class).number())) {
            client.write(("\u000B" + good().substring(0, 120)).getBytes(StandardCharsets.UTF_8));
            client.endWriting();
            assertEquals("AR", client.read().code());
            assertEquals(List.of(), client.read().segments());
        }
        requireGoodOneIsTaken();
    }

    @Test
    void whatIsNoMllpAtAllIsNotAnswered() {
        try (MllpClient client = MllpClient.to(SERVER.bean(MessagePort.class).number())) {
            client.write(("GET / HTTP/1.1\r\nHost: x\r\n\r\n" + "x".repeat(2_000)).getBytes(StandardCharsets.UTF_8));
            assertEquals(List.of(), client.read().segments());
        }
        requireGoodOneIsTaken();
    }

    private static long seed() {
        return Optional.ofNullable(System.getProperty("tests.seed"))
                .map(text -> Long.parseUnsignedLong(text, 16))
                .orElseGet(System::nanoTime);
    }
}
