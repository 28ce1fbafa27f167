package vn.khop.mpi.file;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.commons.csv.CSVRecord;
import vn.khop.mpi.record.RawRecord;

/**
 * A file's header and some of its rows, for looking at what the columns hold.
 *
 * @param rows how many rows the file has
 * @param records all rows, or as many as asked for drawn evenly, always the same ones of the same file; their ids are row
 *     numbers
 */
public record FileSample(Path file, List<String> columns, long rows, List<RawRecord> records) {
    private static final long SEED = 1;

    public FileSample {
        columns = List.copyOf(columns);
        records = List.copyOf(records);
    }

    /**
     * @throws InvalidInputException if the file is not there, not UTF-8, or a row is broken
     */
    public static FileSample read(Path file, int recordsMax) {
        Reservoir reservoir = new Reservoir(recordsMax);
        CsvTable.read(
                file, columns -> reservoir.header = List.copyOf(columns), (columns, row) -> reservoir.accept(row));
        return new FileSample(file, reservoir.header, reservoir.rows, reservoir.records);
    }

    /** Every row has the same chance to stay (Vitter, 1985, algorithm R). */
    private static final class Reservoir {
        private final SplittableRandom random = new SplittableRandom(SEED);
        private final List<RawRecord> records = new ArrayList<>();
        private final int max;
        private List<String> header = List.of();
        private long rows;

        Reservoir(int max) {
            this.max = max;
        }

        void accept(CSVRecord row) {
            rows++;
            if (records.size() < max) {
                records.add(record(row));
                return;
            }
            long place = random.nextLong(rows);
            if (place < max) {
                records.set((int) place, record(row));
            }
        }

        private RawRecord record(CSVRecord row) {
            Map<String, String> values = new HashMap<>();
            for (int i = 0; i < header.size(); i++) {
                if (!row.get(i).isBlank()) {
                    values.put(header.get(i), row.get(i));
                }
            }
            return new RawRecord(Long.toString(row.getRecordNumber()), values);
        }
    }
}
