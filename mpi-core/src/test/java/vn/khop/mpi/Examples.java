package vn.khop.mpi;

import java.util.LinkedHashMap;
import java.util.Map;
import vn.khop.mpi.record.RawRecord;

/** The people whom tests share; all invented. */
public final class Examples {
    private Examples() {}

    /** A record from alternating columns and values. */
    public static RawRecord record(String id, String... columnsAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < columnsAndValues.length; i += 2) {
            values.put(columnsAndValues[i], columnsAndValues[i + 1]);
        }
        return new RawRecord(id, values);
    }

    /** A woman of 30 with everything known. */
    public static RawRecord mother(String id) {
        return record(
                id,
                "full_name",
                "Nguyễn Thị Hoài Thương",
                "gender",
                "Nữ",
                "birth_date",
                "1995-08-21",
                "national_id",
                "001195012345",
                "insurance_no",
                "DN4010123456789",
                "phone",
                "0912345678",
                "address",
                "Số 12 ngõ 34 Kim Ngưu, Phường Vĩnh Tuy, Thành phố Hà Nội",
                "recorded_at",
                "2026-02-03");
    }

    /** Her child, three days old, under her name, number, telephone and address, as the rule for newborn children has it. */
    public static RawRecord newbornUnderMothersName(String id) {
        return record(
                id,
                "full_name",
                "Nguyễn Thị Hoài Thương",
                "gender",
                "Nữ",
                "birth_date",
                "2026-02-01",
                "national_id",
                "001195012345",
                "insurance_no",
                "DN4010123456789",
                "phone",
                "0912345678",
                "address",
                "Số 12 ngõ 34 Kim Ngưu, Phường Vĩnh Tuy, Thành phố Hà Nội",
                "recorded_at",
                "2026-02-04");
    }

    /** One of two children born on one day. */
    public static RawRecord twin(String id, String name, String sex, String insurance) {
        return record(
                id,
                "full_name",
                name,
                "gender",
                sex,
                "birth_date",
                "2019-05-17",
                "insurance_no",
                insurance,
                "phone",
                "0987654321",
                "address",
                "Số 5 phố Hàng Bông, Phường Hoàn Kiếm, Thành phố Hà Nội",
                "recorded_at",
                "2026-01-05");
    }
}
