package vn.khop.terminology.lookup;

import java.util.Arrays;
import java.util.OptionalInt;
import vn.khop.terminology.compile.ConceptFile;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.ReleaseId;

/** Looks one code up in one release. */
public final class CodeLookup {
    private CodeLookup() {}

    public static Answer<FoundConcept> lookup(OpenImages.Entry opened, String code) {
        ConceptFile concepts = opened.image().concepts();
        OptionalInt ordinal = concepts.ordinalOf(code);
        if (ordinal.isEmpty()) {
            return Answer.unknown(unknownCode(opened.release().id(), code));
        }
        return Answer.known(new FoundConcept(
                opened.release(),
                concepts.concept(ordinal.getAsInt()),
                Arrays.stream(concepts.children(ordinal.getAsInt()))
                        .mapToObj(concepts::code)
                        .toList()));
    }

    /** The problem with a code that a release does not have. */
    public static Problem unknownCode(ReleaseId release, String code) {
        return new Problem(ErrorCode.UNKNOWN_CODE, "code '" + code + "' is not in " + release);
    }
}
