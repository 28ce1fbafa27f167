package vn.khop.server.insurance;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Map;
import java.util.Optional;
import vn.khop.mpi.record.CitizenNumber;
import vn.khop.reference.VietnameseText;

/**
 * What the QR code of a citizen's card says.
 *
 * @param number 12 digits
 * @param formerCard the nine digits of the identity card that it took the place of
 * @param birthDate as yyyy-MM-dd
 * @param sex as the health insurance writes it: 1 or 2
 * @param address of residence, as the card has it
 */
public record CitizenCard(
        String number, Optional<String> formerCard, String name, String birthDate, String sex, String address) {
    private static final int FIELDS_MIN = 7;
    private static final int CHARACTERS_MAX = 1_000;
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("ddMMuuuu").withResolverStyle(ResolverStyle.STRICT);
    private static final Map<String, String> SEXES = Map.of("nam", "1", "nu", "2");

    /**
     * Reads seven fields with strokes between: number, former card, name, birth as ddMMyyyy, sex, address, day of issue. Cards since July 2024 may carry more behind these, which is not looked at.
     *
     * @throws Unreadable if it is no such text; the message does not repeat it
     */
    static CitizenCard read(String text) throws Unreadable {
        String[] fields = text.strip().split("\\|", -1);
        if (text.length() > CHARACTERS_MAX || fields.length < FIELDS_MIN) {
            throw unreadable(
                    "có " + fields.length + " trường, cần 7 trường cách nhau bằng |",
                    "it has " + fields.length + " fields, expected 7 with strokes between");
        }
        String number = fields[0].strip();
        if (CitizenNumber.parse(number).isEmpty()) {
            throw unreadable("trường 1 không phải 12 chữ số", "field 1 is not 12 digits");
        }
        String former = fields[1].strip();
        if (!former.isEmpty() && !former.matches("\\d{9}|\\d{12}")) {
            throw unreadable("trường 2 không phải số CMND 9 chữ số", "field 2 is not the nine digits of a former card");
        }
        String name = fields[2].strip();
        if (!Form.NAME.fits(name)) {
            throw unreadable("trường 3 không phải họ tên", "field 3 is not a name");
        }
        String sex = Optional.ofNullable(SEXES.get(VietnameseText.fold(fields[4].strip())))
                .orElseThrow(() -> unreadable("trường 5 không phải Nam hoặc Nữ", "field 5 is not Nam or Nữ"));
        return new CitizenCard(
                number,
                Optional.of(former).filter(card -> card.length() == 9),
                name,
                birthDate(fields[3].strip()),
                sex,
                fields[5].strip());
    }

    private static String birthDate(String digits) throws Unreadable {
        try {
            return LocalDate.parse(digits, DAY).toString();
        } catch (DateTimeException e) {
            throw unreadable("trường 4 không phải ngày sinh ddmmyyyy", "field 4 is not a birth date as ddmmyyyy");
        }
    }

    private static Unreadable unreadable(String vi, String en) {
        return new Unreadable(new Wording("nội dung mã QR: " + vi, "the text of the QR code: " + en));
    }

    /** Without anything about the citizen. */
    @Override
    public String toString() {
        return "CitizenCard";
    }
}
