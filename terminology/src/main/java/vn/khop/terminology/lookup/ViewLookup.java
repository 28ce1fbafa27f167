package vn.khop.terminology.lookup;

import java.util.Optional;
import java.util.OptionalInt;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.resource.LanguagePreference;

/** Looks many codes up in a code system that is read as a resource. */
final class ViewLookup implements BulkLookup {
    private final CodeSystemView system;
    private final Optional<LanguagePreference> languages;

    ViewLookup(CodeSystemView system, Optional<String> language) {
        this.system = system;
        languages = language.flatMap(text -> LanguagePreference.parse(text, true));
    }

    @Override
    public void head(JsonBytes out) {
        BulkLookup.head(system.system(), system.version(), out);
    }

    @Override
    public void line(String code, JsonBytes out) {
        out.raw("[").string(code);
        OptionalInt found = system.find(code);
        if (found.isEmpty()) {
            out.raw(UNKNOWN);
            return;
        }
        int concept = found.getAsInt();
        String name = system.names(concept)
                .preferredText(languages)
                .or(() -> system.source().display(concept))
                .orElse(code);
        out.raw(",").string(name).raw(system.isInactive(concept) ? INACTIVE : ACTIVE);
    }
}
