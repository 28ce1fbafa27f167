package vn.khop.terminology.validate;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.ConceptNames;
import vn.khop.terminology.question.Issue;
import vn.khop.terminology.question.Issues;
import vn.khop.terminology.resource.CodeSystemSource.Content;
import vn.khop.terminology.resource.LanguageTag;

/** What comes to light while the codes of one value are checked. Belongs to one check. */
final class Findings {
    private static final LanguageTag ENGLISH = LanguageTag.parse("en").orElseThrow();

    final Issues issues = new Issues();
    final Set<String> unknownSystems = new LinkedHashSet<>();
    final Set<String> unknownCodes = new LinkedHashSet<>();
    private final List<String> messages = new ArrayList<>();
    Optional<Inactive> inactive = Optional.empty();
    Optional<String> status = Optional.empty();
    Optional<String> normalForm = Optional.empty();
    Optional<String> impliedSystem = Optional.empty();

    // Of the coding that is being checked.
    final ConceptNames names = new ConceptNames();
    Optional<String> version = Optional.empty();
    Optional<Content> content = Optional.empty();
    LanguageTag defaultLanguage = ENGLISH;

    /** A concept that is out of use, and where it was met. */
    record Inactive(String path, String code) {}

    /** How far the findings had come, so that what was told on a way that led nowhere can be taken back. */
    record Mark(int issues, int messages, Optional<Inactive> inactive, Optional<String> status) {}

    Mark mark() {
        return new Mark(issues.size(), messages.size(), inactive, status);
    }

    /** Takes back what was told between two marks. */
    void forget(Mark from, Mark to) {
        issues.forget(from.issues(), to.issues());
        messages.subList(from.messages(), to.messages()).clear();
    }

    /** What is out of use was said on another way than the one that is tried next. */
    void unsayStatus(Mark from) {
        inactive = from.inactive();
        status = from.status();
    }

    void startCoding() {
        names.clear();
        version = Optional.empty();
        content = Optional.empty();
        defaultLanguage = ENGLISH;
    }

    void in(CodeSystemView system) {
        defaultLanguage = system.language().orElse(ENGLISH);
        content = Optional.of(system.source().content());
    }

    /** An issue that is part of the summary too. */
    void tell(Issue issue) {
        say(issue.text());
        issues.add(issue);
    }

    void say(String text) {
        if (!messages.contains(text)) {
            messages.add(text);
        }
    }

    void unsay(String text) {
        messages.remove(text);
    }

    /** The first concept out of use is the one to tell of. */
    void noteStatus(CodeSystemView system, int concept, String path, String code) {
        if (inactive.isEmpty()) {
            if (system.isInactive(concept)) {
                inactive = Optional.of(new Inactive(path, code));
            }
            status = system.status(concept);
        }
    }

    void noteInactive(CodeSystemView system, OptionalInt concept, String path, String code) {
        inactive = Optional.of(new Inactive(path, code));
        concept.ifPresent(ordinal -> status = system.status(ordinal));
    }

    Optional<String> summary() {
        List<String> all = new ArrayList<>(messages);
        issues.all().stream()
                .filter(Issue::isError)
                .map(Issue::text)
                .filter(text -> !all.contains(text))
                .forEach(all::add);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(String.join("; ", all.stream().sorted().toList()));
    }
}
