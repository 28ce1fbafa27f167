package vn.khop.terminology.question;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import vn.khop.terminology.resource.ConceptDesignation;
import vn.khop.terminology.resource.DesignationUse;
import vn.khop.terminology.resource.Extension;
import vn.khop.terminology.resource.LanguagePreference;
import vn.khop.terminology.resource.LanguageTag;
import vn.khop.terminology.resource.LanguageTag.Depth;

/** What a concept is called, by its code system, by supplements and by a value set, in the order in which they say so. */
public final class ConceptNames {
    private static final Pattern SPACES = Pattern.compile("\\s+");
    private static final List<Depth> CLOSEST_FIRST = List.of(Depth.WHOLE, Depth.REGION, Depth.BARE, Depth.LANGUAGE);

    /** So many are compared one by one. */
    private static final int FEW = 16;

    private final List<Name> names = new ArrayList<>();
    private final Set<String> texts = new HashSet<>(0);
    private final Set<String> values = new HashSet<>(0);

    /**
     * One name.
     *
     * @param use empty where the source says none
     * @param supplement the canonical of the supplement that gives it
     */
    public record Name(
            Optional<LanguageTag> language,
            Optional<DesignationUse> use,
            String value,
            String status,
            List<Extension> extensions,
            Optional<String> supplement) {
        /** Equal for equal names: texts are found among many that have one hash, too, and names would not be. */
        private String text() {
            return String.join(
                    "\u0000",
                    value,
                    language.map(LanguageTag::text).orElse(""),
                    use.map(DesignationUse::toString).orElse(""),
                    status,
                    supplement.orElse(""),
                    extensions.isEmpty() ? "" : extensions.toString());
        }

        boolean isActive() {
            return !status.equals("withdrawn") && !status.equals("inactive");
        }

        /** Whether it may be shown as the concept's name. */
        boolean isDisplay() {
            return use.map(DesignationUse.DISPLAY::is).orElse(true);
        }
    }

    /** How well a text fits the names. */
    public enum Fit {
        FITS,
        /** But for white space. */
        FITS_LOOSELY,
        DIFFERS
    }

    public List<Name> all() {
        return List.copyOf(names);
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    public int size() {
        return names.size();
    }

    public void clear() {
        names.clear();
        texts.clear();
        values.clear();
    }

    void addDisplay(Optional<LanguageTag> language, String value, Optional<String> supplement) {
        add(new Name(language, Optional.of(DesignationUse.DISPLAY), value.strip(), "active", List.of(), supplement));
    }

    /**
     * Adds a name after those that are there.
     *
     * @param supplement the canonical of the supplement that gives it
     */
    public void add(ConceptDesignation designation, Optional<String> supplement) {
        add(new Name(
                designation.language(),
                designation.use(),
                designation.value(),
                designation.status(),
                designation.extensions(),
                supplement));
    }

    /** A name that is said twice counts once. */
    private void add(Name name) {
        boolean isNew = names.size() < FEW ? !names.contains(name) : texts().add(name.text());
        if (isNew) {
            names.add(name);
            if (!values.isEmpty()) {
                values.add(name.value());
            }
        }
    }

    /** Of the names that are there; kept once there are more than are looked through at once. */
    private Set<String> texts() {
        if (texts.isEmpty()) {
            names.forEach(name -> texts.add(name.text()));
        }
        return texts;
    }

    boolean has(String value) {
        return names.size() < FEW
                ? names.stream().anyMatch(name -> name.value().equals(value))
                : values().contains(value);
    }

    private Set<String> values() {
        if (values.isEmpty()) {
            names.forEach(name -> values.add(name.value()));
        }
        return values;
    }

    /** The names that a value set gives the concept, after those that are there. */
    public void addOf(
            vn.khop.terminology.resource.ValueSetDefinition.ConceptReference concept, Optional<LanguageTag> language) {
        concept.display().ifPresent(display -> addDisplay(language, display, Optional.empty()));
        concept.designations().forEach(designation -> add(designation, Optional.empty()));
    }

    /**
     * The name to show: in the language that is wanted most, active before not, a display before another name; where no language is
     * wanted, the first display.
     */
    public Optional<Name> preferred(Optional<LanguagePreference> languages) {
        if (languages.isEmpty()) {
            return first(name -> name.isDisplay() && name.isActive())
                    .or(() -> first(Name::isDisplay))
                    .or(() -> first(name -> true));
        }
        LanguagePreference asked = languages.get();
        Optional<Name> wanted = bestOf(asked.wanted());
        if (wanted.isPresent()) {
            return wanted;
        }
        return asked.takesOthers()
                ? bestOf(asked.nextBest())
                        .or(() -> best(name -> depth -> name.language()
                                .map(language -> !asked.refuses(language))
                                .orElse(true)))
                : first(name -> name.language().isEmpty() && name.isDisplay());
    }

    private Optional<Name> bestOf(List<LanguageTag> tags) {
        for (LanguageTag tag : tags) {
            Optional<Name> found = best(name -> depth ->
                    name.language().map(language -> tag.isLike(language, depth)).orElse(false));
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Name> best(java.util.function.Function<Name, Predicate<Depth>> inLanguage) {
        for (boolean activeOnly : new boolean[] {true, false}) {
            for (Depth depth : CLOSEST_FIRST) {
                Predicate<Name> fits = name -> inLanguage.apply(name).test(depth) && (!activeOnly || name.isActive());
                Optional<Name> found = first(fits.and(Name::isDisplay)).or(() -> first(fits));
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Name> first(Predicate<Name> fits) {
        return names.stream().filter(fits).findFirst();
    }

    public Optional<String> preferredText(Optional<LanguagePreference> languages) {
        return preferred(languages).map(Name::value);
    }

    /**
     * Whether the concept may be called this.
     *
     * @param byDefault a language whose names count too, whatever is wanted
     */
    public Fit fit(
            String text, Optional<LanguagePreference> languages, Optional<LanguageTag> byDefault, boolean activeOnly) {
        Predicate<Name> counts =
                name -> (!activeOnly || name.isActive()) && isTaken(name, languages, byDefault, Depth.LANGUAGE);
        if (names.stream().anyMatch(counts.and(name -> fold(name.value()).equals(fold(text))))) {
            return Fit.FITS;
        }
        return names.stream().anyMatch(counts.and(name -> tidy(name.value()).equals(tidy(text))))
                ? Fit.FITS_LOOSELY
                : Fit.DIFFERS;
    }

    /** Case makes no difference, nor whether marks are written apart from their letters. */
    private static String fold(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }

    private static String tidy(String text) {
        return SPACES.matcher(fold(text)).replaceAll(" ").strip();
    }

    private static boolean isTaken(
            Name name, Optional<LanguagePreference> languages, Optional<LanguageTag> byDefault, Depth depth) {
        if (name.language().isEmpty() || languages.isEmpty()) {
            return true;
        }
        LanguageTag language = name.language().get();
        return byDefault.filter(tag -> language.isLike(tag, Depth.LANGUAGE)).isPresent()
                || languages.get().takes(language, depth);
    }

    /** How many names there are in the wanted languages, matched as closely as any is. */
    public int count(Optional<LanguagePreference> languages, boolean displaysOnly) {
        for (Depth depth : CLOSEST_FIRST) {
            int found = (int) names.stream()
                    .filter(name -> !displaysOnly || name.isDisplay())
                    .filter(name -> isTaken(name, languages, Optional.empty(), depth))
                    .count();
            if (found > 0) {
                return found;
            }
        }
        return 0;
    }

    /** The names for people to read, with their languages; in the wanted languages, or all if there are none in those. */
    public String present(Optional<LanguagePreference> languages, boolean displaysOnly, String or) {
        List<String> found = texts(name ->
                (!displaysOnly || name.isDisplay()) && isTaken(name, languages, Optional.empty(), Depth.LANGUAGE));
        if (found.isEmpty()) {
            found = texts(name -> !displaysOnly || name.isDisplay());
        }
        if (found.size() < 2) {
            return String.join("", found);
        }
        return String.join(", ", found.subList(0, found.size() - 1)) + " " + or + " " + found.get(found.size() - 1);
    }

    private List<String> texts(Predicate<Name> wanted) {
        return names.stream()
                .filter(wanted)
                .map(name -> "'" + name.value() + "'"
                        + name.language().map(tag -> " (" + tag.text() + ")").orElse(""))
                .toList();
    }

    /** The displays in use, each once. */
    public List<String> activeDisplays() {
        return names.stream()
                .filter(name -> name.isActive() && name.isDisplay())
                .map(Name::value)
                .distinct()
                .toList();
    }

    /** What is said of the name with this text. */
    public Optional<String> status(String text) {
        return first(name -> name.value().equals(text)).map(Name::status);
    }
}
