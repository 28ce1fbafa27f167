package vn.khop.terminology.validate;

import java.util.List;
import java.util.Optional;
import vn.khop.terminology.question.ConceptNames;
import vn.khop.terminology.question.ConceptNames.Fit;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Issue.Severity;
import vn.khop.terminology.question.Message;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.resource.LanguagePreference;
import vn.khop.terminology.resource.LanguageTag;

/**
 * Whether the display that came with a code is one of the concept's names, in the languages that are wanted. A wrong one is an error, or
 * a warning where the question is lenient.
 */
record DisplayCheck(Scope scope, ConceptNames names, LanguageTag defaultLanguage, String path, Findings findings) {
    private static final String WRONG = "Display_Name_for__should_be_one_of__instead_of";
    private static final String WRONG_SPACES = "Display_Name_WS_for__should_be_one_of__instead_of";

    private Severity wrong() {
        return scope.settings().is("lenient-display-validation") ? Severity.WARNING : Severity.ERROR;
    }

    private Optional<LanguagePreference> languages() {
        return scope.settings().languages();
    }

    private Optional<LanguageTag> byDefault() {
        return Optional.of(defaultLanguage);
    }

    /** For a code that belongs to the value set. */
    void check(String system, String code, String display) {
        Fit fit = names.fit(display, languages(), Optional.empty(), false);
        if (fit != Fit.FITS) {
            complain(system, code, display, fit);
            return;
        }
        if (names.fit(display, languages(), Optional.empty(), true) != Fit.FITS) {
            List<String> inUse = names.activeDisplays();
            String wording = inUse.size() == 1 ? "INACTIVE_DISPLAY_FOUND_one" : "INACTIVE_DISPLAY_FOUND_other";
            findings.issues.add(Issue.of(
                    wrong(),
                    "invalid",
                    "display-comment",
                    scope.messages()
                            .worded(
                                    "INACTIVE_DISPLAY_FOUND",
                                    wording,
                                    display,
                                    code,
                                    String.join(",", inUse),
                                    names.status(display).orElse("")),
                    CodedValue.part(path, "display")));
        }
    }

    private void complain(String system, String code, String display, Fit fit) {
        int count = names.count(languages(), true);
        Severity severity = wrong();
        if (count == 0) {
            severity = Severity.WARNING;
            count = names.count(languages(), false);
        }
        if (count > 0) {
            tell(severity, wrongDisplay(system, code, display, fit, count));
            return;
        }
        Optional<String> shown = names.preferredText(Optional.empty());
        if (shown.isEmpty()) {
            tell(
                    severity,
                    scope.messages()
                            .message(
                                    "NO_VALID_DISPLAY_AT_ALL",
                                    display,
                                    system,
                                    code,
                                    scope.settings().languagesForPeople()));
        } else if (names.fit(display, languages(), byDefault(), false) == Fit.FITS) {
            tell(
                    Severity.INFORMATION,
                    noneInLanguage("NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_OK", system, code, display, display));
        } else {
            tell(
                    wrong(),
                    noneInLanguage("NO_VALID_DISPLAY_FOUND_NONE_FOR_LANG_ERR", system, code, display, shown.get()));
        }
    }

    private Message noneInLanguage(String id, String system, String code, String display, String shown) {
        return scope.messages()
                .message(id, display, system, code, scope.settings().languagesForPeople(), shown);
    }

    /** For a code of a code system that is not in the value set. */
    void checkOutside(String system, String code, String display) {
        Fit fit = names.fit(display, languages(), byDefault(), false);
        if (fit == Fit.FITS) {
            return;
        }
        int count = names.count(languages(), true);
        if (count == 0) {
            tell(
                    Severity.WARNING,
                    scope.messages()
                            .message(
                                    "NO_VALID_DISPLAY_AT_ALL",
                                    display,
                                    system,
                                    code,
                                    scope.settings().languagesForPeople()));
        } else {
            tell(wrong(), wrongDisplay(system, code, display, fit, count));
        }
    }

    private Message wrongDisplay(String system, String code, String display, Fit fit, int count) {
        String id = fit == Fit.FITS_LOOSELY ? WRONG_SPACES : WRONG;
        String or = scope.messages().message("OR").text();
        return scope.messages()
                .worded(
                        id,
                        id + (count == 1 ? "_one" : "_other"),
                        Integer.toString(count),
                        system,
                        code,
                        names.present(languages(), true, or),
                        display,
                        scope.settings().languagesForPeople());
    }

    private void tell(Severity severity, Message message) {
        findings.say(message.text());
        findings.issues.add(
                Issue.of(severity, "invalid", "invalid-display", message, CodedValue.part(path, "display")));
    }
}
