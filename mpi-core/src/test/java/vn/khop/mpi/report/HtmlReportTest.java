package vn.khop.mpi.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Examples;
import vn.khop.mpi.Progress;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.train.Trainer;

class HtmlReportTest {
    private static final Set<String> VOID = Set.of("meta", "br", "hr", "img", "input", "link");

    private static String page() {
        SchemaDefinition schema = SchemaReader.parse("test", """
                name: people
                fields:
                  "<script>alert(1)</script>": {column: full_name, normaliser: vietnamese-name}
                comparisons:
                  "<b>name</b>":
                    comparator: name
                    fields: ["<script>alert(1)</script>"]
                    levels:
                      exact: {m: 0.9}
                      differs: {m: 0.1}
                blocking:
                  "<i>given</i>": {keys: ["<script>alert(1)</script>.given"]}
                thresholds: {link: 0.9, review: 0.5}
                """);
        List<BatchLinkage.Source> sources = List.of(
                new BatchLinkage.Source(0, Examples.record("r1", "full_name", "Trần Văn <b>Bình</b>")),
                new BatchLinkage.Source(0, Examples.record("r2", "full_name", "Trần Văn Bình")),
                new BatchLinkage.Source(0, Examples.record("r3", "full_name", "Lê Thị Bình")));
        return HtmlReport.html(new BatchLinkage(schema, Progress.NONE)
                .link(sources::forEach, BatchLinkage.Mode.DEDUPE, Optional.empty(), new Trainer.Options(1, 0)));
    }

    @Test
    void whatASchemaCallsThingsIsShownAsTextAndNothingComesFromOutside() {
        String page = page();
        assertFalse(page.contains("<script"), page);
        assertFalse(page.contains("<b>name"), page);
        assertTrue(page.contains("&lt;b&gt;name&lt;/b&gt;"), page);
        assertFalse(
                Pattern.compile("(src|href)\\s*=|url\\(|@import|https?:")
                        .matcher(page)
                        .find(),
                page);
    }

    @Test
    void everyElementThatOpensCloses() {
        String page = page();
        Deque<String> open = new ArrayDeque<>();
        Matcher tags = Pattern.compile("<(/?)([a-z0-9]+)([^<>]*)>").matcher(page);
        while (tags.find()) {
            String name = String.valueOf(tags.group(2));
            if ("/".equals(tags.group(1))) {
                assertEquals(open.pop(), name, page);
            } else if (!VOID.contains(name) && !String.valueOf(tags.group(3)).endsWith("/")) {
                open.push(name);
            }
        }
        assertTrue(open.isEmpty(), open.toString());
    }
}
