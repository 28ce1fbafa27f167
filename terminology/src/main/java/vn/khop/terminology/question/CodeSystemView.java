package vn.khop.terminology.question;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ConceptDesignation;
import vn.khop.terminology.resource.DefinedCodeSystem;
import vn.khop.terminology.resource.Extension;
import vn.khop.terminology.resource.Header;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.PropertyDeclaration;
import vn.khop.terminology.resource.PropertyValue;
import vn.khop.terminology.resource.TypedValue;

/**
 * A code system together with the supplements that a question uses: what is said of a concept is what all of them say, the code system
 * first. Concepts are ordinals of the code system.
 *
 * <p>What a property means goes by the URI that its definition gives it, or by the names that are in use for it. Source: FHIR R5,
 * concept-properties. Besides these, {@code valid-from} and {@code valid-until} are the first and the last day of a code alone.
 *
 * @param date what the question names; outside of its own days a code is inactive then
 */
public record CodeSystemView(
        CodeSystemSource source, List<DefinedCodeSystem> supplements, Clock clock, Optional<QuestionDate> date) {
    private static final String PROPERTIES = "http://hl7.org/fhir/concept-properties#";
    private static final String ITEM_WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight";
    private static final String SUPPLEMENT_TYPE = "http://hl7.org/fhir/StructureDefinition/codesystem-supplement-type";
    private static final Set<String> ABSTRACT = Set.of("abstract", "not-selectable", "notSelectable");
    /** The codes of properties that tell of a concept's state, where no URI does. */
    private static final Set<String> OF_STATE =
            Set.of("status", "inactive", "deprecated", "retired", "deprecationDate");

    private static final String VALID_FROM = "valid-from";
    private static final String VALID_UNTIL = "valid-until";
    private static final Set<String> OF_DAYS = Set.of(VALID_FROM, VALID_UNTIL);

    private static final int DAY = 10;

    public CodeSystemView {
        supplements = List.copyOf(supplements);
    }

    public Header header() {
        return source.header();
    }

    public String system() {
        return header().url().orElse("");
    }

    /** Empty text where the code system has no version. */
    public String version() {
        return header().version().orElse("");
    }

    public String canonical() {
        return header().canonical();
    }

    public Optional<LanguageTag> language() {
        return header().language();
    }

    public OptionalInt find(String code) {
        return code.isEmpty() ? OptionalInt.empty() : source.find(code);
    }

    /** Whether this supplement, with or without its version, is used. */
    public boolean hasSupplement(Canonical name) {
        return supplements.stream().anyMatch(supplement -> supplement.header().answersTo(name));
    }

    /** The supplements to report; packs of translations go without saying. */
    public List<String> reportedSupplements() {
        return supplements.stream()
                .filter(supplement -> !isLanguagePack(supplement))
                .map(supplement -> supplement.header().canonical())
                .toList();
    }

    /** A supplement that only adds translations is used without being asked for. */
    static boolean isLanguagePack(DefinedCodeSystem supplement) {
        return Extension.text(supplement.header().extensions(), SUPPLEMENT_TYPE)
                .filter("lang-pack"::equals)
                .isPresent();
    }

    public ConceptNames names(int concept) {
        ConceptNames names = new ConceptNames();
        addNames(concept, names);
        return names;
    }

    public void addNames(int concept, ConceptNames names) {
        source.display(concept).ifPresent(display -> names.addDisplay(language(), display, Optional.empty()));
        for (ConceptDesignation designation : source.designations(concept)) {
            names.add(designation, Optional.empty());
        }
        String code = source.code(concept);
        for (DefinedCodeSystem supplement : supplements) {
            OptionalInt found = supplement.find(code);
            if (found.isPresent()) {
                Optional<String> origin = Optional.of(supplement.header().canonical());
                supplement
                        .display(found.getAsInt())
                        .filter(display -> !names.has(display))
                        .ifPresent(
                                display -> names.addDisplay(supplement.header().language(), display, origin));
                supplement.designations(found.getAsInt()).forEach(designation -> names.add(designation, origin));
            }
        }
    }

    public List<PropertyValue> properties(int concept) {
        return inSupplements(concept, source.properties(concept), DefinedCodeSystem::properties);
    }

    public List<Extension> extensions(int concept) {
        return inSupplements(concept, source.extensions(concept), DefinedCodeSystem::extensions);
    }

    private interface OfConcept<T> {
        List<T> of(DefinedCodeSystem supplement, int concept);
    }

    private <T> List<T> inSupplements(int concept, List<T> own, OfConcept<T> more) {
        if (supplements.isEmpty()) {
            return own;
        }
        List<T> all = new ArrayList<>(own);
        String code = source.code(concept);
        for (DefinedCodeSystem supplement : supplements) {
            OptionalInt found = supplement.find(code);
            if (found.isPresent()) {
                all.addAll(more.of(supplement, found.getAsInt()));
            }
        }
        return all;
    }

    /** The properties that are defined here or by a supplement. */
    public List<PropertyDeclaration> declarations() {
        return Stream.concat(
                        source.properties().stream(),
                        supplements.stream().flatMap(supplement -> supplement.properties().stream()))
                .toList();
    }

    /** Whether the concept is only for grouping. */
    public boolean isAbstract(int concept) {
        return source.mayHave(concept, ABSTRACT)
                && source.properties(concept).stream()
                        .anyMatch(property ->
                                isSelectability(property) && property.value().isTrue());
    }

    /** Whether a property says if a concept is only for grouping. */
    public static boolean isSelectability(PropertyValue property) {
        return ABSTRACT.contains(property.code()) || means(property, "notSelectable");
    }

    private static boolean means(PropertyValue property, String name) {
        return property.uri().filter((PROPERTIES + name)::equals).isPresent();
    }

    private static boolean is(PropertyValue property, String name) {
        return property.code().equals(name) || means(property, name);
    }

    /** Whether it is no longer to be used, or not on the date that is asked about. */
    public boolean isInactive(int concept) {
        return isRetired(concept) || isOutsideItsDays(concept);
    }

    private boolean isOutsideItsDays(int concept) {
        return date.isPresent() && !isWithinItsDays(concept, date.get());
    }

    /**
     * What takes a look at every concept: kept by the code system where it can be, and found anew where codes have days of their own and a date is asked about.
     *
     * @param key what was asked, equal for the same
     */
    public <T> T remembered(Object key, Class<T> type, Supplier<T> find) {
        boolean hangsOnTheDate = date.isPresent()
                && source.properties().stream().anyMatch(property -> OF_DAYS.contains(property.code()));
        return hangsOnTheDate ? find.get() : source.remembered(key, type, find);
    }

    /** Whether the first and the last day of the code alone, where the list says them, leave room for each of these days. */
    public boolean isWithinItsDays(int concept, QuestionDate asked) {
        if (!source.mayHave(concept, OF_DAYS)) {
            return true;
        }
        for (PropertyValue property : source.properties(concept)) {
            Optional<QuestionDate> said = OF_DAYS.contains(property.code())
                    ? QuestionDate.parse(property.value().text())
                    : Optional.empty();
            boolean isOutside = property.code().equals(VALID_FROM)
                    ? said.filter(day -> asked.first().isBefore(day.first())).isPresent()
                    : said.filter(day -> asked.last().isAfter(day.last())).isPresent();
            if (isOutside) {
                return false;
            }
        }
        return true;
    }

    /** Whether it is no longer to be used, whatever the date. */
    public boolean isRetired(int concept) {
        for (PropertyValue property : ofState(concept)) {
            String text = property.value().text();
            if (is(property, "inactive") && text.equals("true")) {
                return true;
            }
            if (is(property, "status") && (text.equals("inactive") || text.equals("retired"))) {
                return true;
            }
        }
        return standardsStatus(concept)
                .filter(status -> status.toLowerCase(Locale.ROOT).equals("withdrawn"))
                .isPresent();
    }

    /** The properties among which are all that tell of the concept's state. */
    private List<PropertyValue> ofState(int concept) {
        return source.mayHave(concept, OF_STATE) ? source.properties(concept) : List.of();
    }

    private Optional<String> standardsStatus(int concept) {
        return Extension.text(source.extensions(concept), Extension.STANDARDS_STATUS);
    }

    public boolean isDeprecated(int concept) {
        return ofState(concept).stream()
                .anyMatch(property ->
                        is(property, "deprecated") && property.value().isTrue()
                                || is(property, "status")
                                        && Set.of("deprecated", "retired")
                                                .contains(property.value().text()));
    }

    /** The word for the concept's state, if it has one. */
    public Optional<String> status(int concept) {
        List<PropertyValue> properties = ofState(concept);
        return properties.stream()
                .filter(property -> is(property, "status"))
                .map(property -> property.value().text())
                .findFirst()
                .or(() -> properties.stream()
                        .flatMap(property -> statusBySwitch(property).stream())
                        .findFirst())
                .or(() -> standardsStatus(concept))
                .or(() -> isOutsideItsDays(concept) ? Optional.of("inactive") : Optional.empty());
    }

    private Optional<String> statusBySwitch(PropertyValue property) {
        if (property.code().equals("deprecationDate")) {
            return isPast(property.value()) ? Optional.of("deprecated") : Optional.empty();
        }
        return Stream.of("deprecated", "inactive", "retired")
                .filter(name -> is(property, name) && property.value().isTrue())
                .findFirst();
    }

    private boolean isPast(TypedValue date) {
        String text = date.text();
        return text.length() >= DAY
                && text.substring(0, DAY).compareTo(LocalDate.now(clock).toString()) < 0;
    }

    /** How much the concept counts in a score. */
    public Optional<TypedValue> weight(int concept) {
        return Extension.value(extensions(concept), ITEM_WEIGHT);
    }
}
