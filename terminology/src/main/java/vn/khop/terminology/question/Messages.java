package vn.khop.terminology.question;

import java.text.MessageFormat;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.ResourceBundle;
import vn.khop.terminology.resource.LanguagePreference;
import vn.khop.terminology.resource.LanguageTag;

/**
 * The messages of answers, in Vietnamese for readers who ask for it and in English otherwise. Their keys, and the English wording that
 * conformance tests compare, are those of HL7's terminology ecosystem.
 */
public final class Messages {
    private static final String BUNDLE = "vn.khop.terminology.question.messages";
    private static final String VIETNAMESE = "vi";

    private final ResourceBundle bundle;

    private Messages(ResourceBundle bundle) {
        this.bundle = bundle;
    }

    /** Vietnamese if that is what the reader wants first, else English. */
    public static Messages in(Optional<LanguagePreference> languages) {
        boolean vietnamese = languages
                .flatMap(preference -> preference.wanted().stream().findFirst())
                .map(LanguageTag::language)
                .filter(VIETNAMESE::equals)
                .isPresent();
        return new Messages(ResourceBundle.getBundle(
                BUNDLE,
                vietnamese ? Locale.forLanguageTag(VIETNAMESE) : Locale.ROOT,
                ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES)));
    }

    /**
     * For a reader whose request says this of languages.
     *
     * @param acceptLanguage HTTP's header; one that is not well formed is passed over
     */
    public static Messages ofHeader(Optional<String> acceptLanguage) {
        return in(acceptLanguage.flatMap(header -> LanguagePreference.parse(header, true)));
    }

    /** @throws MissingResourceException if there is no such message: a fault of the program */
    public Message message(String id, Object... arguments) {
        return worded(id, id, arguments);
    }

    /** A message whose wording depends on more than its key. */
    public Message worded(String id, String wording, Object... arguments) {
        return new Message(id, new MessageFormat(bundle.getString(wording), Locale.ROOT).format(arguments));
    }
}
