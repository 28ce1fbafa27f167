package vn.khop.server.fhir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.support.ConceptValidationOptions;
import ca.uhn.fhir.context.support.DefaultProfileValidationSupport;
import ca.uhn.fhir.context.support.IValidationSupport;
import ca.uhn.fhir.context.support.ValidationSupportContext;
import ca.uhn.fhir.validation.FhirValidator;
import ca.uhn.fhir.validation.ResultSeverityEnum;
import ca.uhn.fhir.validation.ValidationResult;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.common.hapi.validation.support.CommonCodeSystemsTerminologyService;
import org.hl7.fhir.common.hapi.validation.support.InMemoryTerminologyServerValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.PrePopulatedValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.SnapshotGeneratingValidationSupport;
import org.hl7.fhir.common.hapi.validation.support.ValidationSupportChain;
import org.hl7.fhir.common.hapi.validation.validator.FhirInstanceValidator;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ElementDefinition;
import org.hl7.fhir.r4.model.Enumerations.BindingStrength;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.StructureDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.LayeredSpace;
import vn.khop.terminology.resource.ListedSpace;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.validate.CodeCheck;
import vn.khop.terminology.validate.CodedValue;

/** HAPI's validator with our evaluator in front: a resource is valid exactly where {@code $validate-code} says that its code is. */
@Tag("slow")
class CodeSupportTest {
    private static final String PROFILE = "urn:profile:hospital";
    private static final String KINDS = "urn:kinds-set";

    private static ObjectNode object(String json) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }

    /** Codes a, c and d, of which the set has those below a; the name of a is as given. */
    private static ResourceSpace space(String nameOfA) {
        return new LayeredSpace(List.of(new ListedSpace(
                List.of(FhirResources.codeSystem(object("""
                        {"resourceType":"CodeSystem","url":"urn:kinds","version":"1","status":"active","content":"complete","caseSensitive":true,
                         "concept":[{"code":"a","display":"%s","concept":[{"code":"c","display":"Bệnh viện huyện"}]},{"code":"d","display":"Khác"}]}""".formatted(nameOfA)))),
                List.of(FhirResources.valueSet(object("""
                        {"resourceType":"ValueSet","url":"urn:kinds-set","status":"active",
                         "compose":{"include":[{"system":"urn:kinds","filter":[{"property":"concept","op":"is-a","value":"a"}]}]}}"""))),
                List.of())));
    }

    /** An organization's type is of the set. */
    private static StructureDefinition profile() {
        StructureDefinition profile = new StructureDefinition();
        profile.setUrl(PROFILE).setName("Hospital").setStatus(PublicationStatus.ACTIVE);
        profile.setType("Organization")
                .setAbstract(false)
                .setKind(StructureDefinition.StructureDefinitionKind.RESOURCE);
        profile.setBaseDefinition("http://hl7.org/fhir/StructureDefinition/Organization");
        profile.setDerivation(StructureDefinition.TypeDerivationRule.CONSTRAINT);
        profile.getDifferential().addElement(element("Organization"));
        ElementDefinition type = element("Organization.type");
        type.getBinding().setStrength(BindingStrength.REQUIRED).setValueSet(KINDS);
        profile.getDifferential().addElement(type);
        return profile;
    }

    private static ElementDefinition element(String path) {
        ElementDefinition element = new ElementDefinition();
        element.setId(path);
        return element.setPath(path);
    }

    private static FhirValidator validator(CodeSupport codes) {
        FhirContext context = FhirContext.forR4Cached();
        PrePopulatedValidationSupport profiles = new PrePopulatedValidationSupport(context);
        profiles.addStructureDefinition(profile());
        ValidationSupportChain others = new ValidationSupportChain(
                new DefaultProfileValidationSupport(context),
                profiles,
                new SnapshotGeneratingValidationSupport(context),
                new InMemoryTerminologyServerValidationSupport(context),
                new CommonCodeSystemsTerminologyService(context));
        return context.newValidator().registerValidatorModule(new FhirInstanceValidator(new FreshCodes(codes, others)));
    }

    private static Coding coding(String code, String display) {
        Coding coding = new Coding().setSystem("urn:kinds").setCode(code);
        return display.isEmpty() ? coding : coding.setDisplay(display);
    }

    private static boolean isValid(FhirValidator validator, String code, String display) {
        Organization hospital = new Organization().setName("Bệnh viện");
        hospital.getMeta().addProfile(PROFILE);
        hospital.addType(new CodeableConcept(coding(code, display)));
        ValidationResult result = validator.validateWithResult(hospital);
        return result.getMessages().stream()
                .filter(message -> message.getSeverity() == ResultSeverityEnum.ERROR
                        || message.getSeverity() == ResultSeverityEnum.FATAL)
                .allMatch(message -> String.valueOf(message.getMessage()).contains("dom-6"));
    }

    private static boolean verdict(ResourceSpace space, String code, String display) {
        Scope scope = new Scope(space, new Settings.Builder(false).build(), Clock.systemUTC());
        return CodeCheck.inValueSet(
                        scope,
                        scope.valueSet(KINDS, Optional.empty()).orElseThrow(),
                        new CodedValue(
                                CodedValue.Form.CODING,
                                List.of(new vn.khop.terminology.resource.Coding(
                                        Optional.of("urn:kinds"),
                                        Optional.empty(),
                                        Optional.of(code),
                                        Optional.of(display).filter(text -> !text.isEmpty()))),
                                Optional.empty()))
                .result();
    }

    @Test
    void aResourceIsValidExactlyWhereItsCodeIsAndAChangeCountsAtOnce() {
        ResourceSpace[] known = {space("Bệnh viện tỉnh")};
        FhirValidator validator = validator(new CodeSupport(() -> known[0], Clock.systemUTC()));
        for (String name : List.of("Bệnh viện tỉnh", "Sai tên")) {
            known[0] = space(name);
            for (String code : List.of("a", "c", "d", "none", "A")) {
                for (String display : List.of("", "Bệnh viện tỉnh", "Sai tên")) {
                    assertEquals(
                            verdict(known[0], code, display),
                            isValid(validator, code, display),
                            code + " '" + display + "' where a is " + name);
                }
            }
        }
        assertTrue(isValid(validator, "c", ""));
        assertFalse(isValid(validator, "d", ""));
    }

    @Test
    void whatIsNotKnownHereIsLeftToOthers() {
        IValidationSupport codes = new CodeSupport(() -> space("x"), Clock.systemUTC());
        ValidationSupportContext context = new ValidationSupportContext(codes);
        ConceptValidationOptions options = new ConceptValidationOptions();
        assertFalse(codes.isCodeSystemSupported(context, "urn:other"));
        assertFalse(codes.isValueSetSupported(context, "urn:other"));
        assertNull(codes.validateCode(context, options, "urn:other", "1", null, null));
        assertNull(codes.validateCode(context, options, "urn:kinds", "a", null, "urn:other"));
        assertNull(codes.fetchValueSet("urn:other"));
    }

    @Test
    void itLooksUpExpandsAndFetches() {
        IValidationSupport codes = new CodeSupport(() -> space("Bệnh viện tỉnh"), Clock.systemUTC());
        ValidationSupportContext context = new ValidationSupportContext(codes);
        assertEquals(
                "Bệnh viện tỉnh",
                codes.lookupCode(context, new ca.uhn.fhir.context.support.LookupCodeRequest("urn:kinds", "a"))
                        .getCodeDisplay());
        ValueSet expanded =
                (ValueSet) codes.expandValueSet(context, null, "urn:kinds-set").getValueSet();
        assertEquals(2, expanded.getExpansion().getTotal());
        assertEquals("urn:kinds-set", ((ValueSet) codes.fetchValueSet("urn:kinds-set")).getUrl());
    }
}
