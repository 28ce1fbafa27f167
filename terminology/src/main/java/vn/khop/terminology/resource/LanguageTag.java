package vn.khop.terminology.resource;

import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A language tag of BCP 47, as written, with its parts.
 *
 * @param text as written
 * @param language the primary subtag, lower case; {@code *} for any
 */
public record LanguageTag(
        String text, String language, String script, String region, List<String> variants, String extension) {
    private static final String ANY = "*";

    /** How much of two tags must be the same. */
    public enum Depth {
        /** The language, whatever else either says. */
        LANGUAGE,
        /** The language, and the other says no more than that. */
        BARE,
        REGION,
        WHOLE
    }

    /** Empty where the text is no well-formed tag. */
    public static Optional<LanguageTag> parse(String text) {
        String stripped = text.strip();
        if (stripped.equals(ANY)) {
            return Optional.of(new LanguageTag(ANY, ANY, "", "", List.of(), ""));
        }
        try {
            Locale locale = new Locale.Builder().setLanguageTag(stripped).build();
            if (locale.getLanguage().isEmpty()) {
                return Optional.empty();
            }
            String variants = locale.getVariant();
            StringBuilder extension = new StringBuilder();
            locale.getExtensionKeys()
                    .forEach(key -> extension.append(key).append('-').append(locale.getExtension(key)));
            return Optional.of(new LanguageTag(
                    stripped,
                    locale.getLanguage(),
                    locale.getScript(),
                    locale.getCountry(),
                    variants.isEmpty() ? List.of() : List.of(variants.split("_")),
                    extension.toString()));
        } catch (IllformedLocaleException e) {
            return Optional.empty();
        }
    }

    public boolean isAny() {
        return language.equals(ANY);
    }

    public boolean isLike(LanguageTag other, Depth depth) {
        if (!language.equals(other.language)) {
            return false;
        }
        return switch (depth) {
            case LANGUAGE -> true;
            case BARE -> other.script.isEmpty() && other.region.isEmpty();
            case REGION -> script.equals(other.script) && region.equals(other.region);
            case WHOLE ->
                script.equals(other.script)
                        && region.equals(other.region)
                        && variants.equals(other.variants)
                        && extension.equals(other.extension);
        };
    }
}
