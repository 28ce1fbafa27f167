package vn.khop.terminology.load;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import javax.xml.stream.util.StreamReaderDelegate;
import vn.khop.terminology.concept.ErrorCode;

/*
 * Whoever hands a list in may hand in anything, so nothing of the file is believed.
 *
 * The zip: its size; how many parts; their names (no way out of the folder, none twice); what they are (no macros, no data from elsewhere, no
 * embedded files, no archive in the archive); how many times larger than packed each says it is. Only the directory and the first bytes of each
 * part are read for that, so it takes milliseconds.
 *
 * The XML of the few parts that are needed goes through PartStream, which counts what really comes out of the packing, and refuses what no
 * spreadsheet writes: declarations, comments, CDATA (so no DTD, no entities), other encodings than UTF-8, and more than half a megabyte from one
 * < to the next, so that no name, attribute or text can grow in the parser's memory. Shared texts are bounded in number and in sum; all else is
 * forgotten row by row.
 */
/** A spreadsheet file of the XLSX kind, opened only as far as reading a sheet's cells needs, and refused where that is not safe. */
final class Workbook implements Closeable {
    static final long FILE_BYTES_MAX = 50L << 20;

    private static final int PARTS_MAX = 2_000;
    private static final int RATIO_MAX = 100;
    private static final long BYTES_WITHOUT_RATIO = 1L << 20;
    private static final long PART_BYTES_MAX = 256L << 20;
    private static final int BYTES_WITHOUT_TAG_MAX = 1 << 19;
    private static final int SHARED_TEXTS_MAX = 1_000_000;
    private static final int SHARED_CHARACTERS_MAX = 24 << 20;
    private static final int SHEETS_MAX = 500;
    private static final int DEPTH_MAX = 100;
    static final int CELL_CHARACTERS_MAX = 32_767;

    private static final Pattern ESCAPED = Pattern.compile("_x([0-9A-Fa-f]{4})_");
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    private static final byte[] COMPOUND = {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0};
    private static final List<String> ARCHIVES =
            List.of(".zip", ".xlsx", ".xlsm", ".xls", ".jar", ".gz", ".7z", ".rar", ".docx");

    private final ZipFile zip;
    private final String where;
    private final Map<String, String> sheets;
    private final List<String> sharedTexts;
    private final boolean isFrom1904;

    private Workbook(ZipFile zip, String where) throws UnreadableTable, XMLStreamException, IOException {
        this.zip = zip;
        this.where = where;
        checkParts();
        String main = target("_rels/.rels", "", "officeDocument")
                .orElseThrow(
                        () -> new UnreadableTable(
                                ErrorCode.NOT_A_WORKBOOK,
                                new Wording(
                                        where
                                                + " là tệp zip, không phải sổ tính: hãy lưu danh mục dạng .xlsx trong bảng tính, hoặc giải nén",
                                        where
                                                + " is a zip file and no workbook: save the list as .xlsx in a spreadsheet, or unpack it")));
        String folder = main.substring(0, main.lastIndexOf('/') + 1);
        String relations = folder + "_rels/" + main.substring(folder.length()) + ".rels";
        Book book = book(main);
        Map<String, String> targets = targets(relations, folder);
        this.isFrom1904 = book.isFrom1904();
        this.sheets = new LinkedHashMap<>();
        for (Map.Entry<String, String> sheet : book.sheets().entrySet()) {
            String part = targets.get(sheet.getValue());
            if (part != null) {
                sheets.put(sheet.getKey(), part);
            }
        }
        this.sharedTexts = sharedTexts(target(relations, folder, "sharedStrings"));
    }

    /** Whether the file begins as a zip or an old compound file does, or is called like a spreadsheet. */
    static boolean isOne(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".xlsx") || name.endsWith(".xlsm") || name.endsWith(".xls")) {
            return true;
        }
        try {
            byte[] start = start(file);
            return beginsWith(start, ZIP) || beginsWith(start, COMPOUND);
        } catch (IOException e) {
            return false;
        }
    }

    /** @throws UnreadableTable if it is no workbook, or one that is not safe to read */
    static Workbook open(Path file) throws UnreadableTable {
        String where = file.toString();
        try {
            long bytes = Files.size(file);
            if (bytes > FILE_BYTES_MAX) {
                throw new UnreadableTable(
                        ErrorCode.WORKBOOK_TOO_BIG,
                        new Wording(
                                where + " có " + bytes + " byte, nhiều nhất được " + FILE_BYTES_MAX
                                        + ": hãy lưu trang tính dạng CSV UTF-8 rồi nạp tệp đó",
                                where + " has " + bytes + " bytes, expected at most " + FILE_BYTES_MAX
                                        + ": save the sheet as CSV UTF-8 and load that"));
            }
            checkStart(file, where);
            ZipFile zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
            try {
                return new Workbook(zip, where);
            } catch (UnreadableTable | XMLStreamException | IOException | RuntimeException e) {
                zip.close();
                throw e;
            }
        } catch (XMLStreamException | ZipException | IllegalArgumentException | PartRefused e) {
            throw failed(where, e);
        } catch (IOException e) {
            throw UnreadableTable.of(where, e);
        }
    }

    private static void checkStart(Path file, String where) throws IOException, UnreadableTable {
        byte[] start = start(file);
        if (beginsWith(start, COMPOUND)) {
            throw holds(file, "EncryptedPackage")
                    ? new UnreadableTable(
                            ErrorCode.WORKBOOK_PROTECTED,
                            new Wording(
                                    where + " có mật khẩu: hãy mở bằng mật khẩu rồi lưu lại không mật khẩu",
                                    where + " is encrypted: open it with its password and save it without one"))
                    : new UnreadableTable(
                            ErrorCode.NOT_A_WORKBOOK,
                            new Wording(
                                    where + " là sổ tính kiểu cũ .xls: hãy mở trong bảng tính và lưu dạng .xlsx",
                                    where
                                            + " is a workbook of the old .xls kind: open it in a spreadsheet and save it as .xlsx"));
        }
        if (!beginsWith(start, ZIP)) {
            String text = new String(start, StandardCharsets.UTF_8).stripLeading();
            throw new UnreadableTable(
                    ErrorCode.NOT_A_WORKBOOK,
                    new Wording(
                            where + " mang tên sổ tính mà "
                                    + (text.startsWith("<")
                                            ? "là HTML hoặc XML"
                                            : start.length == 0 ? "trống" : "không phải sổ tính")
                                    + ": hãy mở trong bảng tính và lưu dạng .xlsx, hoặc đặt đuôi .csv nếu là tệp văn bản",
                            where + " is called a workbook and "
                                    + (text.startsWith("<")
                                            ? "is HTML or XML"
                                            : start.length == 0 ? "is empty" : "does not begin as one")
                                    + ": open it in a spreadsheet and save it as .xlsx, or name a text file .csv"));
        }
    }

    private static byte[] start(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return in.readNBytes(64);
        }
    }

    private static boolean beginsWith(byte[] bytes, byte[] wanted) {
        return bytes.length >= wanted.length
                && ByteBuffer.wrap(bytes, 0, wanted.length).equals(ByteBuffer.wrap(wanted));
    }

    /** Whether a compound file has a stream of that name, which it writes in UTF-16. */
    private static boolean holds(Path file, String name) throws IOException {
        byte[] wanted = name.getBytes(StandardCharsets.UTF_16LE);
        byte[] buffer = new byte[1 << 16];
        int kept = 0;
        try (InputStream in = Files.newInputStream(file)) {
            int read;
            while ((read = in.readNBytes(buffer, kept, buffer.length - kept)) > 0) {
                int end = kept + read;
                if (new String(buffer, 0, end, StandardCharsets.ISO_8859_1)
                        .contains(new String(wanted, StandardCharsets.ISO_8859_1))) {
                    return true;
                }
                kept = Math.min(wanted.length, end);
                System.arraycopy(buffer, end - kept, buffer, 0, kept);
            }
        }
        return false;
    }

    private void checkParts() throws UnreadableTable, IOException {
        Set<String> names = new HashSet<>();
        if (zip.size() > PARTS_MAX) {
            throw new UnreadableTable(
                    ErrorCode.WORKBOOK_TOO_BIG,
                    new Wording(
                            where + " có " + zip.size() + " phần, nhiều nhất được " + PARTS_MAX
                                    + ": hãy lưu riêng trang tính có danh mục",
                            where + " has " + zip.size() + " parts, expected at most " + PARTS_MAX
                                    + ": save the sheet of the list alone"));
        }
        for (ZipEntry part : Collections.list(zip.entries())) {
            String name = part.getName().toLowerCase(Locale.ROOT);
            if (name.startsWith("/")
                    || name.indexOf('\\') >= 0
                    || name.indexOf(':') >= 0
                    || name.indexOf('\0') >= 0
                    || List.of(name.split("/")).contains("..")) {
                throw unsafe("có phần mà tên dẫn ra ngoài tệp", "has a part whose name leads out of the file");
            }
            if (!names.add(name)) {
                throw unsafe("có một phần hai lần ('" + shown(name) + "')", "has a part twice ('" + shown(name) + "')");
            }
            checkKind(name);
            checkRatio(part.getSize(), part.getCompressedSize(), name);
            if (!part.isDirectory()) {
                try (InputStream in = zip.getInputStream(part)) {
                    byte[] start = in == null ? new byte[0] : in.readNBytes(4);
                    if (beginsWith(start, ZIP) || beginsWith(start, COMPOUND)) {
                        throw holdsAnother(name);
                    }
                }
            }
        }
    }

    private void checkKind(String name) throws UnreadableTable {
        if (name.endsWith("vbaproject.bin") || name.contains("/macrosheets/") || name.contains("/dialogsheets/")) {
            throw unsafe(
                    "có macro: hãy lưu dạng .xlsx, không có macro", "has macros: save it as .xlsx, which has none");
        }
        if (name.contains("/externallinks/") || name.endsWith("/connections.xml") || name.contains("/querytables/")) {
            throw unsafe(
                    "lấy giá trị từ tệp khác: hãy chép danh mục và chỉ dán giá trị vào sổ tính mới",
                    "takes values from other files: copy the list and paste its values only into a new workbook");
        }
        if (name.contains("/embeddings/") || name.contains("/activex/") || name.contains("/ctrlprops/")) {
            throw unsafe(
                    "có đối tượng nhúng: hãy chép danh mục và chỉ dán giá trị vào sổ tính mới",
                    "has embedded objects: copy the list and paste its values only into a new workbook");
        }
        if (ARCHIVES.stream().anyMatch(name::endsWith)) {
            throw holdsAnother(name);
        }
    }

    private UnreadableTable holdsAnother(String name) {
        return unsafe(
                "chứa tệp nén hoặc tài liệu khác ('" + shown(name) + "')",
                "holds another archive or document ('" + shown(name) + "')");
    }

    private void checkRatio(long bytes, long packed, String name) throws UnreadableTable {
        if (bytes > PART_BYTES_MAX) {
            throw new UnreadableTable(
                    ErrorCode.WORKBOOK_TOO_BIG,
                    new Wording(
                            where + " có phần hơn " + PART_BYTES_MAX + " byte ('" + shown(name)
                                    + "'): hãy lưu trang tính dạng CSV UTF-8 rồi nạp tệp đó",
                            where + " has a part of more than " + PART_BYTES_MAX + " bytes ('" + shown(name)
                                    + "'): save the sheet as CSV UTF-8 and load that"));
        }
        if (bytes > BYTES_WITHOUT_RATIO && bytes / RATIO_MAX > Math.max(1, packed)) {
            throw unsafe(
                    "có phần giải nén ra hơn " + RATIO_MAX + " lần kích thước ('" + shown(name)
                            + "'), không danh mục nào như vậy",
                    "has a part that unpacks to more than " + RATIO_MAX + " times its size ('" + shown(name)
                            + "'), as no list does");
        }
    }

    private UnreadableTable unsafe(String vi, String en) {
        return new UnreadableTable(ErrorCode.WORKBOOK_UNSAFE, new Wording(where + " " + vi, where + " " + en));
    }

    private static String shown(String name) {
        String plain = name.replaceAll("[^\\p{Alnum}/._ \\[\\]-]", "?");
        return plain.length() <= 80 ? plain : plain.substring(0, 80) + "...";
    }

    /**
     * The sheet of that name; without one, the only sheet there is.
     *
     * @throws UnreadableTable if there is none, or several and none is named
     */
    SheetTable sheet(Optional<String> name) throws UnreadableTable {
        Optional<String> part = name.isEmpty() && sheets.size() == 1
                ? sheets.values().stream().findFirst()
                : name.flatMap(wanted -> sheets.entrySet().stream()
                        .filter(sheet ->
                                sheet.getKey().equals(CellText.of(wanted).value()))
                        .map(Map.Entry::getValue)
                        .findFirst());
        if (part.isEmpty()) {
            String known = String.join(", ", quoted(sheets.keySet()));
            throw new UnreadableTable(
                    ErrorCode.UNKNOWN_SHEET,
                    new Wording(
                            where
                                    + (name.isPresent()
                                            ? " không có trang tính '" + name.get() + "'"
                                            : " có " + sheets.size() + " trang tính")
                                    + ": hãy khai báo một trong " + known,
                            where
                                    + (name.isPresent()
                                            ? " has no sheet '" + name.get() + "'"
                                            : " has " + sheets.size() + " sheets")
                                    + ": declare one of " + known));
        }
        try {
            return new SheetTable(this, xml(part.get()), where);
        } catch (XMLStreamException | IOException e) {
            throw failed(e);
        }
    }

    /** Their names, in the order of the tabs. */
    List<String> sheets() {
        return List.copyOf(sheets.keySet());
    }

    private static List<String> quoted(Set<String> names) {
        return names.stream().limit(30).map(name -> "'" + name + "'").toList();
    }

    /** What stopped the reading of a part, for people. */
    UnreadableTable failed(Exception e) {
        return failed(where, e);
    }

    private static UnreadableTable failed(String where, Exception e) {
        for (Throwable cause = e; cause != null; ) {
            if (cause instanceof PartRefused refused) {
                return refused.why();
            }
            cause = cause instanceof XMLStreamException xml && xml.getNestedException() != null
                    ? xml.getNestedException()
                    : cause.getCause();
        }
        return new UnreadableTable(
                ErrorCode.MALFORMED_WORKBOOK,
                new Wording(
                        where + " hỏng: không đọc được zip hoặc XML bên trong; hãy lưu lại trong bảng tính",
                        where
                                + " is damaged: its zip or the XML in it cannot be read; save it again in a spreadsheet"));
    }

    String sharedText(int index) throws UnreadableTable {
        if (index < 0 || index >= sharedTexts.size()) {
            throw new UnreadableTable(
                    ErrorCode.MALFORMED_WORKBOOK,
                    new Wording(
                            where + " hỏng: một ô trỏ tới chuỗi dùng chung " + index + " trong " + sharedTexts.size()
                                    + "; hãy lưu lại trong bảng tính",
                            where + " is damaged: a cell names the shared text " + index + " of " + sharedTexts.size()
                                    + "; save it again in a spreadsheet"));
        }
        return sharedTexts.get(index);
    }

    /** Whether days are counted from 1904, as old Macintosh spreadsheets do. */
    boolean isFrom1904() {
        return isFrom1904;
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    /** After a failure that is told already. */
    void closeQuietly() {
        try {
            zip.close();
        } catch (IOException onlyRead) {
            // It was read and not written: nothing can be lost.
        }
    }

    private record Book(Map<String, String> sheets, boolean isFrom1904) {}

    private Book book(String main) throws XMLStreamException, IOException, UnreadableTable {
        Map<String, String> found = new LinkedHashMap<>();
        boolean is1904 = false;
        XMLStreamReader xml = xml(main);
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT) {
                if (xml.getLocalName().equals("sheet") && found.size() < SHEETS_MAX) {
                    found.put(CellText.of(attribute(xml, "name")).value(), attribute(xml, "id"));
                } else if (xml.getLocalName().equals("workbookPr")) {
                    is1904 = Set.of("1", "true").contains(attribute(xml, "date1904"));
                }
            }
        }
        return new Book(found, is1904);
    }

    private Optional<String> target(String relations, String folder, String type)
            throws XMLStreamException, IOException, UnreadableTable {
        if (zip.getEntry(relations) == null) {
            return Optional.empty();
        }
        XMLStreamReader xml = xml(relations);
        Optional<String> found = Optional.empty();
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("Relationship")
                    && attribute(xml, "Type").endsWith("/" + type)) {
                found = Optional.of(resolved(folder, attribute(xml, "Target")));
            }
        }
        return found;
    }

    private Map<String, String> targets(String relations, String folder)
            throws XMLStreamException, IOException, UnreadableTable {
        Map<String, String> targets = new HashMap<>();
        XMLStreamReader xml = xml(relations);
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("Relationship")) {
                targets.put(attribute(xml, "Id"), resolved(folder, attribute(xml, "Target")));
            }
        }
        return targets;
    }

    private static String resolved(String folder, String target) {
        return target.startsWith("/") ? target.substring(1) : folder + target;
    }

    static String attribute(XMLStreamReader xml, String localName) {
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            if (xml.getAttributeLocalName(i).equals(localName)) {
                return xml.getAttributeValue(i);
            }
        }
        return "";
    }

    private List<String> sharedTexts(Optional<String> part) throws XMLStreamException, IOException, UnreadableTable {
        if (part.isEmpty()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>();
        long characters = 0;
        XMLStreamReader xml = xml(part.get());
        while (xml.hasNext()) {
            if (xml.next() == XMLStreamConstants.START_ELEMENT
                    && xml.getLocalName().equals("si")) {
                String text = richText(xml, "si");
                characters += text.length();
                if (texts.size() == SHARED_TEXTS_MAX || characters > SHARED_CHARACTERS_MAX) {
                    throw new UnreadableTable(
                            ErrorCode.WORKBOOK_TOO_BIG,
                            new Wording(
                                    where + " có hơn " + SHARED_TEXTS_MAX + " chuỗi dùng chung, hoặc hơn "
                                            + SHARED_CHARACTERS_MAX
                                            + " ký tự trong đó: hãy lưu trang tính dạng CSV UTF-8 rồi nạp tệp đó",
                                    where + " has more than " + SHARED_TEXTS_MAX + " shared texts, or more than "
                                            + SHARED_CHARACTERS_MAX
                                            + " characters in them: save the sheet as CSV UTF-8 and load that"));
                }
                texts.add(text);
            }
        }
        return texts;
    }

    /** The text of the runs up to the end of this element, without the readings that Japanese texts carry. */
    static String richText(XMLStreamReader xml, String end) throws XMLStreamException, UnreadableTable {
        StringBuilder text = new StringBuilder();
        int readings = 0;
        boolean isText = false;
        while (xml.hasNext()) {
            int event = xml.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                readings += xml.getLocalName().equals("rPh") ? 1 : 0;
                isText = xml.getLocalName().equals("t");
            } else if (event == XMLStreamConstants.END_ELEMENT) {
                isText = false;
                readings -= xml.getLocalName().equals("rPh") ? 1 : 0;
                if (xml.getLocalName().equals(end)) {
                    break;
                }
            } else if (isText && readings == 0 && xml.isCharacters()) {
                append(text, xml);
            }
        }
        return unescaped(text.toString());
    }

    /** Characters that XML cannot hold are written as {@code _x000D_}. */
    static String unescaped(String text) {
        return text.contains("_x")
                ? ESCAPED.matcher(text)
                        .replaceAll(found ->
                                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))))
                : text;
    }

    static void append(StringBuilder text, XMLStreamReader xml) throws UnreadableTable {
        text.append(xml.getTextCharacters(), xml.getTextStart(), xml.getTextLength());
        if (text.length() > CELL_CHARACTERS_MAX) {
            throw new UnreadableTable(
                    ErrorCode.WORKBOOK_TOO_BIG,
                    new Wording(
                            "một ô dài hơn " + CELL_CHARACTERS_MAX + " ký tự, không bảng tính nào cho phép",
                            "a cell has more than " + CELL_CHARACTERS_MAX
                                    + " characters, which no spreadsheet allows"));
        }
    }

    private XMLStreamReader xml(String part) throws XMLStreamException, IOException, UnreadableTable {
        ZipEntry entry = zip.getEntry(part);
        if (entry == null) {
            throw new UnreadableTable(
                    ErrorCode.MALFORMED_WORKBOOK,
                    new Wording(
                            where + " hỏng: không có phần '" + shown(part) + "'; hãy lưu lại trong bảng tính",
                            where + " is damaged: it has no part '" + shown(part)
                                    + "'; save it again in a spreadsheet"));
        }
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        return new ShallowXml(factory.createXMLStreamReader(new PartStream(zip.getInputStream(entry), entry), "UTF-8"));
    }

    /** Elements within elements, as few as a spreadsheet writes: the parser remembers all that are open. */
    private final class ShallowXml extends StreamReaderDelegate {
        private int depth;

        ShallowXml(XMLStreamReader xml) {
            super(xml);
        }

        @Override
        public int next() throws XMLStreamException {
            int event = super.next();
            if (event == START_ELEMENT && ++depth > DEPTH_MAX) {
                throw new XMLStreamException(
                        "too deep",
                        new PartRefused(unsafe(
                                "có hơn " + DEPTH_MAX + " phần tử lồng nhau trong XML",
                                "has more than " + DEPTH_MAX + " elements one in another in its XML")));
            }
            depth -= event == END_ELEMENT ? 1 : 0;
            return event;
        }
    }

    /** What {@link PartStream} found in the midst of a parser. */
    private static final class PartRefused extends IOException {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial")
        private final transient UnreadableTable why;

        PartRefused(UnreadableTable why) {
            super(why.text());
            this.why = why;
        }

        UnreadableTable why() {
            return why;
        }
    }

    /** The bytes of one part, as long as they are what a spreadsheet writes. */
    private final class PartStream extends InputStream {
        private final InputStream in;
        private final String name;
        private final long packed;
        private long bytes;
        private int sinceTag;
        private int before;

        PartStream(InputStream in, ZipEntry entry) {
            this.in = in;
            this.name = entry.getName();
            this.packed = entry.getCompressedSize();
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = in.read(buffer, offset, length);
            for (int i = offset; i < offset + read; i++) {
                look(buffer[i]);
            }
            bytes += Math.max(0, read);
            try {
                checkRatio(bytes, packed, name);
            } catch (UnreadableTable refused) {
                throw new PartRefused(refused);
            }
            return read;
        }

        private void look(byte found) throws IOException {
            if (found == 0 || (bytes == 0 && sinceTag == 0 && (found == (byte) 0xFE || found == (byte) 0xFF))) {
                throw new PartRefused(unsafe(
                        "có XML không phải UTF-8 ('" + shown(name) + "'): hãy lưu lại trong bảng tính",
                        "has XML that is not UTF-8 ('" + shown(name) + "'): save it again in a spreadsheet"));
            }
            if (before == '<' && found == '!') {
                throw new PartRefused(unsafe(
                        "có khai báo, chú thích hoặc CDATA trong XML ('" + shown(name)
                                + "'), không bảng tính nào viết như vậy",
                        "has a declaration, a comment or CDATA in its XML ('" + shown(name)
                                + "'), which no spreadsheet writes"));
            }
            before = found;
            sinceTag = found == '<' ? 0 : sinceTag + 1;
            if (sinceTag > BYTES_WITHOUT_TAG_MAX) {
                throw new PartRefused(unsafe(
                        "có hơn " + BYTES_WITHOUT_TAG_MAX + " byte không có thẻ nào trong XML ('" + shown(name)
                                + "'), nhiều hơn một ô chứa được",
                        "has more than " + BYTES_WITHOUT_TAG_MAX + " bytes without a tag in its XML ('" + shown(name)
                                + "'), more than a cell can hold"));
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
