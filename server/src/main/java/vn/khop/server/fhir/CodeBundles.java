package vn.khop.server.fhir;

import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import vn.khop.server.codes.PostedCodes;

/** Bundles of code resources: a transaction is stored whole or not at all, and seen whole or not at all; in a batch each entry is by itself. */
final class CodeBundles {
    private static final Set<HTTPVerb> METHODS = Set.of(HTTPVerb.POST, HTTPVerb.PUT, HTTPVerb.DELETE);
    /** A type, one of its resources, or those with this URL, version or identifier; nothing that would look into others. */
    private static final Pattern TARGET = Pattern.compile(
            "/?([A-Za-z]+)(?:/[A-Za-z0-9.-]{1,64})?(?:\\?(?:url|version|identifier|_id)=[^&]*(?:&(?:url|version|identifier|_id)=[^&]*)*)?");

    private final IFhirSystemDao<Bundle, ?> bundles;

    CodeBundles(IFhirSystemDao<Bundle, ?> bundles) {
        this.bundles = bundles;
    }

    Bundle take(Bundle bundle, RequestDetails request) {
        if (bundle.getType() != BundleType.TRANSACTION && bundle.getType() != BundleType.BATCH) {
            throw Refusal.unprocessable(
                    IssueType.INVALID,
                    "Bundle.type",
                    "a Bundle is sent as transaction or batch, found "
                            + (bundle.getType() == null
                                    ? "no type"
                                    : bundle.getType().toCode()));
        }
        for (int i = 0; i < bundle.getEntry().size(); i++) {
            check(bundle.getEntry().get(i), "Bundle.entry[" + i + "]");
        }
        return bundles.transaction(request, bundle);
    }

    private static void check(BundleEntryComponent entry, String path) {
        if (!METHODS.contains(entry.getRequest().getMethod())) {
            throw Refusal.unprocessable(
                    IssueType.NOTSUPPORTED,
                    path + ".request.method",
                    "an entry is a POST, PUT or DELETE: what is read is asked for by itself");
        }
        Matcher target = TARGET.matcher(String.valueOf(entry.getRequest().getUrl()));
        if (!target.matches() || !PostedCodes.types().contains(target.group(1))) {
            throw Refusal.unprocessable(
                    IssueType.NOTSUPPORTED,
                    path + ".request.url",
                    "an entry is about a " + String.join(", ", PostedCodes.types())
                            + " by its type, its id, or its url, version and identifier");
        }
        if (entry.hasResource() && !entry.getResource().fhirType().equals(target.group(1))) {
            throw Refusal.unprocessable(
                    IssueType.INVALID,
                    path + ".resource",
                    "the entry's URL names a " + target.group(1) + ", its resource is a "
                            + entry.getResource().fhirType());
        }
    }
}
