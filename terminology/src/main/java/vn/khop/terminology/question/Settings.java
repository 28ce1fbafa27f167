package vn.khop.terminology.question;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.LanguagePreference;
import vn.khop.terminology.resource.TypedValue;

/**
 * How a question is to be answered: one immutable value for every operation, each of which reads what concerns it.
 *
 * @param readerLanguages from HTTP's Accept-Language
 * @param displayLanguages from the parameter {@code displayLanguage}, which goes before
 * @param designations those wanted, as {@code system|code}; none for all
 * @param properties names of the properties wanted; {@code *} for all
 * @param supplements canonicals of supplements that must be used
 * @param date the day that the question is about: what is in force on it answers; without one, what is in force today
 * @param excludedSystems code systems, or versions of them, that an expansion leaves out
 * @param switches boolean parameters that were given, by name
 * @param othersWelcome whether a text in a language that was not asked for is better than none
 */
public record Settings(
        Optional<LanguagePreference> readerLanguages,
        Optional<LanguagePreference> displayLanguages,
        List<VersionRule> versionRules,
        List<String> designations,
        List<String> properties,
        List<Canonical> supplements,
        List<Canonical> excludedSystems,
        Optional<QuestionDate> date,
        Map<String, Boolean> switches,
        OptionalInt count,
        OptionalInt offset,
        String filter,
        boolean othersWelcome) {
    public Settings {
        versionRules = List.copyOf(versionRules);
        designations = List.copyOf(designations);
        properties = List.copyOf(properties);
        supplements = List.copyOf(supplements);
        excludedSystems = List.copyOf(excludedSystems);
        switches = Map.copyOf(switches);
    }

    /** The languages that displays are chosen by. */
    public Optional<LanguagePreference> languages() {
        return displayLanguages.or(() -> readerLanguages);
    }

    /** As a message names them; {@code --} for none. */
    public String languagesForPeople() {
        return languages().map(LanguagePreference::forPeople).orElse("--");
    }

    public boolean is(String name) {
        return switches.getOrDefault(name, false);
    }

    /** Whether a concept that is only for grouping is an answer; yes unless the question says no. */
    public boolean takesAbstract() {
        return switches.getOrDefault("abstract", true);
    }

    public List<VersionRule> rulesFor(String url) {
        return versionRules.isEmpty()
                ? versionRules
                : versionRules.stream()
                        .filter(rule -> rule.name().url().equals(url))
                        .toList();
    }

    /** The settings for a value set that says some itself: what the question said stands. */
    public Settings with(List<Map.Entry<String, TypedValue>> parameters) {
        if (parameters.isEmpty()) {
            return this;
        }
        Builder builder = new Builder(this);
        parameters.forEach(parameter -> builder.add(parameter.getKey(), parameter.getValue()));
        return builder.build();
    }

    public Settings withReaderLanguages(LanguagePreference languages) {
        Builder builder = new Builder(this);
        builder.readerLanguages = Optional.of(languages);
        return builder.build();
    }

    /** As if no text had been typed. */
    public Settings withoutFilter() {
        if (filter.isEmpty()) {
            return this;
        }
        Builder builder = new Builder(this);
        builder.filter = "";
        return builder.build();
    }

    /** As if this switch had not been given. */
    public Settings without(String name) {
        Builder builder = new Builder(this);
        builder.switches.remove(name);
        return builder.build();
    }

    /**
     * The day that a text says.
     *
     * @throws Refused if it is no date as FHIR writes them
     */
    public static QuestionDate date(String text, Messages messages) {
        return QuestionDate.parse(text)
                .orElseThrow(() -> Refused.of(
                        Refused.Kind.INVALID,
                        Issue.error("value", "invalid-data", messages.message("DATE_NOT_UNDERSTOOD", text), "date")));
    }

    /** Collects settings from parameters. The first value of a parameter that has only one stands. */
    public static final class Builder {
        /** Other parameters that have one value. */
        private static final Set<String> VALUES = Set.of("count", "offset", "filter", "date", "displayLanguage");

        /** Parameters that are true or false. */
        private static final Set<String> SWITCHES = Set.of(
                "activeOnly",
                "excludeNested",
                "excludeNotForUI",
                "excludePostCoordinated",
                "includeDesignations",
                "includeDefinition",
                "lenient-display-validation",
                "valueset-membership-only",
                "versionsMatch",
                "inferSystem",
                "abstract",
                "default-to-latest-version",
                "diagnostics");

        /** Of all parameters together that may come many times; each is looked at again and again. */
        static final int LISTED_MAX = 1_000;

        /** Of a text that is typed, or a list of languages. */
        static final int TEXT_MAX = 1_000;

        private final boolean othersWelcome;
        private Optional<LanguagePreference> readerLanguages = Optional.empty();
        private Optional<LanguagePreference> displayLanguages = Optional.empty();
        private final List<VersionRule> versionRules = new ArrayList<>();
        private final List<String> designations = new ArrayList<>();
        private final LinkedHashSet<String> properties = new LinkedHashSet<>();
        private final LinkedHashSet<Canonical> supplements = new LinkedHashSet<>();
        private final List<Canonical> excludedSystems = new ArrayList<>();
        private final Map<String, Boolean> switches = new java.util.HashMap<>();
        private final Set<String> said = new HashSet<>();
        private Optional<QuestionDate> date = Optional.empty();
        private OptionalInt count = OptionalInt.empty();
        private OptionalInt offset = OptionalInt.empty();
        private String filter = "";

        /** @param othersWelcome whether a text in a language that was not asked for is better than none */
        public Builder(boolean othersWelcome) {
            this.othersWelcome = othersWelcome;
        }

        private Builder(Settings from) {
            this(from.othersWelcome);
            readerLanguages = from.readerLanguages;
            displayLanguages = from.displayLanguages;
            versionRules.addAll(from.versionRules);
            designations.addAll(from.designations);
            properties.addAll(from.properties);
            supplements.addAll(from.supplements);
            excludedSystems.addAll(from.excludedSystems);
            switches.putAll(from.switches);
            said.addAll(from.switches.keySet());
            date = from.date;
            count = from.count;
            offset = from.offset;
            filter = from.filter;
        }

        /**
         * HTTP's Accept-Language; one that is not well formed is passed over, as HTTP wants.
         */
        public Builder acceptLanguage(String header) {
            readerLanguages = LanguagePreference.parse(header, othersWelcome);
            return this;
        }

        /**
         * Takes a parameter if it is a setting.
         *
         * @return whether it is one
         * @throws Refused if its value cannot be understood
         */
        public boolean add(String name, TypedValue value) {
            String text = value.text();
            refuseTooMany(name, text);
            switch (name) {
                case "displayLanguage" -> {
                    if (displayLanguages.isEmpty()) {
                        displayLanguages = Optional.of(language(text));
                    }
                }
                case "system-version" -> rule(VersionRule.Mode.DEFAULT, false, name, text);
                case "check-system-version" -> rule(VersionRule.Mode.CHECK, false, name, text);
                case "force-system-version" -> rule(VersionRule.Mode.OVERRIDE, false, name, text);
                case "default-valueset-version" -> rule(VersionRule.Mode.DEFAULT, true, name, text);
                case "check-valueset-version" -> rule(VersionRule.Mode.CHECK, true, name, text);
                case "force-valueset-version" -> rule(VersionRule.Mode.OVERRIDE, true, name, text);
                case "date" -> date = date.isPresent() ? date : Optional.of(date(text, Messages.in(readerLanguages)));
                case "designation" -> designations.add(text);
                case "property" -> properties.add(text);
                case "exclude-system" -> excludedSystems.add(Canonical.parse(text));
                case "useSupplement" -> supplements.add(Canonical.parse(text));
                case "count" -> count = count.isPresent() ? count : OptionalInt.of(number(name, text));
                case "offset" -> offset = offset.isPresent() ? offset : OptionalInt.of(number(name, text));
                case "filter" -> filter = filter.isEmpty() ? text : filter;
                default -> {
                    if (!SWITCHES.contains(name)) {
                        return false;
                    }
                    if (said.add(name)) {
                        switches.put(name, truth(name, text));
                    }
                }
            }
            return true;
        }

        /** Whether a parameter of this name is a setting that has one value. */
        public static boolean isOfOneValue(String name) {
            return VALUES.contains(name) || SWITCHES.contains(name);
        }

        public Settings build() {
            return new Settings(
                    readerLanguages,
                    displayLanguages,
                    versionRules,
                    designations,
                    List.copyOf(properties),
                    List.copyOf(supplements),
                    excludedSystems,
                    date,
                    switches,
                    count,
                    offset,
                    filter,
                    othersWelcome);
        }

        private void refuseTooMany(String name, String text) {
            int size = versionRules.size()
                    + designations.size()
                    + properties.size()
                    + supplements.size()
                    + excludedSystems.size();
            if (size > LISTED_MAX) {
                throw Refused.saying(Refused.Kind.UNPROCESSABLE, "too-costly", "TOO_MANY_SETTINGS", LISTED_MAX, name);
            }
            if ((name.equals("filter") || name.equals("displayLanguage")) && text.length() > TEXT_MAX) {
                throw Refused.saying(
                        Refused.Kind.INVALID, "too-long", "PARAMETER_TOO_LONG", name, text.length(), TEXT_MAX);
            }
        }

        private LanguagePreference language(String text) {
            return LanguagePreference.parse(text, othersWelcome)
                    .orElseThrow(() -> Refused.of(
                            Refused.Kind.INVALID,
                            Issue.error(
                                    "processing",
                                    "invalid-display",
                                    Messages.in(readerLanguages).message("INVALID_DISPLAY_NAME", text),
                                    "")));
        }

        private void rule(VersionRule.Mode mode, boolean isOfValueSet, String name, String text) {
            Canonical canonical = Canonical.parse(text);
            if (canonical.version().isEmpty()) {
                throw Refused.saying(Refused.Kind.INVALID, "value", "PARAMETER_NOT_VERSIONED", name, text);
            }
            versionRules.add(new VersionRule(mode, isOfValueSet, canonical));
        }

        private static int number(String name, String text) {
            try {
                int number = Integer.parseInt(text);
                if (number >= 0) {
                    return number;
                }
            } catch (NumberFormatException e) {
                // Told below, as a negative number is.
            }
            throw Refused.saying(Refused.Kind.INVALID, "value", "PARAMETER_NOT_NUMBER", name, text);
        }

        private static boolean truth(String name, String text) {
            return switch (text) {
                case "true" -> true;
                case "false" -> false;
                default -> throw Refused.saying(Refused.Kind.INVALID, "value", "PARAMETER_NOT_TRUTH", name, text);
            };
        }
    }
}
