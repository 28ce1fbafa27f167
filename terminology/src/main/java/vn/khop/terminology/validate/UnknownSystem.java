package vn.khop.terminology.validate;

import java.util.List;
import java.util.Optional;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.Canonical;

/**
 * The complaint about a code system, or a version of it, that is not known.
 *
 * @param name what is unknown: the system, with its version where other versions are known
 */
record UnknownSystem(String name, Message message) {
    static UnknownSystem of(Scope scope, String system, Optional<String> version) {
        if (version.isEmpty()) {
            return new UnknownSystem(system, scope.messages().message("UNKNOWN_CODESYSTEM", system));
        }
        List<String> known = scope.space().codeSystemVersions(system);
        if (known.isEmpty()) {
            return new UnknownSystem(
                    system, scope.messages().message("UNKNOWN_CODESYSTEM_VERSION_NONE", system, version.get()));
        }
        return new UnknownSystem(
                Canonical.of(system, version.get()).toString(),
                scope.messages()
                        .message("UNKNOWN_CODESYSTEM_VERSION", system, version.get(), scope.versionsForPeople(system)));
    }

    Issue issue(String path) {
        return Issue.error("not-found", "not-found", message, CodedValue.part(path, "system"));
    }

    static void report(Scope scope, String system, Optional<String> version, String path, Findings findings) {
        UnknownSystem unknown = of(scope, system, version);
        boolean isNew = findings.unknownSystems.add(unknown.name());
        findings.say(unknown.message().text());
        if (isNew || version.isEmpty()) {
            findings.issues.add(unknown.issue(path));
        }
    }
}
