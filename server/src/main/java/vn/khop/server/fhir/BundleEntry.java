package vn.khop.server.fhir;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleEntryRequestComponent;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.springframework.http.HttpMethod;
import vn.khop.server.codes.PostedCodes;
import vn.khop.server.fhir.terminology.CodeOperation;

/**
 * One entry of a Bundle, its URL taken apart. Only plain URLs are taken, in one way of writing: what cannot be read here is asked of nobody.
 *
 * @param path what comes after the type, such as {@code /E123} or {@code /$match}; empty for the type itself
 * @param query what comes after the question mark
 */
record BundleEntry(
        int index, HTTPVerb method, String type, String path, Optional<String> query, BundleEntryComponent entry) {
    private static final Pattern URL = Pattern.compile(
            "/?([A-Za-z]{1,64})(/[A-Za-z0-9.-]{1,64}(?:/_history/[A-Za-z0-9.-]{1,64})?|/\\$[a-z-]{1,64})?(?:\\?([^#]*))?");
    private static final int URL_LENGTH_MAX = 4_000;

    static BundleEntry read(BundleEntryComponent entry, int index) {
        BundleEntryRequestComponent request = entry.getRequest();
        String place = place(index);
        if (request.getMethod() == null || request.getMethod() == HTTPVerb.NULL) {
            throw Refusal.unprocessable(IssueType.REQUIRED, place + ".request.method", place + " says no method");
        }
        String url = String.valueOf(request.getUrl());
        Matcher matcher = URL.matcher(url);
        if (url.length() > URL_LENGTH_MAX || !matcher.matches()) {
            throw Refusal.unprocessable(
                    IssueType.INVALID,
                    place + ".request.url",
                    place
                            + " names what it is about by a type, an id, an operation and a query, relative to this server");
        }
        if (request.hasIfMatch() || request.hasIfNoneMatch() || request.hasIfModifiedSince()) {
            throw Refusal.unprocessable(
                    IssueType.NOTSUPPORTED,
                    place + ".request",
                    "ifMatch, ifNoneMatch and ifModifiedSince are not supported in a Bundle");
        }
        return new BundleEntry(
                index,
                request.getMethod(),
                matcher.group(1),
                Optional.ofNullable(matcher.group(2)).orElse(""),
                Optional.ofNullable(matcher.group(3)),
                entry);
    }

    static String place(int index) {
        return "Bundle.entry[" + index + "]";
    }

    String place() {
        return place(index);
    }

    boolean isPatient() {
        return type.equals("Patient");
    }

    boolean isCode() {
        return PostedCodes.types().contains(type);
    }

    /** The operation on codes that it asks. */
    Optional<CodeOperation.Asked> asked() {
        return method == HTTPVerb.GET || method == HTTPVerb.POST ? CodeOperation.at(type + path) : Optional.empty();
    }

    boolean isWrite() {
        return method == HTTPVerb.PUT || method == HTTPVerb.DELETE;
    }

    /** The request of its own that the policy is asked about. Whoever may create a code resource may also write the one that a condition names. */
    HttpMethod policyMethod() {
        boolean isConditional = isCode() && isWrite() && path.isEmpty();
        return isConditional ? HttpMethod.POST : HttpMethod.valueOf(method.toCode());
    }

    String policyPath() {
        return "/fhir/" + type + path;
    }
}
