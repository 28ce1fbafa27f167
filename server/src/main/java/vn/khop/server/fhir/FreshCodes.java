package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.LookupCodeRequest;
import ca.uhn.fhir.context.support.TranslateConceptResults;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.context.support.ValueSetExpansionOptions;
import java.util.Optional;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;

/**
 * Our answers about codes in front of the library's, and past its caches: HAPI's chain keeps an answer for ten minutes, and an answer of before a change must not outlive
 * it. Without those caches the library cannot validate at all, so what is not ours goes through them.
 */
class FreshCodes extends ValidationSupportChain {
    private final CodeSupport codes;

    FreshCodes(CodeSupport codes, IValidationSupport... others) {
        super(others);
        this.codes = codes;
    }

    @Override
    public FhirContext getFhirContext() {
        // Asked while the superclass is being made, before there are codes.
        return FhirContext.forR4Cached();
    }

    @Override
    public boolean isCodeSystemSupported(ValidationSupportContext context, @Nullable String system) {
        return codes.isCodeSystemSupported(context, system) || super.isCodeSystemSupported(context, system);
    }

    @Override
    public boolean isValueSetSupported(ValidationSupportContext context, @Nullable String url) {
        return codes.isValueSetSupported(context, url) || super.isValueSetSupported(context, url);
    }

    @Override
    public @Nullable IBaseResource fetchCodeSystem(@Nullable String system) {
        return Optional.ofNullable(codes.fetchCodeSystem(system)).orElseGet(() -> super.fetchCodeSystem(system));
    }

    @Override
    public @Nullable IBaseResource fetchValueSet(@Nullable String url) {
        return Optional.ofNullable(codes.fetchValueSet(url)).orElseGet(() -> super.fetchValueSet(url));
    }

    @Override
    public <T extends IBaseResource> @Nullable T fetchResource(@Nullable Class<T> type, @Nullable String url) {
        T found = codes.fetchResource(type, url);
        return found != null ? found : super.fetchResource(type, url);
    }

    @Override
    public @Nullable CodeValidationResult validateCode(
            ValidationSupportContext context,
            ConceptValidationOptions options,
            @Nullable String system,
            @Nullable String code,
            @Nullable String display,
            @Nullable String valueSetUrl) {
        CodeValidationResult found = codes.validateCode(context, options, system, code, display, valueSetUrl);
        return found != null ? found : super.validateCode(context, options, system, code, display, valueSetUrl);
    }

    @Override
    public @Nullable CodeValidationResult validateCodeInValueSet(
            ValidationSupportContext context,
            ConceptValidationOptions options,
            @Nullable String system,
            @Nullable String code,
            @Nullable String display,
            IBaseResource valueSet) {
        CodeValidationResult found = codes.validateCodeInValueSet(context, options, system, code, display, valueSet);
        return found != null ? found : super.validateCodeInValueSet(context, options, system, code, display, valueSet);
    }

    @Override
    public @Nullable LookupCodeResult lookupCode(ValidationSupportContext context, LookupCodeRequest request) {
        LookupCodeResult found = codes.lookupCode(context, request);
        return found != null ? found : super.lookupCode(context, request);
    }

    @Override
    public @Nullable ValueSetExpansionOutcome expandValueSet(
            ValidationSupportContext context, @Nullable ValueSetExpansionOptions options, IBaseResource valueSet) {
        ValueSetExpansionOutcome found = codes.expandValueSet(context, options, valueSet);
        return found != null ? found : super.expandValueSet(context, options, valueSet);
    }

    @Override
    public @Nullable ValueSetExpansionOutcome expandValueSet(
            ValidationSupportContext context, @Nullable ValueSetExpansionOptions options, String url) {
        ValueSetExpansionOutcome found = codes.expandValueSet(context, options, url);
        return found != null ? found : super.expandValueSet(context, options, url);
    }

    @Override
    public @Nullable TranslateConceptResults translateConcept(TranslateCodeRequest request) {
        TranslateConceptResults found = codes.translateConcept(request);
        return found != null ? found : super.translateConcept(request);
    }
}
