package vn.khop.server.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import vn.khop.server.codes.PostedCodes;
import vn.khop.server.codes.PostedResource;
import vn.khop.server.codes.PostedResources;
import vn.khop.terminology.load.ResourceRejected;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.ResourceSpace;

/**
 * When HAPI stores a code system, value set, concept map or naming system, the same transaction writes it to where questions are answered from; when it has
 * committed, the answer waits until no process answers from before it. What could not be answered from is refused before it is stored.
 */
public final class CodeStoring {
    private final PostedResources resources;
    private final PostedCodes posted;
    private final Supplier<ResourceSpace> releases;

    /**
     * @param resources on the connections that HAPI uses, so that they join its transactions
     * @param releases the compiled releases of this moment
     */
    public CodeStoring(PostedResources resources, PostedCodes posted, Supplier<ResourceSpace> releases) {
        this.resources = resources;
        this.posted = posted;
        this.releases = releases;
    }

    /** Public because HAPI calls it by reflection, as the next two. */
    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource resource) {
        store(resource);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after) {
        store(after);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource resource) {
        String type = resource.fhirType();
        if (PostedCodes.types().contains(type)) {
            put(PostedResource.deleted(type, resource.getIdElement().getIdPart()));
        }
    }

    private void store(IBaseResource resource) {
        String type = resource.fhirType();
        if (!PostedCodes.types().contains(type) || !(resource instanceof MetadataResource named)) {
            return;
        }
        boolean hasName = !type.equals("NamingSystem");
        Optional<String> url = hasName ? Optional.ofNullable(named.getUrl()) : Optional.empty();
        Optional<String> version = hasName ? Optional.ofNullable(named.getVersion()) : Optional.empty();
        if (type.equals("CodeSystem") && url.isPresent() && version.isPresent()) {
            refuseRelease(Canonical.of(url.get(), version.get()));
        }
        String body = FhirContext.forR4Cached().newJsonParser().encodeResourceToString(resource);
        check(type, body);
        put(new PostedResource(type, resource.getIdElement().getIdPart(), url, version.orElse(""), Optional.of(body)));
    }

    private void refuseRelease(Canonical name) {
        boolean isReleased = releases.get()
                .codeSystem(name)
                .filter(release -> release.header().version().equals(name.version()))
                .isPresent();
        if (isReleased) {
            String message = "CodeSystem " + name
                    + " is a compiled release, and a release never changes: send another version, or a supplement to it";
            throw new ResourceVersionConflictException(message, Refusal.outcome(IssueType.DUPLICATE, message, ""));
        }
    }

    private static void check(String type, String body) {
        try {
            PostedCodes.check(type, body);
        } catch (ResourceRejected rejected) {
            String message = String.valueOf(rejected.getMessage());
            throw new UnprocessableEntityException(
                    message, Refusal.outcome(IssueType.NOTSUPPORTED, message, rejected.path()));
        }
    }

    private void put(PostedResource resource) {
        Optional<String> other = resources.put(resource);
        if (other.isPresent()) {
            String message = resource.type() + "/" + other.get() + " has the URL "
                    + resource.url().orElse("")
                    + (resource.version().isEmpty() ? " without a version" : " in version " + resource.version())
                    + " already: update it, or send another version";
            throw new ResourceVersionConflictException(message, Refusal.outcome(IssueType.DUPLICATE, message, ""));
        }
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                posted.published();
            }
        });
    }
}
