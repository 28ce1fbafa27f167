package vn.khop.terminology.concept;

import java.util.Optional;
import java.util.function.Function;

/** An answer, or the problem that stands in its place. {@link #fold} handles both; a new case will not compile. */
public sealed interface Answer<T> {
    /** The question was answered. */
    record Known<T>(T answer) implements Answer<T> {}

    /** It could not be: unknown code system, version or code, or a question past a limit. */
    record Unknown<T>(Problem reason) implements Answer<T> {}

    static <T> Answer<T> known(T value) {
        return new Known<>(value);
    }

    static <T> Answer<T> unknown(Problem problem) {
        return new Unknown<>(problem);
    }

    default <R> R fold(Function<? super T, ? extends R> onKnown, Function<Problem, ? extends R> onUnknown) {
        return this instanceof Known<T> known
                ? onKnown.apply(known.answer())
                : onUnknown.apply(((Unknown<T>) this).reason());
    }

    default <R> Answer<R> then(Function<? super T, Answer<R>> next) {
        return this instanceof Known<T> known ? next.apply(known.answer()) : unknown(((Unknown<T>) this).reason());
    }

    default Optional<T> value() {
        return this instanceof Known<T> known ? Optional.of(known.answer()) : Optional.empty();
    }

    default Optional<Problem> problem() {
        return this instanceof Unknown<T> unknown ? Optional.of(unknown.reason()) : Optional.empty();
    }
}
