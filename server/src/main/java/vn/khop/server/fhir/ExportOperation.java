package vn.khop.server.fhir;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Type;
import vn.khop.server.export.ExportDesk;
import vn.khop.server.export.ExportJob;
import vn.khop.server.export.ExportJob.Content;
import vn.khop.server.security.CurrentActor;

/** {@code $export}: all persons with their links, as files that are written when a second person has agreed. Source: HL7 FHIR Bulk Data Access 2.0, system-level export. */
final class ExportOperation {
    static final String NAME = "$export";
    private static final String TYPE = "_type";
    private static final String SINCE = "_since";
    private static final String FORMAT = "_outputFormat";
    private static final Set<String> FORMATS = Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");

    private final ExportDesk desk;
    private final CurrentActor currentActor;
    private final String server;

    /** @param server the public address of this server */
    ExportOperation(ExportDesk desk, CurrentActor currentActor, String server) {
        this.desk = desk;
        this.currentActor = currentActor;
        this.server = server;
    }

    @Operation(
            name = NAME,
            idempotent = true,
            manualRequest = true,
            canonicalUrl = "http://hl7.org/fhir/uv/bulkdata/OperationDefinition/export")
    public OperationOutcome export(RequestDetails request) {
        OperationInput input = OperationInput.read(request, NAME, List.of(TYPE, SINCE, FORMAT));
        boolean isAsync = request.getHeaders("Prefer").stream()
                .flatMap(header -> Arrays.stream(header.split("[,;]")))
                .anyMatch(word -> word.strip().equalsIgnoreCase("respond-async"));
        if (!isAsync) {
            throw Refusal.invalid(
                    IssueType.REQUIRED, NAME + " is answered later: send the header Prefer: respond-async");
        }
        text(input, FORMAT)
                .filter(format -> !FORMATS.contains(format.replace(' ', '+')))
                .ifPresent(other -> {
                    throw Refusal.invalid(
                            IssueType.NOTSUPPORTED, FORMAT + " is not supported: application/fhir+ndjson is");
                });
        Set<Content> contents = contents(input);
        Optional<Instant> since = since(input);
        String asked = "/fhir/" + NAME + "?" + TYPE + "="
                + contents.stream().sorted().map(Content::type).collect(Collectors.joining(","))
                + since.map(from -> "&" + SINCE + "=" + from).orElse("");
        try {
            ExportJob job = desk.request(contents, since, asked, currentActor.get());
            request.getResponse().addHeader("Content-Location", server + "/api/v1/exports/" + job.id());
            Accepted.mark(request);
            OperationOutcome accepted = new OperationOutcome();
            accepted.addIssue()
                    .setSeverity(IssueSeverity.INFORMATION)
                    .setCode(IssueType.INFORMATIONAL)
                    .setDiagnostics("export " + job.id()
                            + " is asked for, and written when a second person has agreed: POST /api/v1/exports/"
                            + job.id() + "/approve");
            return accepted;
        } catch (ExportDesk.Refused refused) {
            throw Refusal.forbidden(IssueType.FORBIDDEN, String.valueOf(refused.getMessage()));
        }
    }

    private static Optional<String> text(OperationInput input, String name) {
        return input.value(name).map(Type::primitiveValue);
    }

    private static Set<Content> contents(OperationInput input) {
        Set<Content> contents = EnumSet.noneOf(Content.class);
        for (Type value : input.values(TYPE)) {
            for (String word : String.valueOf(value.primitiveValue()).split(",")) {
                contents.add(
                        Arrays.stream(Content.values())
                                .filter(content -> content.type().equals(word.strip()))
                                .findFirst()
                                .orElseThrow(
                                        () -> Refusal.invalid(
                                                IssueType.NOTSUPPORTED,
                                                TYPE + " '" + (word.matches("[A-Za-z]{1,40}") ? word : "…")
                                                        + "' is not exported: Patient (persons) and SourceRecord (the hospitals' records) are")));
            }
        }
        return contents.isEmpty() ? EnumSet.of(Content.PERSONS) : contents;
    }

    private static Optional<Instant> since(OperationInput input) {
        return text(input, SINCE).map(text -> {
            try {
                String plus = text.replace(' ', '+');
                return plus.toUpperCase(Locale.ROOT).contains("T")
                        ? new InstantType(plus).getValue().toInstant()
                        : new DateTimeType(plus).getValue().toInstant();
            } catch (RuntimeException e) {
                throw Refusal.invalid(
                        IssueType.VALUE, SINCE + " is no moment: expected one such as 2026-03-01T00:00:00+07:00");
            }
        });
    }
}
