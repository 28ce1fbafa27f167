package vn.khop.terminology.validate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalInt;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.ResourceStatus;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.validate.MembershipChecker.Membership;

/** Checks a code against a value set that comes with its expansion and no definition. */
record ListedExpansion(Scope scope, ValueSetDefinition valueSet) {
    Membership check(String path, Coding coding, Findings findings) {
        String system = coding.system().orElseThrow();
        String code = coding.code().orElse("");
        Optional<JsonNode> listed = find(system, code);
        if (listed.isEmpty()) {
            return Membership.NO;
        }
        Optional<String> version = coding.version()
                .or(() -> Optional.of(listed.get().path("version").asText("")).filter(text -> !text.isEmpty()));
        Optional<CodeSystemView> view = scope.codeSystem(system, version);
        if (view.isEmpty()) {
            if (scope.settings().is("valueset-membership-only")) {
                return Membership.NO;
            }
            UnknownSystem.report(scope, system, version, path, findings);
            return Membership.UNKNOWN;
        }
        findings.in(view.get());
        ResourceStatus.of(view.get().header()).report(scope, Optional.of(valueSet.header()), findings.issues);
        findings.version = view.get().header().version();
        OptionalInt concept = view.get().find(code);
        if (concept.isEmpty()) {
            findings.issues.add(UnknownCode.issue(scope, view.get(), path, code));
            return Membership.NO;
        }
        if (!scope.settings().takesAbstract() && view.get().isAbstract(concept.getAsInt())) {
            findings.issues.add(Issue.error(
                    "business-rule",
                    "code-rule",
                    scope.messages().message("ABSTRACT_CODE_NOT_ALLOWED", system, code),
                    CodedValue.part(path, "code")));
            return Membership.NO;
        }
        findings.noteStatus(view.get(), concept.getAsInt(), path, code);
        view.get().addNames(concept.getAsInt(), findings.names);
        return Membership.YES;
    }

    private Optional<JsonNode> find(String system, String code) {
        Deque<JsonNode> open = new ArrayDeque<>();
        valueSet.expansion().ifPresent(open::add);
        while (!open.isEmpty()) {
            for (JsonNode contains : open.remove().path("contains")) {
                if (contains.path("system").asText().equals(system)
                        && contains.path("code").asText().equals(code)) {
                    return Optional.of(contains);
                }
                open.add(contains);
            }
        }
        return Optional.empty();
    }
}
