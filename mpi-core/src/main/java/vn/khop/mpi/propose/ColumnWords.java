package vn.khop.mpi.propose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.khop.reference.VietnameseText;

/** Words that people put in a header, English and Vietnamese, and what they say of a column. Only a hint: the values decide. */
final class ColumnWords {
    private static final Map<String, Set<String>> MEANINGS = Map.ofEntries(
            Map.entry(
                    "given",
                    Set.of(
                            "vorname",
                            "rufname",
                            "nombre",
                            "nombres",
                            "prenoms",
                            "nome",
                            "forenames",
                            "nama",
                            "given",
                            "first",
                            "fore",
                            "forename",
                            "firstname",
                            "givenname",
                            "fname",
                            "ten",
                            "prenom")),
            Map.entry(
                    "family",
                    Set.of(
                            "nachname",
                            "familienname",
                            "apellido",
                            "apellidos",
                            "cognome",
                            "sobrenome",
                            "family",
                            "last",
                            "sur",
                            "surname",
                            "lastname",
                            "familyname",
                            "lname",
                            "ho",
                            "nom")),
            Map.entry("middle", Set.of("middle", "middlename", "mname", "dem")),
            Map.entry("full", Set.of("nombrecompleto", "full", "fullname", "hoten", "hovaten")),
            Map.entry("name", Set.of("name", "names", "ten", "patient", "person")),
            Map.entry(
                    "birth",
                    Set.of(
                            "geburtsdatum",
                            "geburt",
                            "geboren",
                            "geb",
                            "nacimiento",
                            "naissance",
                            "nascita",
                            "nascimento",
                            "lahir",
                            "birth",
                            "born",
                            "dob",
                            "birthdate",
                            "bdate",
                            "sinh",
                            "ngaysinh")),
            Map.entry("date", Set.of("datum", "fecha", "data", "tanggal", "date", "ngay", "dob", "day")),
            Map.entry(
                    "recorded",
                    Set.of(
                            "recorded",
                            "created",
                            "updated",
                            "modified",
                            "registered",
                            "admission",
                            "admitted",
                            "visit",
                            "timestamp",
                            "inserted",
                            "encounter",
                            "discharge",
                            "nhap")),
            Map.entry("year", Set.of("jahr", "ano", "annee", "anno", "tahun", "year", "by", "yob", "yyyy", "nam")),
            Map.entry("month", Set.of("monat", "mes", "mois", "mese", "bulan", "month", "bm", "mob", "mm", "thang")),
            Map.entry("day", Set.of("day", "bd", "dd", "ngay")),
            Map.entry(
                    "sex",
                    Set.of(
                            "geschlecht",
                            "sexo",
                            "sexe",
                            "sesso",
                            "kelamin",
                            "sex",
                            "gender",
                            "gioi",
                            "gioitinh",
                            "phai")),
            Map.entry(
                    "phone",
                    Set.of(
                            "telefon",
                            "telefono",
                            "telefone",
                            "handy",
                            "portable",
                            "celular",
                            "cellulare",
                            "movil",
                            "mobil",
                            "phone",
                            "tel",
                            "telephone",
                            "mobile",
                            "cell",
                            "sdt",
                            "dienthoai",
                            "thoai")),
            Map.entry("email", Set.of("correo", "courriel", "email", "mail")),
            Map.entry(
                    "address",
                    Set.of(
                            "strasse",
                            "str",
                            "anschrift",
                            "adresse",
                            "calle",
                            "direccion",
                            "rue",
                            "via",
                            "indirizzo",
                            "rua",
                            "endereco",
                            "alamat",
                            "jalan",
                            "domicilio",
                            "address",
                            "addr",
                            "street",
                            "road",
                            "line",
                            "house",
                            "dia",
                            "diachi",
                            "suburb",
                            "village")),
            Map.entry(
                    "place",
                    Set.of(
                            "ort",
                            "stadt",
                            "wohnort",
                            "bundesland",
                            "land",
                            "ciudad",
                            "municipio",
                            "provincia",
                            "ville",
                            "cidade",
                            "citta",
                            "kota",
                            "place",
                            "location",
                            "city",
                            "town",
                            "suburb",
                            "state",
                            "province",
                            "district",
                            "county",
                            "country",
                            "commune",
                            "ward",
                            "village",
                            "region",
                            "tinh",
                            "huyen",
                            "xa",
                            "phuong",
                            "quan")),
            Map.entry(
                    "postcode",
                    Set.of(
                            "plz",
                            "postleitzahl",
                            "cap",
                            "cep",
                            "codigopostal",
                            "codepostal",
                            "postalcode",
                            "postcode",
                            "postal",
                            "zip",
                            "zipcode",
                            "pcode")),
            Map.entry("number", Set.of("number", "no", "num", "nr", "so")),
            Map.entry(
                    "identifier",
                    Set.of(
                            "dni",
                            "nie",
                            "nif",
                            "cpf",
                            "svnr",
                            "nir",
                            "codicefiscale",
                            "pid",
                            "ppsn",
                            "nhsno",
                            "id",
                            "ssn",
                            "nin",
                            "nric",
                            "nhs",
                            "mrn",
                            "identifier",
                            "passport",
                            "insurance",
                            "soc",
                            "sec",
                            "cccd",
                            "cmnd",
                            "bhyt",
                            "national")));

    private final List<String> words;

    /** Takes a header apart: at punctuation, at digits, and where a capital follows a small letter. */
    ColumnWords(String column) {
        words = new ArrayList<>();
        String apart = column.replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2");
        String folded = VietnameseText.fold(apart);
        for (String word : folded.split("[^a-z]+")) {
            if (!word.isEmpty()) {
                words.add(word);
            }
        }
        words.add(String.join("", words));
    }

    boolean say(String meaning) {
        Set<String> meant = MEANINGS.getOrDefault(meaning, Set.of());
        return words.stream().anyMatch(meant::contains);
    }
}
