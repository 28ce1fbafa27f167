package vn.khop.terminology.suggest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadingTest {
    @Test
    void romanNumeralsAreNumbersWhereTheyCanBeNothingElse() {
        assertEquals(List.of("bong", "do", "2"), Reading.of("Bỏng độ II").bare());
        assertEquals(
                List.of("phau", "thuat", "loai", "1"),
                Reading.of("Phẫu thuật loại I").bare());
        assertEquals(List.of("day", "5"), Reading.of("dây V").bare());
        // Words in capitals: "vi" is no six there.
        assertEquals(Set.of(), Reading.of("BỆNH DO VI KHUẨN").numbers());
        // A letter that nothing counts.
        assertEquals(Set.of(), Reading.of("Chụp X quang").numbers());
    }

    @Test
    void numbersStandAloneAndAreWrittenInOneWay() {
        assertEquals(List.of("tu", "2", "cm"), Reading.of("từ 2cm").bare());
        assertEquals(Set.of("12dot5"), Reading.of("Carvestad 12,50").numbers());
        assertEquals(Reading.of("12.5 mg").bare(), Reading.of("12,5mg").bare());
        assertEquals(
                Reading.of("Thận đồ ¹³¹I").bare(), Reading.of("Thận đồ 131I").bare());
    }

    @Test
    void oneThingSaidInTwoWaysIsOneReading() {
        assertEquals(
                Reading.of("Viêm da, không đặc hiệu").bare(),
                Reading.of("Viêm da, không xác định").bare());
        assertEquals(
                Reading.of("nẹp cho bệnh nhân").toned(),
                Reading.of("nẹp cho người bệnh").toned());
        assertEquals(Reading.of("thời kì").bare(), Reading.of("thời kỳ").bare());
        assertEquals(Reading.of("đường tuỵ").toned(), Reading.of("đường tụy").toned());
        // "tay" and "tai" are two things.
        assertFalse(Reading.of("tay").bare().equals(Reading.of("tai").bare()));
    }

    @Test
    void unspecifiedIsNoNegation() {
        assertFalse(Reading.of("Viêm phổi, không xác định").negation());
        assertTrue(Reading.of("Sởi không biến chứng").negation());
        assertTrue(Reading.of("Viêm phổi, không xác định").has(Reading.UNSPECIFIED));
        assertTrue(Reading.of("Bệnh khác, không phân loại nơi khác").has(Reading.NOT_ELSEWHERE));
    }
}
