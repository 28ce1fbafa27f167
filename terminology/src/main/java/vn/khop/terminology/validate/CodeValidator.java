package vn.khop.terminology.validate;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.lookup.CodeLookup;

/** Checks one code against one release. */
public final class CodeValidator {
    private CodeValidator() {}

    /**
     * A display is right when it is any of the concept's names, in any language, letter case and the amount of space apart; a missing
     * tone mark makes it wrong, since it makes another word.
     */
    public static CodeValidation validate(OpenImages.Entry opened, String code, Optional<String> display) {
        OptionalInt ordinal = opened.image().concepts().ordinalOf(code);
        if (ordinal.isEmpty()) {
            return new CodeValidation.Invalid(
                    Optional.of(opened.release()),
                    Optional.empty(),
                    List.of(CodeLookup.unknownCode(opened.release().id(), code)));
        }
        Concept concept = opened.image().concepts().concept(ordinal.getAsInt());
        if (display.isPresent() && !isName(concept, display.get())) {
            List<String> right =
                    concept.designations().stream().map(Designation::value).toList();
            return new CodeValidation.Invalid(
                    Optional.of(opened.release()),
                    Optional.of(concept),
                    List.of(new Problem(
                            ErrorCode.WRONG_DISPLAY,
                            "'" + display.get() + "' is not a name of code '" + code + "' in "
                                    + opened.release().id() + ": expected '" + String.join("' or '", right) + "'",
                            right)));
        }
        List<Problem> remarks = concept.isActive()
                ? List.of()
                : List.of(new Problem(
                        ErrorCode.INACTIVE_CODE,
                        "code '" + code + "' is in " + opened.release().id() + " but no longer to be used"));
        return new CodeValidation.Valid(opened.release(), concept, remarks);
    }

    private static boolean isName(Concept concept, String display) {
        String wanted = comparable(display);
        return concept.designations().stream()
                .anyMatch(name -> comparable(name.value()).equals(wanted));
    }

    private static String comparable(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC)
                .strip()
                .replaceAll("\\s+", " ")
                .toLowerCase(Locale.ROOT);
    }
}
