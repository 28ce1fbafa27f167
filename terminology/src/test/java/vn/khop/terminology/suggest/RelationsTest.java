package vn.khop.terminology.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RelationsTest {
    @Test
    void wordsThatReplaceEachOtherAreRelatedAndOthersAreNot() {
        Relations relations = Relations.learned(List.of(
                new Relations.NamePair("Mổ ruột thừa", "Phẫu thuật ruột thừa"),
                new Relations.NamePair("Mổ lấy sỏi", "Phẫu thuật lấy sỏi"),
                new Relations.NamePair("Mổ thoát vị", "Phẫu thuật thoát vị"),
                new Relations.NamePair("Mổ tuyến giáp", "Phẫu thuật tuyến giáp"),
                new Relations.NamePair("Nắn xương", "Nắn xương tay")));
        assertEquals(Set.of("mo"), relations.byWord().keySet());
        assertEquals(
                Set.of("phau", "thuat"),
                relations.byWord().getOrDefault("mo", Map.of()).keySet());
        relations.byWord().getOrDefault("mo", Map.of()).values().forEach(sure -> assertTrue(sure > 0 && sure <= 1));
    }

    @Test
    void fewPairsTeachNothing() {
        assertEquals(
                Relations.NONE,
                Relations.learned(List.of(new Relations.NamePair("Mổ ruột thừa", "Phẫu thuật ruột thừa"))));
    }
}
