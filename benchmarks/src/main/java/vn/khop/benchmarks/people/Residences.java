package vn.khop.benchmarks.people;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import vn.khop.reference.AdministrativeUnit;
import vn.khop.reference.AdministrativeUnit.Level;
import vn.khop.reference.AdministrativeUnits;

/** Draws places to live: four of five in the capital, the rest anywhere in the country. */
final class Residences {
    private static final String CAPITAL = "01";
    private static final int CAPITAL_PERCENT = 75;
    private static final String[] STREETS = {
        "Hàng Bông",
        "Lý Thường Kiệt",
        "Nguyễn Du",
        "Trần Phú",
        "Láng Hạ",
        "Tôn Thất Tùng",
        "Đại La",
        "Phố Vọng",
        "Lạc Nghiệp",
        "Kim Ngưu",
        "Xã Đàn",
        "Chùa Bộc",
        "Tây Sơn",
        "Hoàng Quốc Việt",
        "Nguyễn Khánh Toàn",
        "Đào Tấn",
        "Núi Trúc",
        "Vạn Phúc",
        "Ngọc Lâm",
        "Bồ Đề",
        "Nguyễn Sơn",
        "Trần Khát Chân",
        "Hào Nam",
        "Thái Hà",
        "Thái Thịnh",
        "Minh Khai",
        "Lò Đúc",
        "Bà Triệu",
        "Phan Chu Trinh",
        "Yên Phụ",
        "Nghi Tàm",
        "Hoàng Cầu",
        "Nguyễn Lương Bằng",
        "Khương Trung",
        "Vũ Tông Phan",
        "Kim Giang",
        "Nguyễn Xiển",
        "Phúc La",
        "Lê Lợi",
        "Chiến Thắng"
    };
    private static final String[] BUILDINGS = {
        "Linh Đàm", "Kim Văn", "Mipec", "Royal City", "Xa La", "N05", "Green Stars", "HH2"
    };
    private static final String[] HAMLETS = {"Thượng", "Hạ", "Nội", "Chùa", "Bến", "Đình", "Giữa", "Mới", "Tiền", "Hậu"
    };

    private final List<Residence> capital = new ArrayList<>();
    private final List<Residence> elsewhere = new ArrayList<>();

    Residences(AdministrativeUnits units) {
        var before = AdministrativeUnits.REFORM.minusDays(1);
        for (AdministrativeUnit commune : units.units(Level.COMMUNE, before)) {
            String district = commune.district()
                    .flatMap(code -> units.unit(Level.DISTRICT, code, before))
                    .map(AdministrativeUnit::fullName)
                    .orElse("");
            String province = units.unit(Level.PROVINCE, commune.province(), before)
                    .map(AdministrativeUnit::fullName)
                    .orElse("");
            // A commune that was split counts once for each part: people of each part live there.
            for (String code : units.successors(commune.code()).codes()) {
                units.unit(Level.COMMUNE, code, AdministrativeUnits.REFORM).ifPresent(now -> {
                    String newProvince = units.unit(Level.PROVINCE, now.province(), AdministrativeUnits.REFORM)
                            .map(AdministrativeUnit::fullName)
                            .orElse("");
                    (commune.province().equals(CAPITAL) ? capital : elsewhere)
                            .add(new Residence(
                                    "", commune.fullName(), district, province, now.fullName(), newProvince));
                });
            }
        }
    }

    Residence draw(SplittableRandom random) {
        List<Residence> region = random.nextInt(100) < CAPITAL_PERCENT ? capital : elsewhere;
        return inCommune(region.get(random.nextInt(region.size())), random);
    }

    /** Another house in the same commune. */
    Residence inCommune(Residence commune, SplittableRandom random) {
        return commune.withStreet(street(commune.oldCommune().startsWith("Phường"), random));
    }

    private static String street(boolean isWard, SplittableRandom random) {
        int kind = random.nextInt(40);
        if (kind < (isWard ? 6 : 16)) {
            String word = isWard
                    ? random.nextBoolean() ? "Tổ" : "TDP"
                    : random.nextBoolean() ? "Thôn" : random.nextBoolean() ? "Xóm" : "Khu";
            return word + " "
                    + (isWard || random.nextBoolean()
                            ? String.valueOf(1 + random.nextInt(20))
                            : HAMLETS[random.nextInt(HAMLETS.length)]);
        }
        if (kind < 20 && kind >= 16) {
            return "P" + (201 + 100 * random.nextInt(29) + random.nextInt(18)) + " Chung cư "
                    + BUILDINGS[random.nextInt(BUILDINGS.length)];
        }
        String street = STREETS[random.nextInt(STREETS.length)];
        return kind < 26
                ? (1 + random.nextInt(399)) + " " + street
                : "Số " + (1 + random.nextInt(199)) + " ngõ " + (1 + random.nextInt(400)) + " " + street;
    }
}
