package vn.khop.server.fhir;

import ca.uhn.fhir.model.api.annotation.Description;
import ca.uhn.fhir.rest.annotation.ConditionalUrlParam;
import ca.uhn.fhir.rest.annotation.Create;
import ca.uhn.fhir.rest.annotation.Delete;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Read;
import ca.uhn.fhir.rest.annotation.ResourceParam;
import ca.uhn.fhir.rest.annotation.Search;
import ca.uhn.fhir.rest.annotation.Update;
import ca.uhn.fhir.rest.api.MethodOutcome;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.Subscription.SubscriptionStatus;
import org.jspecify.annotations.Nullable;
import vn.khop.server.notify.Subscription;
import vn.khop.server.notify.Subscriptions;
import vn.khop.server.security.Actor;
import vn.khop.server.security.CurrentActor;
import vn.khop.server.security.Scope;

/** Subscriptions to persons, IHE ITI-94: asked for, read, changed, taken back. */
final class SubscriptionProvider {
    private final Subscriptions subscriptions;
    private final SubscriptionForm form;
    private final CurrentActor currentActor;

    SubscriptionProvider(Subscriptions subscriptions, SubscriptionForm form, CurrentActor currentActor) {
        this.subscriptions = subscriptions;
        this.form = form;
        this.currentActor = currentActor;
    }

    @Create(type = org.hl7.fhir.r4.model.Subscription.class)
    @Description("ITI-94: to be told of persons at an endpoint, by rest-hook or message")
    public MethodOutcome create(
            @ResourceParam org.hl7.fhir.r4.model.Subscription sent, @ConditionalUrlParam @Nullable String condition) {
        Actor actor = currentActor.get();
        requireReader(actor);
        if (condition != null) {
            throw Refusal.invalid(IssueType.NOTSUPPORTED, "a Subscription is not created by a condition");
        }
        if (sent.getStatus() != SubscriptionStatus.REQUESTED) {
            throw Refusal.unprocessable(
                    IssueType.BUSINESSRULE,
                    "Subscription.status",
                    "a new Subscription has the status 'requested': the server makes it active when it has reached the endpoint");
        }
        try {
            return answer(subscriptions.add(form.wish(sent, Optional.empty(), actor), actor), true);
        } catch (Subscriptions.TooMany most) {
            throw Refusal.unprocessable(IssueType.BUSINESSRULE, "Subscription", String.valueOf(most.getMessage()));
        }
    }

    /** What is sent to the endpoint is what a read or a search of Patients would show. */
    private static void requireReader(Actor actor) {
        if (!actor.has(Scope.ITI_78) && !actor.clinical().permits("Patient", 'r')) {
            throw Refusal.forbidden(
                    IssueType.FORBIDDEN,
                    "a subscription shows persons: the token needs ITI-78, or system/Patient.r, beside ITI-94");
        }
    }

    @Read(type = org.hl7.fhir.r4.model.Subscription.class)
    public org.hl7.fhir.r4.model.Subscription read(@IdParam IdType id) {
        return form.written(known(id, currentActor.get()));
    }

    @Search(type = org.hl7.fhir.r4.model.Subscription.class)
    @Description("The client's own, oldest first; all of them for an administrator")
    public List<org.hl7.fhir.r4.model.Subscription> search() {
        return subscriptions.all(currentActor.get()).stream().map(form::written).toList();
    }

    @Update
    @Description("ITI-94: status off, or requested again; what was not told meanwhile is told then")
    public MethodOutcome update(
            @ResourceParam org.hl7.fhir.r4.model.Subscription sent,
            @IdParam @Nullable IdType id,
            @ConditionalUrlParam @Nullable String condition) {
        if (id == null || condition != null) {
            throw Refusal.invalid(IssueType.NOTSUPPORTED, "a Subscription is changed by its id: PUT Subscription/id");
        }
        Actor actor = currentActor.get();
        requireReader(actor);
        Subscription present = known(id, actor);
        if (id.hasVersionIdPart() && !id.getVersionIdPart().equals(String.valueOf(present.version()))) {
            throw Refusal.conflict("the Subscription has version " + present.version() + ": read it again");
        }
        SubscriptionStatus wanted = sent.getStatus();
        // Whoever read it active sends it back so.
        Subscription.Status next = wanted == SubscriptionStatus.OFF
                ? Subscription.Status.OFF
                : wanted == SubscriptionStatus.REQUESTED ? Subscription.Status.REQUESTED : null;
        if (next == null) {
            throw Refusal.unprocessable(
                    IssueType.BUSINESSRULE,
                    "Subscription.status",
                    "a Subscription is changed to 'requested' or 'off': active and error are the server's word");
        }
        try {
            return answer(
                    subscriptions.change(present, form.wish(sent, Optional.of(present), actor), next, actor), false);
        } catch (Subscriptions.Stale stale) {
            throw Refusal.conflict(String.valueOf(stale.getMessage()));
        }
    }

    @Delete(type = org.hl7.fhir.r4.model.Subscription.class)
    @Description("Nothing more is sent")
    public MethodOutcome delete(@IdParam @Nullable IdType id, @ConditionalUrlParam @Nullable String condition) {
        if (id == null || condition != null) {
            throw Refusal.invalid(
                    IssueType.NOTSUPPORTED, "a Subscription is deleted by its id: DELETE Subscription/id");
        }
        if (!subscriptions.delete(id.getIdPart(), currentActor.get())) {
            throw unknown();
        }
        return new MethodOutcome();
    }

    private Subscription known(IdType id, Actor actor) {
        return subscriptions.subscription(id.getIdPart(), actor).orElseThrow(SubscriptionProvider::unknown);
    }

    private static RuntimeException unknown() {
        return Refusal.notFound("this Subscription is not known");
    }

    private MethodOutcome answer(Subscription subscription, boolean isNew) {
        org.hl7.fhir.r4.model.Subscription written = form.written(subscription);
        MethodOutcome answer = new MethodOutcome(written.getIdElement(), isNew);
        answer.setResource(written);
        return answer;
    }
}
