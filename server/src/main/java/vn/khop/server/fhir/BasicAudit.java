package vn.khop.server.fhir;

import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentNetworkType;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import vn.khop.server.audit.AccessAction;
import vn.khop.server.audit.AccessEntry;
import vn.khop.server.audit.AccessOutcome;

/*
 * IHE asks for the raw request, in base64, so that attacks can be seen as they were made. It holds names and numbers of people, which our log keeps out on principle: it is
 * read by those who may not see a person. So entity[query].query holds the request's method, route and names of parameters; whom it showed is in entity[patient].
 */
/** An entry of the access log as IHE's Basic Audit Log Patterns (BALP 1.1.3, 2025) have it: a query, a read or an update, with or without a patient. */
final class BasicAudit {
    static final String PROFILE = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";

    private static final String ENTITY_TYPES = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    private static final String OBJECT_ROLES = "http://terminology.hl7.org/CodeSystem/object-role";
    private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final Coding FROM = new Coding(DICOM, "110153", "Source Role ID");
    private static final Coding TO = new Coding(DICOM, "110152", "Destination Role ID");

    private final String server;

    /** @param server the public address of this server */
    BasicAudit(String server) {
        this.server = server;
    }

    /** What kind of pattern an action follows. */
    enum Pattern {
        QUERY("Query", AuditEventAction.E, "search", FROM, TO, "IRCP"),
        READ("Read", AuditEventAction.R, "read", TO, FROM, "IRCP"),
        UPDATE("Update", AuditEventAction.U, "update", FROM, TO, "AUT");

        private final String profile;
        private final AuditEventAction action;
        private final String interaction;
        private final Coding client;
        private final Coding server;
        private final String user;

        Pattern(
                String profile,
                AuditEventAction action,
                String interaction,
                Coding client,
                Coding server,
                String user) {
            this.profile = profile;
            this.action = action;
            this.interaction = interaction;
            this.client = client;
            this.server = server;
            this.user = user;
        }

        static Pattern of(AccessAction action) {
            return switch (action) {
                case SEARCH,
                        MATCH,
                        CROSS_REFERENCE,
                        EXPLAIN,
                        PREVIEW,
                        CHANGES,
                        TASK,
                        COMPARE,
                        VERIFY_ACCESS_LOG,
                        BLOCK -> QUERY;
                case READ, READ_SOURCE, UNMASK, EXPORT, READ_ACCESS_LOG -> READ;
                case FEED,
                        LOAD,
                        DECIDE,
                        BREAK_GLASS,
                        REVIEW_BREAK_GLASS,
                        SUBJECT_REQUEST,
                        REVOKE,
                        MODEL,
                        KEYS,
                        RELEASE_DRAFT,
                        RELEASE_VALIDATE,
                        RELEASE_APPROVE,
                        RELEASE_ACTIVATE,
                        RELEASE_RETIRE,
                        RELEASE_ROLLBACK,
                        MAPPING_PUBLISH -> UPDATE;
            };
        }

        AuditEventAction action() {
            return action;
        }
    }

    AuditEvent of(AccessEntry entry) {
        Pattern pattern = Pattern.of(entry.action());
        boolean isAboutSomebody = !entry.personId().isEmpty();
        boolean isDone = entry.outcome() != AccessOutcome.DENIED;
        AuditEvent event = new AuditEvent();
        event.setId(Long.toString(entry.position()));
        if (isDone) {
            event.getMeta().addProfile(PROFILE + (isAboutSomebody ? "Patient" : "") + pattern.profile);
        }
        event.setType(
                new Coding("http://terminology.hl7.org/CodeSystem/audit-event-type", "rest", "RESTful Operation"));
        event.addSubtype(new Coding("http://hl7.org/fhir/restful-interaction", pattern.interaction, null));
        transaction(entry.action()).ifPresent(event::addSubtype);
        event.addSubtype(new Coding(
                "https://khop.vn/fhir/CodeSystem/access-action", entry.action().name(), null));
        event.setAction(pattern.action);
        event.setRecorded(Date.from(entry.at()));
        event.getRecordedElement().setTimeZoneZulu(true);
        event.setOutcome(isDone ? AuditEventOutcome._0 : AuditEventOutcome._4);
        boolean hasUser = !entry.username().equals(entry.clientId());
        event.addAgent(client(entry, pattern, !hasUser));
        event.addAgent(server(pattern));
        if (hasUser) {
            event.addAgent(user(entry, pattern));
        }
        event.getSource().getObserver().setIdentifier(new Identifier().setValue(server));
        event.addEntity(transaction(entry));
        if (isAboutSomebody) {
            event.addEntity(
                    entity("1", "Person", "1", "Patient").setWhat(new Reference("Patient/" + entry.personId())));
        }
        event.addEntity(pattern == Pattern.QUERY ? query(entry) : data(entry));
        return event;
    }

    /** The IHE transaction, where it is one. */
    private static Optional<Coding> transaction(AccessAction action) {
        String number = switch (action) {
            case SEARCH -> "ITI-78";
            case CROSS_REFERENCE -> "ITI-83";
            case FEED -> "ITI-104";
            case MATCH -> "ITI-119";
            default -> "";
        };
        return number.isEmpty() ? Optional.empty() : Optional.of(new Coding("urn:ihe:event-type-code", number, null));
    }

    private static AuditEventAgentComponent client(AccessEntry entry, Pattern pattern, boolean isRequestor) {
        AuditEventAgentComponent agent = new AuditEventAgentComponent();
        agent.setType(new CodeableConcept(pattern.client));
        agent.setWho(named(entry.clientId().isEmpty() ? "unknown" : entry.clientId()));
        agent.setRequestor(isRequestor);
        agent.getNetwork()
                .setAddress(entry.address().isEmpty() ? "unknown" : entry.address())
                .setType(AuditEventAgentNetworkType._2);
        if (isRequestor) {
            describe(agent, entry);
        }
        return agent;
    }

    private AuditEventAgentComponent server(Pattern pattern) {
        AuditEventAgentComponent agent = new AuditEventAgentComponent();
        agent.setType(new CodeableConcept(pattern.server));
        agent.setWho(named(server));
        agent.setRequestor(false);
        agent.getNetwork().setAddress(server).setType(AuditEventAgentNetworkType._5);
        return agent;
    }

    private static AuditEventAgentComponent user(AccessEntry entry, Pattern pattern) {
        AuditEventAgentComponent agent = new AuditEventAgentComponent();
        agent.setType(new CodeableConcept(
                new Coding("http://terminology.hl7.org/CodeSystem/v3-ParticipationType", pattern.user, null)));
        agent.setWho(named(entry.username()));
        agent.setName(entry.username());
        agent.setRequestor(true);
        describe(agent, entry);
        return agent;
    }

    private static void describe(AuditEventAgentComponent agent, AccessEntry entry) {
        entry.roles()
                .forEach(role -> agent.addRole(
                        new CodeableConcept(new Coding("https://khop.vn/fhir/CodeSystem/role", role, null))));
        entry.purposes()
                .forEach(purpose -> agent.addPurposeOfUse(new CodeableConcept(
                        new Coding("http://terminology.hl7.org/CodeSystem/v3-ActReason", purpose, null))));
        if (!entry.organization().isEmpty()) {
            agent.addPolicy("urn:khop:organization:" + entry.organization().replace(' ', '+'));
        }
    }

    private static Reference named(String name) {
        return new Reference().setIdentifier(new Identifier().setValue(name));
    }

    private static AuditEventEntityComponent transaction(AccessEntry entry) {
        return new AuditEventEntityComponent()
                .setType(new Coding(
                        "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType", "XrequestId", null))
                .setWhat(named(entry.requestId()));
    }

    private static AuditEventEntityComponent query(AccessEntry entry) {
        String asked = entry.question().isEmpty() ? entry.action().name() : entry.question();
        return entity("2", "System Object", "24", "Query")
                .setDescription(asked)
                .setQuery(asked.getBytes(StandardCharsets.UTF_8));
    }

    private static AuditEventEntityComponent data(AccessEntry entry) {
        AuditEventEntityComponent data = entity("2", "System Object", "4", "Domain Resource");
        String source = entry.sourceId();
        if (source.contains("/")) {
            // A type, an id, and perhaps which field of it.
            String[] parts = source.split("/", 3);
            data.setWhat(new Reference(parts[0] + "/" + parts[1]));
            return parts.length == 3 ? data.setDescription(parts[2]) : data;
        }
        String patient = source.isEmpty() ? entry.personId() : source;
        return data.setWhat(patient.isEmpty() ? named("nothing") : new Reference("Patient/" + patient));
    }

    private static AuditEventEntityComponent entity(String type, String typeName, String role, String roleName) {
        return new AuditEventEntityComponent()
                .setType(new Coding(ENTITY_TYPES, type, typeName))
                .setRole(new Coding(OBJECT_ROLES, role, roleName));
    }

    /** The actions that a search by {@code action} means. */
    static List<AccessAction> actions(String code) {
        return List.of(AccessAction.values()).stream()
                .filter(action -> Pattern.of(action).action().toCode().equals(code))
                .toList();
    }
}
