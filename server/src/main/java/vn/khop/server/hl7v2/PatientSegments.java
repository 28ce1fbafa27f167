package vn.khop.server.hl7v2;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.RelationKind;
import vn.khop.server.registry.StatedRelation;

/*
 * A name is family^given^middle in HL7 and family, middle, given in Vietnam; systems that know one field write all of it into XPN.1. So the parts are put in the Vietnamese order, and a part that is missing is none:
 * "Đỗ^Hương^Thị", "Đỗ Thị Hương", "Đỗ^Thị Hương" and "Đỗ Thị^Hương" are one name.
 */
/** PID and NK1 as the columns of the default schema: what was sent, put where the engine looks for it, nothing corrected. */
final class PatientSegments {
    private static final int LOCAL_ID_LENGTH_MAX = 200;
    private static final int IDENTIFIERS = 3;
    private static final int NAME = 5;
    private static final int MOTHERS_NAME = 6;
    private static final int BIRTH = 7;
    private static final int SEX = 8;
    private static final int ADDRESS = 11;
    private static final int PHONE_HOME = 13;
    private static final int PHONE_BUSINESS = 14;
    private static final int SOCIAL_NUMBER = 19;
    private static final int MOTHERS_NUMBER = 21;

    /** Written for "there is none", where nothing means "there may be one". Each message says all that its hospital knows, so both are the same here. */
    private static final String NONE = "\"\"";

    /** HL7 table 0063, and the codes of FHIR that systems write too: mother first, then other guardians, then who is to be told. */
    private static final List<Set<String>> GUARDIANS = List.of(
            Set.of("MTH", "MOM", "NMTH"),
            Set.of("GRD", "GUARD", "PAR", "PRN", "FTH", "NFTH"),
            Set.of("EMC", "N", "C", "E"));

    private final Authorities authorities;

    PatientSegments(Authorities authorities) {
        this.authorities = authorities;
    }

    /**
     * The sender's own number for the patient.
     *
     * @param field of a segment, with CX
     * @throws Rejected if it is not there, or another's
     */
    String ownNumber(Hl7Message.Part part, int field, String facility) {
        Optional<String> own = Optional.empty();
        for (int repetition = 1; repetition <= part.repetitions(field); repetition++) {
            String value = part.get(field, repetition, 1);
            String type = part.get(field, repetition, 5);
            Authorities.Name authority = Authorities.of(part, field, repetition);
            if (value.isEmpty() || value.equals(NONE) || !isOfFacility(type, authority)) {
                continue;
            }
            String domain = domain(part, field, repetition, authority);
            if (!domain.equals(facility)) {
                throw new Rejected(
                        Rejected.Condition.UNKNOWN_KEY,
                        part.place(field, repetition, 4),
                        "the number is of another facility's domain than the sender's: a facility speaks of its own numbers");
            }
            if (value.length() > LOCAL_ID_LENGTH_MAX) {
                throw new Rejected(
                        Rejected.Condition.DATA_TYPE,
                        part.place(field, repetition, 1),
                        "the number has " + value.length() + " characters, at most " + LOCAL_ID_LENGTH_MAX
                                + " are taken");
            }
            requirePlain(part, field, repetition, 1, value);
            own = own.or(() -> Optional.of(value));
        }
        return own.orElseThrow(
                () -> new Rejected(
                        Rejected.Condition.REQUIRED_FIELD,
                        part.place(field),
                        part.name() + "-" + field
                                + " has no number of the sender's facility: one with its assigning authority in CX.4 is required"));
    }

    /** Whether it is a facility's own number, and not one that is known everywhere. */
    private boolean isOfFacility(String type, Authorities.Name authority) {
        boolean isOther = Authorities.kind(type).isPresent()
                || authorities
                        .domain(authority)
                        .filter(domain -> !authorities.isFacilityCode(domain))
                        .isPresent();
        return !isOther
                && (type.isEmpty()
                        || Set.of("PI", "MR", "PT", "PN", "U", "AN", "VN", "EI").contains(type));
    }

    private String domain(Hl7Message.Part part, int field, int repetition, Authorities.Name authority) {
        if (authority.isEmpty()) {
            throw new Rejected(
                    Rejected.Condition.REQUIRED_FIELD,
                    part.place(field, repetition, 4),
                    "the number has no assigning authority: CX.4 names the facility, by a word or an OID that is configured, or by its code");
        }
        return authorities
                .domain(authority)
                .orElseThrow(
                        () -> new Rejected(
                                Rejected.Condition.UNKNOWN_KEY,
                                part.place(field, repetition, 4),
                                "the assigning authority is not known here, or its word and its OID are of two: configure it under khop.hl7v2.authorities"));
    }

    /** Columns without a value are left out. */
    Map<String, String> columns(Hl7Message message, Hl7Message.Part pid) {
        Map<String, String> columns = new LinkedHashMap<>();
        put(columns, Columns.FULL_NAME, name(pid, NAME));
        put(columns, Columns.GENDER, value(pid, SEX, 1, 1));
        put(columns, Columns.BIRTH_DATE, birthDate(pid));
        numbers(columns, pid);
        put(columns, Columns.PHONE, phones(pid));
        address(columns, pid);
        relatives(columns, message, pid);
        return columns;
    }

    private static void put(Map<String, String> columns, String column, String value) {
        if (!value.isBlank()) {
            columns.put(column, value);
        }
    }

    /** @throws Rejected if it holds what no text may */
    private static String value(Hl7Message.Part part, int field, int repetition, int component) {
        String value = part.get(field, repetition, component);
        if (value.equals(NONE)) {
            return "";
        }
        requirePlain(part, field, repetition, component, value);
        return value;
    }

    private static void requirePlain(Hl7Message.Part part, int field, int repetition, int component, String value) {
        IntPredicate isControl = c -> Character.isISOControl(c) && c < 0x80 && c != '\n' && c != '\r' && c != '\t';
        if (value.chars().anyMatch(isControl)) {
            throw new Rejected(
                    Rejected.Condition.DATA_TYPE,
                    part.place(field, repetition, component),
                    "the value holds control characters");
        }
    }

    /** The legal name before others; an alias or a former name only when there is no other. */
    static String name(Hl7Message.Part part, int field) {
        return IntStream.rangeClosed(1, part.repetitions(field))
                .boxed()
                .filter(repetition -> !whole(part, field, repetition).isEmpty())
                .min(java.util.Comparator.comparingInt(repetition -> rank(part.get(field, repetition, 7))))
                .map(repetition -> whole(part, field, repetition))
                .orElse("");
    }

    private static int rank(String type) {
        return switch (type) {
            case "L" -> 0;
            case "" -> 1;
            case "D", "N" -> 2;
            case "A", "M", "S", "B" -> 4;
            default -> 3;
        };
    }

    private static String whole(Hl7Message.Part part, int field, int repetition) {
        return Stream.of(1, 3, 2)
                .map(component -> value(part, field, repetition, component))
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(" "));
    }

    private static String birthDate(Hl7Message.Part pid) {
        String sent = value(pid, BIRTH, 1, 1);
        return sent.isEmpty()
                ? ""
                : Times.birthDate(sent)
                        .orElseThrow(() -> new Rejected(
                                Rejected.Condition.DATA_TYPE,
                                pid.place(BIRTH),
                                "PID-7 is no date: expected digits such as 19850301, 198503, 1985 or 198503011030"));
    }

    private void numbers(Map<String, String> columns, Hl7Message.Part pid) {
        List<String> citizen = new ArrayList<>();
        List<String> passport = new ArrayList<>();
        Set<String> insurance = new LinkedHashSet<>();
        for (int repetition = 1; repetition <= pid.repetitions(IDENTIFIERS); repetition++) {
            String number = value(pid, IDENTIFIERS, repetition, 1);
            Optional<IdentifierKind> kind = kind(pid, IDENTIFIERS, repetition);
            if (!number.isEmpty() && kind.isPresent()) {
                switch (kind.get()) {
                    case NATIONAL_ID -> citizen.add(0, number);
                    case CITIZEN_ID -> citizen.add(number);
                    case PASSPORT_NUMBER -> passport.add(number);
                    case INSURANCE_NUMBER -> insurance.add(number);
                }
            }
        }
        String social = value(pid, SOCIAL_NUMBER, 1, 1);
        if (!social.isEmpty()) {
            // A card of the insurance begins with two letters of its group and a digit; anything else that is written
            // there is a citizen number.
            boolean isCard = social.length() == 15
                    && Character.isLetter(social.charAt(0))
                    && Character.isLetter(social.charAt(1))
                    && Character.isDigit(social.charAt(2));
            if (isCard || (social.length() == 10 && social.chars().allMatch(Character::isDigit))) {
                insurance.add(social);
            } else {
                citizen.add(social);
            }
        }
        Stream.concat(citizen.stream(), passport.stream())
                .findFirst()
                .ifPresent(number -> put(columns, Columns.NATIONAL_ID, number));
        put(columns, Columns.INSURANCE_NO, String.join(";", insurance));
    }

    private Optional<IdentifierKind> kind(Hl7Message.Part part, int field, int repetition) {
        Optional<String> domain = authorities.domain(Authorities.of(part, field, repetition));
        return Stream.of(IdentifierKind.values())
                .filter(kind -> domain.filter(kind.code()::equals).isPresent())
                .findFirst()
                .or(() -> Authorities.kind(part.get(field, repetition, 5)));
    }

    private static String phones(Hl7Message.Part pid) {
        Set<String> phones = new LinkedHashSet<>();
        for (int field : new int[] {PHONE_HOME, PHONE_BUSINESS}) {
            for (int repetition = 1; repetition <= pid.repetitions(field); repetition++) {
                String equipment = pid.get(field, repetition, 3);
                boolean isPhone = !Set.of("Internet", "X.400", "FX", "BP", "MD").contains(equipment)
                        && !pid.get(field, repetition, 2).equals("NET");
                String number = phone(pid, field, repetition);
                if (isPhone && !number.isEmpty()) {
                    phones.add(number);
                }
            }
        }
        return String.join(";", phones);
    }

    private static String phone(Hl7Message.Part pid, int field, int repetition) {
        String whole = value(pid, field, repetition, 1);
        if (whole.isEmpty()) {
            whole = value(pid, field, repetition, 12);
        }
        return whole.isEmpty()
                ? IntStream.of(5, 6, 7)
                        .mapToObj(component -> value(pid, field, repetition, component))
                        .collect(Collectors.joining())
                : whole;
    }

    private static void address(Map<String, String> columns, Hl7Message.Part pid) {
        for (int repetition = 1; repetition <= pid.repetitions(ADDRESS); repetition++) {
            int here = repetition;
            String whole = IntStream.of(1, 2, 9, 3, 4)
                    .mapToObj(component -> value(pid, ADDRESS, here, component))
                    .filter(part -> !part.isEmpty())
                    .distinct()
                    .collect(Collectors.joining(", "));
            if (!whole.isEmpty() && !Set.of("BA", "BDL", "BR").contains(pid.get(ADDRESS, repetition, 7))) {
                put(columns, Columns.ADDRESS, whole);
                put(columns, Columns.ADDRESS_CITY, value(pid, ADDRESS, repetition, 3));
                put(columns, Columns.ADDRESS_STATE, value(pid, ADDRESS, repetition, 4));
                put(columns, Columns.ADDRESS_POSTAL_CODE, value(pid, ADDRESS, repetition, 5));
                put(columns, Columns.ADDRESS_COUNTRY, value(pid, ADDRESS, repetition, 6));
                return;
            }
        }
    }

    private void relatives(Map<String, String> columns, Hl7Message message, Hl7Message.Part pid) {
        List<Hl7Message.Part> kin = message.all("NK1");
        String mother = name(pid, MOTHERS_NAME);
        put(columns, Columns.MOTHER_NAME, mother.isEmpty() ? named(kin, GUARDIANS.get(0)) : mother);
        GUARDIANS.stream()
                .map(codes -> named(kin, codes))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .ifPresent(name -> put(columns, Columns.GUARDIAN_NAME, name));
        List<String> stated = new ArrayList<>();
        numbersOf(pid, MOTHERS_NUMBER)
                .forEach(number -> stated.add(StatedRelation.written(RelationKind.MOTHER, number)));
        for (Hl7Message.Part relative : kin) {
            relation(relative.get(3))
                    .ifPresent(kind -> numbersOf(relative, 33)
                            .forEach(number -> stated.add(StatedRelation.written(kind, number))));
        }
        put(
                columns,
                Columns.RELATIVES,
                StatedRelation.written(stated.stream().distinct().toList()));
    }

    private static String named(List<Hl7Message.Part> kin, Set<String> codes) {
        return kin.stream()
                .filter(relative -> codes.contains(relative.get(3)))
                .map(relative -> name(relative, 2))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static Optional<RelationKind> relation(String code) {
        return switch (code) {
            case "MTH", "MOM", "NMTH" -> Optional.of(RelationKind.MOTHER);
            case "FTH", "NFTH" -> Optional.of(RelationKind.FATHER);
            case "GRD", "GUARD", "PAR", "PRN" -> Optional.of(RelationKind.GUARDIAN);
            case "SIB", "BRO", "SIS" -> Optional.of(RelationKind.SIBLING);
            case "SPO", "SPS" -> Optional.of(RelationKind.SPOUSE);
            default -> Optional.empty();
        };
    }

    /** The numbers of a relative whose domain is known; of others nothing is known. */
    private List<PersonIdentifier> numbersOf(Hl7Message.Part part, int field) {
        List<PersonIdentifier> numbers = new ArrayList<>();
        for (int repetition = 1; repetition <= part.repetitions(field); repetition++) {
            String value = value(part, field, repetition, 1);
            if (!value.isEmpty()) {
                identifier(part, field, repetition, value).ifPresent(numbers::add);
            }
        }
        return numbers;
    }

    private Optional<PersonIdentifier> identifier(Hl7Message.Part part, int field, int repetition, String value) {
        return kind(part, field, repetition)
                .map(kind -> PersonIdentifier.of(kind, value))
                .or(() -> authorities
                        .domain(Authorities.of(part, field, repetition))
                        .filter(authorities::isFacilityCode)
                        .map(code -> PersonIdentifier.ofFacility(code, value)));
    }
}
