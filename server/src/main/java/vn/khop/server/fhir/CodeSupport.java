package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.LookupCodeRequest;
import ca.uhn.fhir.context.support.TranslateConceptResult;
import ca.uhn.fhir.context.support.TranslateConceptResults;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.context.support.ValueSetExpansionOptions;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.instance.model.api.IBaseCoding;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.CodeSystem;
import org.hl7.fhir.r4.model.ValueSet;
import org.jspecify.annotations.Nullable;
import vn.khop.server.fhir.terminology.WrittenExpansion;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.load.ResourceRejected;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.translate.Translation;
import vn.khop.terminology.translate.TranslationQuestion;
import vn.khop.terminology.translate.Translator;
import vn.khop.terminology.validate.CodeAnswer;
import vn.khop.terminology.validate.CodeCheck;
import vn.khop.terminology.validate.CodedValue;

/**
 * What HAPI's validator asks of codes, answered by the evaluator that answers the operations: a resource and {@code $validate-code} never disagree. What is not known
 * here is left to those that come after.
 */
public final class CodeSupport implements IValidationSupport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ISSUE_TYPE = "http://hl7.org/fhir/tools/CodeSystem/tx-issue-type";

    private final Supplier<ResourceSpace> space;
    private final Clock clock;

    /** @param space what is known; asked once for each question */
    public CodeSupport(Supplier<ResourceSpace> space, Clock clock) {
        this.space = space;
        this.clock = clock;
    }

    @Override
    public FhirContext getFhirContext() {
        return FhirContext.forR4Cached();
    }

    @Override
    public String getName() {
        return "Khớp";
    }

    private Scope scope(Settings settings) {
        return new Scope(space.get(), settings, clock);
    }

    private Scope scope(boolean infersSystem) {
        Settings.Builder settings = new Settings.Builder(false);
        if (infersSystem) {
            settings.add("inferSystem", TypedValue.bool(true));
        }
        return scope(settings.build());
    }

    @Override
    public boolean isCodeSystemSupported(ValidationSupportContext context, @Nullable String system) {
        return system != null
                && scope(false)
                        .codeSystem(
                                Canonical.parse(system).url(),
                                Canonical.parse(system).version())
                        .isPresent();
    }

    @Override
    public boolean isValueSetSupported(ValidationSupportContext context, @Nullable String url) {
        return url != null && scope(false).valueSet(url, Optional.empty()).isPresent();
    }

    @Override
    public @Nullable IBaseResource fetchCodeSystem(@Nullable String system) {
        return system == null
                ? null
                : space.get()
                        .codeSystem(Canonical.parse(system))
                        .map(found -> parsed(CodeSystem.class, found.header()))
                        .orElse(null);
    }

    @Override
    public @Nullable IBaseResource fetchValueSet(@Nullable String url) {
        return url == null
                ? null
                : scope(false)
                        .valueSet(url, Optional.empty())
                        .map(found -> parsed(ValueSet.class, found.header()))
                        .orElse(null);
    }

    @Override
    public <T extends IBaseResource> @Nullable T fetchResource(@Nullable Class<T> type, @Nullable String url) {
        if (type == null) {
            return null;
        }
        if (type.equals(ValueSet.class)) {
            return type.cast(fetchValueSet(url));
        }
        return type.equals(CodeSystem.class) ? type.cast(fetchCodeSystem(url)) : null;
    }

    /** What a resource says of itself; for a compiled release without its concepts. */
    private static <T extends IBaseResource> T parsed(Class<T> type, Header header) {
        return FhirContext.forR4Cached()
                .newJsonParser()
                .parseResource(type, header.json().toString());
    }

    @Override
    public @Nullable CodeValidationResult validateCode(
            ValidationSupportContext context,
            ConceptValidationOptions options,
            @Nullable String system,
            @Nullable String code,
            @Nullable String display,
            @Nullable String valueSetUrl) {
        Scope scope = scope(options.isInferSystem());
        if (valueSetUrl == null || valueSetUrl.isBlank()) {
            if (!isCodeSystemSupported(context, system)) {
                return null;
            }
            Canonical name = Canonical.parse(String.valueOf(system));
            return answered(() -> CodeCheck.inCodeSystem(
                    scope, Optional.of(name.url()), name.version(), value(system, code, display)));
        }
        return scope.valueSet(valueSetUrl, Optional.empty())
                .map(set -> answered(() -> CodeCheck.inValueSet(scope, set, value(system, code, display))))
                .orElse(null);
    }

    @Override
    public @Nullable CodeValidationResult validateCodeInValueSet(
            ValidationSupportContext context,
            ConceptValidationOptions options,
            @Nullable String system,
            @Nullable String code,
            @Nullable String display,
            IBaseResource valueSet) {
        Scope scope = scope(options.isInferSystem());
        return definition(scope, valueSet)
                .map(set -> answered(() -> CodeCheck.inValueSet(scope, set, value(system, code, display))))
                .orElse(null);
    }

    /** A value set that has a name is the one of that name here; another is read as it is. */
    private static Optional<ValueSetDefinition> definition(Scope scope, IBaseResource resource) {
        if (!(resource instanceof ValueSet valueSet)) {
            return Optional.empty();
        }
        Optional<ValueSetDefinition> known = Optional.ofNullable(valueSet.getUrl())
                .flatMap(url -> scope.valueSet(
                        new Canonical(url, Optional.ofNullable(valueSet.getVersion())).toString(), Optional.empty()));
        if (known.isPresent()) {
            return known;
        }
        try {
            return Optional.of(FhirResources.valueSet((ObjectNode)
                    JSON.readTree(FhirContext.forR4Cached().newJsonParser().encodeResourceToString(valueSet))));
        } catch (JsonProcessingException | ResourceRejected e) {
            return Optional.empty();
        }
    }

    private static CodedValue value(@Nullable String system, @Nullable String code, @Nullable String display) {
        Optional<Canonical> name =
                Optional.ofNullable(system).filter(text -> !text.isBlank()).map(Canonical::parse);
        Coding coding = new Coding(
                name.map(Canonical::url),
                name.flatMap(Canonical::version),
                Optional.ofNullable(code).filter(text -> !text.isBlank()),
                Optional.ofNullable(display).filter(text -> !text.isBlank()));
        return new CodedValue(CodedValue.Form.CODE, List.of(coding), Optional.empty());
    }

    private interface Asking {
        CodeAnswer ask();
    }

    private static CodeValidationResult answered(Asking asking) {
        CodeAnswer answer;
        try {
            answer = asking.ask();
        } catch (Refused refused) {
            return new CodeValidationResult()
                    .setSeverity(IssueSeverity.ERROR)
                    .setMessage(String.valueOf(refused.getMessage()))
                    .setIssues(issues(refused.issues()));
        }
        CodeValidationResult result = new CodeValidationResult();
        if (answer.result()) {
            answer.code().ifPresent(result::setCode);
        } else {
            result.setSeverity(IssueSeverity.ERROR);
        }
        answer.display().ifPresent(result::setDisplay);
        answer.version().ifPresent(result::setCodeSystemVersion);
        answer.system().ifPresent(result::setCodeSystemName);
        answer.message().ifPresent(result::setMessage);
        if (answer.result() && !answer.issues().isEmpty()) {
            result.setSeverity(
                    answer.issues().stream().anyMatch(issue -> issue.severity() == Issue.Severity.WARNING)
                            ? IssueSeverity.WARNING
                            : IssueSeverity.INFORMATION);
        }
        return result.setIssues(issues(answer.issues()));
    }

    private static List<CodeValidationIssue> issues(List<Issue> issues) {
        List<CodeValidationIssue> told = new ArrayList<>();
        for (Issue issue : issues) {
            IssueSeverity severity = switch (issue.severity()) {
                case ERROR -> IssueSeverity.ERROR;
                case WARNING -> IssueSeverity.WARNING;
                case INFORMATION -> IssueSeverity.INFORMATION;
            };
            CodeValidationIssue written = new CodeValidationIssue(issue.text(), severity, issue.type());
            CodeValidationIssueDetails details = new CodeValidationIssueDetails(issue.text());
            issue.detail().ifPresent(detail -> details.addCoding(ISSUE_TYPE, detail));
            written.setDetails(details);
            told.add(written);
        }
        return told;
    }

    @Override
    public @Nullable LookupCodeResult lookupCode(ValidationSupportContext context, LookupCodeRequest request) {
        if (!isCodeSystemSupported(context, request.getSystem())) {
            return null;
        }
        LookupCodeResult result =
                new LookupCodeResult().setSearchedForCode(request.getCode()).setSearchedForSystem(request.getSystem());
        Settings.Builder settings = new Settings.Builder(true);
        if (request.getDisplayLanguage() != null) {
            settings.add("displayLanguage", TypedValue.string(request.getDisplayLanguage()));
        }
        Canonical system = Canonical.parse(request.getSystem());
        try {
            ConceptDetails found =
                    ConceptDetails.lookup(scope(settings.build()), system.url(), system.version(), request.getCode());
            result.setFound(true);
            result.setCodeDisplay(found.display().orElse(found.code()));
            result.setCodeSystemDisplayName(
                    found.system().header().name().orElse(found.system().system()));
            result.setCodeSystemVersion(found.system().version());
            found.isAbstract().ifPresent(result::setCodeIsAbstract);
            return result;
        } catch (Refused refused) {
            return result.setFound(false).setErrorMessage(String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public @Nullable ValueSetExpansionOutcome expandValueSet(
            ValidationSupportContext context, @Nullable ValueSetExpansionOptions options, IBaseResource valueSet) {
        Scope scope = expansionScope(options);
        return definition(scope, valueSet).map(set -> expanded(scope, set)).orElse(null);
    }

    @Override
    public @Nullable ValueSetExpansionOutcome expandValueSet(
            ValidationSupportContext context, @Nullable ValueSetExpansionOptions options, String url) {
        Scope scope = expansionScope(options);
        return scope.valueSet(url, Optional.empty())
                .map(set -> expanded(scope, set))
                .orElse(null);
    }

    private Scope expansionScope(@Nullable ValueSetExpansionOptions options) {
        Settings.Builder settings = new Settings.Builder(true);
        if (options != null) {
            settings.add("count", TypedValue.string(Integer.toString(options.getCount())));
            settings.add("offset", TypedValue.string(Integer.toString(options.getOffset())));
            if (options.getFilter() != null) {
                settings.add("filter", TypedValue.string(options.getFilter()));
            }
        }
        return scope(settings.build());
    }

    private ValueSetExpansionOutcome expanded(Scope scope, ValueSetDefinition set) {
        try {
            Expansion expansion = ValueSetExpander.expand(scope, set);
            return new ValueSetExpansionOutcome(FhirContext.forR4Cached()
                    .newJsonParser()
                    .parseResource(ValueSet.class, WrittenExpansion.inR4(expansion, clock.instant())));
        } catch (Refused refused) {
            return new ValueSetExpansionOutcome(String.valueOf(refused.getMessage()), true);
        }
    }

    @Override
    public @Nullable TranslateConceptResults translateConcept(TranslateCodeRequest request) {
        TranslateConceptResults results = new TranslateConceptResults();
        for (IBaseCoding asked : request.getCodings()) {
            Coding coding = Coding.of(asked.getSystem(), asked.getCode());
            Optional<Canonical> map =
                    Optional.ofNullable(request.getConceptMapUrl()).map(Canonical::parse);
            Translation translation;
            try {
                translation = Translator.translate(
                        scope(false),
                        new TranslationQuestion(
                                coding,
                                Optional.empty(),
                                map,
                                Optional.ofNullable(request.getSourceValueSetUrl()),
                                Optional.ofNullable(request.getTargetValueSetUrl()),
                                Optional.ofNullable(request.getTargetSystemUrl()),
                                List.of(),
                                request.isReverse()));
            } catch (Refused refused) {
                continue;
            }
            for (Translation.Match match : translation.matches()) {
                add(results, match, request.isReverse());
            }
        }
        results.setResult(!results.getResults().isEmpty());
        return results.isEmpty() ? null : results;
    }

    private static void add(TranslateConceptResults results, Translation.Match match, boolean isReverse) {
        Optional<Coding> other = isReverse ? Optional.of(match.source()) : match.target();
        other.ifPresent(coding -> {
            TranslateConceptResult result = new TranslateConceptResult()
                    .setSystem(coding.system().orElse(null))
                    .setCode(coding.code().orElse(null))
                    .setDisplay(coding.display().orElse(null))
                    .setConceptMapUrl(Canonical.parse(match.originMap()).url());
            match.relationship().ifPresent(relation -> result.setEquivalence(relation.equivalence()));
            results.getResults().add(result);
        });
    }
}
