package vn.khop.mpi.normalise;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.mpi.record.AddressValue;
import vn.khop.reference.ReferenceData;

/** How much of records as hospitals send them is understood. The bars are below what was measured when they were set. */
class SampleRatesTest {
    private static final Normalisers NORMALISERS = Normalisers.standard(ReferenceData.open());

    @ParameterizedTest
    @ValueSource(strings = {"people-city", "people-hard"})
    void nearlyEveryFieldOfTheSamplesGivesAValue(String sample) throws IOException {
        List<CSVRecord> records = records(sample);
        assertRate(1.0, records, "full_name", "vietnamese-name");
        assertRate(1.0, records, "gender", "sex");
        assertRate(0.999, records, "birth_date", "partial-date");
        assertRate(0.98, records, "national_id", "citizen-number");
        assertRate(0.985, records, "insurance_no", "insurance");
        assertRate(0.975, records, "phone", "phone");
        assertRate(1.0, records, "address", "address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"people-city", "people-hard"})
    void nearlyEveryAddressIsReadToItsCommune(String sample) throws IOException {
        Set<String> addresses = new HashSet<>();
        records(sample).forEach(row -> addresses.add(row.get("address")));
        addresses.remove("");
        long communes = addresses.stream()
                .map(text -> (AddressValue)
                        NORMALISERS.named("address").normalise(text).value().orElseThrow())
                .filter(address -> address.level() == AddressValue.Level.COMMUNE)
                .count();
        // The rest name a district at most.
        assertTrue(communes >= 0.93 * addresses.size(), communes + " of " + addresses.size());
    }

    private static void assertRate(double rateMin, List<CSVRecord> records, String column, String normaliser) {
        List<String> present = records.stream()
                .map(row -> row.get(column))
                .filter(text -> !text.isBlank())
                .toList();
        long understood = present.stream()
                .filter(text ->
                        NORMALISERS.named(normaliser).normalise(text).value().isPresent())
                .count();
        assertTrue(understood >= rateMin * present.size(), column + ": " + understood + " of " + present.size());
    }

    private static List<CSVRecord> records(String sample) throws IOException {
        String samples = System.getenv("KHOP_SAMPLES");
        assumeTrue(samples != null, "KHOP_SAMPLES names no folder of samples, so nothing can be measured");
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        try (Reader reader = Files.newBufferedReader(Path.of(samples, sample, "records.csv"));
                CSVParser parser = format.parse(reader)) {
            return parser.getRecords();
        }
    }
}
