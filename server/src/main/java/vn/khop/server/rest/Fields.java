package vn.khop.server.rest;

import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import vn.khop.server.registry.Justification;
import vn.khop.server.registry.ReasonCode;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.load.Wording;

/** Reads the fields of a request: each is there and fit, or refused with its name, what was found and what was expected. */
final class Fields {
    private static final int TEXT_CHARACTERS_MAX = 1_000;

    private Fields() {}

    /** The first of those that the request prefers in which there are messages; without any, English. */
    static Locale language(HttpServletRequest request) {
        List<Locale> spoken = List.of(Locale.ENGLISH, Wording.VIETNAMESE);
        return request.getHeader(HttpHeaders.ACCEPT_LANGUAGE) == null
                ? Locale.ENGLISH
                : Collections.list(request.getLocales()).stream()
                        .map(wanted -> Locale.forLanguageTag(wanted.getLanguage()))
                        .filter(spoken::contains)
                        .findFirst()
                        .orElse(Locale.ENGLISH);
    }

    static String required(String field, @Nullable String value, String expected) {
        return text(field, value).orElseThrow(() -> Refused.field(ErrorCode.MISSING_FIELD, field, "nothing", expected));
    }

    /** Without the blanks around it; empty when there is nothing else. */
    static Optional<String> text(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return Optional.empty();
        }
        if (value.length() > TEXT_CHARACTERS_MAX) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD, field, value.length() + " characters", "at most " + TEXT_CHARACTERS_MAX);
        }
        return Optional.of(value.strip());
    }

    /** The day that a question is about; a month or a year stands for all its days. */
    static Optional<QuestionDate> date(String field, @Nullable String value) {
        return text(field, value)
                .map(text -> QuestionDate.parse(text)
                        .orElseThrow(() ->
                                Refused.field(ErrorCode.INVALID_FIELD, field, "no date", "a date such as 2026-07-01")));
    }

    /** One moment. */
    static Optional<Instant> moment(String field, @Nullable String value) {
        return text(field, value).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw Refused.field(ErrorCode.INVALID_FIELD, field, "no time", "a time such as 2026-07-01T00:00:00Z");
            }
        });
    }

    /** One day. */
    static Optional<LocalDate> day(String field, @Nullable String value) {
        return text(field, value).map(text -> {
            try {
                return LocalDate.parse(text);
            } catch (DateTimeException e) {
                throw Refused.field(ErrorCode.INVALID_FIELD, field, "no day", "a day such as 2026-07-01");
            }
        });
    }

    /** Why somebody decides so: a code of the list, and a few words beside it. */
    static Justification justification(@Nullable String reason, @Nullable String note) {
        ReasonCode code = ReasonCode.of(required("reason", reason, "a reason code"))
                .orElseThrow(() ->
                        Refused.field(ErrorCode.INVALID_FIELD, "reason", "an unknown code", "a code of the list"));
        String words = text("note", note).orElse("");
        if (words.length() > Justification.NOTE_CHARACTERS_MAX) {
            throw Refused.field(
                    ErrorCode.INVALID_FIELD,
                    "note",
                    words.length() + " characters",
                    "at most " + Justification.NOTE_CHARACTERS_MAX);
        }
        return new Justification(code, words);
    }

    /** One of the words of an enum, in lower case. */
    static <E extends Enum<E>> Optional<E> word(String field, @Nullable String value, Class<E> words) {
        return text(field, value)
                .map(text -> Arrays.stream(words.getEnumConstants())
                        .filter(one -> word(one).equals(text))
                        .findFirst()
                        .orElseThrow(() -> Refused.field(
                                ErrorCode.INVALID_FIELD,
                                field,
                                "something else",
                                Arrays.stream(words.getEnumConstants())
                                        .map(Fields::word)
                                        .collect(Collectors.joining(", ")))));
    }

    /** The same in an answer. */
    static String word(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }

    static int number(String field, @Nullable Integer value, int otherwise, int least, int most) {
        if (value == null) {
            return otherwise;
        }
        if (value < least || value > most) {
            throw Refused.field(ErrorCode.INVALID_FIELD, field, String.valueOf(value), least + " to " + most);
        }
        return value;
    }
}
