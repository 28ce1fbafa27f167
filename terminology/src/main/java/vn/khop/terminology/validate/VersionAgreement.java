package vn.khop.terminology.validate;

import java.util.Optional;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ResourceVersion;
import vn.khop.terminology.resource.ResourceVersion.Algorithm;

/**
 * Which version of a code system to check a code against, when the value set, the code and the question may each name one; and the
 * complaint where they do not agree.
 */
record VersionAgreement(Scope scope, String system, String path, Findings findings) {
    /**
     * @param bySet the version that the value set names
     * @param byCode the version that came with the code
     * @return empty for whichever version is used by itself
     */
    Optional<String> agree(Optional<String> bySet, Optional<String> byCode) {
        Optional<String> meant = scope.version(system, bySet);
        return byCode.map(version -> agree(meant, bySet, version)).orElse(meant);
    }

    private Optional<String> agree(Optional<String> byRules, Optional<String> bySet, String byCode) {
        Optional<CodeSystemSource> any = scope.space().codeSystem(new Canonical(system, Optional.empty()));
        Optional<Algorithm> algorithm = any.flatMap(found -> found.header().versionAlgorithm());
        Optional<String> meant = byRules;
        if (meant.isPresent() && any.isPresent() && ResourceVersion.matches(meant.get(), byCode, algorithm)) {
            meant = Optional.of(byCode);
        } else if (meant.isEmpty()
                && scope.space().codeSystemVersions(system).stream()
                        .anyMatch(known -> ResourceVersion.matches(byCode, known, algorithm))) {
            meant = Optional.of(byCode);
        }
        Optional<CodeSystemView> found = scope.codeSystem(system, meant);
        if (found.isPresent()) {
            String version = found.get().version();
            if (!ResourceVersion.matches(byCode, version, algorithm)) {
                complain(found.get(), meant, bySet, byCode);
            }
        } else if (meant.filter(byCode::equals).isEmpty()) {
            tell(
                    Issue.Severity.ERROR,
                    scope.messages().message("VALUESET_VALUE_MISMATCH", system, meant.orElse(""), byCode));
        }
        return meant;
    }

    private void complain(CodeSystemView used, Optional<String> meant, Optional<String> bySet, String byCode) {
        if (meant.isEmpty()) {
            tell(
                    used.source().isVersionNeeded() ? Issue.Severity.ERROR : Issue.Severity.WARNING,
                    scope.messages()
                            .message(
                                    "VALUESET_VALUE_MISMATCH_DEFAULT",
                                    system,
                                    used.version(),
                                    bySet.orElse(""),
                                    byCode));
        } else if (!meant.equals(bySet)) {
            tell(
                    Issue.Severity.ERROR,
                    scope.messages()
                            .message("VALUESET_VALUE_MISMATCH_CHANGED", system, meant.get(), bySet.orElse(""), byCode));
        } else {
            tell(
                    Issue.Severity.ERROR,
                    scope.messages().message("VALUESET_VALUE_MISMATCH", system, meant.get(), byCode));
        }
        if (scope.exactly(system, Optional.of(byCode)).isEmpty()) {
            UnknownSystem unknown = UnknownSystem.of(scope, system, Optional.of(byCode));
            findings.unknownSystems.add(Canonical.of(system, byCode).toString());
            findings.tell(unknown.issue(path));
        }
    }

    private void tell(Issue.Severity severity, Message message) {
        Issue issue = Issue.of(severity, "invalid", "vs-invalid", message, CodedValue.part(path, "version"));
        findings.issues.add(issue);
        if (issue.isError()) {
            findings.say(issue.text());
        }
    }
}
