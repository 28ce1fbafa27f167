package vn.khop.server.fhir;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.RestfulServer;
import ca.uhn.fhir.rest.server.provider.ServerCapabilityStatementProvider;
import ca.uhn.fhir.util.FhirTerser;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseConformance;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.instance.model.api.IIdType;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.CapabilityStatement.SystemInteractionComponent;
import org.hl7.fhir.r4.model.CapabilityStatement.SystemRestfulInteraction;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.SearchParamType;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.OperationDefinition;
import org.hl7.fhir.r4.model.Type;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.server.fhir.terminology.Statements;

/** The CapabilityStatement: made from the methods that are really bound, with what a binding cannot say added by hand. */
final class Capabilities extends ServerCapabilityStatementProvider {
    private static final String BUNDLES = """
            A Bundle is a transaction or a batch of at most 1,000 entries; each is allowed what its own request would be. A transaction is of Patients or of code resources. \
            Of Patients an entry is PUT or DELETE Patient?identifier=system|value, GET, or POST Patient/$match; link.other may name another entry by its fullUrl, and references by a \
            condition are refused.""";

    private static final String MESSAGES = """
            POST $process-message takes PMIR's patient feed: a Patient is known by the facility's own number among its identifiers, or by an id that the same source told before. A merge is of two \
            numbers of one facility; unmerge, a PUT of the patient active again and without link.replaced-by, is allowed, which is our rule. All of a message is one transaction, and the same \
            MessageHeader.id has no second effect. What is refused is answered 200 with response.code fatal-error and an OperationOutcome, or transient-error where it may be sent again.""";

    private static final String SUBSCRIPTIONS = """
            ITI-94: criteria Patient, Patient?_id=, Patient?organization= (the code of a facility) or Patient?identifier=; channel.type rest-hook (PUT or DELETE {endpoint}/Patient/{id}, a POST without \
            body where there is no payload) or message (PMIR). The endpoint is reached by a HEAD first; each message carries an Idempotency-Key that stays the same over all tries. \
            A deletion, and a Patient that is none of those asked for any more, are told too, which is our rule.""";

    Capabilities(RestfulServer server) {
        super(server);
    }

    Capabilities(RestfulServer server, ResourceContext resources) {
        super(server, resources.searchParameters(), resources.validationSupport());
    }

    /** Ours are described with their parameters. */
    @Override
    public IBaseResource readOperationDefinition(IIdType id, RequestDetails request) {
        Optional<OperationDefinition> own = OperationDefinitions.byId(id.getIdPart());
        return own.isPresent() ? own.get() : super.readOperationDefinition(id, request);
    }

    @Override
    protected void postProcess(FhirTerser terser, IBaseConformance conformance) {
        CapabilityStatement statement = (CapabilityStatement) conformance;
        statement.setName("Khop");
        statement.setTitle("Khớp");
        statement.setPublisher("Khớp");
        statement.addInstantiates("https://profiles.ihe.net/ITI/PIXm/CapabilityStatement/IHE.PIXm.Manager");
        statement.addInstantiates(
                "https://profiles.ihe.net/ITI/PDQm/CapabilityStatement/IHE.PDQm.PatientDemographicsSupplierMatch");
        statement
                .getRestFirstRep()
                .setInteraction(List.of(
                        new SystemInteractionComponent().setCode(SystemRestfulInteraction.TRANSACTION),
                        new SystemInteractionComponent().setCode(SystemRestfulInteraction.BATCH)));
        statement.getRestFirstRep().setDocumentation(BUNDLES);
        describeMessages(statement);
        describeCodes(statement);
        for (CapabilityStatement.CapabilityStatementRestResourceComponent resource :
                statement.getRestFirstRep().getResource()) {
            if (resource.getType().equals("Patient")) {
                describePatient(resource);
            } else if (resource.getType().equals("Subscription")) {
                describeStored(resource);
                resource.setDocumentation(SUBSCRIPTIONS);
            } else {
                describeStored(resource);
            }
        }
    }

    /** PMIR, IHE ITI-93: what comes, and what subscribers are sent. */
    private static void describeMessages(CapabilityStatement statement) {
        CapabilityStatement.CapabilityStatementMessagingComponent messaging = statement.addMessaging();
        messaging.setDocumentation(MESSAGES);
        messaging
                .addSupportedMessage()
                .setMode(CapabilityStatement.EventCapabilityMode.RECEIVER)
                .setDefinition(FeedMessages.DEFINITION);
        messaging
                .addSupportedMessage()
                .setMode(CapabilityStatement.EventCapabilityMode.SENDER)
                .setDefinition(FeedMessages.DEFINITION);
    }

    /** Source: HL7's terminology ecosystem, what a terminology server says of itself. */
    private static void describeCodes(CapabilityStatement statement) {
        statement.setUrl("https://khop.vn/fhir/CapabilityStatement/4.0");
        statement.setVersion(Statements.softwareVersion());
        statement.addInstantiates(Statements.TERMINOLOGY_SERVER);
        addFeature(statement, Statements.TESTS_FEATURE, new CodeType(Statements.TESTS_VERSION));
        addFeature(statement, Statements.CODE_SYSTEM_FEATURE, new BooleanType(true));
        statement.getSoftware().setReleaseDateElement(new DateTimeType(Statements.RELEASED));
        statement
                .getRestFirstRep()
                .getSecurity()
                .addService()
                .addCoding(new Coding("http://terminology.hl7.org/CodeSystem/restful-security-service", "OAuth", null));
    }

    private static void addFeature(CapabilityStatement statement, String definition, Type value) {
        Extension feature = statement.addExtension().setUrl(Statements.FEATURE);
        feature.addExtension("definition", new CanonicalType(definition));
        feature.addExtension("value", value);
    }

    /** HAPI declares for every type what its library can do; what no request may do here is taken out again. */
    private static void describeStored(CapabilityStatement.CapabilityStatementRestResourceComponent stored) {
        stored.setConditionalCreateElement(null);
        stored.setConditionalUpdateElement(null);
        stored.setConditionalDeleteElement(null);
        stored.getSearchInclude().clear();
        stored.getSearchRevInclude().clear();
        Map<String, String> searched = CodeDesk.searchParameters(stored.getType());
        if (!searched.isEmpty()) {
            stored.getSearchParam().clear();
            searched.forEach(
                    (name, kind) -> stored.addSearchParam().setName(name).setType(SearchParamType.fromCode(kind)));
            stored.setDocumentation(
                    "What is stored answers the next question, beside the compiled releases, which are read and found here too. A compiled release is never overwritten.");
        }
    }

    /** What the bindings cannot say, and the rules of ours where a specification is silent. */
    private static void describePatient(CapabilityStatement.CapabilityStatementRestResourceComponent patient) {
        patient.setConditionalUpdate(true);
        patient.setConditionalDelete(CapabilityStatement.ConditionalDeleteStatus.SINGLE);
        patient.setVersioning(CapabilityStatement.ResourceVersionPolicy.VERSIONED);
        patient.setReadHistory(true);
        patient.getSearchInclude().clear();
        patient.getSearchRevInclude().clear();
        patient.setDocumentation("""
                Patient/E... is a person: computed from its source records, read-only, link.seealso to each of them. \
                Patient/S... is a source record with versions of its own, link.refer to its person. \
                Update is conditional only (ITI-104): PUT Patient?identifier=system|value with the facility's own number; \
                active=false with link.replaced-by to another number of the facility resolves a duplicate, and sending the record active again takes that back, which is our rule. \
                Delete is conditional only: the record keeps its history and reads as inactive. \
                The header Idempotency-Key names a message: sent again, it has no second effect. \
                An event with an older meta.lastUpdated never overwrites a newer one; it is kept in the history. \
                $match compares with source records and counts persons; with onlyCertainMatches, several certain persons are answered by none. \
                $merge (HL7 FHIR R5) takes persons, or source records of one facility; result-patient is taken if it is what the merge gives, since a person is computed. \
                The source reads as inactive with link.replaced-by, the target with link.replaces and the source's id as an old identifier; hospitals' numbers stay in use, which is our rule. \
                A reference that names a version which is not the present one is answered 409. Where two people decide, the answer is 202 with a task and nothing is done yet. \
                Provenance?target=Patient/id tells who decided. \
                Search: address-city, address-state, address-postalcode and address-country look at what the sender wrote apart from the whole address; a person that was joined to \
                another is found by its id alone, inactive, with the survivor beside; an unknown parameter is refused by name, or left out and told with Prefer: handling=lenient. \
                $unmerge is ours: source-patient names the superseded person, whose id is active again with the records that it had; what came later stays with whom it fits best. \
                What people decided is never overridden by matching. \
                $ihe-pix answers 409 for a number that several persons carry.""");
    }
}
