package vn.khop.server.fhir;

import ca.uhn.fhir.rest.annotation.Operation;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
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
    public void lookup(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.LOOKUP, request, response);
    }

    @Operation(
            name = "$validate-code",
            typeName = "CodeSystem",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "CodeSystem-validate-code")
    public void validateInSystem(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.VALIDATE_IN_SYSTEM, request, response);
    }

    @Operation(
            name = "$batch-validate-code",
            typeName = "CodeSystem",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "CodeSystem-batch-validate-code")
    public void batchValidateInSystem(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.BATCH_VALIDATE_IN_SYSTEM, request, response);
    }

    @Operation(
            name = "$subsumes",
            typeName = "CodeSystem",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "CodeSystem-subsumes")
    public void subsumes(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.SUBSUMES, request, response);
    }

    @Operation(
            name = "$expand",
            typeName = "ValueSet",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "ValueSet-expand")
    public void expand(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.EXPAND, request, response);
    }

    @Operation(
            name = "$validate-code",
            typeName = "ValueSet",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "ValueSet-validate-code")
    public void validateInSet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.VALIDATE_IN_SET, request, response);
    }

    @Operation(
            name = "$batch-validate-code",
            typeName = "ValueSet",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "ValueSet-batch-validate-code")
    public void batchValidateInSet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.BATCH_VALIDATE_IN_SET, request, response);
    }

    @Operation(
            name = "$translate",
            typeName = "ConceptMap",
            idempotent = true,
            manualRequest = true,
            manualResponse = true,
            canonicalUrl = DEFINITION + "ConceptMap-translate")
    public void translate(HttpServletRequest request, HttpServletResponse response) throws IOException {
        desk.answer(CodeOperation.TRANSLATE, request, response);
    }
}
