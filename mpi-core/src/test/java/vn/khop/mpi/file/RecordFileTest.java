package vn.khop.mpi.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.model.SchemaReader;

class RecordFileTest {
    @TempDir
    private Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("in.csv"), text);
    }

    private String refusal(Path file) {
        return String.valueOf(
                assertThrows(InvalidInputException.class, () -> RecordFile.read(file, SchemaReader.readDefault()))
                        .getMessage());
    }

    @Test
    void aMissingFileIsNamed() {
        assertTrue(refusal(folder.resolve("none.csv")).contains("no such file"));
    }

    @Test
    void aHeaderWithoutRecordIdSaysWhatItHas() throws IOException {
        String message = refusal(file("id,full_name\n1,Lê An\n"));
        assertTrue(message.contains("no column 'record_id'") && message.contains("found id,full_name"), message);
    }

    @Test
    void aBrokenRowIsNamedWithWhatWasFoundAndExpected() throws IOException {
        String message = refusal(file("record_id,full_name\n1,Lê An\n2,Lê,Bình\n"));
        assertTrue(message.contains("row 3") && message.contains("found 3 fields, expected 2"), message);
    }

    @Test
    void aFileThatIsNotUtf8IsNamedByLineAndByte() throws IOException {
        Path file = folder.resolve("latin.csv");
        Files.write(file, "record_id,full_name\n1,Lê An\n".getBytes(Charset.forName("windows-1252")));
        String message = refusal(file);
        assertTrue(message.contains("line 2, byte 23: not UTF-8"), message);
    }

    @Test
    void anIdThatOccursTwiceIsNamedWithBothRows() throws IOException {
        String message = refusal(file("record_id,full_name\n1,Lê An\n1,Lê Bình\n"));
        assertTrue(message.contains("row 3") && message.contains("row 2"), message);
    }

    @Test
    void columnsThatNobodyReadsAreReportedAndTheRestIsRead() throws IOException {
        var contents =
                RecordFile.read(file("\uFEFFrecord_id,full_name,mood\n1,Lê An,good\n"), SchemaReader.readDefault());
        assertEquals(List.of("mood"), contents.unknownColumns());
        assertEquals("Lê An", contents.records().get(0).value("full_name").orElseThrow());
    }

    @Test
    void evaluationCountsPairsAndWhatClerksWouldJoin() {
        // truth: abc, d; found: ab, cd: found 2 pairs, 1 right; true 3. Joining b-c adds ac and bc.
        Map<String, String> truth = Map.of("a", "1", "b", "1", "c", "1", "d", "2");
        Map<String, String> found = Map.of("a", "x", "b", "x", "c", "y", "d", "y");
        Evaluation evaluation = Evaluation.of(found, truth, List.of(RecordPair.of("b", "c"), RecordPair.of("a", "d")));
        assertEquals(0.5, evaluation.precision(), 1e-12);
        assertEquals(1 / 3.0, evaluation.recall(), 1e-12);
        assertEquals(1, evaluation.recallWithReview(), 1e-12);
        assertEquals(50, evaluation.reviewPer100(), 1e-12);
        assertTrue(evaluation.toJson().startsWith("{\"precision\":0.5,\"recall\":0.333"), evaluation.toJson());
        assertTrue(evaluation.toJson().contains("\"recall_with_review\":1.0"));
    }
}
