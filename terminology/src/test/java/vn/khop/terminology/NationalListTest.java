package vn.khop.terminology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.concept.SearchWords;
import vn.khop.terminology.load.ListDeclaration;
import vn.khop.terminology.load.ListLoader;
import vn.khop.terminology.load.LoadIssue;
import vn.khop.terminology.load.LoadResult;
import vn.khop.terminology.search.SearchPage;
import vn.khop.terminology.search.SearchQuestion;

/** The list of QĐ 4469/QĐ-BYT (2020), 12,219 rows in Vietnamese and English, as it is published: the real thing, faults and all. */
@Tag("slow")
class NationalListTest {
    private static final String SYSTEM = "urn:khop:test:icd10-vn";
    private static final int DRAWN = 1_500;

    @TempDir
    static Path images;

    private static Optional<LoadResult> loaded = Optional.empty();
    private static List<Terminology> opened = new ArrayList<>();

    @BeforeAll
    static void load() {
        String data = System.getenv("KHOP_DATA");
        Assumptions.assumeTrue(
                data != null && Files.exists(Path.of(data, "icd10", "icd10_vn_en_12219.csv")),
                "KHOP_DATA does not name a folder with icd10/icd10_vn_en_12219.csv: the national list is not tested");
        ListDeclaration declaration = new ListDeclaration(
                new ReleaseId(SYSTEM, "4469/QĐ-BYT"),
                "ICD-10",
                Optional.of("Bộ Y tế"),
                Optional.of("4469/QĐ-BYT"),
                ',',
                "code",
                List.of(
                        new ListDeclaration.DisplayColumn("vi", "name_vi"),
                        new ListDeclaration.DisplayColumn("en", "name_en")),
                List.of(),
                List.of(new ListDeclaration.PropertyColumn("code_nodot", "code_nodot", PropertyType.STRING)),
                Optional.empty(),
                Optional.empty());
        LoadResult result = ListLoader.load(declaration, Path.of(data, "icd10", "icd10_vn_en_12219.csv"));
        loaded = Optional.of(result);
        ImageFolder.at(images).publish(result.codeSystem().orElseThrow());
        opened.add(Terminology.open(images));
    }

    @AfterAll
    static void close() {
        opened.forEach(Terminology::close);
        opened.clear();
    }

    @Test
    void everyRowIsReadAndItsFaultsAreTold() {
        LoadResult result = loaded.orElseThrow();
        assertEquals(12_219, result.rowsRead());
        assertEquals(List.of(), result.errors());
        // J13 stands twice, word for word, so 12,219 rows are 12,218 concepts.
        assertEquals(12_218, result.codeSystem().orElseThrow().concepts().size());
        assertEquals(
                List.of(
                        "row 4237 (line 4239): code 'J13' stands in row 4236 already, with the same content; taken once"),
                result.warnings().stream()
                        .filter(issue -> issue.code() == ErrorCode.REPEATED_ROW)
                        .map(LoadIssue::text)
                        .toList());
    }

    @Test
    void everyCodeAnswersWithItsNames() {
        for (Concept concept : loaded.orElseThrow().codeSystem().orElseThrow().concepts()) {
            assertEquals(Optional.of(concept), Examples.stored(terminology(), SYSTEM, concept.code()));
        }
        assertEquals(
                Optional.of("Bệnh tả"),
                terminology().lookup(CodeQuestion.of(SYSTEM, "A00")).display());
    }

    @Test
    void choleraComesFirstWithMarksWithoutAndInEnglish() {
        assertEquals("A00", search("bệnh tả", 1).concepts().get(0).code());
        assertEquals("A00", search("benh ta", 1).concepts().get(0).code());
        assertEquals("A00", search("Cholera", 1).concepts().get(0).code());
        assertEquals("A00.0", search("A000", 1).concepts().get(0).code());
        assertEquals("E10.2†", search("e10.2", 1).concepts().get(0).code());
    }

    @Test
    void diabetesIsFoundInAsManyConceptsAsAScanFinds() {
        Predicate<Concept> scanned = concept -> words(concept).containsAll(List.of("đái", "tháo"))
                && words(concept).stream().anyMatch(word -> word.startsWith("đường"));
        Predicate<Concept> scannedBare = concept -> bareWords(concept).containsAll(List.of("dai", "thao"))
                && bareWords(concept).stream().anyMatch(word -> word.startsWith("duong"));
        List<Concept> all = loaded.orElseThrow().codeSystem().orElseThrow().concepts();
        long toned = all.stream().filter(scanned).count();
        long bare = all.stream().filter(scannedBare).count();
        assertTrue(toned > 50, "found " + toned);
        SearchPage typed = search("đái tháo đường", 20_000);
        assertEquals(bare, typed.total());
        assertEquals(bare, search("dai thao duong", 0).total());
        // All that fit with their marks come before all that fit without.
        assertTrue(typed.concepts().stream().limit(toned).allMatch(scanned));
        assertTrue(typed.concepts().stream().skip(toned).noneMatch(scanned));
    }

    @Test
    void everySeventhNameWithoutItsMarksFindsItsCodeAmongTheFirstTenOrTheirExactTies() {
        List<Concept> all = loaded.orElseThrow().codeSystem().orElseThrow().concepts();
        List<String> missed = new ArrayList<>();
        for (int i = 0; i < all.size(); i += 7) {
            Concept concept = all.get(i);
            String typed = String.join(" ", SearchWords.toneless(SearchWords.toned(concept.display())));
            boolean isFound = search(typed, 10).concepts().stream()
                    .anyMatch(found -> found.code().equals(concept.code())
                            || String.join(" ", SearchWords.toneless(SearchWords.toned(found.display())))
                                    .equals(typed));
            if (!isFound) {
                missed.add(concept.code());
            }
        }
        assertEquals(List.of(), missed, "of " + all.size());
    }

    @Test
    void drawnNamesAreFoundAmongTheFirstTenWithoutMarksAndWithOneSlip() {
        Seed seed = Seed.ofThisRun();
        assertTrue(recall(seed.random(), name -> bare(name)) >= 0.98, "without marks; " + seed);
        SplittableRandom random = seed.random();
        assertTrue(recall(seed.random(), name -> slip(bare(name), random)) >= 0.95, "with a slip; " + seed);
        assertTrue(recall(seed.random(), name -> slip(name, random)) >= 0.95, "with marks and a slip; " + seed);
        assertTrue(recall(seed.random(), name -> turned(name, random)) >= 0.98, "in another order; " + seed);
    }

    /** The share of names drawn from all, of both languages, of which the code, or one that is called the same, is among the first ten. */
    private static double recall(SplittableRandom random, UnaryOperator<String> typing) {
        List<Concept> all = loaded.orElseThrow().codeSystem().orElseThrow().concepts();
        Map<String, Set<String>> codes = new HashMap<>();
        all.forEach(concept -> concept.designations()
                .forEach(name -> codes.computeIfAbsent(bare(name.value()), any -> new HashSet<>())
                        .add(concept.code())));
        int asked = 0;
        int found = 0;
        while (asked < DRAWN) {
            Concept concept = all.get(random.nextInt(all.size()));
            String name = concept.designations()
                    .get(random.nextInt(concept.designations().size()))
                    .value();
            String typed = typing.apply(name);
            if (!typed.isBlank()) {
                asked++;
                Set<String> right = codes.getOrDefault(bare(name), Set.of());
                found += search(typed, 10).concepts().stream().anyMatch(hit -> right.contains(hit.code())) ? 1 : 0;
            }
        }
        return (double) found / asked;
    }

    private static String bare(String name) {
        return String.join(" ", SearchWords.toneless(SearchWords.toned(name)));
    }

    /** A letter left out, one too many, another one, or two that changed places. */
    private static String slip(String text, SplittableRandom random) {
        int at = random.nextInt(text.length());
        char letter = (char) ('a' + random.nextInt(26));
        String before = text.substring(0, at);
        String after = text.substring(at + 1);
        return switch (random.nextInt(4)) {
            case 0 -> before + after;
            case 1 -> before + letter + text.substring(at);
            case 2 -> before + letter + after;
            default ->
                after.isEmpty() ? text + letter : before + after.charAt(0) + text.charAt(at) + after.substring(1);
        };
    }

    private static String turned(String text, SplittableRandom random) {
        List<String> words = new ArrayList<>(List.of(text.split(" ")));
        Collections.rotate(words, random.nextInt(words.size()));
        return String.join(" ", words);
    }

    private static Terminology terminology() {
        return opened.get(0);
    }

    private static SearchPage search(String text, int count) {
        return terminology()
                .search(SearchQuestion.of(SYSTEM, text, count))
                .value()
                .orElseThrow();
    }

    private static List<String> words(Concept concept) {
        return concept.designations().stream()
                .flatMap(name -> SearchWords.toned(name.value()).stream())
                .collect(Collectors.toList());
    }

    private static List<String> bareWords(Concept concept) {
        return SearchWords.toneless(words(concept));
    }
}
