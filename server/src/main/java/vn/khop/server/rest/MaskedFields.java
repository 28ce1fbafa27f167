package vn.khop.server.rest;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import vn.khop.server.registry.Columns;

/** Which fields are hidden where people look at records. Whatever is not named here as harmless is: a column that nobody thought of may hold a number. */
final class MaskedFields {
    /** By the names of columns, of golden values and of comparisons. What people are told apart by when they speak of each other. */
    private static final Set<String> SHOWN = Set.of(
            "full_name",
            "name",
            "gender",
            "sex",
            "birth_date",
            "birthDate",
            "address",
            "mother_name",
            "guardian_name",
            "guardian",
            // As comparisons: these show no number, the facility's code at most.
            "mrn",
            "relatives",
            "namesakes");

    /** In the order in which somebody reads them; whatever else a record has comes after. */
    private static final List<String> ORDER = List.of(
            "full_name",
            "birth_date",
            "gender",
            "national_id",
            "insurance_no",
            "phone",
            "address",
            "mother_name",
            "guardian_name");

    /** What is said of a record or of another of its columns, and parts of what is shown as a whole. */
    private static final Set<String> BESIDES = Set.of(
            "facility",
            "recorded_at",
            "national_id_verified",
            "national_id_contradicted",
            "address_city",
            "address_state",
            "address_postal_code",
            "address_country",
            "relatives",
            "replaced_by",
            "removed",
            "wrong_identifiers",
            "record_class");

    /** Of these what is said is no number of anybody. */
    private static final Set<String> HARMLESS_BESIDES = Set.of(
            "facility",
            "recorded_at",
            "national_id_verified",
            "national_id_contradicted",
            "address_city",
            "address_state",
            "address_postal_code",
            "address_country",
            "removed",
            "record_class");

    /** Golden values have names of their own; what is shown in full is shown as golden value and as column. */
    private static final Map<String, String> GOLDEN_OF_COLUMN = Map.of(
            Columns.NATIONAL_ID,
            Columns.Fields.CITIZEN_NUMBER,
            Columns.INSURANCE_NO,
            Columns.Fields.INSURANCE,
            Columns.PHONE,
            Columns.Fields.PHONE);

    private MaskedFields() {}

    /** The golden value that is made of a column. */
    static String golden(String column) {
        return GOLDEN_OF_COLUMN.getOrDefault(column, column);
    }

    /** Whether a column is shown as it is on a person's page, which shows all that a record says. */
    static boolean isOnPageShown(String column) {
        return isColumnShown(column) || HARMLESS_BESIDES.contains(column);
    }

    /** Whether a golden value or a comparison is shown as it is. */
    static boolean isShown(String name) {
        return SHOWN.contains(name);
    }

    /** Whether a column is; a facility's own number is a number. */
    static boolean isColumnShown(String column) {
        return isShown(column) && !column.equals("mrn");
    }

    /** The columns to show of those that there are. */
    static List<String> columns(Set<String> present) {
        List<String> others = present.stream()
                .filter(column -> !ORDER.contains(column) && !BESIDES.contains(column))
                .sorted()
                .toList();
        return Stream.concat(ORDER.stream().filter(present::contains), others.stream())
                .toList();
    }
}
