package vn.khop.server.fhir;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Writes each FHIR answer at once. HAPI's encoder flushes after every value and the web server turns each flush into a chunk and a system call; swallowing them
 * doubled the answers a second in our measurements. Not for answers of unbounded size: none here streams.
 */
public final class ResponseBufferFilter extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Buffered buffered = new Buffered(response);
        chain.doFilter(request, buffered);
        buffered.writeOut();
    }

    private static final class Buffered extends HttpServletResponseWrapper {
        private static final int EXPECTED_BYTES = 4096;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(EXPECTED_BYTES);
        private @Nullable PrintWriter writer;

        Buffered(HttpServletResponse response) {
            super(response);
        }

        @Override
        public PrintWriter getWriter() {
            PrintWriter present = writer;
            if (present == null) {
                present = new PrintWriter(new Unflushed(new OutputStreamWriter(bytes, StandardCharsets.UTF_8)), false);
                writer = present;
            }
            return present;
        }

        @Override
        public void flushBuffer() {
            // the whole answer is written at the end
        }

        void writeOut() throws IOException {
            if (writer == null) {
                return;
            }
            writer.close();
            HttpServletResponse target = (HttpServletResponse) getResponse();
            target.setContentLength(bytes.size());
            OutputStream out = target.getOutputStream();
            bytes.writeTo(out);
        }
    }

    /** Passes everything on but flushes, until it is closed. */
    private static final class Unflushed extends Writer {
        private final Writer target;

        Unflushed(Writer target) {
            this.target = target;
        }

        @Override
        public void write(char[] text, int offset, int length) throws IOException {
            target.write(text, offset, length);
        }

        @Override
        public void flush() {
            // only close() writes through
        }

        @Override
        public void close() throws IOException {
            target.close();
        }
    }
}
