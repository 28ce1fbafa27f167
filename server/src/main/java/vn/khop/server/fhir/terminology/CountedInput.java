package vn.khop.server.fhir.terminology;

import java.io.FilterInputStream;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.io.Writer;
import vn.khop.terminology.resource.Effort;

/** Text and bytes that tell, while they are read or written, what that costs: parsers know of no bounds but their own. */
final class CountedInput {
    private static final int JSON_BYTES_A_STEP = 16;
    /** The FHIR library makes objects of XML. */
    private static final int XML_CHARACTERS_A_STEP = 2;

    private CountedInput() {}

    static InputStream json(InputStream bytes, Effort effort) {
        return counted(bytes, JSON_BYTES_A_STEP, effort);
    }

    static InputStream xml(InputStream bytes, Effort effort) {
        return counted(bytes, XML_CHARACTERS_A_STEP, effort);
    }

    private static InputStream counted(InputStream bytes, int bytesAStep, Effort effort) {
        return new FilterInputStream(bytes) {
            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                int read = super.read(to, from, length);
                effort.spend(Math.max(0, read) / bytesAStep);
                return read;
            }
        };
    }

    static Writer into(StringWriter text, Effort effort) {
        return new FilterWriter(text) {
            @Override
            public void write(char[] from, int start, int length) throws IOException {
                effort.spend(1 + length / JSON_BYTES_A_STEP);
                super.write(from, start, length);
            }

            @Override
            public void write(String from, int start, int length) throws IOException {
                effort.spend(1 + length / JSON_BYTES_A_STEP);
                super.write(from, start, length);
            }
        };
    }
}
