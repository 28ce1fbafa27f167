package vn.khop.server.feed;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.example.data.simple.convert.GroupRecordConverter;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.ColumnIOFactory;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.RecordReader;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.Type;

/*
 * A Parquet file says at its end where everything in it is, and how large. None of that is believed before it has been held against the file: a few bytes can name a chunk of gigabytes, a page that unpacks to gigabytes, or
 * a dictionary of one long text for a billion rows. So chunks must lie within the file, one row group must fit into memory packed, a page is unpacked into so much and no more (BoundedDecompression), a value has at most
 * so many bytes, and all rows together are at most so many times as long as the file.
 */
/** Parquet whose columns are texts, read one row group after the other. */
final class ParquetRows implements PeopleRows {
    static final byte[] MAGIC = {'P', 'A', 'R', '1'};

    private static final int TAIL_BYTES = 8;
    private static final int FOOTER_BYTES_MAX = 16 << 20;
    private static final long ROW_GROUP_BYTES_MAX = 256L << 20;
    private static final int VALUE_BYTES_MAX = 64 << 10;
    /** A file of people is packed to a tenth, and where a city stands in each row to less. */
    private static final long EXPANSION_MAX = 200;

    private static final long EXPANSION_FREE_BYTES = 64L << 20;
    /** What a row without any text counts for. */
    private static final int ROW_BYTES = 16;

    private final Path file;
    private final ParquetFileReader reader;
    private final MessageType schema;
    private final List<String> columns;
    private final long bytesMax;
    private long bytes;
    private long number;
    private long leftInGroup;
    private @org.jspecify.annotations.Nullable RecordReader<Group> group;

    private ParquetRows(Path file, ParquetFileReader reader, long size) {
        this.file = file;
        this.reader = reader;
        this.schema = reader.getFooter().getFileMetaData().getSchema();
        this.columns = schema.getFields().stream().map(Type::getName).toList();
        this.bytesMax = EXPANSION_FREE_BYTES + size * EXPANSION_MAX;
    }

    /** @throws IOException if it is no whole Parquet file, or a column is no text; the message says which, and what it is */
    static ParquetRows of(Path file) throws IOException {
        long size = Files.size(file);
        requireEnd(file, size);
        ParquetFileReader reader = null;
        boolean isOpen = false;
        try {
            reader = new ParquetFileReader(
                    new LocalInputFile(file),
                    ParquetReadOptions.builder(new PlainParquetConfiguration())
                            .withCodecFactory(new BoundedDecompression())
                            .build());
            ParquetRows rows = new ParquetRows(file, reader, size);
            rows.requireTexts();
            rows.requireWithin(size);
            isOpen = true;
            return rows;
        } catch (RuntimeException broken) {
            throw broken(file, broken);
        } finally {
            if (!isOpen && reader != null) {
                reader.close();
            }
        }
    }

    /** The length of what the end tells, and four letters, end a whole file. */
    private static void requireEnd(Path file, long size) throws IOException {
        byte[] tail;
        try (var channel = Files.newByteChannel(file)) {
            if (size < MAGIC.length + TAIL_BYTES) {
                throw cutOff(file);
            }
            ByteBuffer read = ByteBuffer.allocate(TAIL_BYTES);
            channel.position(size - TAIL_BYTES);
            while (read.hasRemaining() && channel.read(read) >= 0) {
                // until it is read
            }
            tail = read.array();
        }
        long footer =
                ByteBuffer.wrap(tail).order(java.nio.ByteOrder.LITTLE_ENDIAN).getInt() & 0xFFFFFFFFL;
        boolean isWhole = java.util.Arrays.equals(tail, TAIL_BYTES - MAGIC.length, TAIL_BYTES, MAGIC, 0, MAGIC.length);
        if (!isWhole || footer > size - MAGIC.length - TAIL_BYTES) {
            throw cutOff(file);
        }
        if (footer > FOOTER_BYTES_MAX) {
            throw new IOException(file + ": found a footer of " + footer + " bytes, expected at most "
                    + FOOTER_BYTES_MAX + ": write larger row groups");
        }
    }

    private static IOException cutOff(Path file) {
        return new IOException(file + " begins as Parquet and does not end so: it was cut off, send all of it again");
    }

    private static IOException broken(Path file, Throwable cause) {
        String what = cause instanceof BoundedDecompression.TooLarge
                ? String.valueOf(cause.getMessage())
                : "it is broken, or written in a way that is not read here ("
                        + cause.getClass().getSimpleName() + ")";
        return new IOException(file + " cannot be read as Parquet: " + what, cause);
    }

    private void requireTexts() throws IOException {
        for (Type field : schema.getFields()) {
            String found = found(field);
            if (!found.isEmpty()) {
                throw new IOException(file + ", column '" + field.getName() + "': found " + found
                        + ", expected STRING: write codes and numbers as text, else their leading zeros are lost");
            }
        }
    }

    /** What a column is that is no text; empty for one that is. */
    private static String found(Type field) {
        if (!field.isPrimitive() || field.isRepetition(Type.Repetition.REPEATED)) {
            return "nested or repeated values";
        }
        LogicalTypeAnnotation annotation = field.getLogicalTypeAnnotation();
        PrimitiveType.PrimitiveTypeName type = field.asPrimitiveType().getPrimitiveTypeName();
        boolean isText = type == PrimitiveType.PrimitiveTypeName.BINARY
                && (annotation instanceof LogicalTypeAnnotation.StringLogicalTypeAnnotation
                        || annotation instanceof LogicalTypeAnnotation.EnumLogicalTypeAnnotation);
        return isText ? "" : annotation == null ? type.name() : type + " as " + annotation;
    }

    private void requireWithin(long size) throws IOException {
        for (BlockMetaData block : reader.getFooter().getBlocks()) {
            long packed = 0;
            for (ColumnChunkMetaData chunk : block.getColumns()) {
                long end = chunk.getStartingPos() + chunk.getTotalSize();
                boolean isWithin = chunk.getStartingPos() >= 0
                        && chunk.getTotalSize() >= 0
                        && end <= size
                        && end >= chunk.getStartingPos();
                if (!isWithin) {
                    throw new IOException(file
                            + " names parts that are not in it: it was cut off or is broken, send all of it again");
                }
                packed += chunk.getTotalSize();
            }
            if (packed > ROW_GROUP_BYTES_MAX) {
                throw new IOException(file + ": found a row group of " + packed + " bytes, expected at most "
                        + ROW_GROUP_BYTES_MAX + ": write smaller ones");
            }
        }
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public Optional<Row> next() throws IOException {
        try {
            while (leftInGroup == 0) {
                PageReadStore pages = reader.readNextRowGroup();
                if (pages == null) {
                    return Optional.empty();
                }
                leftInGroup = pages.getRowCount();
                group = new ColumnIOFactory()
                        .getColumnIO(schema)
                        .getRecordReader(pages, new GroupRecordConverter(schema));
            }
            leftInGroup--;
            number++;
            return Optional.of(row(java.util.Objects.requireNonNull(
                    java.util.Objects.requireNonNull(group).read())));
        } catch (RuntimeException broken) {
            throw broken(file, broken);
        }
    }

    private Row row(Group values) throws IOException {
        List<String> cells = new ArrayList<>(columns.size());
        Optional<Fault> fault = Optional.empty();
        bytes += ROW_BYTES;
        for (int column = 0; column < columns.size(); column++) {
            String cell = "";
            if (values.getFieldRepetitionCount(column) > 0) {
                Binary value = values.getBinary(column, 0);
                bytes += value.length();
                if (value.length() > VALUE_BYTES_MAX) {
                    fault = Optional.of(
                            new Fault(columns.get(column), value.length() + " bytes", "at most " + VALUE_BYTES_MAX));
                } else {
                    try {
                        cell = StandardCharsets.UTF_8
                                .newDecoder()
                                .decode(value.toByteBuffer())
                                .toString();
                    } catch (CharacterCodingException e) {
                        fault = Optional.of(new Fault(columns.get(column), "bytes that are no UTF-8", "UTF-8"));
                    }
                }
            }
            cells.add(cell);
        }
        if (bytes > bytesMax) {
            throw new IOException(file + ": found rows that are more than " + EXPANSION_MAX
                    + " times as long as the file, which no file of people is");
        }
        return new Row(number, cells, fault);
    }

    @Override
    public void close() throws IOException {
        reader.close();
    }
}
