package vn.khop.benchmarks.terminology;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import vn.khop.server.fhir.terminology.CodeOperation;
import vn.khop.server.fhir.terminology.FhirRelease;
import vn.khop.server.fhir.terminology.PlainAnswers;
import vn.khop.server.fhir.terminology.PlainConcepts;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.concept.SearchWords;
import vn.khop.terminology.expand.Expansion;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.load.FhirResources;
import vn.khop.terminology.lookup.BulkLookup;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.lookup.JsonBytes;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Canonical;
import vn.khop.terminology.resource.TypedValue;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.search.SearchPage;
import vn.khop.terminology.search.SearchQuestion;
import vn.khop.terminology.space.ImageCodeSystem;
import vn.khop.terminology.validate.CodeAnswer;

/**
 * One answer in process: look up, as a value, as a line of bytes or as the whole answer of FHIR in JSON, validate, search without tone marks as the user types, below a concept or not, and a whole name. The list is drawn from a
 * fixed seed: names of three to six words of Vietnamese medical speech in two languages, five properties, ten children a parent.
 *
 * <p>Run: {@code java -cp <benchmarks and its dependencies> org.openjdk.jmh.Main CodeQuestionsBenchmark -p concepts=12000,500000}.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class CodeQuestionsBenchmark {
    private static final String SYSTEM = "urn:khop:benchmark";
    private static final long SEED = 42;
    /** So many that what they read is not in a cache of the processor. */
    private static final int QUESTIONS = 1 << 17;

    private static final int TOPS = 111;
    private static final String[] WORDS = {
        "bệnh", "viêm", "phổi", "đái", "tháo", "đường", "tăng", "huyết", "áp", "gan", "thận", "tim", "mạch", "não",
                "màng", "cấp", "mạn",
        "tính", "do", "vi", "khuẩn", "virus", "nhiễm", "trùng", "sốt", "xuất", "ung", "thư", "dạ", "dày", "ruột",
                "xương", "khớp", "da",
        "mắt", "tai", "mũi", "họng", "răng", "hàm", "chấn", "thương", "gãy", "bỏng", "ngộ", "độc", "thuốc", "thai",
                "sản", "nhi"
    };
    private static final String[] ENGLISH = {
        "acute",
        "chronic",
        "disease",
        "infection",
        "of",
        "the",
        "lung",
        "liver",
        "heart",
        "kidney",
        "brain",
        "fever",
        "injury",
        "cancer",
        "bone",
        "skin",
        "eye",
        "ear",
        "throat",
        "unspecified"
    };

    @Param("12000")
    private int concepts;

    private Path images = Path.of("");
    private List<Terminology> opened = new ArrayList<>();
    private final List<BulkLookup> bulk = new ArrayList<>();
    private final List<ValueSetDefinition> below = new ArrayList<>();
    private final List<PlainAnswers> plain = new ArrayList<>();
    private final List<PlainConcepts> rendered = new ArrayList<>();
    private final JsonBytes line = new JsonBytes();
    private String[] codes = {};
    private String[] queries = {};
    private String[] names = {};
    private String[] beginnings = {};
    private int next;

    @Setup
    public void load() throws IOException {
        images = Files.createTempDirectory("khop-codes");
        SplittableRandom random = new SplittableRandom(SEED);
        CodeSystem list = draw(random);
        ImageFolder.at(images).publish(list);
        opened.add(Terminology.open(images));
        bulk.add(BulkLookup.in(
                opened.get(0)
                        .inUse()
                        .find(ReleaseChoice.current(SYSTEM))
                        .value()
                        .orElseThrow(),
                Optional.of("vi")));
        for (int i = 0; i < Math.min(TOPS, concepts); i++) {
            below.add(below(i));
        }
        plain.add(new PlainAnswers(FhirRelease.R4, opened.get(0)::space));
        rendered.add(PlainConcepts.of((ImageCodeSystem) opened.get(0)
                        .space()
                        .codeSystem(new Canonical(SYSTEM, Optional.empty()))
                        .orElseThrow())
                .orElseThrow());
        codes = new String[QUESTIONS];
        queries = new String[QUESTIONS];
        names = new String[QUESTIONS];
        beginnings = new String[QUESTIONS];
        for (int i = 0; i < QUESTIONS; i++) {
            Concept concept = list.concepts().get(random.nextInt(concepts));
            codes[i] = concept.code();
            queries[i] = "system=" + SYSTEM + "&code=" + codes[i];
            names[i] = concept.display();
            String typed = String.join(" ", SearchWords.toneless(SearchWords.toned(concept.display())));
            beginnings[i] = typed.substring(0, Math.min(typed.length(), 3 + random.nextInt(4)));
        }
    }

    @TearDown
    public void remove() throws IOException {
        opened.forEach(Terminology::close);
        try (Stream<Path> walk = Files.walk(images)) {
            for (Path path : walk.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    @Benchmark
    public ConceptDetails lookup() {
        return opened.get(0).lookup(CodeQuestion.of(SYSTEM, codes[turn()]));
    }

    /** The whole answer, written into an array that is there. */
    @Benchmark
    public int lookupRendered() {
        line.clear();
        rendered.get(0).lookup(codes[turn()], Optional.empty(), line);
        return line.length();
    }

    /** The whole answer to a query as it stands in the request line, with an array of its own. */
    @Benchmark
    public JsonBytes lookupRenderedFromQuery() {
        return plain.get(0)
                .answer(CodeOperation.LOOKUP, queries[turn()], Optional.empty())
                .orElseThrow();
    }

    /** The line of the bulk endpoint, as bytes. */
    @Benchmark
    public int lookupLine() {
        line.clear();
        bulk.get(0).line(codes[turn()], line);
        return line.length();
    }

    /** The best 20 of a text below a concept, without the writing of the answer. */
    @Benchmark
    public Expansion expandThreeToSixLettersBelow() {
        int turn = turn();
        vn.khop.terminology.question.Scope scope = new vn.khop.terminology.question.Scope(
                opened.get(0).space(), typed(beginnings[turn]), Clock.systemUTC());
        return ValueSetExpander.expand(scope, below.get(turn % below.size()));
    }

    private static Settings typed(String text) {
        Settings.Builder settings = new Settings.Builder(true);
        settings.add("filter", TypedValue.string(text));
        settings.add("count", TypedValue.string("20"));
        return settings.build();
    }

    /** What is below one of the first concepts, each of which has many below it. */
    private static ValueSetDefinition below(int concept) {
        ObjectNode set = JsonNodeFactory.instance
                .objectNode()
                .put("resourceType", "ValueSet")
                .put("status", "active");
        set.putObject("compose")
                .putArray("include")
                .addObject()
                .put("system", SYSTEM)
                .putArray("filter")
                .addObject()
                .put("property", "concept")
                .put("op", "is-a")
                .put("value", code(concept));
        return FhirResources.valueSet(set);
    }

    @Benchmark
    public CodeAnswer validateWithDisplay() {
        int turn = turn();
        return opened.get(0).validate(CodeQuestion.of(SYSTEM, codes[turn]), Optional.of(names[turn]));
    }

    @Benchmark
    public Answer<SearchPage> searchThreeToSixLetters() {
        return opened.get(0).search(SearchQuestion.of(SYSTEM, beginnings[turn()], 20));
    }

    @Benchmark
    public Answer<SearchPage> searchWholeName() {
        return opened.get(0).search(SearchQuestion.of(SYSTEM, names[turn()], 20));
    }

    private int turn() {
        next = (next + 1) & (QUESTIONS - 1);
        return next;
    }

    private CodeSystem draw(SplittableRandom random) {
        List<PropertyDefinition> definitions = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            definitions.add(new PropertyDefinition("property" + i, PropertyType.STRING));
        }
        List<Concept> drawn = new ArrayList<>(concepts);
        for (int i = 0; i < concepts; i++) {
            List<ConceptProperty> properties = new ArrayList<>();
            for (PropertyDefinition definition : definitions) {
                properties.add(new ConceptProperty(
                        definition.name(), PropertyType.STRING, String.valueOf(random.nextInt(100))));
            }
            drawn.add(new Concept(
                    code(i),
                    true,
                    List.of(
                            new Designation("vi", Designation.DISPLAY, words(random, WORDS)),
                            new Designation("en", Designation.DISPLAY, words(random, ENGLISH))),
                    properties,
                    i == 0 ? List.of() : List.of(code((i - 1) / 10))));
        }
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(SYSTEM, "1"),
                        "benchmark",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("vi", "en"),
                        definitions),
                "seed " + SEED,
                drawn);
    }

    private static String code(int ordinal) {
        return (char) ('A' + ordinal % 26) + String.valueOf(ordinal / 26);
    }

    private static String words(SplittableRandom random, String[] from) {
        StringBuilder name = new StringBuilder(from[random.nextInt(from.length)]);
        for (int more = 2 + random.nextInt(4); more > 0; more--) {
            name.append(' ').append(from[random.nextInt(from.length)]);
        }
        return name.toString();
    }
}
