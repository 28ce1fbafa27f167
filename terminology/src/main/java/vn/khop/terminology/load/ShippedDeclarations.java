package vn.khop.terminology.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;

/** Declarations of national lists as they are published, which come with Khớp; the lists themselves do not. */
public final class ShippedDeclarations {
    private static final List<String> NAMES = List.of(
            "icd10-4469",
            "icd10-4469-csv",
            "icd10-tt06-2026",
            "icd9cm-services-4440",
            "services-7603",
            "services-tt23-2024-pl1",
            "services-tt23-2024-pl2",
            "facilities",
            "drugs-registered",
            "drugs-hospital",
            "admin-units-until-2025-06",
            "admin-units-2025-07",
            "loinc",
            "atc");

    private ShippedDeclarations() {}

    /** Their names, by list. */
    public static List<String> names() {
        return NAMES;
    }

    /** The one of that name; of another name, a problem that lists them. */
    public static Answer<ListDeclaration> read(String name) {
        if (!NAMES.contains(name)) {
            return Answer.unknown(new Problem(
                    ErrorCode.BAD_DECLARATION,
                    "there is no declaration '" + name + "': name a file, or one of " + String.join(", ", NAMES),
                    NAMES));
        }
        try (InputStream yaml = ShippedDeclarations.class.getResourceAsStream("lists/" + name + ".yaml")) {
            if (yaml == null) {
                throw new IllegalStateException("the declaration " + name + " is not in the jar");
            }
            return DeclarationFile.read(yaml, name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
