package vn.khop.terminology.concept;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a property's text stands for. The text is kept as it was written, so 1.10 stays 1.10. */
public enum PropertyType {
    /** The code of another concept of the same code system. */
    CODE("code", "a code of this list"),
    STRING("string", "text"),
    BOOLEAN("boolean", "true or false"),
    /** As FHIR has it: in 32 bits. */
    INTEGER("integer", "a whole number of at most nine digits"),
    DECIMAL("decimal", "a decimal number such as 1.5"),
    /** A year, a month or a day: {@code 2026}, {@code 2026-07}, {@code 2026-07-01}. */
    DATE_TIME("dateTime", "a date such as 2026-07-01, 2026-07 or 2026");

    // Possessive and without alternation under repetition: linear in the text.
    private static final Pattern INTEGER_TEXT = Pattern.compile("[+-]?+\\d{1,9}+");
    private static final Pattern YEAR_OR_MONTH = Pattern.compile("\\d{4}(-(0[1-9]|1[0-2]))?+");
    private static final int DECIMAL_CHARACTERS_MAX = 40;

    private final String fhirName;
    private final String expectation;

    PropertyType(String fhirName, String expectation) {
        this.fhirName = fhirName;
        this.expectation = expectation;
    }

    /** The word for it in FHIR and in a declaration. */
    public String fhirName() {
        return fhirName;
    }

    /** The type of that word; empty where there is none. */
    public static Optional<PropertyType> named(String fhirName) {
        return Arrays.stream(values())
                .filter(type -> type.fhirName.equals(fhirName))
                .findFirst();
    }

    /** What a value must be, for messages. */
    public String expectation() {
        return expectation;
    }

    /** Whether the text is a value of this type. Of {@link #CODE} only the form is judged, not whether the code exists. */
    public boolean accepts(String text) {
        return switch (this) {
            case CODE, STRING -> !text.isBlank();
            case BOOLEAN -> text.equals("true") || text.equals("false");
            case INTEGER -> INTEGER_TEXT.matcher(text).matches();
            case DECIMAL -> isDecimal(text);
            case DATE_TIME -> YEAR_OR_MONTH.matcher(text).matches() || isDate(text);
        };
    }

    private static boolean isDecimal(String text) {
        if (text.length() > DECIMAL_CHARACTERS_MAX) {
            return false;
        }
        try {
            new BigDecimal(text);
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private static boolean isDate(String text) {
        try {
            LocalDate.parse(text);
            return true;
        } catch (DateTimeException e) {
            return false;
        }
    }
}
