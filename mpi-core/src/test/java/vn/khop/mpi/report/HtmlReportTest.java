package vn.khop.mpi.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import vn.khop.mpi.BatchLinkage.PairResult;
import vn.khop.mpi.Examples;
import vn.khop.mpi.Linker;
import vn.khop.mpi.block.BlockingStatistics;
import vn.khop.mpi.block.RecallEstimate;
import vn.khop.mpi.cluster.Clustering;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.model.ComparisonParameters;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.record.RawRecord;

class HtmlReportTest {
    private static final SchemaDefinition SCHEMA = SchemaReader.parse("test", """
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

    /** m/u = 0.9/0.1 and 0.1/0.9: 3.17 bits for and against; the prior's odds are 1: 0 bits. */
    private static final LinkageModel MODEL = LinkageModel.of(
            SCHEMA,
            0.5,
            0,
            0,
            List.of(new ComparisonParameters("<b>name</b>", List.of(0.9, 0.1), List.of(0.1, 0.9), List.of())),
            Map.of(),
            Set.of(),
            new LinkageModel.TrainedOn(3, 3, 0, 3, 1));

    private static RunReport run(boolean hasTruth) {
        List<RawRecord> records = List.of(
                Examples.record("r1", "full_name", "Trần Văn <b>Bình</b>"),
                Examples.record("r2", "full_name", "Trần Văn Bình"),
                Examples.record("r3", "full_name", "Lê Thị Bình"));
        Linker linker = Linker.of(MODEL);
        List<PairResult> pairs = List.of(
                new PairResult(RecordPair.of("r1", "r2"), 3.2, 0.902, "link"),
                new PairResult(RecordPair.of("r2", "r3"), 0.5, 0.586, "review"));
        List<PairExplanation> explained = new ArrayList<>();
        for (RecordPair pair : RunReport.chosen(pairs)) {
            explained.add(PairExplanation.of(
                    linker,
                    linker.normalise(records.get(pair.a().charAt(1) - '1')),
                    linker.normalise(records.get(pair.b().charAt(1) - '1'))));
        }
        RecallEstimate.Counter recall = new RecallEstimate.Counter(SCHEMA.blocking());
        recall.add(1, 1.5);
        return new RunReport(
                MODEL,
                3,
                new Clustering(
                        List.of(List.of("r1", "r2"), List.of("r3")),
                        List.of(new Clustering.Review(RecordPair.of("r2", "r3"), 0.5, Clustering.Reason.WEIGHT))),
                pairs,
                new BlockingStatistics(List.of(new BlockingStatistics.Rule("<i>given</i>", 3, 1, 3, 0, 3, 3)), 3, 0),
                recall.estimate(),
                new TreeMap<>(Map.of(3, 1L, 0, 1L, -4, 1L)),
                List.of(List.of(0L, 1L, 2L)),
                InputFacts.of(records, linker, false),
                explained,
                hasTruth ? Map.of("r1", "p1", "r2", "p1", "r3", "p3") : Map.of());
    }

    /** Also proves that every element is closed: the page is well-formed XML. */
    private static Document parsed(String html) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(
                        new StringReader(html.replace("<!doctype html>", "").strip())));
    }

    private static List<String> texts(Document page, String element) {
        List<String> texts = new ArrayList<>();
        NodeList found = page.getElementsByTagName(element);
        for (int i = 0; i < found.getLength(); i++) {
            texts.add(found.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void whatASchemaCallsThingsIsShownAsTextAndNothingComesFromOutside() throws Exception {
        String html = HtmlReport.html(run(true));
        assertTrue(texts(parsed(html), "td").contains("<b>name</b>"), html);
        assertFalse(html.contains("<script"), html);
        assertFalse(
                Pattern.compile("(src|href)\\s*=|url\\(|@import|https?:")
                        .matcher(html)
                        .find(),
                html);
    }

    @Test
    void elementsThatHtmlDoesNotKnowAsEmptyAreClosedByATag() {
        assertFalse(Pattern.compile("<(div|td|section|svg|rect|text|span|title)\\b[^>]*/>")
                .matcher(HtmlReport.html(run(true)))
                .find());
    }

    @Test
    void everySectionIsThereAndTheTruthOnlyWhereItIsKnown() throws Exception {
        List<String> sections = List.of(
                "What each level weighs",
                "Weights of compared pairs, and the work for clerks",
                "Blocking",
                "What the records hold",
                "Records that cannot be linked",
                "Largest persons",
                "How pairs add up");
        assertEquals(sections, texts(parsed(HtmlReport.html(run(false))), "h2"));
        List<String> withTruth = new ArrayList<>(sections);
        withTruth.add(0, "Against the truth");
        assertEquals(withTruth, texts(parsed(HtmlReport.html(run(true))), "h2"));
    }

    @Test
    void theLoadAtAThresholdIsThePairsBetweenItAndTheLinkThreshold() throws Exception {
        // One pair in [3, 4) bits; of such a bin the part above 3.17 links: rounded, one pair. So from 0 bits up there
        // are two.
        List<String> cells = texts(parsed(HtmlReport.html(run(false))), "td");
        int half = cells.indexOf("0.500 (review)");
        assertEquals(List.of("+0.00", "2", "1", "33.33"), cells.subList(half + 1, half + 5));
    }

    @Test
    void aWaterfallShowsEachStepAndTheTotal() throws Exception {
        Document page = parsed(HtmlReport.html(run(false)));
        NodeList pictures = page.getElementsByTagName("svg");
        List<String> waterfall = new ArrayList<>();
        for (int i = 0; i < pictures.getLength(); i++) {
            Element picture = (Element) pictures.item(i);
            if (picture.getAttribute("aria-label").equals("waterfall of match weight") && waterfall.isEmpty()) {
                NodeList labels = picture.getElementsByTagName("text");
                for (int label = 0; label < labels.getLength(); label++) {
                    waterfall.add(labels.item(label).getTextContent());
                }
            }
        }
        assertEquals(List.of("prior", "+0.00", "<b>name</b>: differs", "-3.17", "total", "-3.17"), waterfall);
    }
}
