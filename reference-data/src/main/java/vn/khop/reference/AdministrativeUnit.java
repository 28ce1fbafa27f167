package vn.khop.reference;

import java.time.LocalDate;
import java.util.Optional;

/**
 * A province, district or commune as one decision left it. A unit that changes its type has two of these with one code.
 *
 * @param code zero-padded digits: 2, 3 or 5 of them; meaningful only with a date
 * @param name without its type: "Ba Đình"
 * @param type "Phường", "Xã", "Thị trấn", "Đặc khu", "Quận", "Huyện", "Thị xã", "Thành phố", "Tỉnh"
 * @param district the district's code, for a commune before 2025-07-01
 * @param province the province's code; a province's own
 * @param validFrom first day; empty where the sources do not say
 * @param validBefore first day no more; empty where no end is known
 * @param source a key of {@link AdministrativeUnits#sources}
 * @param note where sources disagree, what the others have; else empty
 */
public record AdministrativeUnit(
        Level level,
        String code,
        String name,
        String type,
        Optional<String> district,
        String province,
        Optional<LocalDate> validFrom,
        Optional<LocalDate> validBefore,
        String source,
        String note) {
    /** The three levels; districts ended on 2025-07-01. */
    public enum Level {
        PROVINCE(2),
        DISTRICT(3),
        COMMUNE(5);

        private final int codeWidth;

        Level(int codeWidth) {
            this.codeWidth = codeWidth;
        }

        /** Digits of a code of this level. */
        public int codeWidth() {
            return codeWidth;
        }
    }

    /** "Phường Ba Đình". */
    public String fullName() {
        return type + " " + name;
    }

    public boolean isValidOn(LocalDate date) {
        return (validFrom.isEmpty() || !date.isBefore(validFrom.get()))
                && (validBefore.isEmpty() || date.isBefore(validBefore.get()));
    }
}
