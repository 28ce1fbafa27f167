package vn.khop.server.insurance;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.xml.stream.XMLStreamConstants;
import vn.khop.server.codes.CodeUses;
import vn.khop.server.insurance.HardenedXml.Cursor;

/** One {@code GIAMDINHHS}, read dossier by dossier; so that no more than one dossier is held, of its tables that are not read the bytes. */
final class Envelope implements AutoCloseable {
    static final String ROOT = "GIAMDINHHS";
    private static final String DOSSIER = "HOSO";
    private static final String FILE = "FILEHOSO";
    private static final String KIND = "LOAIHOSO";
    private static final String CONTENT = "NOIDUNGFILE";
    private static final long ELEMENTS_MAX = 2_000_000;
    /** In base64; an envelope has 100 MB, and a table of one stay is far from that. */
    static final int TABLE_CHARACTERS_MAX = 24 << 20;

    private static final int HEADER_CHARACTERS_MAX = 1_024;
    private static final int FILES_MAX = 64;

    private static final HardenedXml XML = new HardenedXml(ELEMENTS_MAX, Integer.MAX_VALUE);
    private static final TableReader TABLES = new TableReader();

    private final Cursor cursor;
    private final Deque<String> path = new ArrayDeque<>();
    private final Map<String, String> header = new LinkedHashMap<>();
    private int dossiers;

    private Envelope(Cursor cursor) {
        this.cursor = cursor;
    }

    /** Reads to the first dossier. */
    static Envelope open(InputStream bytes) throws Unreadable {
        Envelope envelope = new Envelope(XML.open(bytes));
        boolean isOpened = false;
        try {
            envelope.readHeader();
            isOpened = true;
            return envelope;
        } finally {
            if (!isOpened) {
                envelope.close();
            }
        }
    }

    private void readHeader() throws Unreadable {
        advance();
        if (path.isEmpty() || !path.getLast().equals(ROOT)) {
            throw new Unreadable(new Wording(
                    "phần tử gốc không phải " + ROOT + ": gửi tệp theo QĐ 130, 4750 hoặc 3176",
                    "the root element is not " + ROOT + ": send a file as QĐ 130, 4750 or 3176 have it"));
        }
        toDossier();
    }

    /** The value of an element before the first dossier. */
    Optional<String> header(String element) {
        return Optional.ofNullable(header.get(element)).filter(value -> !value.isEmpty());
    }

    /**
     * A dossier.
     *
     * @param place the first is 1
     */
    record Dossier(int place, List<File> files) {
        Dossier {
            files = List.copyOf(files);
        }
    }

    /**
     * A file in a dossier.
     *
     * @param kind as it was named
     * @param table empty for a kind that is not known
     * @param contentHash 64 hexadecimal digits, of what a table says that is read, and of the bytes of any other
     * @param stay of its first row; may be empty
     * @param document the bytes of a table that is not read, from the beginning each time
     * @param codes that its rows use
     * @param fault why it cannot be read, if so
     */
    record File(
            String kind,
            Optional<ClaimTable> table,
            List<ClaimRow> rows,
            int count,
            String contentHash,
            String stay,
            Supplier<InputStream> document,
            long bytes,
            List<CodeUses.Used> codes,
            Optional<Wording> fault) {
        File {
            rows = List.copyOf(rows);
            codes = List.copyOf(codes);
        }

        private static File unreadable(String kind, Optional<ClaimTable> table, Wording why) {
            return new File(
                    kind, table, List.of(), 0, "", "", InputStream::nullInputStream, 0, List.of(), Optional.of(why));
        }
    }

    /** The next dossier; empty after the last, when the rest of the envelope has been read too. */
    Optional<Dossier> next() throws Unreadable {
        if (cursor.event() == XMLStreamConstants.END_DOCUMENT) {
            return Optional.empty();
        }
        Dossier dossier = readDossier();
        toDossier();
        return Optional.of(dossier);
    }

    /** How many were read. */
    int dossiers() {
        return dossiers;
    }

    private Dossier readDossier() throws Unreadable {
        dossiers++;
        List<File> files = new ArrayList<>();
        long bytes = 0;
        int depth = path.size();
        while (path.size() >= depth) {
            advance();
            if (isAt(FILE)) {
                File file = readFile(bytes);
                bytes += file.bytes();
                files.add(file);
                if (files.size() > FILES_MAX) {
                    throw new Unreadable(new Wording(
                            "một hồ sơ có hơn " + FILES_MAX + " tệp",
                            "a dossier has more than " + FILES_MAX + " files"));
                }
            }
        }
        return new Dossier(dossiers, files);
    }

    private File readFile(long before) throws Unreadable {
        int depth = path.size();
        StringBuilder kind = new StringBuilder();
        Base64Text content = new Base64Text();
        while (path.size() >= depth) {
            advance();
            boolean isText = isText();
            if (isText && KIND.equals(path.peek())) {
                append(kind, cursor.text());
            } else if (isText && CONTENT.equals(path.peek())) {
                content.add(cursor.text());
            }
        }
        return file(kind.toString().strip(), content, before);
    }

    /** @param before bytes of the dossier's files before it */
    private static File file(String kind, Base64Text content, long before) {
        Optional<ClaimTable> table = ClaimTable.inEnvelope(kind);
        if (table.isEmpty()) {
            return File.unreadable(
                    "",
                    table,
                    new Wording(KIND + " không phải một trong XML1 … XML15", KIND + " is not one of XML1 to XML15"));
        }
        String name = table.get().name();
        Optional<byte[]> document = content.decoded();
        if (document.isPresent() && before + document.get().length > TABLE_CHARACTERS_MAX) {
            return File.unreadable(
                    name,
                    table,
                    new Wording(
                            "các bảng của hồ sơ dài hơn " + (TABLE_CHARACTERS_MAX >> 20) + " MB",
                            "the tables of the dossier are longer than " + (TABLE_CHARACTERS_MAX >> 20) + " MB"));
        }
        if (document.isEmpty()) {
            return File.unreadable(
                    name,
                    table,
                    content.isTooLong()
                            ? new Wording(
                                    "bảng dài hơn " + (TABLE_CHARACTERS_MAX >> 20) + " MB",
                                    "the table is longer than " + (TABLE_CHARACTERS_MAX >> 20) + " MB")
                            : new Wording(CONTENT + " không phải base64", CONTENT + " is not base64"));
        }
        try {
            TableReader.Content read = TABLES.read(table.get(), document.get());
            String hash = table.get().isRead() ? hash(read.rows()) : hash(document.get());
            byte[] bytes = document.get();
            return new File(
                    name,
                    table,
                    read.rows(),
                    read.count(),
                    hash,
                    read.stay(),
                    table.get().isRead() ? InputStream::nullInputStream : () -> new ByteArrayInputStream(bytes),
                    bytes.length,
                    read.codes(),
                    Optional.empty());
        } catch (Unreadable e) {
            return File.unreadable(name, table, e.wording());
        }
    }

    /** Of what the rows say, however it is laid out; with its length before each text, so that no two lists run together. */
    static String hash(List<ClaimRow> rows) {
        MessageDigest digest = sha256();
        for (ClaimRow row : rows) {
            add(digest, String.valueOf(row.values().size()));
            new java.util.TreeMap<>(row.values()).forEach((element, value) -> {
                add(digest, element);
                add(digest, value);
            });
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private static String hash(byte[] document) {
        return HexFormat.of().formatHex(sha256().digest(document));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** What stands in one element, as it comes. */
    private static final class Base64Text {
        private final ByteArrayOutputStream letters = new ByteArrayOutputStream();
        private boolean isBase64 = true;
        private boolean isTooLong;

        void add(String more) {
            for (int i = 0; i < more.length() && !isTooLong && isBase64; i++) {
                char letter = more.charAt(i);
                if (letter > ' ' && letter < 128) {
                    letters.write(letter);
                    isTooLong = letters.size() > TABLE_CHARACTERS_MAX;
                } else {
                    isBase64 = letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r';
                }
            }
        }

        boolean isTooLong() {
            return isTooLong;
        }

        Optional<byte[]> decoded() {
            if (isTooLong || !isBase64 || letters.size() == 0) {
                return Optional.empty();
            }
            try {
                return Optional.of(Base64.getDecoder().decode(letters.toByteArray()));
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }
    }

    /** Up to the beginning of the next dossier, or to the end. */
    private void toDossier() throws Unreadable {
        while (cursor.event() != XMLStreamConstants.END_DOCUMENT && !isAt(DOSSIER)) {
            advance();
            if (isText() && dossiers == 0 && !path.isEmpty()) {
                String element = path.peek();
                StringBuilder value = new StringBuilder(header.getOrDefault(element, ""));
                append(value, cursor.text());
                header.put(element, value.toString().strip());
            }
        }
    }

    private boolean isAt(String element) {
        return cursor.event() == XMLStreamConstants.START_ELEMENT && element.equals(path.peek());
    }

    private boolean isText() {
        return cursor.event() == XMLStreamConstants.CHARACTERS || cursor.event() == XMLStreamConstants.CDATA;
    }

    private static void append(StringBuilder value, String more) throws Unreadable {
        if (value.length() + more.length() > HEADER_CHARACTERS_MAX) {
            throw new Unreadable(new Wording(
                    "phần đầu của tệp có chỉ tiêu dài hơn " + HEADER_CHARACTERS_MAX + " ký tự",
                    "an element of the envelope has more than " + HEADER_CHARACTERS_MAX + " characters"));
        }
        value.append(more);
    }

    private void advance() throws Unreadable {
        int event = cursor.next();
        if (event == XMLStreamConstants.START_ELEMENT) {
            path.push(cursor.name());
        } else if (event == XMLStreamConstants.END_ELEMENT) {
            path.pop();
        }
    }

    @Override
    public void close() {
        cursor.close();
    }
}
