package vn.khop.benchmarks.terminology;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.CodeSystemDescription;
import vn.khop.terminology.concept.Concept;
import vn.khop.terminology.concept.ConceptProperty;
import vn.khop.terminology.concept.Designation;
import vn.khop.terminology.concept.PropertyDefinition;
import vn.khop.terminology.concept.PropertyType;
import vn.khop.terminology.concept.ReleaseId;

/**
 * A code system of any size, drawn from a seed: names of three to seven words of Vietnamese medical speech and of English, five
 * properties, one in a hundred inactive, a hierarchy of ten children a concept. The same size and seed give the same list.
 */
final class GeneratedList {
    static final String SYSTEM = "urn:khop:generated";
    static final String VERSION = "2026";

    private static final int CHILDREN = 10;
    private static final int INACTIVE_EVERY = 100;
    private static final String[] KINDS = {"disease", "procedure", "drug", "finding", "device"};
    private static final String[] VIETNAMESE = {
        "bệnh", "viêm", "phổi", "đái", "tháo", "đường", "tăng", "huyết", "áp", "gan", "thận", "tim", "mạch", "não",
        "màng", "cấp", "mạn", "tính", "do", "vi", "khuẩn", "virus", "nhiễm", "trùng", "sốt", "xuất", "ung", "thư", "dạ",
        "dày", "ruột", "xương", "khớp", "da", "mắt", "tai", "mũi", "họng", "răng", "hàm", "chấn", "thương", "gãy",
        "bỏng", "ngộ", "độc", "thuốc", "thai", "sản", "nhi", "trẻ", "sơ", "sinh", "rối", "loạn", "chuyển", "hóa", "suy",
        "giảm", "miễn", "dịch", "tổn", "hẹp", "hở", "van", "động", "tĩnh", "phình", "tắc", "nghẽn", "u", "ác", "lành",
        "nang", "sỏi", "mật", "tụy", "lách", "bàng", "quang", "niệu", "đạo", "tiền", "liệt", "tuyến", "giáp", "thượng",
        "cổ", "ngực", "bụng", "lưng", "cột", "sống", "chi", "trên", "dưới", "trái", "phải", "hai", "bên", "khác",
        "không", "xác", "định", "đặc", "hiệu", "biến", "chứng", "thần", "kinh", "tâm", "cơ", "hô", "hấp", "tiêu",
        "tiết", "dị", "ứng", "lao", "giang", "mai", "nấm", "ký", "phẫu", "thuật", "nội", "soi", "cắt", "ghép", "khâu",
        "nối", "chụp", "siêu", "âm", "xét", "nghiệm", "máu", "nước", "tiểu", "điều", "trị", "theo", "dõi", "chăm",
        "sóc", "phục", "hồi", "chức", "năng", "tiêm", "truyền", "viên", "nén", "hàm", "lượng"
    };
    private static final String[] ENGLISH = {
        "acute",
        "chronic",
        "disease",
        "infection",
        "lung",
        "liver",
        "heart",
        "kidney",
        "brain",
        "fever",
        "injury",
        "cancer",
        "bone",
        "skin",
        "eye",
        "ear",
        "throat",
        "unspecified",
        "other",
        "specified",
        "diabetes",
        "mellitus",
        "hypertension",
        "pneumonia",
        "bacterial",
        "viral",
        "fungal",
        "disorder",
        "metabolic",
        "immune",
        "deficiency",
        "stenosis",
        "aneurysm",
        "artery",
        "vein",
        "thrombosis",
        "benign",
        "malignant",
        "neoplasm",
        "cyst",
        "stone",
        "pancreas",
        "spleen",
        "bladder",
        "prostate",
        "thyroid",
        "gland",
        "neck",
        "chest",
        "abdomen",
        "spine",
        "upper",
        "lower",
        "left",
        "right",
        "bilateral",
        "complication",
        "nerve",
        "muscle",
        "respiratory",
        "digestive",
        "allergic",
        "tuberculosis",
        "syphilis",
        "surgery",
        "endoscopic",
        "excision",
        "graft",
        "suture",
        "imaging",
        "ultrasound",
        "assay",
        "blood",
        "urine",
        "therapy",
        "monitoring",
        "rehabilitation",
        "injection",
        "tablet"
    };

    private GeneratedList() {}

    static CodeSystem of(int concepts, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<PropertyDefinition> definitions = List.of(
                new PropertyDefinition("kind", PropertyType.CODE),
                new PropertyDefinition("group", PropertyType.STRING),
                new PropertyDefinition("price", PropertyType.INTEGER),
                new PropertyDefinition("insured", PropertyType.BOOLEAN),
                new PropertyDefinition("since", PropertyType.DATE_TIME));
        List<Concept> drawn = new ArrayList<>(concepts);
        for (int i = 0; i < concepts; i++) {
            drawn.add(new Concept(
                    code(i),
                    i % INACTIVE_EVERY != INACTIVE_EVERY - 1,
                    List.of(
                            new Designation("vi", Designation.DISPLAY, name(random, VIETNAMESE)),
                            new Designation("en", Designation.DISPLAY, name(random, ENGLISH))),
                    List.of(
                            new ConceptProperty("kind", PropertyType.CODE, KINDS[random.nextInt(KINDS.length)]),
                            new ConceptProperty("group", PropertyType.STRING, "G" + random.nextInt(1_000)),
                            new ConceptProperty(
                                    "price", PropertyType.INTEGER, Integer.toString(random.nextInt(100_000) * 100)),
                            new ConceptProperty(
                                    "insured", PropertyType.BOOLEAN, Boolean.toString(random.nextBoolean())),
                            new ConceptProperty(
                                    "since", PropertyType.DATE_TIME, Integer.toString(2000 + random.nextInt(26)))),
                    i == 0 ? List.of() : List.of(code((i - 1) / CHILDREN))));
        }
        return new CodeSystem(
                new CodeSystemDescription(
                        new ReleaseId(SYSTEM, VERSION),
                        "generated",
                        Optional.empty(),
                        Optional.empty(),
                        List.of("vi", "en"),
                        definitions),
                "seed " + seed,
                drawn);
    }

    /** The code of the concept at this place: a letter, digits, and a digit after a point. */
    static String code(int ordinal) {
        int rest = ordinal / 10;
        return (char) ('A' + rest % 26) + Integer.toString(rest / 26) + "." + ordinal % 10;
    }

    private static String name(SplittableRandom random, String[] words) {
        StringBuilder name = new StringBuilder(word(random, words));
        for (int more = 2 + random.nextInt(5); more > 0; more--) {
            name.append(' ').append(word(random, words));
        }
        return Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    /** Words at the front of the table are more frequent, as in any language. */
    private static String word(SplittableRandom random, String[] words) {
        return words[Math.min(random.nextInt(words.length), random.nextInt(words.length))];
    }
}
