package vn.khop.server.rest;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.apache.commons.io.input.BoundedInputStream;
import org.apache.commons.io.output.DeferredFileOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import vn.khop.server.insurance.ClaimDesk;
import vn.khop.server.insurance.Fault;
import vn.khop.server.insurance.ReceivedTables;
import vn.khop.server.insurance.Report;
import vn.khop.server.insurance.Unreadable;
import vn.khop.server.security.Actor;
import vn.khop.server.security.BodyLimits;
import vn.khop.server.security.CurrentActor;

/** What hospitals send to the health insurance anyway: dossiers (QĐ 130, 4750, 3176) and check-in messages. */
@RestController
class InsuranceController {
    private static final int IN_MEMORY_BYTES = 1 << 20;
    private static final int LIMIT_DEFAULT = 100;
    private static final int LIMIT_MAX = 1_000;

    private final ObjectProvider<ClaimDesk> desk;
    private final CurrentActor actors;
    private final Semaphore largeOnes;

    /** @param largeAtOnce files of more than a megabyte that are worked at in one moment */
    InsuranceController(
            ObjectProvider<ClaimDesk> desk,
            CurrentActor actors,
            @Value("${khop.insurance.large-at-once}") int largeAtOnce) {
        this.desk = desk;
        this.actors = actors;
        this.largeOnes = new Semaphore(largeAtOnce);
    }

    @PostMapping(
            path = "/api/v1/insurance/claims",
            consumes = {MediaType.APPLICATION_XML_VALUE, MediaType.TEXT_XML_VALUE})
    @Operation(
            summary =
                    "Dossiers as the health insurance gets them: GIAMDINHHS of QĐ 130, 4750 or 3176. XML1, XML7 and XML9 say who patients and their relatives are; of all other tables it is kept that they came. The same content is taken once",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/xml",
                                            schema = @Schema(type = "string"),
                                            examples =
                                                    @ExampleObject(
                                                            "<GIAMDINHHS><THONGTINDONVI><MACSKCB>01001</MACSKCB></THONGTINDONVI><THONGTINHOSO><NGAYLAP>20261120</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO><FILEHOSO><LOAIHOSO>XML1</LOAIHOSO><NOIDUNGFILE>PFRPTkdfSE9QPi4uLjwvVE9OR19IT1A+</NOIDUNGFILE></FILEHOSO></HOSO></DANHSACHHOSO></THONGTINHOSO><CHUKYDONVI/></GIAMDINHHS>"))))
    ResponseEntity<Report> claims(HttpServletRequest request) throws IOException {
        return take(request, ClaimDesk::takeClaims);
    }

    @PostMapping(
            path = "/api/v1/insurance/check-ins",
            consumes = {MediaType.APPLICATION_XML_VALUE, MediaType.TEXT_XML_VALUE})
    @Operation(
            summary =
                    "The check-in message of QĐ 130, 4750 or 3176: who arrives. What it has no element for, and what it leaves empty, stays in the patient's record as it was",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = "application/xml",
                                            schema = @Schema(type = "string"),
                                            examples =
                                                    @ExampleObject(
                                                            "<CHI_TIEU_TRANG_THAI_KCB><DSACH_TRANG_THAI_KCB><TRANG_THAI_KCB><MA_LK>lk-1</MA_LK><STT>1</STT><MA_BN>7001</MA_BN><HO_TEN>Lò Thị Mẫu</HO_TEN><NGAY_SINH>199002030000</NGAY_SINH><GIOI_TINH>2</GIOI_TINH><NGAY_VAO>202611200815</NGAY_VAO><MA_CSKCB>01001</MA_CSKCB></TRANG_THAI_KCB></DSACH_TRANG_THAI_KCB><CHUKYDONVI/></CHI_TIEU_TRANG_THAI_KCB>"))))
    ResponseEntity<Report> checkIns(HttpServletRequest request) throws IOException {
        return take(request, ClaimDesk::takeCheckIns);
    }

    /**
     * A row that was refused.
     *
     * @param values by element, where one row was asked for: what is read of it, to be looked up and mended at the hospital
     */
    record RefusedRow(
            long number,
            String facility,
            String table,
            int row,
            Instant receivedAt,
            List<Fault> faults,
            @Nullable Map<String, String> values) {
        static RefusedRow of(ReceivedTables.Refusal refusal, boolean isWhole) {
            return new RefusedRow(
                    refusal.number(),
                    refusal.facility(),
                    refusal.row().table().name(),
                    refusal.row().place(),
                    refusal.receivedAt(),
                    refusal.faults(),
                    isWhole ? refusal.row().values() : null);
        }
    }

    /** @param next to be given as {@code after} the next time */
    record RefusedRows(List<RefusedRow> items, long next) {}

    @GetMapping("/api/v1/insurance/refusals")
    @Operation(
            summary =
                    "Rows of dossiers and check-in messages that were refused and have not been sent better since, with the rules that they break, without what they say")
    RefusedRows refusals(
            @RequestParam(name = "after", required = false) @Nullable Integer after,
            @RequestParam(name = "limit", required = false) @Nullable Integer limit) {
        int from = Fields.number("after", after, 0, 0, Integer.MAX_VALUE);
        List<RefusedRow> items = desk
                .getObject()
                .refusals(from, Fields.number("limit", limit, LIMIT_DEFAULT, 1, LIMIT_MAX), actors.get())
                .stream()
                .map(refusal -> RefusedRow.of(refusal, false))
                .toList();
        return new RefusedRows(
                items, items.isEmpty() ? from : items.get(items.size() - 1).number());
    }

    @GetMapping("/api/v1/insurance/refusals/{number}")
    @Operation(
            summary =
                    "One refused row with what is read of it, to be mended and sent again; who looked is in the access log")
    RefusedRow refusal(@PathVariable("number") long number) {
        return desk.getObject()
                .refusal(number, actors.get())
                .map(refusal -> RefusedRow.of(refusal, true))
                .orElseThrow(() -> new Refused(
                        ErrorCode.UNKNOWN_REFUSAL,
                        "no refused row has this number: GET /api/v1/insurance/refusals lists those there are"));
    }

    /** @param values by element what the row should say; elements that are not named stay as they are, an empty text leaves one out */
    record MendedRow(@Nullable Map<String, String> values) {
        @Override
        public String toString() {
            return "MendedRow[" + (values == null ? "nothing" : "values") + "]";
        }
    }

    @PostMapping("/api/v1/insurance/refusals/{number}/resend")
    @Operation(
            summary =
                    "Takes a refused row as if it came now, mended or as it is, by the caller's word for its hospital; answered with the report of a file of this row")
    Report resend(@PathVariable("number") long number, @RequestBody MendedRow mended) {
        Map<String, String> values = new LinkedHashMap<>();
        Optional.ofNullable(mended.values())
                .ifPresent(said -> said.forEach((element, value) -> values.put(element, Objects.toString(value, ""))));
        try {
            return desk.getObject().resend(number, values, actors.get());
        } catch (ClaimDesk.NotResent why) {
            throw new Refused(
                    switch (why.reason()) {
                        case UNKNOWN -> ErrorCode.UNKNOWN_REFUSAL;
                        case SETTLED -> ErrorCode.STALE;
                        case UNKNOWN_ELEMENT -> ErrorCode.INVALID_FIELD;
                        case STILL_REFUSED -> ErrorCode.ROW_REFUSED;
                    },
                    String.valueOf(why.getMessage()));
        }
    }

    @FunctionalInterface
    private interface Taking {
        Report take(ClaimDesk desk, ClaimDesk.Body body, Actor actor) throws Unreadable, IOException;
    }

    private ResponseEntity<Report> take(HttpServletRequest request, Taking taking) throws IOException {
        requirePlain(request);
        // Who does not say how much it is may send much.
        long bytes = request.getContentLengthLong();
        if (bytes >= 0 && bytes <= IN_MEMORY_BYTES) {
            return taken(request, taking);
        }
        if (!largeOnes.tryAcquire()) {
            throw new Refused(
                    ErrorCode.BUSY,
                    "other large files are worked at: nothing of this one was taken, send it again after the seconds of Retry-After");
        }
        try {
            return taken(request, taking);
        } finally {
            largeOnes.release();
        }
    }

    /** How many large files more would be worked at in this moment. */
    int largePlacesLeft() {
        return largeOnes.availablePermits();
    }

    private ResponseEntity<Report> taken(HttpServletRequest request, Taking taking) throws IOException {
        try (Kept body = Kept.of(
                request.getInputStream(),
                BodyLimits.bytesMax(request.getRequestURI()
                        .substring(request.getContextPath().length())))) {
            return ResponseEntity.ok(taking.take(desk.getObject(), body::open, actors.get()));
        } catch (Unreadable wrong) {
            throw new Refused(
                    ErrorCode.UNREADABLE_CLAIMS,
                    wrong.wording().en() + " / " + wrong.wording().vi());
        } catch (ClaimDesk.NotYours notYours) {
            throw new Refused(ErrorCode.NOT_PERMITTED, String.valueOf(notYours.getMessage()));
        }
    }

    /** A body that unfolds when it is read is bounded by nothing that was counted on its way. */
    private static void requirePlain(HttpServletRequest request) {
        Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_ENCODING))
                .filter(coding -> !coding.isBlank() && !coding.equalsIgnoreCase("identity"))
                .ifPresent(coding -> {
                    throw new Refused(
                            ErrorCode.NOT_PLAIN, "the body is compressed: send it as it is, without Content-Encoding");
                });
    }

    /** A body that was read to its end: a small one in memory, a large one in a file that its owner alone may read and that goes with it. */
    private record Kept(DeferredFileOutputStream bytes) implements AutoCloseable {
        static Kept of(InputStream body, long bytesMax) throws IOException {
            Kept kept = new Kept(DeferredFileOutputStream.builder()
                    .setThreshold(IN_MEMORY_BYTES)
                    .setPrefix("khop-claims")
                    .setSuffix(".xml")
                    .setDirectory(Path.of(System.getProperty("java.io.tmpdir")))
                    .get());
            boolean isWhole = false;
            try (DeferredFileOutputStream out = kept.bytes();
                    InputStream bounded = BoundedInputStream.builder()
                            .setInputStream(body)
                            .setMaxCount(bytesMax + 1)
                            .get()) {
                if (bounded.transferTo(out) > bytesMax) {
                    throw new Refused(
                            ErrorCode.TOO_LARGE, "the body has more than " + bytesMax + " bytes: send fewer dossiers");
                }
                isWhole = true;
            } finally {
                if (!isWhole) {
                    kept.close();
                }
            }
            return kept;
        }

        InputStream open() throws IOException {
            return bytes.isInMemory()
                    ? new ByteArrayInputStream(bytes.getData())
                    : Files.newInputStream(bytes.getFile().toPath());
        }

        @Override
        public void close() throws IOException {
            if (!bytes.isInMemory()) {
                Files.deleteIfExists(bytes.getFile().toPath());
            }
        }
    }
}
