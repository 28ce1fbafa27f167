package vn.khop.server.feed;

import io.airlift.compress.snappy.SnappyDecompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;

/** Unpacks pages of Parquet, each into as many bytes as it says it has and never into more than a page may have. */
final class BoundedDecompression implements CompressionCodecFactory {
    private static final int PAGE_BYTES_MAX = 64 << 20;

    /** A page says that it has more. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge(int bytes) {
            super("found a page of " + bytes + " bytes when unpacked, expected at most " + PAGE_BYTES_MAX);
        }
    }

    /** Unpacks all that was packed into exactly so many bytes. */
    private interface Unpacking {
        void unpack(byte[] packed, byte[] plain) throws IOException;
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        return new Bounded(
                switch (codec) {
                    case UNCOMPRESSED -> (packed, plain) -> System.arraycopy(packed, 0, plain, 0, plain.length);
                    case SNAPPY ->
                        (packed, plain) -> requireFull(
                                new SnappyDecompressor().decompress(packed, 0, packed.length, plain, 0, plain.length),
                                plain);
                    case ZSTD ->
                        (packed, plain) -> requireFull(
                                new ZstdDecompressor().decompress(packed, 0, packed.length, plain, 0, plain.length),
                                plain);
                    case GZIP -> BoundedDecompression::gunzip;
                    default ->
                        throw new IllegalArgumentException(
                                "found pages packed by " + codec + ", expected SNAPPY, GZIP, ZSTD or none");
                });
    }

    private static void gunzip(byte[] packed, byte[] plain) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            requireFull(in.readNBytes(plain, 0, plain.length), plain);
        }
    }

    private static void requireFull(int unpacked, byte[] plain) {
        if (unpacked != plain.length) {
            throw new IllegalArgumentException("a page has not the length that it says");
        }
    }

    /** Nothing is packed here. */
    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        throw new UnsupportedOperationException("files are read here and not written");
    }

    @Override
    public void release() {
        // nothing is held
    }

    private record Bounded(Unpacking unpacking) implements BytesInputDecompressor {
        @Override
        public BytesInput decompress(BytesInput packed, int bytes) throws IOException {
            return BytesInput.from(unpacked(packed.toByteArray(), bytes));
        }

        private byte[] unpacked(byte[] packed, int bytes) throws IOException {
            if (bytes < 0 || bytes > PAGE_BYTES_MAX) {
                throw new TooLarge(bytes);
            }
            byte[] plain = new byte[bytes];
            unpacking.unpack(packed, plain);
            return plain;
        }

        @Override
        public void decompress(ByteBuffer input, int compressed, ByteBuffer output, int bytes) throws IOException {
            byte[] packed = new byte[compressed];
            input.get(packed);
            output.put(unpacked(packed, bytes));
        }

        @Override
        public void release() {
            // nothing is held
        }
    }
}
