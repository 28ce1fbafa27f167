package vn.khop.server.fhir;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.server.fhir.terminology.CodeOperation;

/**
 * The code operations of FHIR R4 as HAPI's servlet finds them: they are read and written by our own desk, past HAPI's models. Registered so that they answer before
 * HAPI's own operations of the same names.
 */
final class CodeOperations {
    private static final String DEFINITION = "http://hl7.org/fhir/OperationDefinition/";

    private final CodeDesk desk;

    CodeOperations(CodeDesk desk) {
        this.desk = desk;
    }

    @Operation(
            name = "$lookup",
            typeName = "CodeSystem",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "CodeSystem-lookup")
    public void lookup(
            @IdParam(optional = true) @Nullable IdType id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        desk.answer(CodeOperation.LOOKUP, idPart(id), request, response);
    }

    @Operation(
            name = "$validate-code",
            typeName = "CodeSystem",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "CodeSystem-validate-code")
    public void validateInSystem(
            @IdParam(optional = true) @Nullable IdType id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        desk.answer(CodeOperation.VALIDATE_IN_SYSTEM, idPart(id), request, response);
    }

    @Operation(
            name = "$batch-validate-code",
            typeName = "CodeSystem",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "CodeSystem-batch-validate-code")
    public void batchValidateInSystem(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.BATCH_VALIDATE_IN_SYSTEM, Optional.empty(), request, response);
    }

    @Operation(
            name = "$subsumes",
            typeName = "CodeSystem",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "CodeSystem-subsumes")
    public void subsumes(
            @IdParam(optional = true) @Nullable IdType id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        desk.answer(CodeOperation.SUBSUMES, idPart(id), request, response);
    }

    @Operation(
            name = "$expand",
            typeName = "ValueSet",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "ValueSet-expand")
    public void expand(
            @IdParam(optional = true) @Nullable IdType id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        desk.answer(CodeOperation.EXPAND, idPart(id), request, response);
    }

    @Operation(
            name = "$validate-code",
            typeName = "ValueSet",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "ValueSet-validate-code")
    public void validateInSet(
            @IdParam(optional = true) @Nullable IdType id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        desk.answer(CodeOperation.VALIDATE_IN_SET, idPart(id), request, response);
    }

    @Operation(
            name = "$batch-validate-code",
            typeName = "ValueSet",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "ValueSet-batch-validate-code")
    public void batchValidateInSet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.BATCH_VALIDATE_IN_SET, Optional.empty(), request, response);
    }

    @Operation(
            name = "$translate",
            typeName = "ConceptMap",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "ConceptMap-translate")
    public void translate(
            @IdParam(optional = true) @Nullable IdType id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        desk.answer(CodeOperation.TRANSLATE, idPart(id), request, response);
    }

    @Operation(
            name = "$find-matches",
            typeName = "CodeSystem",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "CodeSystem-find-matches")
    public void findMatches(
            @IdParam(optional = true) @Nullable IdType id, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        desk.answer(CodeOperation.FIND_MATCHES, idPart(id), request, response);
    }

    @Operation(
            name = "$closure",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "ConceptMap-closure")
    public void closure(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.CLOSURE, Optional.empty(), request, response);
    }

    private static Optional<String> idPart(@Nullable IdType id) {
        return Optional.ofNullable(id).map(IdType::getIdPart);
    }
}
