package vn.khop.mpi.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SchemaReaderTest {
    private static final String SMALL = """
            name: small
            fields:
              title: {column: title, normaliser: text}
            comparisons:
              title:
                comparator: text
                fields: [title]
                levels:
                  exact: {m: 0.9}
                  differs: {m: 0.1}
            blocking:
              title: {keys: [title]}
            thresholds: {link: 0.9, review: 0.5}
            """;

    private static String refusal(String text) {
        return String.valueOf(assertThrows(InvalidSchemaException.class, () -> SchemaReader.parse("s.yaml", text))
                .getMessage());
    }

    @Test
    void aSmallSchemaIsRead() {
        SchemaDefinition schema = SchemaReader.parse("s.yaml", SMALL);
        assertEquals("small", schema.name());
        assertEquals(2, schema.comparisons().get(0).levels().size());
    }

    @Test
    void aMistakeIsNamedWithItsLineAndWhatWasExpected() {
        assertTrue(refusal(SMALL.replace("fields: [title]", "fields: [titel]"))
                .startsWith("s.yaml, line 7: there is no field 'titel', expected one of title"));
        assertTrue(
                refusal(SMALL.replace("m: 0.9}", "m: nine}")).contains("line 9: found 'nine', expected a probability"));
        assertTrue(refusal(SMALL.replace("m: 0.9}", "m: 0.5}")).contains("sum to 0.6, expected 1"));
        assertTrue(refusal(SMALL.replace("blocking:", "blocks:")).contains("unknown 'blocks'"));
        assertTrue(refusal(SMALL.replace("link: 0.9", "link: 0.2")).contains("0 < review <= link < 1"));
        assertTrue(refusal("a: [").contains("not YAML"));
    }

    @Test
    void theShippedModelIsOfTheShippedSchemaAndSurvivesWritingAndReading() {
        LinkageModel model = LinkageModel.readDefault();
        assertEquals(SchemaReader.readDefault(), model.schema());
        assertEquals(model, LinkageModel.parse("copy", model.toJson()));
    }
}
