package vn.khop.terminology.search;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import vn.khop.terminology.Examples;
import vn.khop.terminology.RandomCodeSystems;
import vn.khop.terminology.Seed;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.concept.SearchWords;

class TextSearchTest {
    @TempDir
    Path images;

    @Test
    void findsRanksAndCountsAsAPlainScanOfAllNamesDoes() {
        Seed seed = Seed.ofThisRun();
        SplittableRandom random = seed.random();
        CodeSystem list = RandomCodeSystems.draw(random, 250);
        ImageFolder.at(images).publish(list);
        try (Terminology terminology = Terminology.open(images)) {
            for (int question = 0; question < 400; question++) {
                String text = drawText(random, list);
                boolean isActiveOnly = random.nextInt(4) == 0;
                int offset = random.nextInt(4) == 0 ? random.nextInt(40) : 0;
                int count = random.nextInt(30);
                List<String> scanned = scan(list, text, isActiveOnly);
                SearchPage page = terminology
                        .search(new SearchQuestion(
                                ReleaseChoice.current(RandomCodeSystems.SYSTEM), text, offset, count, isActiveOnly))
                        .value()
                        .orElseThrow();
                String context = "'" + text + "' " + seed;
                if (scanned.isEmpty() && !text.isBlank()) {
                    // Then something like it may be found: RecallTest measures how well.
                    continue;
                }
                assertEquals(scanned.size(), page.total(), context);
                assertEquals(
                        scanned.subList(Math.min(offset, scanned.size()), Math.min(offset + count, scanned.size())),
                        page.concepts().stream().map(Concept::code).toList(),
                        context);
            }
        }
    }

    @Test
    void whatFitsNothingIsReadAsShortFormsLeftKeysAndSlips() {
        ImageFolder.at(images).publish(Examples.named("Bệnh đái tháo đường", "Tăng huyết áp", "Viêm phổi", "U mỡ"));
        try (Terminology terminology = Terminology.open(images)) {
            for (String typed : List.of(
                    "ĐTĐ",
                    "đtđ",
                    "ddais thaos dduwowngf",
                    "d9a1i tha1o d9u7o7ng2",
                    "dai thoa duong",
                    "daithao duong",
                    "dai tha o duong",
                    "dai thaoo duong",
                    "daixthao duong",
                    "duong thao dai")) {
                assertEquals(List.of("Bệnh đái tháo đường"), displays(terminology, typed), typed);
            }
            assertEquals("Tăng huyết áp", displays(terminology, "THA").get(0));
            assertEquals(List.of("Viêm phổi"), displays(terminology, "VP"));
            assertEquals(List.of("Viêm phổi"), displays(terminology, "vieem phoori"));
            assertEquals(List.of("Viêm phổi"), displays(terminology, "vie6m pho6i3"));
            assertEquals(List.of("Viêm phổi"), displays(terminology, "vim phoi"));
            assertEquals(List.of(), displays(terminology, "xyz"));
        }
    }

    private static List<String> displays(Terminology terminology, String typed) {
        return terminology
                .search(SearchQuestion.of(Examples.SYSTEM, typed, 10))
                .value()
                .orElseThrow()
                .concepts()
                .stream()
                .map(Concept::display)
                .toList();
    }

    @Test
    void aTextPastTheLimitIsRefusedWithItsLength() {
        ImageFolder.at(images).publish(Examples.symptoms("1"));
        try (Terminology terminology = Terminology.open(images)) {
            assertEquals(
                    new Problem(
                            ErrorCode.TEXT_TOO_LONG,
                            "the text has 501 characters, at most 500 are searched: shorten it"),
                    terminology
                            .search(SearchQuestion.of(Examples.SYSTEM, "a".repeat(501), 1))
                            .problem()
                            .orElseThrow());
        }
    }

    /** Part of a name of the list, or a text of its own, or the beginning of a code, or next to nothing. */
    private static String drawText(SplittableRandom random, CodeSystem list) {
        Concept concept = list.concepts().get(random.nextInt(list.concepts().size()));
        String text = switch (random.nextInt(6)) {
            case 0 -> concept.code();
            case 1 -> RandomCodeSystems.text(random);
            case 2 -> " ";
            case 3 -> "-";
            default ->
                concept.designations()
                        .get(random.nextInt(concept.designations().size()))
                        .value();
        };
        if (random.nextBoolean()) {
            text = String.join(" ", SearchWords.toneless(SearchWords.toned(text)));
        }
        int end = random.nextInt(3) == 0 ? random.nextInt(text.length() + 1) : text.length();
        return text.substring(0, end > 0 && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end);
    }

    /** The specification, done slowly. */
    private static List<String> scan(CodeSystem list, String typed, boolean isActiveOnly) {
        String text = typed.strip();
        record Hit(int tier, int length, int ordinal, String code) {}
        List<Hit> hits = new ArrayList<>();
        for (int ordinal = 0; ordinal < list.concepts().size(); ordinal++) {
            Concept concept = list.concepts().get(ordinal);
            if (isActiveOnly && !concept.isActive()) {
                continue;
            }
            if (text.isEmpty()) {
                hits.add(new Hit(0, 0, ordinal, concept.code()));
                continue;
            }
            int tier = tier(concept, text);
            if (tier >= 0) {
                hits.add(new Hit(tier, concept.display().length(), ordinal, concept.code()));
            }
        }
        return hits.stream()
                .sorted(Comparator.comparingInt((Hit hit) -> -hit.tier())
                        .thenComparingInt(Hit::length)
                        .thenComparingInt(Hit::ordinal))
                .map(Hit::code)
                .toList();
    }

    /** What the concept's place is worth; below 0 where it does not fit. */
    private static int tier(Concept concept, String text) {
        List<String> toned = SearchWords.toned(text);
        List<String> bare = SearchWords.toneless(toned);
        List<List<String>> names = concept.designations().stream()
                .map(Designation::value)
                .map(SearchWords::toned)
                .toList();
        List<String> words = names.stream().flatMap(List::stream).toList();
        List<String> bareWords = SearchWords.toneless(words);
        List<String> bareNames = names.stream()
                .map(name -> String.join(" ", SearchWords.toneless(name)))
                .toList();
        String code = SearchWords.foldedCode(concept.code());
        String bareCode = SearchWords.bareCode(concept.code());
        String typedCode = SearchWords.foldedCode(text);
        boolean codeBegins = code.startsWith(typedCode) || bareCode.startsWith(typedCode);
        boolean wordsFit = !bare.isEmpty() && hasAll(bareWords, bare);
        if (!codeBegins && !wordsFit) {
            return -1;
        }
        int tier = 0;
        tier += code.equals(typedCode) || bareCode.equals(typedCode) ? 64 : 0;
        tier += codeBegins ? 32 : 0;
        if (!bare.isEmpty()) {
            String name = String.join(" ", bare);
            tier += hasAll(words, toned) ? (toned.equals(bare) ? 1 : 16) : 0;
            tier += bareNames.contains(name) ? 8 : 0;
            tier += bareNames.stream().anyMatch(whole -> whole.startsWith(name)) ? 4 : 0;
            tier += bareWords.containsAll(bare) ? 2 : 0;
        }
        return tier;
    }

    /** Every word is there, the last one at least as a beginning. */
    private static boolean hasAll(List<String> words, List<String> wanted) {
        String last = wanted.get(wanted.size() - 1);
        return words.containsAll(wanted.subList(0, wanted.size() - 1))
                && words.stream().anyMatch(word -> word.startsWith(last));
    }
}
