package vn.khop.server.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.web.filter.OncePerRequestFilter;

/*
 * Who announces how much he sends is believed: the server reads no more than that. Who does not is read to the limit, after it is known that he may ask at all, and what was
 * read is handed on. A form without its length would have been read by then, by those who look at its parameters' names, and cut off at the web server's own limit.
 */
/**
 * So many bytes may come with a request, by its route; what is more is answered with 413 before anything of it is parsed. Routes that keep their bodies in files ask for
 * themselves.
 */
public final class BodyLimits extends OncePerRequestFilter {
    /** One record, one question, one decision. */
    static final int USUAL_BYTES = 1 << 20;
    /** Many at once: a Bundle, a code list. */
    static final int MANY_BYTES = 32 << 20;
    /** A million codes at once, and a little more, so that whoever counts them there says how many are too many. */
    private static final long CODES_BYTES = (64L << 20) + USUAL_BYTES;
    /** Ten thousand codes, each in a claim of its own. */
    private static final long CHECKED_CLAIMS_BYTES = 4L << 20;
    /** A file of ten million people. */
    private static final long FILE_BYTES = 4L << 30;
    /** What the portal of the health insurance takes at once. */
    private static final long CLAIMS_BYTES = 100L << 20;
    /** A national list as it is published; of a workbook, its reader takes no more than 50 MB. */
    private static final long LIST_BYTES = 64L << 20;

    /** Who is still sending hears no answer; so much is read and forgotten. */
    private static final long PASSED_OVER_BYTES = 64L << 20;

    private static final List<Limit> LIMITS = List.of(
            new Limit("/api/v1/loads", FILE_BYTES, true),
            new Limit("/api/v1/insurance/claims", CLAIMS_BYTES, true),
            new Limit("/api/v1/codes:lookup", CODES_BYTES, true),
            new Limit("/api/v1/releases/(columns|drafts)", LIST_BYTES, true),
            new Limit("/api/v1/mappings/[^/]+/(rows|decisions)", MANY_BYTES, false),
            new Limit("/api/v1/claims/checks", CHECKED_CLAIMS_BYTES, false),
            new Limit("/fhir/?", MANY_BYTES, false),
            new Limit("/fhir/(\\$|%24)process-message", MANY_BYTES, false),
            new Limit(
                    "/fhir/(r5/)?(CodeSystem|ValueSet|ConceptMap|NamingSystem|(\\$|%24)closure)(/.*)?",
                    MANY_BYTES, false));

    private final Refusal refusal = new Refusal();

    /** @param isStreamed whether the route reads what comes without keeping it, and counts it itself */
    private record Limit(Pattern path, long bytes, boolean isStreamed) {
        Limit(String path, long bytes, boolean isStreamed) {
            this(Pattern.compile(path), bytes, isStreamed);
        }
    }

    private static final Limit USUAL = new Limit(".*", USUAL_BYTES, false);

    /** How much may come with a request to this path. */
    public static long bytesMax(String path) {
        return limit(path).bytes();
    }

    /** Whether what comes with this request may be a large file, which its route reads as it comes; of those it takes few at once. */
    static boolean isLargeFile(HttpServletRequest request) {
        long announced = request.getContentLengthLong();
        return limit(path(request)).isStreamed() && (announced < 0 || announced > USUAL_BYTES);
    }

    private static String path(HttpServletRequest request) {
        return request.getRequestURI().substring(request.getContextPath().length());
    }

    private static Limit limit(String path) {
        return LIMITS.stream()
                .filter(limit -> limit.path().matcher(path).matches())
                .findFirst()
                .orElse(USUAL);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Limit limit = limit(path(request));
        long announced = request.getContentLengthLong();
        boolean isUnannounced = announced < 0 && request.getHeader("Transfer-Encoding") != null;
        if (announced > limit.bytes()) {
            refuse(request, response);
        } else if (!isUnannounced || limit.isStreamed()) {
            chain.doFilter(request, response);
        } else if (isForm(request)) {
            refusal.lengthRequired(request, response);
        } else {
            byte[] body = request.getInputStream().readNBytes((int) limit.bytes() + 1);
            if (body.length > limit.bytes()) {
                refuse(request, response);
            } else {
                chain.doFilter(new Read(request, body), response);
            }
        }
    }

    private void refuse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        InputStream body = request.getInputStream();
        long passed = 0;
        byte[] forgotten = new byte[1 << 16];
        int read = 0;
        while (passed < PASSED_OVER_BYTES && read >= 0) {
            read = body.read(forgotten);
            passed += Math.max(0, read);
        }
        refusal.tooLarge(request, response);
    }

    private static boolean isForm(HttpServletRequest request) {
        return String.valueOf(request.getContentType()).startsWith("application/x-www-form-urlencoded");
    }

    /** A request whose body has been read. */
    private static final class Read extends HttpServletRequestWrapper {
        private final byte[] body;

        Read(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public int getContentLength() {
            return body.length;
        }

        @Override
        public long getContentLengthLong() {
            return body.length;
        }

        @Override
        public ServletInputStream getInputStream() {
            return new Bytes(new ByteArrayInputStream(body));
        }

        @Override
        public BufferedReader getReader() {
            Charset charset = Optional.ofNullable(getCharacterEncoding())
                    .map(Charset::forName)
                    .orElse(StandardCharsets.UTF_8);
            return new BufferedReader(new InputStreamReader(getInputStream(), charset));
        }
    }

    private static final class Bytes extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Bytes(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            return bytes.read(into, offset, length);
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("the body has been read: there is nothing to wait for");
        }
    }
}
