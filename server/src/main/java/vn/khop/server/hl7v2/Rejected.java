package vn.khop.server.hl7v2;

/**
 * A message that is not taken, and why: what is said to the sender. Holds no patient data.
 */
final class Rejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Condition condition;
    private final Place place;

    /** @param diagnostic what was found, what was expected, what to do; in English */
    Rejected(Condition condition, Place place, String diagnostic) {
        super(diagnostic, null, false, false);
        this.condition = condition;
        this.place = place;
    }

    Condition condition() {
        return condition;
    }

    Place place() {
        return place;
    }

    String diagnostic() {
        return String.valueOf(getMessage());
    }

    /**
     * What is wrong. The code is that of HL7 table 0357 with its text there; the name is ours, public and stable, and stands in ERR-5.
     */
    enum Condition {
        /** The parts of the message are not where they must be, or it is no message. */
        SEGMENT_SEQUENCE("100", "Segment sequence error", true, "Thông điệp không đúng cấu trúc HL7"),
        REQUIRED_FIELD("101", "Required field missing", false, "Thiếu trường bắt buộc"),
        DATA_TYPE("102", "Data type error", false, "Giá trị không đúng định dạng"),
        TABLE_VALUE("103", "Table value not found", false, "Giá trị không có trong danh mục"),
        MESSAGE_TYPE("200", "Unsupported message type", true, "Loại thông điệp không được hỗ trợ"),
        EVENT_CODE("201", "Unsupported event code", true, "Sự kiện không được hỗ trợ"),
        PROCESSING_ID("202", "Unsupported processing id", true, "Chỉ nhận thông điệp vận hành thật (P)"),
        VERSION_ID("203", "Unsupported version id", true, "Phiên bản HL7 không được hỗ trợ"),
        UNKNOWN_KEY("204", "Unknown key identifier", false, "Không tìm thấy mã định danh hoặc miền cấp mã"),
        DUPLICATE_KEY("205", "Duplicate key identifier", false, "Mã định danh đã được dùng"),
        /** The same control id came before with another content. */
        CONTROL_ID_REUSED("207", "Application internal error", true, "Mã thông điệp MSH-10 đã dùng cho nội dung khác"),
        /** Nobody may send so from there. */
        SENDER_UNKNOWN("207", "Application internal error", true, "Nơi gửi chưa được đăng ký"),
        NOT_PERMITTED("207", "Application internal error", true, "Nơi gửi không có quyền với yêu cầu này"),
        /** A rule about who is who is against it. */
        REFUSED("207", "Application internal error", false, "Yêu cầu trái với quy tắc định danh"),
        TOO_LARGE("207", "Application internal error", true, "Thông điệp quá lớn"),
        /** Nothing is wrong with the message: it is to be sent again. */
        TRY_AGAIN("207", "Application internal error", false, "Hệ thống tạm thời bận, hãy gửi lại");

        private final String code;
        private final String text;
        private final boolean isReject;
        private final String userMessage;

        Condition(String code, String text, boolean isReject, String userMessage) {
            this.code = code;
            this.text = text;
            this.isReject = isReject;
            this.userMessage = userMessage;
        }

        String code() {
            return code;
        }

        String text() {
            return text;
        }

        /** AR: there is no use in sending it again as it is; AE otherwise. */
        boolean isReject() {
            return isReject;
        }

        String userMessage() {
            return userMessage;
        }
    }

    /**
     * Where in the message (ERL of HL7 v2.5); 0 for what is not known so closely.
     *
     * @param repetition from 1
     */
    record Place(String segment, int segmentRepetition, int field, int repetition, int component, int subcomponent) {
        static Place none() {
            return new Place("", 0, 0, 0, 0, 0);
        }

        static Place of(String segment) {
            return new Place(segment, 1, 0, 0, 0, 0);
        }

        static Place of(String segment, int field) {
            return new Place(segment, 1, field, 0, 0, 0);
        }

        static Place of(String segment, int field, int repetition, int component) {
            return new Place(segment, 1, field, repetition, component, 0);
        }

        boolean isKnown() {
            return !segment.isEmpty();
        }

        /** Such as {@code PID^1^3^1^4}. */
        String written() {
            StringBuilder written = new StringBuilder(segment);
            for (int part : new int[] {segmentRepetition, field, repetition, component, subcomponent}) {
                if (part == 0) {
                    break;
                }
                written.append('^').append(part);
            }
            return written.toString();
        }
    }
}
