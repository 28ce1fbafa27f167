package vn.khop.terminology.load;

import java.util.Locale;
import java.util.Objects;

/** One message in both languages: what was found, what was expected, what to do. */
public record Wording(String vi, String en) {
    public static final Locale VIETNAMESE = Locale.forLanguageTag("vi");

    /** In Vietnamese for whoever reads that, else in English. */
    public String in(Locale language) {
        return Objects.equals(language.getLanguage(), VIETNAMESE.getLanguage()) ? vi : en;
    }

    /** The same without a part that is in both. */
    public Wording without(String part) {
        return new Wording(vi.replace(part, ""), en.replace(part, ""));
    }
}
