package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import vn.khop.server.audit.AccessLog;
import vn.khop.server.audit.AccessTrail;
import vn.khop.server.export.ExportDesk;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.server.notify.Endpoints;
import vn.khop.server.notify.Subscriptions;
import vn.khop.server.refused.RefusedMessages;
import vn.khop.server.refused.WayIn;
import vn.khop.server.registry.Decisions;
import vn.khop.server.registry.FacilityFeed;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.Successions;
import vn.khop.server.registry.Tasks;
import vn.khop.server.registry.Together;
import vn.khop.server.security.CurrentActor;
import vn.khop.server.security.RoutePolicies;
import vn.khop.terminology.resource.ResourceSpace;

/** Everything that we answer ourselves at {@code /fhir}. */
public record FhirProviders(
        FhirContext fhirContext,
        Registry registry,
        FacilityFeed feed,
        Decisions decisions,
        Successions successions,
        Together together,
        RoutePolicies policies,
        Tasks tasks,
        CodeDesk codes,
        Supplier<ResourceSpace> notPosted,
        CurrentActor currentActor,
        IdentifierSystems systems,
        AuditEvents auditEvents,
        Outward outward) {
    /**
     * How persons go out by themselves.
     *
     * @param server the public address of this server
     * @param refused where messages are kept that are not taken
     */
    public record Outward(
            Subscriptions subscriptions,
            Endpoints endpoints,
            ExportDesk exports,
            String server,
            RefusedMessages refused,
            Clock clock) {}

    /**
     * With a FHIR library that takes or refuses what a client sends, and drops nothing in silence.
     *
     * @param server what this server is called in the audit
     * @param codes answers the code operations; its FHIR library is that of all
     * @param notPosted that of it which was not posted over REST
     */
    public static FhirProviders of(
            Registry registry,
            FacilityFeed feed,
            Decisions decisions,
            Successions successions,
            Together together,
            RoutePolicies policies,
            Tasks tasks,
            CodeDesk codes,
            Supplier<ResourceSpace> notPosted,
            CurrentActor currentActor,
            IdentifierSystems systems,
            AccessLog accessLog,
            AccessTrail trail,
            String server,
            Outward outward) {
        FhirContext fhirContext = codes.fhirContext();
        // What was decided was decided of versions.
        fhirContext.getParserOptions().setDontStripVersionsFromReferencesAtPaths("Provenance.target");
        return new FhirProviders(
                fhirContext,
                registry,
                feed,
                decisions,
                successions,
                together,
                policies,
                tasks,
                codes,
                notPosted,
                currentActor,
                systems,
                new AuditEvents(accessLog, trail, currentActor, new BasicAudit(server)),
                outward);
    }

    /**
     * What takes Bundles.
     *
     * @param codeBundles empty until HAPI's persistence has joined
     */
    Bundles bundles(Optional<CodeBundles> codeBundles) {
        PatientFeed patients = new PatientFeed(feed, currentActor, fhirContext, systems);
        return new Bundles(
                new PatientEntries(patients, fhirContext), codeBundles, codes, together, policies, currentActor);
    }

    /** Takes again PMIR's messages that were refused. */
    public WayIn messages() {
        return processMessage(new PatientFeed(feed, currentActor, fhirContext, systems));
    }

    private ProcessMessage processMessage(PatientFeed patients) {
        return new ProcessMessage(
                patients, feed, currentActor, fhirContext, systems, outward.refused(), outward.clock());
    }

    /** The methods that HAPI's servlet calls. */
    List<Object> all() {
        PatientFeed patients = new PatientFeed(feed, currentActor, fhirContext, systems);
        return List.of(
                patients,
                processMessage(patients),
                new ExportOperation(outward.exports(), currentActor, outward.server()),
                new SubscriptionProvider(
                        outward.subscriptions(),
                        new SubscriptionForm(fhirContext, systems, outward.endpoints()),
                        currentActor),
                new PatientReads(registry, successions, currentActor, fhirContext, systems),
                new PatientSearch(registry, currentActor, fhirContext, systems),
                new PatientMatching(registry, currentActor, fhirContext, systems),
                new PatientDecisions(registry, successions, feed, decisions, tasks, currentActor, fhirContext, systems),
                new Provenances(successions, currentActor),
                new RelatedPersons(registry.relations(), currentActor),
                new IdentifierCrossReference(registry, currentActor, systems),
                auditEvents,
                new WorkList(tasks, currentActor),
                new CodeOperations(codes),
                new FhirVersions());
    }
}
