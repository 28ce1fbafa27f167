package vn.khop.mpi.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.khop.mpi.model.InvalidSchemaException;
import vn.khop.mpi.model.SchemaReader;

class SchemaFileTest {
    private static final String SCHEMA = """
            name: members
            fields:
              name: {column: member, normaliser: name}
              born: {column: dob, normaliser: partial-date}
              mail: {column: email, normaliser: text}
            comparisons:
              name:
                comparator: name
                fields: [name]
                levels:
                  exact: {m: 0.9}
                  differs: {m: 0.1}
              born:
                comparator: date-parts
                fields: [born]
                levels:
                  exact: {m: 0.95, relatives: 0.02}
                  differs: {m: 0.05, relatives: 0.98}
            distinct-by: [name.full, born.year]
            blocking:
              name-and-year:
                keys: [name.syllables, born.year]
                refine: [born]
              mail: {keys: [mail]}
            thresholds:
              link: 0.9
              review: 0.5
            protections:
              - twins
            """;

    @Test
    void aSchemaThatCanRunIsRead() {
        assertEquals(2, SchemaFile.parse("s.yaml", SCHEMA).comparisons().size());
        assertEquals(SchemaReader.readDefault(), SchemaFile.parse("default", SchemaReader.defaultText()));
    }

    /** Every way to be wrong: what is replaced by what, in which line that is said, and what is said. */
    @ParameterizedTest(name = "{0} -> {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "name: members                | nam: members               | 1  | unknown 'nam', expected one of name, fields",
                "fields:                      | feilds:                    | 2  | unknown 'feilds', expected one of name, fields",
                "normaliser: name}            | normaliser: names}         | 3  | unknown normaliser 'names', expected one of address",
                "normaliser: partial-date}    | }                          | 4  | 'normaliser' is missing here",
                "{column: email,              | {colum: email,             | 5  | unknown 'colum', expected one of column, columns, normaliser",
                "mail: {column                | ma.il: {column             | 5  | expected a name without a dot",
                "{column: dob,                | {column: dob, columns: [a], | 4 | both column and columns",
                "comparator: name             | comparator: nam            | 7  | unknown comparator 'nam', expected one of address",
                "fields: [name]               | fields: [nama]             | 9  | there is no field 'nama', expected one of name, born, mail",
                "fields: [name]               | fields: [name, mail]       | 7  | 2 fields, comparator 'name' takes 1",
                "fields: [name]               | fields: [mail]             | 7  | comparator 'name' cannot read its fields",
                "fields: [name]               | fields: name               | 9  | expected a list",
                "exact: {m: 0.9}              | exakt: {m: 0.9}            | 7  | level 'exakt' is unknown, expected some of exact, folded",
                "exact: {m: 0.9}              | exact: {m: 0.5}            | 10 | sum to 0.6, expected 1",
                "exact: {m: 0.9}              | exact: {m: nine}           | 11 | found 'nine', expected a probability from 0 to 1",
                "exact: {m: 0.9}              | exact: {m: 1.9}            | 11 | found 1.9, expected a probability from 0 to 1",
                "exact: {m: 0.9}              | exact: {u: 0.9}            | 11 | unknown 'u', expected one of m, relatives",
                "relatives: 0.98              | relatives: 0.5             | 16 | the relatives of the levels of 'born' sum to 0.52",
                "comparator: date-parts       | comparator: email          | 13 | comparator 'email' cannot read its fields",
                "born.year]                   | born.yaer]                 | 19 | unknown key part 'yaer' in 'born.yaer', expected one of",
                "name.syllables, born.year    | name.year, born.year       | 22 | key part 'name.year' finds nothing: normaliser 'name'",
                "name.syllables, born.year    | born.year, born.year       | 22 | 'born.year' stands in this list twice",
                "refine: [born]               | refine: [phone]            | 23 | there is no field 'phone'",
                "mail: {keys: [mail]}         | mail: {keys: []}           | 24 | rule 'mail' has no keys",
                "mail: {keys: [mail]}         | mail: {key: [mail]}        | 24 | unknown 'key', expected one of keys, refine",
                "link: 0.9                    | link: 0.2                  | 25 | 0 < review <= link < 1",
                "- twins                      | - triplets                 | 29 | unknown protection 'triplets', expected some of",
            })
    void aMistakeIsSaidWithItsLineAndWhatIsExpected(String right, String wrong, int line, String message) {
        assertTrue(SCHEMA.contains(right), right);
        String text = SCHEMA.replaceFirst(java.util.regex.Pattern.quote(right), wrong);
        String refusal =
                String.valueOf(assertThrows(InvalidSchemaException.class, () -> SchemaFile.parse("s.yaml", text))
                        .getMessage());
        assertTrue(refusal.startsWith("s.yaml, line " + line + ": "), refusal);
        assertTrue(refusal.contains(message), refusal);
    }

    private static String refusal(Executable reading) {
        return String.valueOf(
                assertThrows(InvalidSchemaException.class, reading).getMessage());
    }

    @Test
    void whatIsNoYamlOrNotThereIsRefusedAsSuch() {
        for (String text : List.of("a: [", "a: b: c")) {
            String refusal = refusal(() -> SchemaFile.parse("s.yaml", text));
            assertTrue(refusal.contains("line 1: not YAML") || refusal.contains("line 2: not YAML"), refusal);
        }
        assertTrue(refusal(() -> SchemaFile.parse("s.yaml", "")).contains("the file is empty; expected a schema"));
        assertTrue(refusal(() -> SchemaFile.read(Path.of("nowhere.yaml")))
                .contains("nowhere.yaml: no such file; expected a schema in YAML"));
    }
}
