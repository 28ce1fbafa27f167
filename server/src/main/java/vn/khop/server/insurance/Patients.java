package vn.khop.server.insurance;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import vn.khop.reference.VietnameseText;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.RelationKind;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.registry.StatedRelation;

/*
 * The stay's patient is in XML1. XML9 is the birth certificate: where it stands in the dossier of whoever takes care of the child, who then is XML1's patient and, if a woman, its mother, the child
 * has no patient number yet and is a record under the number of its certificate; in the dossier of the child itself it says who takes care of XML1's patient. The certificate leaves the child's name
 * empty where the parents have not found one, and then the child bears the name of whoever takes care of it, as in XML1 by TT 30/2020.
 */
/** What the rows of one stay say of people, as feeds. A pure function of the rows. */
final class Patients {
    private static final String CERTIFICATE = "GCS:";
    private static final int LOCAL_ID_LENGTH_MAX = 200;
    private static final int INSURANCE_DIGITS = 10;
    private static final String FEMALE = "2";

    private static final Map<String, String> ALSO_IN_SUMMARY = Map.of(
            "MA_QUOCTICH", "nationality_code",
            "MA_DANTOC", "ethnic_group_code",
            "MA_NGHE_NGHIEP", "occupation_code",
            "DIA_CHI", Columns.ADDRESS,
            "MATINH_CU_TRU", "address_province_code",
            "MAHUYEN_CU_TRU", "address_district_code",
            "MAXA_CU_TRU", "address_commune_code",
            "DIEN_THOAI", Columns.PHONE);

    private final String facility;
    private final Instant eventTime;

    Patients(String facility, Instant eventTime) {
        this.facility = facility;
        this.eventTime = eventTime;
    }

    /**
     * A message about somebody.
     *
     * @param rows that it is made of
     */
    record Said(SourceFeed feed, List<ClaimRow> rows) {
        Said {
            rows = List.copyOf(rows);
        }
    }

    Said arrived(ClaimRow checkIn) {
        return said(number(checkIn), columns(checkIn), List.of(checkIn));
    }

    /**
     * Everybody whom a stay tells of.
     *
     * @param certificates the rows of XML9
     */
    List<Said> ofStay(Optional<ClaimRow> summary, Optional<ClaimRow> discharge, List<ClaimRow> certificates) {
        List<Said> all = new ArrayList<>();
        Optional<ClaimRow> own = summary.flatMap(patient -> own(patient, certificates));
        summary.ifPresent(patient -> all.add(patient(patient, discharge, own)));
        List<ClaimRow> children = certificates.stream()
                .filter(certificate -> own.filter(certificate::equals).isEmpty())
                .toList();
        children.forEach(certificate -> all.add(child(certificate, summary, children)));
        return all;
    }

    private Said patient(ClaimRow summary, Optional<ClaimRow> discharge, Optional<ClaimRow> certificate) {
        Map<String, String> columns = columns(summary);
        ALSO_IN_SUMMARY.forEach((element, column) -> put(columns, column, summary.value(element)));
        List<ClaimRow> rows = new ArrayList<>(List.of(summary));
        Set<String> relatives = new LinkedHashSet<>();
        discharge.ifPresent(paper -> {
            rows.add(paper);
            parents(paper, relatives);
            put(columns, Columns.MOTHER_NAME, paper.value("HO_TEN_ME"));
            put(columns, Columns.GUARDIAN_NAME, paper.value("HO_TEN_ME").or(() -> paper.value("HO_TEN_CHA")));
            addCard(columns, paper.value("MA_THE_TAM"));
        });
        certificate.ifPresent(birth -> {
            rows.add(birth);
            carer(birth, RelationKind.GUARDIAN, relatives);
            put(columns, Columns.GUARDIAN_NAME, birth.value("HO_TEN_NND"));
            addCard(columns, birth.value("MA_THE_TAM"));
        });
        if (!relatives.isEmpty()) {
            columns.put(Columns.RELATIVES, StatedRelation.written(List.copyOf(relatives)));
        }
        return said(number(summary), columns, rows);
    }

    /** A child that has no patient number of its own. */
    private Said child(ClaimRow birth, Optional<ClaimRow> summary, List<ClaimRow> all) {
        Map<String, String> columns = new LinkedHashMap<>();
        Optional<String> carer = birth.value("HO_TEN_NND");
        put(
                columns,
                Columns.FULL_NAME,
                birth.value("HO_TEN_CON").or(() -> carer.map(name -> name + place(birth, all))));
        put(columns, Columns.GENDER, birth.value("GIOI_TINH_CON"));
        put(columns, Columns.BIRTH_DATE, birth.value("NGAY_SINH_CON"));
        put(columns, Columns.INSURANCE_NO, birth.value("MA_THE_TAM"));
        put(columns, Columns.ADDRESS, birth.value("NOI_CU_TRU_NND"));
        put(columns, Columns.GUARDIAN_NAME, carer);
        put(columns, Columns.RECORDED_AT, Optional.of(eventTime.toString()));
        Set<String> relatives = new LinkedHashSet<>();
        Optional<ClaimRow> patient = summary.filter(of -> isCarer(of, birth));
        boolean isMother = patient.flatMap(of -> of.value("GIOI_TINH"))
                .filter(FEMALE::equals)
                .isPresent();
        RelationKind kind = isMother ? RelationKind.MOTHER : RelationKind.GUARDIAN;
        if (isMother) {
            put(columns, Columns.MOTHER_NAME, carer);
        }
        patient.ifPresent(
                of -> relatives.add(StatedRelation.written(kind, PersonIdentifier.ofFacility(facility, number(of)))));
        carer(birth, kind, relatives);
        all.stream()
                .filter(other -> !other.equals(birth) && isTwin(other, birth))
                .forEach(other -> relatives.add(StatedRelation.written(
                        RelationKind.TWIN, PersonIdentifier.ofFacility(facility, certificateNumber(other)))));
        if (!relatives.isEmpty()) {
            columns.put(Columns.RELATIVES, StatedRelation.written(List.copyOf(relatives)));
        }
        return said(certificateNumber(birth), columns, List.of(birth));
    }

    /** Twins without a name are told apart as maternity wards do it: by the order of their births, in brackets. */
    private static String place(ClaimRow birth, List<ClaimRow> all) {
        List<ClaimRow> siblings = all.stream()
                .filter(other -> other.equals(birth) || isTwin(other, birth))
                .sorted(Comparator.comparing(
                                (ClaimRow row) -> row.value("NGAY_SINH_CON").orElse(""))
                        .thenComparing(Patients::certificateNumber))
                .toList();
        return siblings.size() > 1 ? " (" + (siblings.indexOf(birth) + 1) + ")" : "";
    }

    private Said said(String number, Map<String, String> columns, List<ClaimRow> rows) {
        return new Said(
                new SourceFeed(facility, number, columns, Optional.empty(), Optional.of(eventTime), Optional.empty()),
                rows);
    }

    private Map<String, String> columns(ClaimRow row) {
        Map<String, String> columns = new LinkedHashMap<>();
        put(columns, Columns.FULL_NAME, row.value("HO_TEN"));
        put(columns, Columns.GENDER, row.value("GIOI_TINH"));
        put(columns, Columns.BIRTH_DATE, row.value("NGAY_SINH"));
        put(columns, Columns.NATIONAL_ID, row.value("SO_CCCD"));
        put(columns, Columns.INSURANCE_NO, row.value("MA_THE_BHYT"));
        put(columns, Columns.RECORDED_AT, Optional.of(eventTime.toString()));
        return columns;
    }

    private static void put(Map<String, String> columns, String column, Optional<String> value) {
        value.ifPresent(said -> columns.put(column, said));
    }

    private static void addCard(Map<String, String> columns, Optional<String> card) {
        card.ifPresent(number -> columns.merge(
                Columns.INSURANCE_NO,
                number,
                (former, more) -> RuleBook.items(former).contains(more) ? former : former + ";" + more));
    }

    private static String number(ClaimRow row) {
        return Objects.requireNonNull(row.values().get("MA_BN"), "a row without MA_BN is refused");
    }

    private static void parents(ClaimRow paper, Set<String> relatives) {
        paper.value("MA_ME").ifPresent(number -> relatives.add(insured(RelationKind.MOTHER, number)));
        paper.value("MA_CHA").ifPresent(number -> relatives.add(insured(RelationKind.FATHER, number)));
    }

    private static void carer(ClaimRow birth, RelationKind kind, Set<String> relatives) {
        birth.value("SO_CCCD_NND")
                .ifPresent(number -> relatives.add(
                        StatedRelation.written(kind, PersonIdentifier.of(IdentifierKind.NATIONAL_ID, number))));
        birth.value("MA_BHXH_NND").ifPresent(number -> relatives.add(insured(kind, number)));
        birth.value("MA_THE_NND").ifPresent(number -> relatives.add(insured(kind, number)));
    }

    private static String insured(RelationKind kind, String number) {
        return StatedRelation.written(kind, PersonIdentifier.of(IdentifierKind.INSURANCE_NUMBER, number));
    }

    /** The certificate of the stay's patient, where the patient is the newborn. */
    private static Optional<ClaimRow> own(ClaimRow patient, List<ClaimRow> certificates) {
        List<ClaimRow> own = certificates.stream()
                .filter(birth -> !isCarer(patient, birth)
                        && isBornAt(patient.value("NGAY_SINH"), birth.value("NGAY_SINH_CON"))
                        && patient.value("GIOI_TINH").equals(birth.value("GIOI_TINH_CON")))
                .toList();
        return own.size() == 1 ? own.stream().findFirst() : Optional.empty();
    }

    /** To the minute where both say one. */
    private static boolean isBornAt(Optional<String> a, Optional<String> b) {
        if (a.isEmpty() || b.isEmpty()) {
            return false;
        }
        boolean isToTheMinute = !a.get().endsWith("0000") && !b.get().endsWith("0000");
        int length = isToTheMinute ? 12 : 8;
        return a.get().length() >= length
                && b.get().length() >= length
                && a.get().substring(0, length).equals(b.get().substring(0, length));
    }

    /** Whether the stay's patient takes care of the child: by a number, or by name and birth date. */
    private static boolean isCarer(ClaimRow patient, ClaimRow birth) {
        Optional<String> number = patient.value("SO_CCCD");
        if (number.isPresent() && number.equals(birth.value("SO_CCCD_NND"))) {
            return !isBornAt(patient.value("NGAY_SINH"), birth.value("NGAY_SINH_CON"));
        }
        boolean isInsured = RuleBook.items(patient.value("MA_THE_BHYT").orElse("")).stream()
                .map(Patients::insuranceNumber)
                .anyMatch(insured -> !insured.isEmpty()
                        && (insured.equals(birth.value("MA_BHXH_NND").orElse("-"))
                                || insured.equals(insuranceNumber(
                                        birth.value("MA_THE_NND").orElse("-")))));
        boolean isNamed = patient.value("HO_TEN")
                        .map(VietnameseText::fold)
                        .equals(birth.value("HO_TEN_NND").map(VietnameseText::fold))
                && patient.value("NGAY_SINH")
                        .filter(born -> born.length() >= 8)
                        .map(born -> born.substring(0, 8))
                        .equals(birth.value("NGAYSINH_NND"));
        return (isInsured || isNamed) && !isBornAt(patient.value("NGAY_SINH"), birth.value("NGAY_SINH_CON"));
    }

    /** The ten digits that stay when the card changes; empty for a card that has none. */
    private static String insuranceNumber(String card) {
        return card.length() == INSURANCE_DIGITS || card.length() == 15
                ? card.substring(card.length() - INSURANCE_DIGITS)
                : "";
    }

    private static boolean isTwin(ClaimRow one, ClaimRow other) {
        return one.value("NGAY_SINH_CON")
                        .map(time -> time.substring(0, 8))
                        .equals(other.value("NGAY_SINH_CON").map(time -> time.substring(0, 8)))
                && one.value("HO_TEN_NND").equals(other.value("HO_TEN_NND"));
    }

    /** A facility numbers its certificates by book and number. */
    static String certificateNumber(ClaimRow birth) {
        return CERTIFICATE + birth.value("QUYEN_SO").orElse("") + "/"
                + birth.value("SO").orElse("");
    }

    static boolean hasNumberOfItsOwn(ClaimRow birth) {
        return certificateNumber(birth).length() <= LOCAL_ID_LENGTH_MAX;
    }
}
