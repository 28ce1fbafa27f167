package vn.khop.terminology.validate;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.Release;

/** What came of checking a code. */
public sealed interface CodeValidation {
    /**
     * The code is in the release, and its display, where one was given, is right.
     *
     * @param remarks what does not make it wrong but should be said: an inactive code
     */
    record Valid(Release release, Concept concept, List<Problem> remarks) implements CodeValidation {
        public Valid {
            remarks = List.copyOf(remarks);
        }
    }

    /**
     * It is not.
     *
     * @param release empty where the code system or the version is unknown
     * @param concept present where the code is known and only its display is wrong
     * @param reasons at least one; of a wrong display, {@link Problem#alternatives()} are the right ones
     */
    record Invalid(Optional<Release> release, Optional<Concept> concept, List<Problem> reasons)
            implements CodeValidation {
        public Invalid {
            if (reasons.isEmpty()) {
                throw new IllegalArgumentException("an invalid code has a reason");
            }
            reasons = List.copyOf(reasons);
        }
    }

    default <R> R fold(Function<Valid, ? extends R> onValid, Function<Invalid, ? extends R> onInvalid) {
        return this instanceof Valid valid ? onValid.apply(valid) : onInvalid.apply((Invalid) this);
    }

    default boolean isValid() {
        return this instanceof Valid;
    }
}
