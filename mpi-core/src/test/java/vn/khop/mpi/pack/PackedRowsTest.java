package vn.khop.mpi.pack;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackedRowsTest {
    private static final long SEED = Long.parseUnsignedLong(System.getProperty("tests.seed", "70ae"), 16);
    private static final int WIDTH = 3;

    @Test
    void inWholePagesNoRowMovesWhileOthersAreReserved() {
        PackedRows rows = new PackedRows(WIDTH);
        rows.inWholePages();
        rows.reserve(1);
        int[] page = rows.page(0);
        SplittableRandom random = new SplittableRandom(SEED);
        while (rows.size() < 20_000) {
            int row = rows.reserve(1 + random.nextInt(300));
            assertSame(page, rows.page(0));
            int[] ofRow = rows.page(row);
            rows.reserve(1 + random.nextInt(300));
            assertSame(ofRow, rows.page(row), "seed " + Long.toHexString(SEED) + ", row " + row);
        }
    }

    @Test
    void aFewRowsStaySmallAndKeepWhatTheyHold() {
        PackedRows rows = new PackedRows(WIDTH);
        for (int row = 0; row < 5_000; row++) {
            assertEquals(row, rows.reserve(1));
            rows.page(row)[rows.offset(row) + 1] = row + 1;
        }
        int[] found = new int[5_000];
        Arrays.setAll(found, row -> rows.page(row)[rows.offset(row) + 1]);
        int[] expected = new int[5_000];
        Arrays.setAll(expected, row -> row + 1);
        assertArrayEquals(expected, found);
        PackedRows one = new PackedRows(WIDTH);
        one.reserve(1);
        assertEquals(WIDTH, one.page(0).length);
    }

    @Test
    void rowsInAnotherOrderAreThoseOfACopy() {
        SplittableRandom random = new SplittableRandom(SEED);
        int size = 9_000;
        PackedRows rows = new PackedRows(WIDTH);
        rows.reserve(size);
        int[] from = new int[size];
        for (int row = 0; row < size; row++) {
            rows.page(row)[rows.offset(row)] = row;
            int other = random.nextInt(row + 1);
            from[row] = from[other];
            from[other] = row;
        }
        rows.reorder(from);
        for (int row = 0; row < size; row++) {
            assertEquals(from[row], rows.page(row)[rows.offset(row)], "seed " + Long.toHexString(SEED));
        }
    }
}
