package vn.khop.server.rest;

import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import vn.khop.server.codes.KnownCodes;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Refused;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.AllCodes;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.search.SearchQuestion;

/** The code lists that no image holds: those that were sent over REST, those of packages, FHIR's own. */
final class ListedCodes {
    private static final String OF_FHIR = "http://hl7.org/fhir/";

    private final KnownCodes known;
    private final Clock clock;

    ListedCodes(KnownCodes known, Clock clock) {
        this.known = known;
        this.clock = clock;
    }

    /** Those that can be asked, but for FHIR's own. */
    Stream<CodeSystemSource> all() {
        return known.space().codeSystems().stream()
                .filter(system -> system.content().isUsable() && !system.isIndexed())
                .filter(system -> system.header()
                        .url()
                        .filter(url -> !url.startsWith(OF_FHIR))
                        .isPresent());
    }

    /** The code system of this choice; empty where there is none, or not on its day. */
    Optional<CodeSystemView> system(ReleaseChoice choice) {
        ResourceSpace all = known.space();
        Scope scope = scope(choice, new Settings.Builder(true));
        try {
            return scope.codeSystem(all.systemNamed(choice.system()), choice.version());
        } catch (Refused notInForce) {
            return Optional.empty();
        }
    }

    /** A page of the concepts whose names or code have the text, in the list's order. */
    Expansion search(CodeSystemView system, SearchQuestion question) {
        Settings.Builder settings = new Settings.Builder(true);
        settings.add("filter", TypedValue.string(question.text()));
        settings.add("count", TypedValue.string(Integer.toString(question.count())));
        settings.add("offset", TypedValue.string(Integer.toString(question.offset())));
        settings.add("includeDesignations", TypedValue.bool(true));
        settings.add("excludeNested", TypedValue.bool(true));
        return ValueSetExpander.expand(
                scope(question.release(), settings), AllCodes.of(system.source(), system.system() + "?fhir_vs"));
    }

    private Scope scope(ReleaseChoice choice, Settings.Builder settings) {
        ResourceSpace all = known.space();
        return new Scope(choice.date().map(all::on).orElse(all), settings.build(), clock);
    }
}
