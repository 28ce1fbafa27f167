package vn.khop.server.store;

import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.PersonSearch.Field;
import vn.khop.server.registry.SearchText;
import vn.khop.server.registry.SourceIndex;

/**
 * How the texts that a record is searched by are written in one row of khop.search_text: each word behind the code of its field, each text before a bar,
 * {@code " n:nguyen n:van n:an | f:nguyen |"}. Of telephone numbers and addresses the words stand in the forms of the seal: where something is encrypted, they are found whole, and not by their beginnings. What is asked for is looked for in there as it stands; where the database has an index of words, by that first.
 */
final class SearchWords {
    /** Word for word what the index is made of, or the database does not use it. */
    static final String INDEXED = "array_to_tsvector(array_remove(string_to_array(ltrim(t.folded), ' '), '|'))";

    private static final String END = " |";
    private static final Comparator<SourceIndex.Term> ORDER = Comparator.comparing(SourceIndex.Term::field)
            .thenComparing(SourceIndex.Term::folded)
            .thenComparing(SourceIndex.Term::exact);

    private SearchWords() {}

    /**
     * The row's values, in the order of its columns.
     *
     * @param keys the record's blocking keys as they are kept
     */
    static @Nullable Object[] row(String source, SourceIndex index, Collection<Long> keys, Seal.Forms forms) {
        return new @Nullable Object[] {
            source,
            value(index, Field.BIRTH_DATE),
            value(index, Field.GENDER),
            texts(index, SourceIndex.Term::folded, forms),
            texts(index, SourceIndex.Term::exact, forms),
            KeyHashes.array(keys)
        };
    }

    private static @Nullable String value(SourceIndex index, Field field) {
        return index.terms().stream()
                .filter(term -> term.field() == field)
                .map(SourceIndex.Term::exact)
                .findFirst()
                .orElse(null);
    }

    private static String texts(SourceIndex index, Function<SourceIndex.Term, String> form, Seal.Forms forms) {
        return index.terms().stream()
                .filter(term -> !isColumn(term.field()))
                .sorted(ORDER)
                .map(term -> coded(term.field(), form.apply(term), forms) + END)
                .distinct()
                .collect(Collectors.joining());
    }

    /** Whether the field has a column of its own. */
    static boolean isColumn(Field field) {
        return field == Field.BIRTH_DATE || field == Field.GENDER;
    }

    private static String coded(Field field, String words, Seal.Forms forms) {
        String code = " " + code(field);
        if (!isHidden(field, forms)) {
            return code + words.replace(" ", code);
        }
        return Arrays.stream(words.split(" "))
                .map(word -> code + hidden(field, word, forms))
                .collect(Collectors.joining());
    }

    /** Whether the words are kept so that they can be found whole and not be read. */
    private static boolean isHidden(Field field, Seal.Forms forms) {
        return !forms.isClear() && (field == Field.TELECOM || field == Field.ADDRESS);
    }

    private static String hidden(Field field, String word, Seal.Forms forms) {
        return forms.of(field == Field.TELECOM ? Seal.Kind.PHONE : Seal.Kind.ADDRESS_WORD, word);
    }

    private static String code(Field field) {
        return switch (field) {
            case NAME -> "n:";
            case FAMILY -> "f:";
            case GIVEN -> "g:";
            case TELECOM -> "t:";
            case ADDRESS -> "a:";
            case ADDRESS_CITY -> "c:";
            case ADDRESS_STATE -> "s:";
            case POSTAL_CODE -> "p:";
            case ADDRESS_COUNTRY -> "l:";
            case MOTHER -> "m:";
            case ID, IDENTIFIER, BIRTH_DATE, GENDER, ACTIVE ->
                throw new IllegalArgumentException(field + " is not among the texts");
        };
    }

    /** What stands in the row where a word and those after it begin so. */
    static String beginning(Field field, String folded, Seal.Forms forms) {
        return coded(field, folded, forms);
    }

    /** What stands in the row where a text ends with exactly these words. */
    static String whole(Field field, String exact, Seal.Forms forms) {
        return coded(field, exact, forms) + END;
    }

    /** A question to the index of words: all of them, the last perhaps only begun. */
    static String words(Field field, String text, boolean isBegun, Seal.Forms forms) {
        Collection<String> words = Arrays.asList(SearchText.folded(text).split(" "));
        return words.stream()
                        .map(word -> isHidden(field, forms) ? hidden(field, word, forms) : word)
                        .map(word ->
                                "'" + code(field) + word.replace("\\", "\\\\").replace("'", "''") + "'")
                        .collect(Collectors.joining(" & "))
                + (isBegun ? ":*" : "");
    }
}
