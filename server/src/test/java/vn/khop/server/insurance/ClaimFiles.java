package vn.khop.server.insurance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Files as hospitals send them, made up: the good ones by the descriptions of QĐ 4750's annex, written down here a second time and not read from the tables of the product. Nobody in them lives.
 */
public final class ClaimFiles {
    private ClaimFiles() {}

    /** One row, element by element. */
    public static Map<String, String> row(String... elementsAndValues) {
        Map<String, String> row = new LinkedHashMap<>();
        for (int i = 0; i < elementsAndValues.length; i += 2) {
            row.put(elementsAndValues[i], elementsAndValues[i + 1]);
        }
        return row;
    }

    /** The same with other values. */
    public static Map<String, String> with(Map<String, String> row, String... elementsAndValues) {
        Map<String, String> other = new LinkedHashMap<>(row);
        other.putAll(row(elementsAndValues));
        return other;
    }

    private static String elements(Map<String, String> row) {
        StringBuilder xml = new StringBuilder();
        row.forEach((element, value) -> xml.append('<')
                .append(element)
                .append('>')
                .append(value.replace("&", "&amp;").replace("<", "&lt;"))
                .append("</")
                .append(element)
                .append(">\n"));
        return xml.toString();
    }

    /** A table with the elements around its rows that systems write. */
    public static String table(String kind, List<Map<String, String>> rows) {
        String[] around = switch (kind) {
            case "XML1" -> new String[] {"", "TONG_HOP"};
            case "XML2" -> new String[] {"CHITIEU_CHITIET_THUOC/DSACH_CHI_TIET_THUOC", "CHI_TIET_THUOC"};
            case "XML3" -> new String[] {"CHITIEU_CHITIET_DVKT_VTYT/DSACH_CHI_TIET_DVKT", "CHI_TIET_DVKT"};
            case "XML4" -> new String[] {"CHITIEU_CHITIET_DICHVUCANLAMSANG/DSACH_CHI_TIET_CLS", "CHI_TIET_CLS"};
            case "XML5" ->
                new String[] {"CHITIEU_CHITIET_DIENBIENLAMSANG/DSACH_CHI_TIET_DIEN_BIEN_BENH", "CHI_TIET_DIEN_BIEN_BENH"
                };
            case "XML6" -> new String[] {"CHI_TIEU_HO_SO_BENH_AN_CHAM_SOC_VA_DIEU_TRI_HIV_AIDS/DSACH_HO_SO", "HO_SO"};
            case "XML7" -> new String[] {"", "CHI_TIEU_DU_LIEU_GIAY_RA_VIEN"};
            case "XML8" -> new String[] {"", "CHI_TIEU_DU_LIEU_TOM_TAT_HO_SO_BENH_AN"};
            case "XML9" ->
                new String[] {"CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH/DSACH_GIAYCHUNGSINH", "DU_LIEU_GIAY_CHUNG_SINH"};
            default -> new String[] {"CHI_TIEU/DSACH", "DONG"};
        };
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        List<String> outer = around[0].isEmpty() ? List.of() : List.of(around[0].split("/"));
        outer.forEach(element -> xml.append('<').append(element).append(">\n"));
        rows.forEach(row -> xml.append('<')
                .append(around[1])
                .append(">\n")
                .append(elements(row))
                .append("</")
                .append(around[1])
                .append(">\n"));
        for (int i = outer.size() - 1; i >= 0; i--) {
            xml.append("</").append(outer.get(i)).append(">\n");
        }
        return xml.toString();
    }

    public static String file(String kind, String document) {
        return "<FILEHOSO><LOAIHOSO>" + kind + "</LOAIHOSO><NOIDUNGFILE>"
                + Base64.getEncoder().encodeToString(document.getBytes(StandardCharsets.UTF_8))
                + "</NOIDUNGFILE></FILEHOSO>";
    }

    @SafeVarargs
    public static String file(String kind, Map<String, String>... rows) {
        return file(kind, table(kind, List.of(rows)));
    }

    public static String dossier(String... files) {
        return "<HOSO>" + String.join("\n", files) + "</HOSO>";
    }

    public static String envelope(String facility, String made, String... dossiers) {
        return """
                <?xml version="1.0" encoding="utf-8"?>
                <GIAMDINHHS xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
                <THONGTINDONVI><MACSKCB>%s</MACSKCB></THONGTINDONVI>
                <THONGTINHOSO><NGAYLAP>%s</NGAYLAP><SOLUONGHOSO>%d</SOLUONGHOSO>
                <DANHSACHHOSO>%s</DANHSACHHOSO></THONGTINHOSO>
                <CHUKYDONVI>signed</CHUKYDONVI>
                </GIAMDINHHS>
                """.formatted(facility, made, dossiers.length, String.join("\n", dossiers));
    }

    @SafeVarargs
    public static String checkIns(Map<String, String>... rows) {
        StringBuilder xml = new StringBuilder("<CHI_TIEU_TRANG_THAI_KCB><DSACH_TRANG_THAI_KCB>\n");
        for (Map<String, String> row : rows) {
            xml.append("<TRANG_THAI_KCB>").append(elements(row)).append("</TRANG_THAI_KCB>\n");
        }
        return xml.append("</DSACH_TRANG_THAI_KCB><CHUKYDONVI/></CHI_TIEU_TRANG_THAI_KCB>")
                .toString();
    }

    /** A stay of somebody, every element of XML1 filled as its description says. */
    public static Map<String, String> summary(String stay, String patient, String name, String born, String sex) {
        return row(
                "MA_LK", stay,
                "STT", "1",
                "MA_BN", patient,
                "HO_TEN", name,
                "SO_CCCD", "",
                "NGAY_SINH", born,
                "GIOI_TINH", sex,
                "NHOM_MAU", "O+",
                "MA_QUOCTICH", "000",
                "MA_DANTOC", "01",
                "MA_NGHE_NGHIEP", "00000",
                "DIA_CHI", "Số 17 Đội Cấn, Phường Ngọc Hà, Thành phố Hà Nội",
                "MATINH_CU_TRU", "01",
                "MAHUYEN_CU_TRU", "001",
                "MAXA_CU_TRU", "00008",
                "DIEN_THOAI", "",
                "MA_THE_BHYT", "",
                "MA_DKBD", "",
                "GT_THE_TU", "",
                "GT_THE_DEN", "",
                "NGAY_MIEN_CCT", "",
                "LY_DO_VV", "Khám bệnh",
                "LY_DO_VNT", "",
                "MA_LY_DO_VNT", "",
                "CHAN_DOAN_VAO", "Theo dõi",
                "CHAN_DOAN_RV", "Viêm họng",
                "MA_BENH_CHINH", "J02.9",
                "MA_BENH_KT", "",
                "MA_BENH_YHCT", "",
                "MA_PTTT_QT", "",
                "MA_DOITUONG_KCB", "1.1",
                "MA_NOI_DI", "",
                "MA_NOI_DEN", "",
                "MA_TAI_NAN", "",
                "NGAY_VAO", "202611100815",
                "NGAY_VAO_NOI_TRU", "",
                "NGAY_RA", "202611101030",
                "GIAY_CHUYEN_TUYEN", "",
                "SO_NGAY_DTRI", "0",
                "PP_DIEU_TRI", "Thuốc",
                "KET_QUA_DTRI", "1",
                "MA_LOAI_RV", "1",
                "GHI_CHU", "",
                "NGAY_TTOAN", "202611101040",
                "T_THUOC", "120000.00",
                "T_VTYT", "0",
                "T_TONGCHI_BV", "120000",
                "T_TONGCHI_BH", "120000",
                "T_BNTT", "0",
                "T_BNCCT", "0",
                "T_BHTT", "120000",
                "T_NGUONKHAC", "0",
                "T_BHTT_GDV", "0",
                "NAM_QT", "2026",
                "THANG_QT", "11",
                "MA_LOAI_KCB", "01",
                "MA_KHOA", "K01",
                "MA_CSKCB", "01001",
                "MA_KHUVUC", "",
                "CAN_NANG", "54.0",
                "CAN_NANG_CON", "",
                "NAM_NAM_LIEN_TUC", "",
                "NGAY_TAI_KHAM", "",
                "MA_HSBA", "HS-" + patient,
                "MA_TTDV", "0123456789",
                "DU_PHONG", "");
    }

    public static Map<String, String> discharge(String stay) {
        return row(
                "MA_LK", stay,
                "SO_LUU_TRU", "LT-1",
                "MA_YTE", "YT-1",
                "MA_KHOA_RV", "K18",
                "NGAY_VAO", "202611100815",
                "NGAY_RA", "202611101030",
                "MA_DINH_CHI_THAI", "0",
                "NGUYENNHAN_DINHCHI", "",
                "THOIGIAN_DINHCHI", "",
                "TUOI_THAI", "",
                "CHAN_DOAN_RV", "Viêm họng",
                "PP_DIEUTRI", "Thuốc",
                "GHI_CHU", "",
                "MA_TTDV", "0123456789",
                "MA_BS", "0123456780",
                "TEN_BS", "Trịnh Văn Khám",
                "NGAY_CT", "20261110",
                "MA_CHA", "",
                "MA_ME", "",
                "MA_THE_TAM", "",
                "HO_TEN_CHA", "",
                "HO_TEN_ME", "",
                "SO_NGAY_NGHI", "",
                "NGOAITRU_TUNGAY", "",
                "NGOAITRU_DENNGAY", "",
                "DU_PHONG", "");
    }

    /** A drug of the stay of {@link #summary}. */
    public static Map<String, String> drug(String stay) {
        return row(
                "MA_LK", stay,
                "STT", "1",
                "MA_THUOC", "40.30.28",
                "MA_PP_CHEBIEN", "",
                "MA_CSKCB_THUOC", "",
                "MA_NHOM", "4",
                "TEN_THUOC", "Paracetamol 500mg",
                "DON_VI_TINH", "Viên",
                "HAM_LUONG", "500mg",
                "DUONG_DUNG", "1.01",
                "DANG_BAO_CHE", "Viên nén",
                "LIEU_DUNG", "2 viên/lần, 2 lần/ngày, sử dụng trong 5 ngày",
                "CACH_DUNG", "Sau ăn",
                "SO_DANG_KY", "VD-20256-17",
                "TT_THAU", "46/QD-TTMS;G1;N1;2026",
                "PHAM_VI", "1",
                "TYLE_TT_BH", "50",
                "SO_LUONG", "20.000",
                "DON_GIA", "1500.500",
                "THANH_TIEN_BV", "30010.00",
                "THANH_TIEN_BH", "15005.00",
                "T_NGUONKHAC_NSNN", "0",
                "T_NGUONKHAC_VTNN", "0",
                "T_NGUONKHAC_VTTN", "0",
                "T_NGUONKHAC_CL", "0",
                "T_NGUONKHAC", "0",
                "MUC_HUONG", "80",
                "T_BNTT", "15005.00",
                "T_BNCCT", "3001.00",
                "T_BHTT", "12004.00",
                "MA_KHOA", "K01",
                "MA_BAC_SI", "001234/HNO-CCHN",
                "MA_DICH_VU", "",
                "NGAY_YL", "202611100830",
                "NGAY_TH_YL", "202611100835",
                "MA_PTTT", "1",
                "NGUON_CTRA", "1",
                "VET_THUONG_TP", "",
                "DU_PHONG", "");
    }

    /** An examination in it. */
    public static Map<String, String> service(String stay) {
        return row(
                "MA_LK", stay,
                "STT", "1",
                "MA_DICH_VU", "23.0041.1506",
                "MA_PTTT_QT", "",
                "MA_VAT_TU", "",
                "MA_NHOM", "1",
                "GOI_VTYT", "",
                "TEN_VAT_TU", "",
                "TEN_DICH_VU", "Định lượng Cholesterol toàn phần",
                "MA_XANG_DAU", "",
                "DON_VI_TINH", "Lần",
                "PHAM_VI", "1",
                "SO_LUONG", "1",
                "DON_GIA_BV", "30000",
                "DON_GIA_BH", "27300",
                "TT_THAU", "",
                "TYLE_TT_DV", "100",
                "TYLE_TT_BH", "100",
                "THANH_TIEN_BV", "30000",
                "THANH_TIEN_BH", "27300",
                "T_TRANTT", "",
                "MUC_HUONG", "80",
                "T_NGUONKHAC_NSNN", "0",
                "T_NGUONKHAC_VTNN", "0",
                "T_NGUONKHAC_VTTN", "0",
                "T_NGUONKHAC_CL", "0",
                "T_NGUONKHAC", "0",
                "T_BNTT", "2700",
                "T_BNCCT", "5460",
                "T_BHTT", "21840",
                "MA_KHOA", "K01",
                "MA_GIUONG", "",
                "MA_BAC_SI", "001234/HNO-CCHN",
                "NGUOI_THUC_HIEN", "001235/HNO-CCHN",
                "MA_BENH", "J02.9",
                "MA_BENH_YHCT", "",
                "NGAY_YL", "202611100830",
                "NGAY_TH_YL", "202611100900",
                "NGAY_KQ", "202611101000",
                "MA_PTTT", "1",
                "VET_THUONG_TP", "",
                "PP_VO_CAM", "",
                "VI_TRI_TH_DVKT", "",
                "MA_MAY", "SH.1.01001.12345",
                "MA_HIEU_SP", "",
                "TAI_SU_DUNG", "",
                "DU_PHONG", "");
    }

    /** Its result. */
    public static Map<String, String> result(String stay) {
        return row(
                "MA_LK", stay,
                "STT", "1",
                "MA_DICH_VU", "23.0041.1506",
                "MA_CHI_SO", "CHOL",
                "TEN_CHI_SO", "Cholesterol toàn phần",
                "GIA_TRI", "5,2",
                "DON_VI_DO", "mmol/L",
                "MO_TA", "",
                "KET_LUAN", "",
                "NGAY_KQ", "202611101000",
                "MA_BS_DOC_KQ", "001235/HNO-CCHN",
                "DU_PHONG", "");
    }

    /** What a physician noted. */
    public static Map<String, String> course(String stay) {
        return row(
                "MA_LK", stay,
                "STT", "1",
                "DIEN_BIEN_LS", "Tỉnh, họng đỏ",
                "GIAI_DOAN_BENH", "",
                "HOI_CHAN", "",
                "PHAU_THUAT", "",
                "THOI_DIEM_DBLS", "202611100840",
                "NGUOI_THUC_HIEN", "001234/HNO-CCHN",
                "DU_PHONG", "");
    }

    /** What XML6 says beside {@link #summary}. */
    public static Map<String, String> treatment(String stay, String born, String sex) {
        return row(
                "MA_LK", stay,
                "MA_THE_BHYT", "",
                "SO_CCCD", "",
                "NGAY_SINH", born,
                "GIOI_TINH", sex,
                "DIA_CHI", "Số 17 Đội Cấn, Phường Ngọc Hà, Thành phố Hà Nội",
                "MATINH_CU_TRU", "01",
                "MAHUYEN_CU_TRU", "001",
                "MAXA_CU_TRU", "00008",
                "NGAYKD_HIV", "20200310",
                "NOI_LAY_MAU_XN", "01001",
                "NOI_XN_KD", "01013",
                "NOI_BDDT_ARV", "01001",
                "BDDT_ARV", "20200401",
                "MA_PHAC_DO_DIEU_TRI_BD", "1f",
                "MA_BAC_PHAC_DO_BD", "1",
                "MA_LYDO_DTRI", "3",
                "LOAI_DTRI_LAO", "0",
                "SANG_LOC_LAO", "2",
                "PHACDO_DTRI_LAO", "",
                "NGAYBD_DTRI_LAO", "",
                "NGAYKT_DTRI_LAO", "",
                "KQ_DTRI_LAO", "7",
                "MA_LYDO_XNTL_VR", "1",
                "NGAY_XN_TLVR", "20261101",
                "KQ_XNTL_VR", "1",
                "NGAY_KQ_XN_TLVR", "20261105",
                "MA_LOAI_BN", "1",
                "GIAI_DOAN_LAM_SANG", "1",
                "NHOM_DOI_TUONG", "11",
                "MA_TINH_TRANG_DK", "9",
                "LAN_XN_PCR", "",
                "NGAY_XN_PCR", "",
                "NGAY_KQ_XN_PCR", "",
                "MA_KQ_XN_PCR", "",
                "NGAY_NHAN_TT_MANG_THAI", "",
                "NGAY_BAT_DAU_DT_CTX", "",
                "MA_XU_TRI", "1;4",
                "NGAY_BAT_DAU_XU_TRI", "20261110",
                "NGAY_KET_THUC_XU_TRI", "20261210",
                "MA_PHAC_DO_DIEU_TRI", "1f",
                "MA_BAC_PHAC_DO", "1",
                "SO_NGAY_CAP_THUOC_ARV", "30",
                "NGAY_CHUYEN_PHAC_DO", "20240101",
                "LY_DO_CHUYEN_PHAC_DO", "4",
                "MA_CSKCB", "01001",
                "DU_PHONG", "");
    }

    /** The summary of an inpatient's record: XML1 has MA_LOAI_KCB 03 beside it. */
    public static Map<String, String> recordSummary(String stay) {
        return row(
                "MA_LK", stay,
                "MA_LOAI_KCB", "03",
                "HO_TEN_CHA", "",
                "HO_TEN_ME", "",
                "NGUOI_GIAM_HO", "",
                "DON_VI", "",
                "NGAY_VAO", "202611100815",
                "NGAY_RA", "202611101030",
                "CHAN_DOAN_VAO", "Theo dõi",
                "CHAN_DOAN_RV", "Viêm họng",
                "QT_BENHLY", "Sốt hai ngày",
                "TOMTAT_KQ", "Trong giới hạn",
                "PP_DIEUTRI", "Thuốc",
                "NGAY_SINHCON", "",
                "NGAY_CONCHET", "",
                "SO_CONCHET", "",
                "KET_QUA_DTRI", "1",
                "GHI_CHU", "",
                "MA_TTDV", "0123456789",
                "NGAY_CT", "20261110",
                "MA_THE_TAM", "",
                "DU_PHONG", "");
    }

    /** @param number in the facility's book of certificates */
    public static Map<String, String> certificate(String stay, String carer, String carerBorn, String number) {
        return row(
                "MA_LK", stay,
                "MA_BHXH_NND", "",
                "MA_THE_NND", "",
                "HO_TEN_NND", carer,
                "NGAYSINH_NND", carerBorn,
                "MA_DANTOC_NND", "01",
                "SO_CCCD_NND", "",
                "NGAYCAP_CCCD_NND", "20210510",
                "NOICAP_CCCD_NND", "Cục Cảnh sát quản lý hành chính về trật tự xã hội",
                "NOI_CU_TRU_NND", "Số 17 Đội Cấn, Phường Ngọc Hà, Thành phố Hà Nội",
                "MA_QUOCTICH", "000",
                "MATINH_CU_TRU", "01",
                "MAHUYEN_CU_TRU", "001",
                "MAXA_CU_TRU", "00008",
                "HO_TEN_CHA", "",
                "MA_THE_TAM", "",
                "HO_TEN_CON", "",
                "GIOI_TINH_CON", "1",
                "SO_CON", "1",
                "LAN_SINH", "1",
                "SO_CON_SONG", "1",
                "CAN_NANG_CON", "3200",
                "NGAY_SINH_CON", "202611100912",
                "NOI_SINH_CON", "Khoa Sản",
                "TINH_TRANG_CON", "Tốt",
                "SINHCON_PHAUTHUAT", "0",
                "SINHCON_DUOI32TUAN", "0",
                "GHI_CHU", "Không",
                "NGUOI_DO_DE", "Trịnh Thị Đỡ",
                "NGUOI_GHI_PHIEU", "Trịnh Thị Ghi",
                "NGAY_CT", "20261110",
                "SO", number,
                "QUYEN_SO", "01/2026",
                "MA_TTDV", "0123456789",
                "DU_PHONG", "");
    }

    public static Map<String, String> arrival(String stay, String patient, String name, String born, String sex) {
        return row(
                "MA_LK", stay,
                "STT", "1",
                "MA_BN", patient,
                "HO_TEN", name,
                "SO_CCCD", "",
                "NGAY_SINH", born,
                "GIOI_TINH", sex,
                "MA_THE_BHYT", "",
                "MA_DKBD", "",
                "GT_THE_TU", "",
                "GT_THE_DEN", "",
                "MA_DOITUONG_KCB", "1.1",
                "NGAY_VAO", "202611100815",
                "NGAY_VAO_NOI_TRU", "",
                "LY_DO_VNT", "",
                "MA_LY_DO_VNT", "",
                "MA_LOAI_KCB", "01",
                "MA_CSKCB", "01001",
                "MA_DICH_VU", "02.1896",
                "TEN_DICH_VU", "Khám Nội",
                "MA_THUOC", "",
                "TEN_THUOC", "",
                "MA_VAT_TU", "",
                "TEN_VAT_TU", "",
                "NGAY_YL", "202611100820",
                "DU_PHONG", "");
    }

    /** Somebody drawn, with a number, a card and a telephone that go together. */
    public static Map<String, String> drawnSummary(SplittableRandom random, String stay, String patient) {
        boolean isFemale = random.nextBoolean();
        int year = random.nextInt(1930, 2020);
        String born = String.format("%04d%02d%02d", year, random.nextInt(1, 13), random.nextInt(1, 29));
        String name = drawn(random, "Mạc", "Lò", "Thạch", "Đàng", "Giàng", "Chế", "Danh", "Quàng")
                + (isFemale ? " Thị " : " Văn ")
                + drawn(random, "Nạp", "Tải", "Khuê", "Đoài", "Hường", "Ngũ", "Ước", "Quý") + " "
                + drawn(random, "An", "Bình", "Cẩm", "Duyên", "Hòa", "Khiêm", "Lựu", "Mẫn");
        int century = (year - 1900) / 100 * 2 + (isFemale ? 1 : 0);
        String number = String.format("001%d%02d%06d", century, year % 100, random.nextInt(1_000_000));
        String card = drawn(random, "GD", "DN", "HT") + "4" + "01"
                + String.format("%010d", random.nextLong(1, 9_999_999_999L));
        return with(
                summary(stay, patient, name, born + "0000", isFemale ? "2" : "1"),
                "SO_CCCD",
                number,
                "DIEN_THOAI",
                "09" + String.format("%08d", random.nextInt(100_000_000)),
                "MA_THE_BHYT",
                card,
                "MA_DKBD",
                "01001",
                "GT_THE_TU",
                "20260101",
                "GT_THE_DEN",
                "20261231");
    }

    private static String drawn(SplittableRandom random, String... of) {
        return of[random.nextInt(of.length)];
    }

    /**
     * A way to break a row, and what must be said of it.
     *
     * @param isRefusing whether the row must be refused for it
     */
    public record Breakage(String element, String value, String rule, boolean isRefusing) {}

    /** What can be wrong with a good row of XML1 that was drawn, by the descriptions of its elements. */
    public static List<Breakage> breakages(Map<String, String> row) {
        String otherSex = "1".equals(row.get("GIOI_TINH")) ? "2" : "1";
        String born = row.getOrDefault("NGAY_SINH", "");
        String otherYear = (Integer.parseInt(born.substring(0, 4)) + 1) + born.substring(4);
        List<Breakage> all = new ArrayList<>(List.of(
                new Breakage("MA_LK", "", "REQUIRED", true),
                new Breakage("MA_LK", "x".repeat(101), "TOO_LONG", true),
                new Breakage("MA_BN", "", "REQUIRED", true),
                new Breakage("MA_BN", "7".repeat(101), "TOO_LONG", true),
                new Breakage("HO_TEN", "", "REQUIRED", true),
                new Breakage("HO_TEN", "12345", "NAME", true),
                new Breakage("HO_TEN", "Ngô ".repeat(80), "TOO_LONG", true),
                new Breakage("SO_CCCD", "00119012345", "IDENTITY_NUMBER", false),
                new Breakage("SO_CCCD", "P1234567", "", false),
                new Breakage("SO_CCCD", "0".repeat(16), "TOO_LONG", false),
                new Breakage("NGAY_SINH", "", "REQUIRED", true),
                new Breakage("NGAY_SINH", "19850721", "BIRTH_12", true),
                new Breakage("NGAY_SINH", "198502300000", "BIRTH_12", true),
                new Breakage("NGAY_SINH", "198507212460", "BIRTH_12", true),
                new Breakage("NGAY_SINH", "202612010000", "BORN_AFTER_ARRIVAL", true),
                new Breakage("NGAY_SINH", otherYear, "NUMBER_AGAINST_YEAR", false),
                new Breakage("GIOI_TINH", "", "REQUIRED", true),
                new Breakage("GIOI_TINH", "0", "SEX", true),
                new Breakage("GIOI_TINH", "Nam", "TOO_LONG", true),
                new Breakage("GIOI_TINH", "N", "NUMBER", true),
                new Breakage("GIOI_TINH", otherSex, "NUMBER_AGAINST_SEX", false),
                new Breakage("MA_CSKCB", "", "REQUIRED", true),
                new Breakage("MA_CSKCB", "0100", "FACILITY", true),
                new Breakage("MA_CSKCB", "01013", "OTHER_FACILITY", true),
                new Breakage("MA_THE_BHYT", "GD4010123456", "CARDS", false),
                new Breakage("MA_THE_BHYT", "GD9010123456789", "CARDS", false),
                new Breakage("MA_THE_BHYT", "0123456789", "", false),
                new Breakage("MA_THE_BHYT", "GD4010123456789;HT2010123456789", "CARDS_AND_FACILITIES", false),
                new Breakage("MA_DKBD", "1001", "FACILITIES", false),
                new Breakage("GT_THE_TU", "01/01/2026", "DATES_8", false),
                new Breakage("GT_THE_DEN", "20251231", "CARD_ENDS_BEFORE_IT_STARTS", false),
                new Breakage("DIEN_THOAI", "0912345678901234", "TOO_LONG", false),
                new Breakage("MAXA_CU_TRU", "Ngọc", "DIGITS", false),
                new Breakage("MA_DANTOC", "", "REQUIRED", false),
                new Breakage("DIA_CHI", "x".repeat(1025), "TOO_LONG", false),
                new Breakage("NGAY_VAO", "2026-11-10", "TIME_12", false),
                new Breakage("NGAY_RA", "202611100700", "LEFT_BEFORE_ARRIVAL", false),
                new Breakage("T_THUOC", "miễn phí", "NUMBER", false)));
        return all;
    }
}
