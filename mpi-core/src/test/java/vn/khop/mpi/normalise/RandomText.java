package vn.khop.mpi.normalise;

import java.util.SplittableRandom;

/** Random text for laws, from a seed that a failure names and -Dtests.seed replays. */
final class RandomText {
    private static final long SEED = seed();
    private static final String[] PIECES = {
        "P.",
        "Phường",
        "phuong",
        "X.",
        "Xã",
        "TT",
        "Q.",
        "Quận",
        "H.",
        "Huyện",
        "TX.",
        "TP",
        "TP.",
        "T.",
        "Tỉnh",
        "HN",
        "TPHCM",
        "Hà Nội",
        "Ha Noi",
        "Ba Đình",
        "Hoàng Mai",
        "Vĩnh Hưng",
        "Tân Phú",
        "13",
        "P13",
        "Q1",
        "Hòa Bình",
        "Hoà",
        "Thị",
        "xã",
        "Đan Phượng",
        "Bắc Giang",
        "Long An",
        "số 5",
        "ngõ 12",
        ",",
        "-",
        " - ",
        ";",
        "(",
        ")",
        ".",
        "Việt Nam",
        "Nguyễn",
        "NGUYỄN",
        "Văn",
        "An",
        "CB.",
        "con bà",
        "bé của",
        "H'",
        "Y",
        "’",
        "\u00D0",
        "\u0301",
        "\u0323",
        "\u00A0",
        "0903511798",
        "+84",
        "0084",
        "0123456789",
        "2025-01-01",
        "01/01/1957",
        "198500000000",
        "31/02/1990",
        "001196479322",
        "HC2015889723236",
        "TE1",
        ";;",
        "không có",
        "\uD83D\uDE00",
        "\uD83D",
        "ß",
        "İ",
        "ŏ",
        "\t",
        "\n",
        "٣"
    };

    private RandomText() {}

    private static long seed() {
        String given = System.getProperty("tests.seed", "");
        return given.isBlank() ? System.nanoTime() : Long.parseUnsignedLong(given, 16);
    }

    static SplittableRandom random() {
        return new SplittableRandom(SEED);
    }

    static String seedNote() {
        return "replay with -Dtests.seed=" + Long.toHexString(SEED);
    }

    /** Something that a field of numbers may hold: 7 to 16 digits, at times behind letters, with + or a zero before them. */
    static String number(SplittableRandom random) {
        String[] starts = {
            "", "", "", "0", "+84", "00", "001", "HC2", "TE1", "DN4", "B", "09", "03", "02", "024", "0123"
        };
        StringBuilder text = new StringBuilder(starts[random.nextInt(starts.length)]);
        for (int n = 5 + random.nextInt(9); n > 0; n--) {
            text.append((char) ('0' + random.nextInt(10)));
        }
        return text.toString();
    }

    /** Pieces of addresses, names and numbers in any order, with or without spaces between. */
    static String address(SplittableRandom random) {
        StringBuilder text = new StringBuilder();
        int n = random.nextInt(12);
        for (int i = 0; i < n; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]).append(random.nextInt(4) == 0 ? "" : " ");
        }
        return text.toString();
    }
}
