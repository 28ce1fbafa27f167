package vn.khop.mpi;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaReader;
import vn.khop.mpi.record.FieldNames;
import vn.khop.mpi.record.FindingKind;
import vn.khop.mpi.record.Identifier;
import vn.khop.mpi.record.IdentifierType;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;

class RecordNormaliserTest {
    private static final SchemaDefinition SCHEMA = SchemaReader.readDefault();
    private static final RecordNormaliser NORMALISER = new RecordNormaliser(SCHEMA);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "001196479322 | card-qr       | true",
                "001196479322 | Đã xác thực   | true",
                "001196479322 | 1             | true",
                "001196479322 | 0             | false",
                "001196479322 | -             | false",
                "001196479322 | perhaps       | false",
                "1196479322   | card-qr       | false",
                "012345670    | card-qr       | false",
            })
    void onlyAWholeCitizenNumberThatSomebodyPlainlyConfirmedIsVerified(
            String number, String verified, boolean expected) {
        Map<String, String> columns = new HashMap<>(Map.of("national_id", number));
        if (verified != null) {
            columns.put("national_id_verified", verified);
        }
        PersonRecord record = NORMALISER.normalise(new RawRecord("a", columns));
        IdentifierValues numbers =
                record.value("citizenNumber", IdentifierValues.class).orElseThrow();
        assertEquals(expected, numbers.all().get(0).isVerified());
        assertEquals(
                "perhaps".equals(verified),
                record.findings("citizenNumberVerified").stream()
                        .anyMatch(finding -> finding.kind() == FindingKind.UNKNOWN_SHAPE));
    }

    @Test
    void aConfirmedNumberConfirmsTheCitizenNumberOfAListAndNoOther() {
        PersonRecord record = NORMALISER.normalise(new RawRecord(
                "a", Map.of("national_id", "012345670; 001196479322", "national_id_verified", "card-chip")));
        assertEquals(
                List.of(
                        Identifier.of(IdentifierType.OLD_IDENTITY_CARD, "012345670"),
                        Identifier.of(IdentifierType.CITIZEN_NUMBER, "001196479322")
                                .verified()),
                record.value("citizenNumber", IdentifierValues.class)
                        .orElseThrow()
                        .all());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                // number (a woman of 1996), sex, birth date: what they disagree about
                "001196479322 | 2 | 1996-08-06 | -",
                "001196479322 | 1 | 1996-08-06 | sex",
                "001196479322 | 3 | 1996-08-06 | -",
                "001196479322 | - | 1966       | year of birth",
                "001196479322 | 1 | 2020-08-06 | year of birth, sex",
                "001196479322 | 2 | 1997-01-15 | -",
                "001196479322 | 2 | 1997-03-15 | year of birth",
                "012345670    | 1 | 1966       | -",
            })
    void aNumberThatContradictsItsRecordIsKeptWithAFinding(
            String number, String sex, String birthDate, String contradiction) {
        Map<String, String> columns = new HashMap<>(Map.of("national_id", number, "birth_date", birthDate));
        if (sex != null) {
            columns.put("gender", sex);
        }
        PersonRecord record = NORMALISER.normalise(new RawRecord("a", columns));
        assertEquals(
                contradiction == null ? List.of() : List.of(contradiction),
                record.findings("citizenNumber").stream()
                        .filter(finding -> finding.kind() == FindingKind.NUMBER_CONTRADICTS_RECORD)
                        .map(finding -> finding.detail())
                        .toList());
        assertEquals(
                number,
                record.value("citizenNumber", IdentifierValues.class)
                        .orElseThrow()
                        .all()
                        .get(0)
                        .value());
    }

    @Test
    void aVerificationOfNoFieldIsRefusedWithTheNameThatItShouldHave() {
        SchemaDefinition schema = new SchemaDefinition(
                "s",
                List.of(new SchemaDefinition.FieldDefinition("checked", List.of("checked"), "verification")),
                SCHEMA.comparisons(),
                List.of(),
                SCHEMA.blocking(),
                SCHEMA.thresholds(),
                List.of(),
                "");
        IllegalArgumentException refused =
                assertThrows(IllegalArgumentException.class, () -> new RecordNormaliser(schema));
        assertTrue(String.valueOf(refused.getMessage()).contains("citizenNumberVerified"), refused.getMessage());
    }

    @Test
    void theMapsOfARecordEqualPlainMaps() {
        FieldNames names = new FieldNames(List.of("a", "b", "c"));
        Map<String, Integer> map = names.map(new Integer[] {1, null, 3});
        Map<String, Integer> plain = Map.of("a", 1, "c", 3);
        assertEquals(plain, map);
        assertEquals(map, plain);
        assertEquals(plain.hashCode(), map.hashCode());
        assertFalse(map.containsKey("b"));
        assertFalse(map.containsKey("d"));
        assertThrows(UnsupportedOperationException.class, () -> map.put("b", 2));
        assertThrows(UnsupportedOperationException.class, map::clear);
        assertThrows(IllegalArgumentException.class, () -> names.map(new Integer[] {1}));
        assertThrows(IllegalArgumentException.class, () -> new FieldNames(List.of("a", "a")));
    }
}
