package vn.khop.terminology.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class DrugTextTest {
    @Test
    void strengthsAreInOneUnit() {
        assertEquals(Set.of("mg:500"), DrugText.strengths("500mg"));
        assertEquals(Set.of("mg:500"), DrugText.strengths("0,5 g"));
        assertEquals(Set.of("mg:0.25"), DrugText.strengths("250mcg"));
        // 20 mg in 2 ml are 10 mg in each.
        assertEquals(Set.of("mg:20", "mg/ml:10"), DrugText.strengths("20mg/2ml"));
        assertEquals(Set.of("mg:5", "mg:80"), DrugText.strengths("5mg + 80mg"));
        assertEquals(Set.of("iu:5000"), DrugText.strengths("5000UI"));
        assertEquals(Set.of(), DrugText.strengths("Hộp 3 vỉ x 10 viên"));
    }

    @Test
    void ingredientsAreKnownInEverySpellingAndSalt() {
        assertEquals(
                DrugText.ingredients("Amlodipin"), DrugText.ingredients("Amlodipine (dưới dạng Amlodipine besilate)"));
        assertEquals(DrugText.ingredients("Cephalexin"), DrugText.ingredients("Cefalexine"));
        assertEquals(DrugText.ingredients("Nefopam hydroclorid"), DrugText.ingredients("nefopam"));
        assertEquals(DrugText.ingredients("valsartan; Amlodipin 5mg"), DrugText.ingredients("Amlodipin + Valsartan"));
        assertEquals(Set.of("natri clorid"), DrugText.ingredients("Natri clorid 0,9%"));
    }

    @Test
    void formsAndRoutesAreKinds() {
        DrugText tablet = DrugText.of("Paracetamol", "500mg", "Viên nén bao phim", "Uống");
        assertEquals(Set.of("tablet"), tablet.forms());
        assertEquals(Set.of("oral"), tablet.routes());
        assertEquals(
                Set.of("injection"), DrugText.of("", "", "Dung dịch tiêm", "").forms());
        assertEquals(
                Set.of("suppository"),
                DrugText.of("", "", "Thuốc đạn", "Đặt hậu môn").forms());
    }
}
