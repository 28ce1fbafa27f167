package vn.khop.terminology.load;

import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.load.WorkbookFile.Part;
import vn.khop.terminology.load.WorkbookFile.Raw;

/** Workbooks that must not be read, each made here, with the code by which it is refused. */
final class BadWorkbooks {
    private static final String SHEET = "xl/worksheets/sheet1.xml";
    private static final String SHARED = "xl/sharedStrings.xml";
    private static final byte[] COMPOUND = {
        (byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, (byte) 0xA1, (byte) 0xB1, 0x1A, (byte) 0xE1
    };

    /** Writes one bad file. */
    interface Writing {
        void write(Path file) throws IOException;
    }

    record Bad(ErrorCode code, Writing writing) {}

    private BadWorkbooks() {}

    static Map<String, Bad> all() {
        Map<String, Bad> all = new LinkedHashMap<>();
        all.put(
                "a sheet of spaces",
                with(ErrorCode.WORKBOOK_UNSAFE, SHEET, rows(repeated("<c>                        </c>", 8_000_000))));
        all.put(
                "a sheet of one row again and again",
                with(ErrorCode.WORKBOOK_UNSAFE, SHEET, rows(repeated("<row><c><v>1</v></c></row>", 2_000_000))));
        all.put(
                "shared texts that are all the same",
                with(
                        ErrorCode.WORKBOOK_UNSAFE,
                        SHARED,
                        shared(repeated("<si><t>aaaaaaaaaaaaaaaa</t></si>", 3_000_000))));
        all.put(
                "styles that unpack to gigabytes",
                with(ErrorCode.WORKBOOK_UNSAFE, "xl/styles.xml", repeated("                ", 4_000_000)));
        all.put(
                "a picture that unpacks to gigabytes",
                with(ErrorCode.WORKBOOK_UNSAFE, "xl/media/image1.png", repeated("0000000000000000", 4_000_000)));
        all.put("a size in the directory that is a lie", new Bad(ErrorCode.WORKBOOK_UNSAFE, BadWorkbooks::lie));
        all.put(
                "more shared texts than a list has",
                with(ErrorCode.WORKBOOK_TOO_BIG, SHARED, shared(drawn("<si><t>", 6, "</t></si>", 1_000_001))));
        all.put(
                "more characters in shared texts than fit",
                with(ErrorCode.WORKBOOK_TOO_BIG, SHARED, shared(drawn("<si><t>", 20_000, "</t></si>", 1_300))));
        all.put(
                "a shared text longer than a cell",
                with(ErrorCode.WORKBOOK_TOO_BIG, SHARED, shared(drawn("<si><t>", 40_000, "</t></si>", 1))));
        all.put(
                "a shared text of ten megabytes",
                with(ErrorCode.WORKBOOK_TOO_BIG, SHARED, shared(drawn("<si><t>", 10_000_000, "</t></si>", 1))));
        all.put(
                "an attribute of ten megabytes",
                with(ErrorCode.WORKBOOK_UNSAFE, SHEET, rows(drawn("<row><c r=\"", 10_000_000, "\"/></row>", 1))));
        all.put(
                "a name of ten megabytes",
                with(ErrorCode.MALFORMED_WORKBOOK, SHEET, rows(drawn("<", 10_000_000, "/>", 1))));
        all.put(
                "a cell longer than a cell",
                with(
                        ErrorCode.WORKBOOK_TOO_BIG,
                        SHEET,
                        rows(drawn("<row><c t=\"str\"><v>", 40_000, "</v></c></row>", 1))));
        all.put(
                "a cell of many short runs",
                with(
                        ErrorCode.WORKBOOK_TOO_BIG,
                        SHEET,
                        rows(
                                "<row><c t=\"inlineStr\"><is>",
                                drawn("<r><t>", 30, "</t></r>", 20_000),
                                "</is></c></row>")));
        all.put("a row after the last of a sheet", sheet(ErrorCode.WORKBOOK_TOO_BIG, "<row r=\"1048577\"/>"));
        all.put(
                "more rows than a sheet has",
                with(ErrorCode.WORKBOOK_TOO_BIG, SHEET, rows(drawn("<row spans=\"", 4, "\"/>", 1_048_577))));
        all.put(
                "a column after the last of a sheet",
                sheet(ErrorCode.WORKBOOK_TOO_BIG, "<row r=\"2\"><c r=\"XFE2\"/></row>"));
        all.put(
                "a column whose number overflows",
                sheet(ErrorCode.WORKBOOK_TOO_BIG, "<row r=\"2\"><c r=\"ZZZZZZZZZZZZ2\"/></row>"));
        all.put("a row whose number overflows", sheet(ErrorCode.WORKBOOK_TOO_BIG, "<row r=\"99999999999999999999\"/>"));
        all.put("a row whose number is none", sheet(ErrorCode.MALFORMED_WORKBOOK, "<row r=\"-5\"/>"));
        all.put("rows out of order", sheet(ErrorCode.MALFORMED_WORKBOOK, "<row r=\"7\"/><row r=\"6\"/>"));
        all.put(
                "columns out of order",
                sheet(ErrorCode.MALFORMED_WORKBOOK, "<row r=\"2\"><c r=\"B2\"/><c r=\"A2\"/></row>"));
        all.put(
                "a number of a thousand digits",
                sheet(
                        ErrorCode.MALFORMED_WORKBOOK,
                        "<row r=\"2\"><c r=\"A2\"><v>" + "9".repeat(1_000) + "</v></c></row>"));
        all.put(
                "a number that is none",
                sheet(ErrorCode.MALFORMED_WORKBOOK, "<row r=\"2\"><c r=\"A2\"><v>1e99999999999</v></c></row>"));
        all.put(
                "a shared text that is not there",
                sheet(ErrorCode.MALFORMED_WORKBOOK, "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>7</v></c></row>"));
        all.put("elements one in another", with(ErrorCode.WORKBOOK_UNSAFE, SHEET, rows(drawn("<", 2, ">", 200_000))));
        all.put("links to other files", part(ErrorCode.WORKBOOK_UNSAFE, "xl/externalLinks/externalLink1.xml"));
        all.put("a connection to a database", part(ErrorCode.WORKBOOK_UNSAFE, "xl/connections.xml"));
        all.put("a query on the web", part(ErrorCode.WORKBOOK_UNSAFE, "xl/queryTables/queryTable1.xml"));
        all.put("macros", part(ErrorCode.WORKBOOK_UNSAFE, "xl/vbaProject.bin"));
        all.put("macros of the old kind", part(ErrorCode.WORKBOOK_UNSAFE, "xl/macrosheets/sheet1.xml"));
        all.put("an embedded object", part(ErrorCode.WORKBOOK_UNSAFE, "xl/embeddings/oleObject1.bin"));
        all.put("a control", part(ErrorCode.WORKBOOK_UNSAFE, "xl/activeX/activeX1.xml"));
        all.put("a zip in the zip", part(ErrorCode.WORKBOOK_UNSAFE, "xl/media/more.zip"));
        all.put(
                "a zip in the zip by another name",
                with(ErrorCode.WORKBOOK_UNSAFE, "xl/media/image1.png", text("PK\u0003\u0004and so on")));
        all.put(
                "an old document in the zip",
                with(ErrorCode.WORKBOOK_UNSAFE, "xl/media/image1.png", out -> out.write(COMPOUND)));
        all.put("a name that leads up", part(ErrorCode.WORKBOOK_UNSAFE, "../../../etc/cron.d/x"));
        all.put("a name that leads up from within", part(ErrorCode.WORKBOOK_UNSAFE, "xl/../../x.xml"));
        all.put("a name from the root", part(ErrorCode.WORKBOOK_UNSAFE, "/etc/passwd"));
        all.put("a name with back slashes", part(ErrorCode.WORKBOOK_UNSAFE, "..\\..\\x.xml"));
        all.put("a name with a drive", part(ErrorCode.WORKBOOK_UNSAFE, "C:/x.xml"));
        all.put("a part twice", part(ErrorCode.WORKBOOK_UNSAFE, "xl/WORKBOOK.xml"));
        all.put("thousands of parts", new Bad(ErrorCode.WORKBOOK_TOO_BIG, file -> {
            WorkbookFile many = workbook();
            for (int i = 0; i < 2_001; i++) {
                many.with("xl/media/" + i + ".png", "x");
            }
            many.write(file);
        }));
        all.put(
                "entities that grow",
                with(
                        ErrorCode.WORKBOOK_UNSAFE,
                        SHEET,
                        text(
                                "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet>&b;</worksheet>")));
        all.put(
                "an entity from the disk",
                with(
                        ErrorCode.WORKBOOK_UNSAFE,
                        SHARED,
                        text(
                                "<!DOCTYPE s [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><sst><si><t>&x;</t></si></sst>")));
        all.put(
                "an entity from nowhere",
                sheet(ErrorCode.MALFORMED_WORKBOOK, "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>&nowhere;</v></c></row>"));
        all.put(
                "a comment of ten megabytes",
                with(ErrorCode.WORKBOOK_UNSAFE, SHEET, rows(drawn("<!--", 10_000_000, "-->", 1))));
        all.put(
                "text that hides from the parser",
                sheet(
                        ErrorCode.WORKBOOK_UNSAFE,
                        "<row r=\"2\"><c r=\"A2\" t=\"str\"><v><![CDATA[<c>]]></v></c></row>"));
        all.put(
                "XML in UTF-16",
                with(
                        ErrorCode.WORKBOOK_UNSAFE,
                        SHEET,
                        out -> out.write("<worksheet/>".getBytes(StandardCharsets.UTF_16))));
        all.put(
                "XML that is cut off",
                with(ErrorCode.MALFORMED_WORKBOOK, SHEET, text("<worksheet><sheetData><row><c><v>1</v>")));
        all.put(
                "a sheet that is not there",
                new Bad(
                        ErrorCode.MALFORMED_WORKBOOK,
                        file -> workbook()
                                .with(
                                        "xl/_rels/workbook.xml.rels",
                                        "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"worksheets/other.xml\"/></Relationships>")
                                .write(file)));
        all.put(
                "a sheet outside the workbook",
                new Bad(
                        ErrorCode.MALFORMED_WORKBOOK,
                        file -> workbook()
                                .with(
                                        "xl/_rels/workbook.xml.rels",
                                        "<Relationships><Relationship Id=\"r1\" Type=\"x/worksheet\" Target=\"../../../../etc/passwd\"/></Relationships>")
                                .write(file)));
        all.put("a zip that is cut off", new Bad(ErrorCode.MALFORMED_WORKBOOK, file -> {
            byte[] whole = Files.readAllBytes(workbook().write(file));
            Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        }));
        all.put("a zip that is no workbook", new Bad(ErrorCode.NOT_A_WORKBOOK, file -> {
            try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
                zip.putNextEntry(new ZipEntry("word/document.xml"));
                zip.closeEntry();
            }
        }));
        all.put(
                "an encrypted workbook",
                new Bad(ErrorCode.WORKBOOK_PROTECTED, file -> Files.write(file, compound("EncryptedPackage"))));
        all.put(
                "an old workbook by a new name",
                new Bad(ErrorCode.NOT_A_WORKBOOK, file -> Files.write(file, compound("Workbook"))));
        all.put(
                "a web page by the name of a workbook",
                new Bad(
                        ErrorCode.NOT_A_WORKBOOK,
                        file -> Files.writeString(file, "<html><table><tr><td>A00</td></tr></table></html>")));
        all.put(
                "a text file by the name of a workbook",
                new Bad(ErrorCode.NOT_A_WORKBOOK, file -> Files.writeString(file, "code,name\nA00,x\n")));
        all.put("nothing", new Bad(ErrorCode.NOT_A_WORKBOOK, file -> Files.write(file, new byte[0])));
        all.put("more than fifty megabytes", new Bad(ErrorCode.WORKBOOK_TOO_BIG, file -> {
            workbook().write(file);
            try (RandomAccessFile longer = new RandomAccessFile(file.toFile(), "rw")) {
                longer.setLength(Workbook.FILE_BYTES_MAX + 1);
            }
        }));
        return all;
    }

    private static WorkbookFile workbook() {
        return WorkbookFile.of(List.of(List.of("code", "name"), List.of("A00", new Raw(" t=\"s\"><v>0</v>"))));
    }

    private static Bad with(ErrorCode code, String name, Part content) {
        return new Bad(code, file -> workbook().with(name, content).write(file));
    }

    private static Bad part(ErrorCode code, String name) {
        return with(code, name, text("<x/>"));
    }

    private static Bad sheet(ErrorCode code, String rows) {
        return with(
                code,
                SHEET,
                text(
                        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"str\"><v>code</v></c><c r=\"B1\" t=\"str\"><v>name</v></c></row>"
                                + rows + "</sheetData></worksheet>"));
    }

    private static Part text(String text) {
        return out -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Part rows(Part middle) {
        return rows("", middle, "");
    }

    private static Part rows(String before, Part middle, String after) {
        return out -> {
            text("<worksheet><sheetData><row><c t=\"str\"><v>code</v></c><c t=\"str\"><v>name</v></c></row>" + before)
                    .write(out);
            middle.write(out);
            text(after + "</sheetData></worksheet>").write(out);
        };
    }

    private static Part shared(Part middle) {
        return out -> {
            text("<sst>").write(out);
            middle.write(out);
            text("</sst>").write(out);
        };
    }

    private static Part repeated(String text, int times) {
        return out -> {
            byte[] many = text.repeat(1_000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < times / 1_000; i++) {
                out.write(many);
            }
        };
    }

    /** Letters drawn at random, which do not pack well. */
    private static Part drawn(String before, int letters, String after, int times) {
        return out -> {
            SplittableRandom random = new SplittableRandom(1);
            byte[] start = before.getBytes(StandardCharsets.UTF_8);
            byte[] end = after.getBytes(StandardCharsets.UTF_8);
            byte[] middle = new byte[letters];
            OutputStream buffered = new java.io.BufferedOutputStream(out, 1 << 16);
            for (int i = 0; i < times; i++) {
                for (int j = 0; j < letters; j++) {
                    middle[j] = (byte) ('a' + random.nextInt(26));
                }
                buffered.write(start);
                buffered.write(middle);
                buffered.write(end);
            }
            buffered.flush();
        };
    }

    /** A bomb whose directory says that it unpacks to 100 bytes. */
    private static void lie(Path file) throws IOException {
        workbook()
                .with(SHEET, rows(repeated("<row>                    </row>", 2_000_000)))
                .write(file);
        byte[] bytes = Files.readAllBytes(file);
        byte[] name = SHEET.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length - 46 - name.length; i++) {
            boolean isEntry = bytes[i] == 'P'
                    && bytes[i + 1] == 'K'
                    && bytes[i + 2] == 1
                    && bytes[i + 3] == 2
                    && Arrays.equals(Arrays.copyOfRange(bytes, i + 46, i + 46 + name.length), name);
            if (isEntry) {
                bytes[i + 24] = 100;
                bytes[i + 25] = 0;
                bytes[i + 26] = 0;
                bytes[i + 27] = 0;
            }
        }
        Files.write(file, bytes);
    }

    private static byte[] compound(String stream) {
        byte[] name = stream.getBytes(StandardCharsets.UTF_16LE);
        byte[] bytes = Arrays.copyOf(COMPOUND, 200_000);
        System.arraycopy(name, 0, bytes, 131_072 - 9, name.length);
        return bytes;
    }
}
