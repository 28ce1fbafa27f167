package vn.khop.terminology.suggest;

import java.text.Normalizer;

/**
 * A row of a hospital's own list, or a text that somebody typed. What was not given is the empty text; all is NFC.
 *
 * @param code the hospital's; it is told again and never compared: a hospital's codes mean nothing elsewhere
 * @param name what the hospital calls it; not blank
 * @param group the part of the list in which it stands, in words: a specialty, a chapter
 * @param ingredient of a drug, or several with {@code +} or {@code ;} between
 * @param strength of a drug: {@code 500mg}, {@code 5mg + 80mg}, {@code 40mg/5ml}
 * @param form of a drug: {@code viên nén bao phim}
 * @param route of a drug: {@code uống}
 */
public record LocalRow(
        String code, String name, String group, String ingredient, String strength, String form, String route) {
    public LocalRow {
        code = tidy(code);
        name = tidy(name);
        group = tidy(group);
        ingredient = tidy(ingredient);
        strength = tidy(strength);
        form = tidy(form);
        route = tidy(route);
        if (name.isEmpty()) {
            throw new IllegalArgumentException("row '" + code + "' has no name");
        }
    }

    /** A text alone. */
    public static LocalRow named(String name) {
        return new LocalRow("", name, "", "", "", "", "");
    }

    /** A code with its name. */
    public static LocalRow of(String code, String name) {
        return new LocalRow(code, name, "", "", "", "", "");
    }

    /** The same in a part of a list. */
    public LocalRow in(String ofGroup) {
        return new LocalRow(code, name, ofGroup, ingredient, strength, form, route);
    }

    private static String tidy(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).strip();
    }
}
