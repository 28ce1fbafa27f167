package vn.khop.server.insurance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The text of the code on a citizen's card; the cards are made up. */
class CitizenCardTest {
    private static final String CARD =
            "001196112317|012345678|Phạm Thị Ngọc Diệp|23111996|Nữ|Số 17 Đội Cấn, Ngọc Hà, Ba Đình, Hà Nội|10052021";

    @Test
    void sevenFieldsAreReadByTheirPlaces() throws Exception {
        assertEquals(
                new CitizenCard(
                        "001196112317",
                        Optional.of("012345678"),
                        "Phạm Thị Ngọc Diệp",
                        "1996-11-23",
                        "2",
                        "Số 17 Đội Cấn, Ngọc Hà, Ba Đình, Hà Nội"),
                CitizenCard.read(CARD));
    }

    @Test
    void whoHadNoFormerCardHasAnEmptyFieldAndNewerCardsCarryMoreBehind() throws Exception {
        CitizenCard card = CitizenCard.read(CARD.replace("012345678", "") + "||Phạm Văn Khuê|Lò Thị Mẫu|\r\n");
        assertEquals(Optional.empty(), card.formerCard());
        assertEquals("1996-11-23", card.birthDate());
    }

    @Test
    void whatIsNoSuchTextIsRefusedByItsFieldAndNotRepeated() {
        for (String bad : List.of(
                "",
                "https://example.com/001196112317",
                "001196112317|012345678|Phạm Thị Ngọc Diệp",
                CARD.replace("001196112317", "01196112317"),
                CARD.replace("012345678", "1234"),
                CARD.replace("Phạm Thị Ngọc Diệp", "12"),
                CARD.replace("23111996", "31021996"),
                CARD.replace("23111996", "1996-11-23"),
                CARD.replace("Nữ", "khác"),
                CARD + "x".repeat(1_000))) {
            Unreadable refused = assertThrows(Unreadable.class, () -> CitizenCard.read(bad), bad);
            assertFalse(refused.wording().en().contains("Diệp"));
            assertFalse(refused.wording().vi().contains("001196112317"));
        }
    }
}
