package vn.khop.mpi.file;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import vn.khop.mpi.BatchLinkage.ScoredPairs;
import vn.khop.mpi.score.Scorer;

/** Writes every pair that is scored: what calibration and curves are measured on. Large: a line for each pair of every block. */
public final class ScoredPairsFile implements ScoredPairs, AutoCloseable {
    private final CSVPrinter printer;

    /**
     * Header {@code record_id_a,record_id_b,match_weight,match_probability}; the pairs come in no particular order.
     *
     * @throws IOException if the file cannot be written
     */
    public ScoredPairsFile(Path file) throws IOException {
        printer = new CSVPrinter(
                Files.newBufferedWriter(file, StandardCharsets.UTF_8),
                CSVFormat.RFC4180.builder().setRecordSeparator('\n').get());
        printer.printRecord("record_id_a", "record_id_b", "match_weight", "match_probability");
    }

    @Override
    public synchronized void pair(String recordIdA, String recordIdB, double matchWeightBits) {
        try {
            printer.printRecord(
                    recordIdA,
                    recordIdB,
                    Decimals.fixed(matchWeightBits, 4),
                    Decimals.fixed(Scorer.probability(matchWeightBits), 8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        printer.close();
    }
}
