package vn.khop.server.fhir;

import ca.uhn.fhir.rest.annotation.Transaction;
import ca.uhn.fhir.rest.annotation.TransactionParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.BaseServerResponseException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import ca.uhn.fhir.util.UrlUtil;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.http.HttpStatus;
import vn.khop.server.fhir.terminology.CodeDesk;
import vn.khop.server.registry.Together;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CallerName;
import vn.khop.server.security.CurrentActor;
import vn.khop.server.security.RoutePolicies;

/*
 * A Bundle is a way to send several requests, never a way around what each of them is allowed: every entry is held against the line of the policy that its own request would meet,
 * before anything of the Bundle is done.
 */
/**
 * Transactions and batches. A transaction takes effect whole or not at all: Patients in one transaction of our store, code resources in one of HAPI's; so it is of one or the
 * other. In a batch each entry is by itself.
 */
final class Bundles {
    static final int ENTRIES_MAX = 1_000;

    private final PatientEntries patients;
    private final Optional<CodeBundles> codes;
    private final CodeDesk desk;
    private final Together together;
    private final RoutePolicies policies;
    private final CurrentActor currentActor;
    private final Faults faults = new Faults();

    /**
     * @param codes empty until HAPI's persistence has joined
     * @param desk answers the questions about codes in a batch
     */
    Bundles(
            PatientEntries patients,
            Optional<CodeBundles> codes,
            CodeDesk desk,
            Together together,
            RoutePolicies policies,
            CurrentActor currentActor) {
        this.patients = patients;
        this.codes = codes;
        this.desk = desk;
        this.together = together;
        this.policies = policies;
        this.currentActor = currentActor;
    }

    @Transaction
    public Bundle take(@TransactionParam Bundle bundle, RequestDetails request) {
        if (bundle.getType() != BundleType.TRANSACTION && bundle.getType() != BundleType.BATCH) {
            throw Refusal.unprocessable(
                    IssueType.INVALID,
                    "Bundle.type",
                    "a Bundle is sent as transaction or batch, found "
                            + (bundle.getType() == null
                                    ? "no type"
                                    : bundle.getType().toCode()));
        }
        if (bundle.getEntry().size() > ENTRIES_MAX) {
            throw Refusal.invalid(
                    IssueType.TOOCOSTLY,
                    "the Bundle has " + bundle.getEntry().size() + " entries, at most " + ENTRIES_MAX
                            + " are taken: send several");
        }
        Actor actor = currentActor.get();
        return bundle.getType() == BundleType.TRANSACTION
                ? transaction(bundle, request, actor)
                : batch(bundle, request, actor);
    }

    private Bundle transaction(Bundle bundle, RequestDetails request, Actor actor) {
        List<BundleEntry> entries = new ArrayList<>();
        for (int i = 0; i < bundle.getEntry().size(); i++) {
            BundleEntry entry = BundleEntry.read(bundle.getEntry().get(i), i);
            requirePermitted(entry, actor);
            entries.add(entry);
        }
        if (!entries.isEmpty() && entries.stream().allMatch(BundleEntry::isCode)) {
            return codes().take(bundle, request);
        }
        entries.stream().filter(entry -> !entry.isPatient()).findFirst().ifPresent(other -> {
            throw other.isCode()
                    ? Refusal.unprocessable(
                            IssueType.NOTSUPPORTED,
                            other.place(),
                            "a transaction is of Patients or of code resources: send two, or a batch")
                    : notTaken(other);
        });
        requireOnce(entries);
        patients.resolve(entries);
        Map<Integer, BundleEntryComponent> answers = together.inOne(() -> {
            Map<Integer, BundleEntryComponent> done = new TreeMap<>();
            entries.stream()
                    .sorted(Comparator.comparing(patients::turn))
                    .forEach(entry -> done.put(entry.index(), performed(entry, request, actor)));
            return done;
        });
        return answer(BundleType.TRANSACTIONRESPONSE, answers.values());
    }

    /** Says at which entry it failed. */
    private BundleEntryComponent performed(BundleEntry entry, RequestDetails request, Actor actor) {
        try {
            return patients.perform(entry, request, actor);
        } catch (BaseServerResponseException refused) {
            if (refused.getOperationOutcome() instanceof OperationOutcome outcome) {
                outcome.getIssue().forEach(issue -> issue.addExpression(entry.place()));
            }
            throw refused;
        }
    }

    private static void requireOnce(List<BundleEntry> entries) {
        Set<String> urls = new HashSet<>();
        Set<String> written = new HashSet<>();
        for (BundleEntry entry : entries) {
            if (entry.entry().hasFullUrl() && !urls.add(entry.entry().getFullUrl())) {
                throw Refusal.unprocessable(
                        IssueType.DUPLICATE, entry.place() + ".fullUrl", "two entries have one fullUrl");
            }
            if (entry.isWrite() && !written.add(entry.query().orElse(entry.path()))) {
                throw Refusal.unprocessable(
                        IssueType.DUPLICATE,
                        entry.place() + ".request.url",
                        "two entries of a transaction write the same Patient");
            }
        }
    }

    private Bundle batch(Bundle bundle, RequestDetails request, Actor actor) {
        CodeDesk.Sitting questions = desk.sitting(
                Optional.ofNullable(request.getHeader("Accept-Language")),
                request instanceof ServletRequestDetails servlet
                        ? CallerName.of(servlet.getServletRequest())
                        : actor.username());
        List<BundleEntryComponent> answers = new ArrayList<>();
        for (int i = 0; i < bundle.getEntry().size(); i++) {
            answers.add(alone(bundle.getEntry().get(i), i, request, actor, questions));
        }
        return answer(BundleType.BATCHRESPONSE, answers);
    }

    private BundleEntryComponent alone(
            BundleEntryComponent component,
            int index,
            RequestDetails request,
            Actor actor,
            CodeDesk.Sitting questions) {
        try {
            BundleEntry entry = BundleEntry.read(component, index);
            requirePermitted(entry, actor);
            if (entry.asked().isPresent()) {
                return answered(entry, questions);
            }
            if (entry.isCode()) {
                Bundle single = new Bundle().setType(BundleType.BATCH);
                single.addEntry(component);
                return codes().take(single, request).getEntryFirstRep();
            }
            if (!entry.isPatient()) {
                throw notTaken(entry);
            }
            patients.resolve(List.of(entry));
            return patients.perform(entry, request, actor);
        } catch (BaseServerResponseException refused) {
            return refused(refused);
        } catch (RuntimeException fault) {
            BaseServerResponseException said = faults.answer(fault);
            if (said == null) {
                throw fault;
            }
            return refused(said);
        }
    }

    private static BundleEntryComponent answered(BundleEntry entry, CodeDesk.Sitting questions) {
        CodeDesk.Sitting.Answered answered = questions.answer(
                entry.asked().orElseThrow(),
                entry.query().map(UrlUtil::parseQueryString).orElse(Map.of()),
                Optional.ofNullable(entry.entry().getResource()));
        BundleEntryComponent answer = new BundleEntryComponent();
        answer.getResponse().setStatus(status(answered.status()));
        if (answered.resource() instanceof OperationOutcome outcome) {
            answer.getResponse().setOutcome(outcome);
        } else {
            answer.setResource((Resource) answered.resource());
        }
        return answer;
    }

    private static BundleEntryComponent refused(BaseServerResponseException refused) {
        OperationOutcome outcome = refused.getOperationOutcome() instanceof OperationOutcome said
                ? said
                : Refusal.outcome(IssueType.PROCESSING, String.valueOf(refused.getMessage()), "");
        BundleEntryComponent answer = new BundleEntryComponent();
        answer.getResponse().setStatus(status(refused.getStatusCode())).setOutcome(outcome);
        return answer;
    }

    /** As a request of its own would be told, and no more. */
    private void requirePermitted(BundleEntry entry, Actor actor) {
        if (!policies.permitsEntry(entry.policyMethod(), entry.policyPath(), actor)) {
            throw Refusal.forbidden(
                    IssueType.FORBIDDEN,
                    entry.place()
                            + " is not permitted: the token lacks the role, scope or purpose of use that it needs");
        }
    }

    private static BaseServerResponseException notTaken(BundleEntry entry) {
        return Refusal.unprocessable(
                IssueType.NOTSUPPORTED,
                entry.place() + ".request.url",
                "an entry is about a Patient or a code resource: ask for others by themselves");
    }

    private CodeBundles codes() {
        return codes.orElseThrow(FhirServer::stillStarting);
    }

    private static Bundle answer(BundleType type, Iterable<BundleEntryComponent> entries) {
        Bundle answer = new Bundle();
        answer.setType(type);
        entries.forEach(answer::addEntry);
        return answer;
    }

    /** Such as {@code 200 OK}. */
    static String status(int code) {
        return Optional.ofNullable(HttpStatus.resolve(code))
                .map(known -> code + " " + known.getReasonPhrase())
                .orElse(String.valueOf(code));
    }
}
