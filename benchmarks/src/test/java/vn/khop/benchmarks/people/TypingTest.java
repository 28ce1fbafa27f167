package vn.khop.benchmarks.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import vn.khop.reference.LegacyEncoding;
import vn.khop.reference.ReferenceData;

class TypingTest {
    private final Typing typing = new Typing(ReferenceData.open().legacyEncodings());

    @Test
    void marksGoAndCapitalsStay() {
        assertEquals("Nguyen Thi Dieu ANH Duong", Typing.plain("Nguyễn Thị Diệu ANH Đường"));
    }

    @Test
    void theKeyOfTheToneStandsAtTheEndOfItsWord() {
        assertEquals("Nguyeenx Thij Hoaf", typing.spelt("Nguyễn Thị Hoà", LegacyEncoding.TELEX));
        assertEquals("DDawngj Hoongf Ngocj", typing.spelt("Đặng Hồng Ngọc", LegacyEncoding.TELEX));
    }

    @Test
    void fontsOfThe1990sAreReadAsLatinLetters() {
        assertEquals("NguyÔn V¨n S¬n", typing.spelt("Nguyễn Văn Sơn", LegacyEncoding.TCVN3));
        assertEquals("Nguyeãn", typing.spelt("Nguyễn", LegacyEncoding.VNI_WINDOWS));
    }

    @Test
    void aToneIsWrittenForTheOther() {
        assertEquals("Hãi Dủng", Typing.toneSlip("Hải Dũng"));
        assertEquals("Lan", Typing.toneSlip("Lan"));
    }

    @Test
    void theOtherSpellingIsOneThatPeopleUse() {
        assertEquals("Nguyễn Hoà", Typing.otherSpelling("Nguyễn Hòa"));
        assertEquals("Lí Thu", Typing.otherSpelling("Lý Thu"));
    }

    @Test
    void soundsAreExchangedAtTheEdgeOfAWordOnly() {
        SplittableRandom random = new SplittableRandom(1);
        boolean hasChanged = false;
        for (int i = 0; i < 200; i++) {
            String slip = Typing.soundSlip("Lê Sang", random);
            assertTrue(slip.matches("(L|N)ê (S|X)an(g?)|Lê Sang"), "one of l/n, s/x and n/ng was expected: " + slip);
            hasChanged |= !slip.equals("Lê Sang");
        }
        assertTrue(hasChanged);
    }

    @Test
    void aKeySlipChangesAtMostOneKeyOrTwoNeighbours() {
        SplittableRandom random = new SplittableRandom(2);
        for (int i = 0; i < 500; i++) {
            String slip = Typing.keySlip("TRAN VAN AN", random);
            assertTrue(Math.abs(slip.length() - 11) <= 1, slip);
        }
        for (int i = 0; i < 500; i++) {
            String slip = Digits.slip("001085123456", random);
            assertTrue(slip.length() == 12 || slip.length() == 11, slip);
            assertTrue(slip.chars().allMatch(c -> c >= '0' && c <= '9'), slip);
        }
    }
}
