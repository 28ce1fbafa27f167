package vn.khop.server.insurance;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.stream.XMLStreamConstants;
import vn.khop.server.codes.CodeUses;

/*
 * Systems name the elements around the rows differently from one decision to the next (TONG_HOP, DSACH_GIAYCHUNGSINH, ...). What never differs is that each row has its MA_LK: so a row
 * is whatever has that element right in it.
 */
/** Reads the rows of one table. Thread-safe. */
final class TableReader {
    /** Half a million rows of drugs and services would be a stay of centuries. */
    private static final long ELEMENTS_MAX = 2_000_000;

    private static final int ROWS_READ_MAX = 1_000;
    private static final int VALUE_CHARACTERS_MAX = 64 << 10;

    private static final HardenedXml BEGINNING = new HardenedXml(ELEMENTS_MAX, VALUE_CHARACTERS_MAX);

    /** Whether the element around all others is that of a check-in message. */
    static boolean isCheckIns(java.io.InputStream bytes) throws Unreadable {
        try (HardenedXml.Cursor cursor = BEGINNING.open(bytes)) {
            while (cursor.event() != javax.xml.stream.XMLStreamConstants.START_ELEMENT) {
                int event = cursor.next();
                if (event == javax.xml.stream.XMLStreamConstants.END_DOCUMENT) {
                    return false;
                }
            }
            return cursor.name().equals("CHI_TIEU_TRANG_THAI_KCB");
        }
    }

    private final HardenedXml xml = new HardenedXml(ELEMENTS_MAX, VALUE_CHARACTERS_MAX);

    /**
     * What a table holds.
     *
     * @param rows of a table that is read
     * @param count of its rows, whatever it is
     * @param stay of its first row; may be empty
     * @param codes that its rows use, whatever it is
     */
    record Content(List<ClaimRow> rows, int count, String stay, List<CodeUses.Used> codes) {
        Content {
            rows = List.copyOf(rows);
            codes = List.copyOf(codes);
        }
    }

    Content read(ClaimTable table, byte[] document) throws Unreadable {
        return read(table, new ByteArrayInputStream(document));
    }

    Content read(ClaimTable table, InputStream document) throws Unreadable {
        List<ClaimRow> rows = new ArrayList<>();
        String[] stay = {""};
        ClaimCodes.Tally codes = ClaimCodes.tally(table);
        int count = each(table, document, row -> {
            codes.add(row.values());
            if (row.place() == 1) {
                stay[0] = row.stay();
            }
            if (table.isRead()) {
                rows.add(row);
                requireFew(rows);
            }
        });
        return new Content(rows, count, stay[0], codes.used());
    }

    /** What becomes of each row. */
    @FunctionalInterface
    interface RowTaker {
        void take(ClaimRow row) throws Unreadable;
    }

    /** Gives row after row, of which it holds one, and tells how many there were. */
    int each(ClaimTable table, InputStream document, RowTaker taker) throws Unreadable {
        int count = 0;
        Deque<Open> open = new ArrayDeque<>();
        try (HardenedXml.Cursor cursor = xml.open(document)) {
            for (int event = cursor.next(); event != XMLStreamConstants.END_DOCUMENT; event = cursor.next()) {
                switch (event) {
                    case XMLStreamConstants.START_ELEMENT -> open.push(new Open(cursor.name()));
                    case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                        if (!open.isEmpty()) {
                            open.peek().add(cursor.text());
                        }
                    }
                    default -> {
                        Open closed = open.pop();
                        if (closed.isRow()) {
                            count++;
                            taker.take(closed.row(table, count));
                        } else if (!open.isEmpty()) {
                            open.peek().has(closed);
                        }
                    }
                }
            }
        }
        return count;
    }

    private static void requireFew(List<ClaimRow> rows) throws Unreadable {
        if (rows.size() > ROWS_READ_MAX) {
            throw new Unreadable(new Wording(
                    "bảng có hơn " + ROWS_READ_MAX + " dòng: chia nhỏ và gửi lại",
                    "the table has more than " + ROWS_READ_MAX + " rows: send fewer at once"));
        }
    }

    /** An element whose end has not come. */
    private static final class Open {
        private final String name;
        private final StringBuilder text = new StringBuilder();
        private final Map<String, String> values = new LinkedHashMap<>();
        private final Set<String> repeated = new HashSet<>();
        private boolean isLeaf = true;
        private boolean hasStay;

        Open(String name) {
            this.name = name;
        }

        void add(String more) throws Unreadable {
            if (text.length() + more.length() > VALUE_CHARACTERS_MAX) {
                throw new Unreadable(new Wording(
                        "một chỉ tiêu có hơn " + VALUE_CHARACTERS_MAX + " ký tự",
                        "an element has more than " + VALUE_CHARACTERS_MAX + " characters"));
            }
            text.append(more);
        }

        void has(Open closed) {
            isLeaf = false;
            if (!closed.isLeaf) {
                return;
            }
            hasStay |= closed.name.equals(ClaimRow.STAY);
            String value = closed.text.toString().strip();
            if (values.containsKey(closed.name)) {
                repeated.add(closed.name);
            }
            if (!value.isEmpty()) {
                values.put(closed.name, value);
            }
        }

        boolean isRow() {
            return hasStay;
        }

        ClaimRow row(ClaimTable table, int place) {
            return new ClaimRow(table, place, values, repeated);
        }
    }
}
