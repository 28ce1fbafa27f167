package vn.khop.terminology.validate;

import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.CodeSystemSource.Content;

/** The complaint about a code that its code system does not have. */
final class UnknownCode {
    private UnknownCode() {}

    /** An error, unless the code system is only here in part: then a warning. */
    static Issue issue(Scope scope, CodeSystemView view, String path, String code) {
        String place = CodedValue.part(path, "code");
        if (view.source().content() != Content.COMPLETE) {
            return Issue.warning(
                    "code-invalid",
                    "invalid-code",
                    scope.messages().message("UNKNOWN_CODE_IN_FRAGMENT", code, view.system(), view.version()),
                    place);
        }
        Message message = view.version().isEmpty()
                ? scope.messages().message("Unknown_Code_in", code, view.system())
                : scope.messages().message("Unknown_Code_in_Version", code, view.system(), view.version());
        return Issue.error("code-invalid", "invalid-code", message, place);
    }
}
