package vn.khop.server.insurance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static vn.khop.server.insurance.ClaimFiles.dossier;
import static vn.khop.server.insurance.ClaimFiles.envelope;
import static vn.khop.server.insurance.ClaimFiles.file;
import static vn.khop.server.insurance.ClaimFiles.summary;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.server.SystemCalls;

/** Files that nobody sends by accident, and some that are broken by accident: read as far as they are honest, fetched nothing for, and refused in words that repeat nothing of them. */
@ExtendWith(SystemCalls.class)
class HostileFilesTest {
    private static final String GOOD = envelope(
            "01001", "20261112", dossier(file("XML1", summary("lk-1", "7001", "Mạc Văn Tải", "198507210000", "1"))));
    private static final String SECRET = "canary-of-the-file-system";

    /** All dossiers of the file. */
    private static List<Envelope.Dossier> read(InputStream bytes) throws Unreadable {
        List<Envelope.Dossier> dossiers = new ArrayList<>();
        try (Envelope envelope = Envelope.open(bytes)) {
            for (Optional<Envelope.Dossier> next = envelope.next(); next.isPresent(); next = envelope.next()) {
                dossiers.add(next.get());
            }
        }
        return dossiers;
    }

    private static List<Envelope.Dossier> read(String text) throws Unreadable {
        return read(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static Unreadable refused(String text) {
        return assertThrows(Unreadable.class, () -> read(text));
    }

    private static Optional<Wording> faultOfTable(String document) throws Unreadable {
        return read(envelope("01001", "20261112", dossier(file("XML1", document))))
                .get(0)
                .files()
                .get(0)
                .fault();
    }

    @Test
    void entitiesFromElsewhereAreNeverFetchedInTheEnvelopeOrInATable(@TempDir Path folder) throws Exception {
        Path secret = folder.resolve(SystemCalls.BAIT);
        Files.writeString(secret, SECRET);
        AtomicInteger asked = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.start();
        try {
            String http = "http://localhost:" + server.getAddress().getPort() + "/x.dtd";
            List<String> types = List.of(
                    "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>",
                    "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + http + "\">]>",
                    "<!DOCTYPE a SYSTEM \"" + http + "\">",
                    "<!DOCTYPE a PUBLIC \"-//a//b\" \"" + http + "\">",
                    "<!DOCTYPE a [<!ENTITY % p SYSTEM \"" + http + "\"> %p;]>",
                    "<!DOCTYPE a>");
            for (String type : types) {
                String envelope = GOOD.replace("<GIAMDINHHS", type + "<GIAMDINHHS")
                        .replace("<MACSKCB>01001", "<MACSKCB>&x;01001");
                assertTrue(refused(envelope).wording().en().contains("document type"), type);
                String table = ClaimFiles.table(
                                "XML1", List.of(summary("lk-1", "7001", "Mạc Văn Tải", "198507210000", "1")))
                        .replace("<TONG_HOP>", type + "<TONG_HOP>")
                        .replace("<HO_TEN>", "<HO_TEN>&x;");
                Wording fault = faultOfTable(table).orElseThrow();
                assertTrue(fault.en().contains("document type"), type);
                assertTrue(!fault.en().contains(SECRET));
            }
            assertEquals(0, asked.get(), "nobody was asked for anything");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void entitiesThatGrowAreRefusedBeforeTheyDo() {
        StringBuilder laughs = new StringBuilder("<!DOCTYPE a [<!ENTITY l0 \"ha\">");
        for (int i = 1; i < 12; i++) {
            laughs.append("<!ENTITY l")
                    .append(i)
                    .append(" \"")
                    .append(("&l" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        laughs.append("]>");
        refused(GOOD.replace("<GIAMDINHHS", laughs + "<GIAMDINHHS").replace("01001", "&l11;"));
        refused(GOOD.replace("01001", "&undeclared;"));
    }

    @Test
    void whatIsNestedOrNamedOrMarkedWithoutEndIsRefused() throws Exception {
        refused(GOOD.replace("<THONGTINDONVI>", "<a>".repeat(100_000) + "</a>".repeat(100_000) + "<THONGTINDONVI>"));
        refused(GOOD.replace("<CHUKYDONVI>", "<CHUKYDONVI a=\"" + "x".repeat(2_000) + "\">"));
        StringBuilder attributes = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            attributes.append(" a").append(i).append("=\"\"");
        }
        refused(GOOD.replace("<CHUKYDONVI>", "<CHUKYDONVI" + attributes + ">"));
        refused(GOOD.replace("<CHUKYDONVI>", "<" + "A".repeat(200) + "/><CHUKYDONVI>"));
        refused(GOOD.replace("20261112", "2".repeat(5_000)));
        assertTrue(faultOfTable("<a>".repeat(50) + "<MA_LK>1</MA_LK>" + "</a>".repeat(50))
                .isPresent());
        assertTrue(faultOfTable("<TONG_HOP><MA_LK>1</MA_LK><HO_TEN>" + "x".repeat(70_000) + "</HO_TEN></TONG_HOP>")
                .isPresent());
        assertTrue(faultOfTable("<a>" + "<b><MA_LK>1</MA_LK></b>".repeat(1_001) + "</a>")
                .isPresent());
    }

    @Test
    void whatIsNoEnvelopeIsRefusedWithWhatItShouldBe() {
        List.of(
                        "",
                        "not XML",
                        "{\"a\":1}",
                        "<a/>",
                        "<GIAMDINHHS>",
                        GOOD + "<GIAMDINHHS/>",
                        GOOD + "rest",
                        GOOD.substring(0, GOOD.length() / 2),
                        GOOD.replace("</HOSO>", "</hoso>"),
                        GOOD.replace("<HOSO>", "<HOSO a=1>"),
                        GOOD.replace("<MACSKCB>", "<MACSKCB>\u0000"),
                        GOOD.replace("utf-8", "no-such-encoding"))
                .forEach(HostileFilesTest::refused);
    }

    @Test
    void bytesThatAreNotOfTheEncodingTheyDeclareAreRefusedAndThoseThatAreAreRead() throws Exception {
        String latin = GOOD.replace("signed", "ký số ở đây");
        for (Charset other : List.of(StandardCharsets.UTF_16BE, StandardCharsets.ISO_8859_1)) {
            assertThrows(
                    Unreadable.class,
                    () -> read(new ByteArrayInputStream(latin.replace("ố", "é").getBytes(other))),
                    other.name());
        }
        assertThrows(
                Unreadable.class,
                () -> read(
                        new ByteArrayInputStream(GOOD.replace("utf-8", "utf-16").getBytes(StandardCharsets.UTF_8))));
        String declared = GOOD.replace("utf-8", "UTF-16");
        assertEquals(
                1,
                read(new ByteArrayInputStream(declared.getBytes(StandardCharsets.UTF_16)))
                        .size());
        byte[] marked = ("\uFEFF" + GOOD).getBytes(StandardCharsets.UTF_8);
        assertEquals(1, read(new ByteArrayInputStream(marked)).size(), "a mark of byte order is no letter");
    }

    @Test
    void aTableThatIsNoBase64OrNoXmlIsRefusedAndTheNextOneIsRead() throws Exception {
        String good = file("XML2", ClaimFiles.row("MA_LK", "lk-1"));
        List<String> broken = List.of(
                "<FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE>***</NOIDUNGFILE></FILEHOSO>",
                "<FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE>PFRPTkdf=SE9QPg</NOIDUNGFILE></FILEHOSO>",
                "<FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE/></FILEHOSO>",
                "<FILEHOSO><LOAIHOSO>XML1</LOAIHOSO></FILEHOSO>",
                "<FILEHOSO><LOAIHOSO>XML99</LOAIHOSO><NOIDUNGFILE>QQ==</NOIDUNGFILE></FILEHOSO>",
                "<FILEHOSO><LOAIHOSO>CHECK_IN</LOAIHOSO><NOIDUNGFILE>QQ==</NOIDUNGFILE></FILEHOSO>",
                "<FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE>UEsDBBQAAAAI</NOIDUNGFILE></FILEHOSO>",
                file("XML1", "<TONG_HOP><MA_LK>1</MA_LK>"),
                file("XML1", "<TONG_HOP/><TONG_HOP/>"));
        for (String one : broken) {
            List<Envelope.File> files = read(envelope("01001", "20261112", dossier(one, good)))
                    .get(0)
                    .files();
            assertTrue(files.get(0).fault().isPresent(), one);
            assertEquals(Optional.empty(), files.get(1).fault(), one);
            assertEquals(1, files.get(1).count(), one);
        }
    }

    @Test
    void aTableLongerThanAnyStayNeedsIsRefusedWithoutBeingHeld() throws Exception {
        InputStream endless = new java.io.SequenceInputStream(java.util.Collections.enumeration(List.of(
                new ByteArrayInputStream(
                        GOOD.substring(0, GOOD.indexOf("<NOIDUNGFILE>") + 13).getBytes(StandardCharsets.UTF_8)),
                new Repeated((byte) 'A', Envelope.TABLE_CHARACTERS_MAX + 1_000_000L),
                new ByteArrayInputStream(
                        GOOD.substring(GOOD.indexOf("</NOIDUNGFILE>")).getBytes(StandardCharsets.UTF_8)))));
        assertTrue(
                read(endless).get(0).files().get(0).fault().orElseThrow().en().contains("longer than"));
    }

    /** The same byte, so many times. */
    private static final class Repeated extends InputStream {
        private final byte letter;
        private long left;

        Repeated(byte letter, long count) {
            this.letter = letter;
            this.left = count;
        }

        @Override
        public int read() {
            return left-- > 0 ? letter : -1;
        }
    }

    @Test
    void whateverOneLetterIsChangedTheFileIsReadOrRefusedAndNothingElseHappens() {
        long seed = Long.parseLong(System.getProperty("tests.seed", "3176"), 16);
        SplittableRandom random = new SplittableRandom(seed);
        byte[] good = GOOD.getBytes(StandardCharsets.UTF_8);
        int refused = 0;
        for (int i = 0; i < 3_000; i++) {
            byte[] bytes = good.clone();
            int changes = random.nextInt(1, 4);
            for (int change = 0; change < changes; change++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            try {
                read(new ByteArrayInputStream(bytes));
            } catch (Unreadable expected) {
                refused++;
            } catch (RuntimeException e) {
                throw new AssertionError("-Dtests.seed=" + Long.toHexString(seed) + " at " + i, e);
            }
        }
        assertTrue(refused > 100, "only " + refused + " were refused");
    }
}
