package vn.khop.server.feed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.SimpleGroup;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import vn.khop.mpi.Progress;
import vn.khop.server.registry.SourceFeed;

/**
 * People in Parquet are the same people as in CSV, and no file takes more than it is worth. {@code people-*.parquet} beside this were written by pyarrow 26.0.1 in row groups of 16, packed in four
 * ways, with and without dictionaries, in pages of both versions; {@code people.csv} says the same. Nobody in them lives.
 */
class ParquetLoadTest {
    private static final MessageType TEXTS = MessageTypeParser.parseMessageType(
            "message people { optional binary facility (STRING); required binary mrn (STRING); optional binary full_name (STRING); }");

    @TempDir
    private Path folder;

    private Path given(String name) throws IOException {
        Path file = folder.resolve(name);
        try (InputStream in = Objects.requireNonNull(ParquetLoadTest.class.getResourceAsStream(name), name)) {
            Files.copy(in, file);
        }
        return file;
    }

    private PeopleLoad load(Path file) throws IOException {
        return PeopleLoad.read(
                List.of(file), folder, folder.resolve("bad.csv"), code -> code.startsWith("01"), Progress.NONE);
    }

    private static List<SourceFeed> rows(PeopleLoad load) {
        List<SourceFeed> rows = new ArrayList<>();
        for (int row = 0; row < load.size(); row++) {
            rows.add(load.row(row));
        }
        return rows;
    }

    private String refused(Path file) {
        String said = String.valueOf(
                assertThrows(IOException.class, () -> load(file).close()).getMessage());
        assertTrue(said.contains(String.valueOf(file.getFileName())), said);
        try (var left = Files.list(folder)) {
            assertEquals(
                    List.of(),
                    left.filter(one -> one.toString().endsWith(".rows")).toList(),
                    "no work file is left");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return said;
    }

    @ParameterizedTest
    @ValueSource(strings = {"snappy", "gzip", "zstd", "none"})
    void aFileOfAnotherWriterLoadsAsItsCsvDoes(String codec) throws IOException {
        try (PeopleLoad parquet = load(given("people-" + codec + ".parquet"));
                PeopleLoad csv = load(given("people.csv"))) {
            assertEquals(40, parquet.size());
            assertEquals(rows(csv), rows(parquet));
            assertEquals(
                    csv.contentHash(), parquet.contentHash(), "so one load of the two goes on where the other was");
        }
    }

    private Path written(MessageType schema, CompressionCodecName codec, int rows, Consumer<Group> fill)
            throws IOException {
        Path file = folder.resolve("written.parquet");
        Files.deleteIfExists(file);
        try (ParquetWriter<Group> writer = ExampleParquetWriter.builder(new LocalOutputFile(file))
                .withType(schema)
                .withConf(new PlainParquetConfiguration())
                .withCodecFactory(new Packing())
                .withCompressionCodec(codec)
                .withRowGroupSize(1 << 16)
                .build()) {
            for (int row = 0; row < rows; row++) {
                Group group = new SimpleGroup(schema);
                fill.accept(group);
                writer.write(group);
            }
        }
        return file;
    }

    @Test
    void randomRowsComeBackAsTheyWereWritten() throws IOException {
        long seed = Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
        SplittableRandom random = new SplittableRandom(seed);
        List<List<String>> written = new ArrayList<>();
        Path file = written(TEXTS, CompressionCodecName.GZIP, 5_000, group -> {
            String facility = random.nextInt(20) == 0 ? "" : "0100" + random.nextInt(3);
            String name = "Lò Văn "
                    + random.ints(random.nextInt(9), 'a', 'ỵ')
                            .filter(Character::isLetter)
                            .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append);
            String number = "n" + written.size();
            if (!facility.isEmpty()) {
                group.add("facility", facility);
            }
            group.add("mrn", number);
            boolean isNamed = random.nextBoolean();
            if (isNamed) {
                group.add("full_name", name);
            }
            written.add(List.of(facility, number, isNamed ? name : ""));
        });
        List<List<String>> read = new ArrayList<>();
        try (PeopleRows rows = PeopleRows.open(file)) {
            for (var row = rows.next(); row.isPresent(); row = rows.next()) {
                assertEquals(read.size() + 1, row.get().number());
                read.add(row.get().cells());
            }
        }
        assertEquals(written, read, "-Dtests.seed=" + Long.toHexString(seed));
    }

    @Test
    void badRowsAreToldByTheirNumberAndNotByWhatTheySay() throws IOException {
        int[] row = {0};
        Path file = written(TEXTS, CompressionCodecName.UNCOMPRESSED, 6, group -> {
            row[0]++;
            if (row[0] != 2) {
                group.add("facility", row[0] == 3 ? "99999" : "01001");
            }
            group.add("mrn", "k" + row[0]);
            group.add(
                    "full_name",
                    row[0] == 4
                            ? Binary.fromConstantByteArray(new byte[] {'L', (byte) 0xC3, 'o'})
                            : Binary.fromString(row[0] == 5 ? "x".repeat(70_000) : "Lò Thị Kín"));
        });
        try (PeopleLoad load = load(file)) {
            assertEquals(List.of(2, 4), List.of(load.size(), load.badRows()));
        }
        List<String> told = Files.readAllLines(folder.resolve("bad.csv"));
        assertTrue(told.get(1).endsWith(",2,facility,nothing,the code of a facility"), told.get(1));
        assertTrue(told.get(2).contains(",3,facility,a code that is not registered"), told.get(2));
        assertTrue(told.get(3).endsWith(",4,full_name,bytes that are no UTF-8,UTF-8"), told.get(3));
        assertTrue(told.get(4).endsWith(",5,full_name,70000 bytes,at most 65536"), told.get(4));
        assertFalse(String.join("\n", told).contains("Kín"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "required int64 national_id; ~ 'national_id': found INT64, expected STRING",
                "required binary national_id; ~ 'national_id': found BINARY, expected STRING",
                "optional int32 birth_date (DATE); ~ 'birth_date': found INT32 as DATE, expected STRING",
                "optional double phone; ~ 'phone': found DOUBLE, expected STRING",
                "optional group names { required binary name (STRING); } ~ 'names': found nested or repeated values",
                "repeated binary phone (STRING); ~ 'phone': found nested or repeated values"
            })
    void aColumnThatIsNoTextIsRefusedWithItsType(String columnAndAnswer) throws IOException {
        String[] both = columnAndAnswer.split(" ~ ");
        MessageType schema = MessageTypeParser.parseMessageType(
                "message people { required binary facility (STRING); required binary mrn (STRING); " + both[0] + " }");
        String said = refused(written(schema, CompressionCodecName.UNCOMPRESSED, 0, group -> {}));
        assertTrue(said.contains(both[1]), said);
    }

    @Test
    void aFileWithoutTheColumnsThatAreNeededIsRefused() throws IOException {
        MessageType schema =
                MessageTypeParser.parseMessageType("message people { required binary facility (STRING); }");
        assertTrue(refused(written(schema, CompressionCodecName.UNCOMPRESSED, 0, group -> {}))
                .contains("no column 'mrn'"));
    }

    @Test
    void aFileThatWasCutOffIsRefusedWhereverItWasCut() throws IOException {
        byte[] whole = Files.readAllBytes(given("people-snappy.parquet"));
        for (int length :
                new int[] {4, 5, 11, 12, 100, whole.length / 2, whole.length - 9, whole.length - 4, whole.length - 1}) {
            refused(Files.write(folder.resolve("cut.parquet"), Arrays.copyOf(whole, length)));
        }
        refused(Files.write(folder.resolve("empty.parquet"), new byte[0]));
        refused(Files.writeString(folder.resolve("text.parquet"), "facility,mrn\n01001,1\n"));
        byte[] encrypted = whole.clone();
        encrypted[3] = 'E';
        refused(Files.write(folder.resolve("encrypted.parquet"), encrypted));
    }

    /** Any byte of a file may be wrong: it is refused, or read, and nothing else ever comes of it. */
    @Test
    void aFileWithBrokenBytesIsReadOrRefused() throws IOException {
        long seed = Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
        SplittableRandom random = new SplittableRandom(seed);
        int refused = 0;
        for (String codec : List.of("snappy", "gzip", "zstd", "none")) {
            byte[] whole = Files.readAllBytes(given("people-" + codec + ".parquet"));
            for (int i = 0; i < 150; i++) {
                byte[] broken = whole.clone();
                for (int bytes = 1 + random.nextInt(3); bytes > 0; bytes--) {
                    broken[4 + random.nextInt(whole.length - 4)] = (byte) random.nextInt(256);
                }
                Path file = Files.write(folder.resolve("broken.parquet"), broken);
                try (PeopleLoad load = load(file)) {
                    assertTrue(load.size() >= 0);
                } catch (IOException said) {
                    refused++;
                } catch (RuntimeException | Error fault) {
                    throw new AssertionError("-Dtests.seed=" + Long.toHexString(seed) + " " + codec, fault);
                }
            }
        }
        assertTrue(refused > 50, refused + " refused, -Dtests.seed=" + Long.toHexString(seed));
    }

    @Test
    void aLengthOfTheEndThatIsNotInTheFileIsRefusedUnread() throws IOException {
        byte[] file = Files.readAllBytes(given("people-none.parquet"));
        ByteBuffer.wrap(file).order(java.nio.ByteOrder.LITTLE_ENDIAN).putInt(file.length - 8, 0x7FFFFFFF);
        assertTrue(refused(Files.write(folder.resolve("far.parquet"), file)).contains("cut off"));
    }

    /** One text of 60,000 letters stands once in the file, and in each of its rows: some kilobytes that are gigabytes. */
    @Test
    void aDictionaryOfOneLongTextForVeryManyRowsIsRefused() throws IOException {
        String text = "a".repeat(60_000);
        int[] row = {0};
        Path file = written(TEXTS, CompressionCodecName.GZIP, 20_000, group -> {
            group.add("facility", "01001");
            group.add("mrn", "k");
            group.add("full_name", text);
            row[0]++;
        });
        assertTrue(Files.size(file) < 2 << 20, "some kilobytes: " + Files.size(file));
        assertTrue(refused(file).contains("times as long as the file"));
    }

    @Test
    void aPageThatUnpacksToMoreThanAPageMayHaveIsRefusedBeforeItIsUnpacked() throws IOException {
        byte[] letters = new byte[70 << 20];
        Arrays.fill(letters, (byte) 'a');
        Path file = written(TEXTS, CompressionCodecName.GZIP, 1, group -> {
            group.add("facility", "01001");
            group.add("mrn", "k");
            group.add("full_name", Binary.fromConstantByteArray(letters));
        });
        assertTrue(Files.size(file) < 1 << 20, "packed well: " + Files.size(file));
        String said = refused(file);
        assertTrue(said.contains("when unpacked, expected at most"), said);
    }

    /** What the library would ask Hadoop for. */
    private static final class Packing implements CompressionCodecFactory {
        @Override
        public BytesInputCompressor getCompressor(CompressionCodecName codec) {
            return new BytesInputCompressor() {
                @Override
                public BytesInput compress(BytesInput bytes) throws IOException {
                    if (codec == CompressionCodecName.UNCOMPRESSED) {
                        return bytes;
                    }
                    ByteArrayOutputStream packed = new ByteArrayOutputStream();
                    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
                        bytes.writeAllTo(out);
                    }
                    return BytesInput.from(packed.toByteArray());
                }

                @Override
                public CompressionCodecName getCodecName() {
                    return codec;
                }

                @Override
                public void release() {}
            };
        }

        @Override
        public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
            throw new UnsupportedOperationException("files are written here");
        }

        @Override
        public void release() {}
    }
}
