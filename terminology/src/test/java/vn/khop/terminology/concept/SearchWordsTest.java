package vn.khop.terminology.concept;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.text.Normalizer;
import java.util.List;
import org.junit.jupiter.api.Test;
import vn.khop.terminology.RandomCodeSystems;
import vn.khop.terminology.Seed;

class SearchWordsTest {
    @Test
    void wordsAreRunsOfLettersAndDigitsInLowerCase() {
        assertEquals(List.of("bệnh", "tả", "do", "vibrio", "01"), SearchWords.toned("Bệnh TẢ, do (Vibrio-01)"));
        assertEquals(List.of(), SearchWords.toned(" -/. "));
        assertEquals(List.of(), SearchWords.toned("\u0301 \u0323"));
    }

    @Test
    void everyMarkOfVietnameseGoesAndSoDoesTheBarOfD() {
        assertEquals("dai thao duong", SearchWords.toneless("đái tháo đường"));
        assertEquals(
                "a".repeat(17) + "e".repeat(11) + "i".repeat(5) + "o".repeat(17) + "u".repeat(11) + "y".repeat(5) + "d",
                SearchWords.toneless("àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"));
    }

    @Test
    void oldAndNewPlaceOfTheToneAreOneWord() {
        assertEquals(SearchWords.toned("hoà khoẻ thuỷ"), SearchWords.toned("hòa khỏe thủy"));
    }

    @Test
    void composedAndDecomposedTextAreTheSameWords() {
        String name = "Bệnh phó thương hàn ở trẻ nhỏ";
        assertEquals(SearchWords.toned(name), SearchWords.toned(Normalizer.normalize(name, Normalizer.Form.NFD)));
    }

    @Test
    void aCodeIsFoundWithoutItsSigns() {
        assertEquals("e102", SearchWords.bareCode("E10.2†"));
        assertEquals("e10.2†", SearchWords.foldedCode(" E10.2† "));
    }

    @Test
    void foldingTwiceIsFoldingOnce() {
        Seed seed = Seed.ofThisRun();
        var random = seed.random();
        for (int i = 0; i < 2_000; i++) {
            String text = RandomCodeSystems.text(random);
            List<String> toned = SearchWords.toned(text);
            assertEquals(toned, SearchWords.toned(String.join(" ", toned)), () -> text + " " + seed);
            List<String> bare = SearchWords.toneless(toned);
            assertEquals(
                    bare, SearchWords.toneless(SearchWords.toned(String.join(" ", bare))), () -> text + " " + seed);
        }
    }
}
