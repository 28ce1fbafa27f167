package vn.khop.server.hl7v2;

import ca.uhn.hl7v2.parser.PipeParser;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import vn.khop.server.registry.Columns;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.GoldenValue;
import vn.khop.server.registry.IdentifierKind;
import vn.khop.server.registry.Person;
import vn.khop.server.registry.PersonIdentifier;
import vn.khop.server.registry.PersonSearch;
import vn.khop.server.registry.PersonSearch.Comparison;
import vn.khop.server.registry.PersonSearch.Criterion;
import vn.khop.server.registry.PersonSearch.Field;
import vn.khop.server.registry.Refused;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SearchResult;
import vn.khop.server.security.Actor;

/*
 * A continuation pointer is where the next page begins, and nothing is kept for it: whoever goes on asks the same question again with the pointer, as HL7 has it, and what came in between is seen. So there is
 * nothing to cancel either, and QCN^J01 is acknowledged.
 */
/** Questions of laboratories and image stores: one number into the others (IHE ITI-9), and who fits these demographics (ITI-21). Under the same policy and the same access log as FHIR's. */
final class Queries {
    private static final int QUANTITY_DEFAULT = 20;
    private static final int QUANTITY_MAX = 200;
    private static final int POINTER_MAX = 10_000;
    private static final int PARAMETERS_MAX = 50;
    /** Parameters that name one number together. */
    private static final Set<String> OF_NUMBER =
            Set.of("@PID.3", "@PID.3.1", "@PID.3.4", "@PID.3.4.1", "@PID.3.4.2", "@PID.3.4.3", "@PID.3.5");

    private final Registry registry;
    private final Authorities authorities;
    private final PipeParser parser;
    private final Clock clock;
    private final Supplier<String> answerIds;

    Queries(Registry registry, Authorities authorities, PipeParser parser, Clock clock, Supplier<String> answerIds) {
        this.registry = registry;
        this.authorities = authorities;
        this.parser = parser;
        this.clock = clock;
        this.answerIds = answerIds;
    }

    /** The answer to QBP^Q23. */
    byte[] crossReference(Hl7Message asked, Actor actor) {
        try {
            Hl7Message.Part question = asked.required("QPD");
            requireImmediate(asked);
            Set<String> domains = domains(question, 4);
            Optional<Registry.CrossReference> found = find(question, actor);
            if (found.isEmpty()) {
                throw new Rejected(
                        Rejected.Condition.UNKNOWN_KEY,
                        new Rejected.Place("QPD", 1, 3, 1, 1, 0),
                        "nobody is known by the number of QPD-3");
            }
            List<Named> numbers = numbers(found.get().person(), found.get().identifiers(), domains);
            Answer answer = begun(asked, "RSP_K23", "K23", "AA", "");
            query(answer, asked, numbers.isEmpty() ? "NF" : "OK");
            if (!numbers.isEmpty()) {
                Answer.Part pid = answer.add("PID");
                write(pid, numbers);
                // A name is required there and is none of the question's business.
                pid.set(5, 1, 1, " ").set(5, 2, 7, "S");
            }
            return answer.bytes();
        } catch (Rejected rejected) {
            return failed(asked, "RSP_K23", "K23", rejected);
        } catch (Refused rule) {
            return failed(asked, "RSP_K23", "K23", MessageDesk.refusedByRule(rule));
        }
    }

    private Optional<Registry.CrossReference> find(Hl7Message.Part question, Actor actor) {
        String value = question.get(3, 1, 1);
        if (value.isEmpty()) {
            throw new Rejected(
                    Rejected.Condition.REQUIRED_FIELD,
                    new Rejected.Place("QPD", 1, 3, 1, 1, 0),
                    "QPD-3 names no number: expected it with its assigning authority");
        }
        if (question.repetitions(3) > 1) {
            throw new Rejected(
                    Rejected.Condition.DATA_TYPE,
                    new Rejected.Place("QPD", 1, 3, 2, 0, 0),
                    "QPD-3 names several numbers, expected one: ask about each by itself");
        }
        String domain = authorities
                .domain(Authorities.of(question, 3, 1))
                .or(() -> Authorities.kind(question.get(3, 1, 5)).map(kind -> kind.code()))
                .orElseThrow(() -> new Rejected(
                        Rejected.Condition.UNKNOWN_KEY,
                        new Rejected.Place("QPD", 1, 3, 1, 4, 0),
                        "the assigning authority of QPD-3 is not known here"));
        if (domain.equals(Authorities.ENTERPRISE_ID)) {
            return EnterpriseId.parse(value).flatMap(id -> registry.crossReference(id, actor));
        }
        return registry.crossReference(identifier(domain, value), actor);
    }

    private PersonIdentifier identifier(String domain, String value) {
        return authorities.isFacilityCode(domain)
                ? PersonIdentifier.ofFacility(domain, value)
                : PersonIdentifier.ofDomain(domain, value);
    }

    /** The domains of a field's repetitions; none means all. */
    private Set<String> domains(Hl7Message.Part question, int field) {
        Set<String> domains = new LinkedHashSet<>();
        for (int repetition = 1; repetition <= question.repetitions(field); repetition++) {
            Authorities.Name name = Authorities.of(question, field, repetition);
            if (name.isEmpty()) {
                continue;
            }
            int place = repetition;
            domains.add(authorities
                    .domain(name)
                    .orElseThrow(() -> new Rejected(
                            Rejected.Condition.UNKNOWN_KEY,
                            new Rejected.Place("QPD", 1, field, place, 0, 0),
                            "a domain of QPD-" + field + " is not known here")));
        }
        return domains;
    }

    /** A number in a domain. */
    private record Named(String domain, String value) {
        @Override
        public String toString() {
            return "Named[" + domain + "]";
        }
    }

    private static List<Named> numbers(EnterpriseId person, Set<PersonIdentifier> identifiers, Set<String> domains) {
        List<Named> numbers = new ArrayList<>();
        identifiers.forEach(identifier -> numbers.add(new Named(
                identifier
                        .facility()
                        .orElseGet(() -> identifier.kind().orElseThrow().code()),
                identifier.value())));
        numbers.add(new Named(Authorities.ENTERPRISE_ID, person.value()));
        return numbers.stream()
                .filter(number -> domains.isEmpty() || domains.contains(number.domain()))
                .sorted(Comparator.comparing(Named::domain).thenComparing(Named::value))
                .toList();
    }

    private void write(Answer.Part pid, List<Named> numbers) {
        for (int place = 1; place <= numbers.size(); place++) {
            Named number = numbers.get(place - 1);
            Authorities.Name name = authorities.written(number.domain());
            pid.set(3, place, 1, number.value())
                    .set(3, place, 4, 1, name.namespace())
                    .set(3, place, 4, 2, name.oid())
                    .set(3, place, 4, 3, name.type())
                    .set(3, place, 5, Authorities.type(number.domain()));
        }
    }

    /** The answer to QBP^Q22. */
    byte[] demographics(Hl7Message asked, Actor actor) {
        try {
            Hl7Message.Part question = asked.required("QPD");
            requireImmediate(asked);
            Set<String> domains = domains(question, 8);
            int quantity = quantity(asked);
            int from = pointer(asked);
            List<Criterion> criteria = criteria(question);
            SearchResult found = registry.search(new PersonSearch(criteria, from, quantity), actor);
            Answer answer = begun(asked, "RSP_K21", "K22", "AA", "");
            int sent = found.persons().size();
            Answer.Part status = query(answer, asked, found.total() == 0 ? "NF" : "OK");
            int left = Math.max(0, found.total() - from - sent);
            status.set(4, String.valueOf(found.total()))
                    .set(5, String.valueOf(sent))
                    .set(6, String.valueOf(left));
            int place = 0;
            for (Person person : found.persons()) {
                person(answer.add("PID"), ++place, person, domains, actor);
            }
            if (left > 0 && sent > 0) {
                answer.add("DSC").set(1, String.valueOf(from + sent)).set(2, "I");
            }
            return answer.bytes();
        } catch (Rejected rejected) {
            return failed(asked, "RSP_K21", "K22", rejected);
        } catch (Refused rule) {
            return failed(asked, "RSP_K21", "K22", MessageDesk.refusedByRule(rule));
        }
    }

    /** Answers are given at once. */
    private static void requireImmediate(Hl7Message asked) {
        String priority = asked.first("RCP").map(part -> part.get(1, 1, 1)).orElse("");
        if (!priority.isEmpty() && !priority.equals("I")) {
            throw new Rejected(
                    Rejected.Condition.TABLE_VALUE,
                    Rejected.Place.of("RCP", 1),
                    "RCP-1 asks for an answer that comes later: expected I, answers are given at once");
        }
    }

    private static int quantity(Hl7Message asked) {
        String quantity = asked.first("RCP").map(part -> part.get(2, 1, 1)).orElse("");
        return quantity.isEmpty() ? QUANTITY_DEFAULT : number(quantity, "RCP", 2, 1, QUANTITY_MAX);
    }

    private static int pointer(Hl7Message asked) {
        String pointer = asked.first("DSC").map(part -> part.get(1)).orElse("");
        return pointer.isEmpty() ? 0 : number(pointer, "DSC", 1, 0, POINTER_MAX);
    }

    private static int number(String text, String segment, int field, int least, int most) {
        boolean isShort = text.length() <= 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int number = isShort ? Integer.parseInt(text) : -1;
        if (number < least) {
            throw new Rejected(
                    Rejected.Condition.DATA_TYPE,
                    Rejected.Place.of(segment, field),
                    segment + "-" + field + " is no number from " + least + " on");
        }
        return Math.min(number, most);
    }

    /** QPD-3: repetitions of {@code @PID.x.y^value}; a part of a number and its domain belong together. */
    private List<Criterion> criteria(Hl7Message.Part question) {
        Map<String, String> asked = new LinkedHashMap<>();
        if (question.repetitions(3) > PARAMETERS_MAX) {
            throw new Rejected(
                    Rejected.Condition.DATA_TYPE, Rejected.Place.of("QPD", 3), "QPD-3 has too many parameters");
        }
        Map<String, Integer> places = new LinkedHashMap<>();
        for (int repetition = 1; repetition <= question.repetitions(3); repetition++) {
            String name = question.get(3, repetition, 1);
            String value = question.get(3, repetition, 2);
            if (!value.isEmpty()) {
                if (asked.put(name, value) != null) {
                    throw new Rejected(
                            Rejected.Condition.DATA_TYPE,
                            new Rejected.Place("QPD", 1, 3, repetition, 1, 0),
                            "a parameter of QPD-3 comes twice, expected each once");
                }
                places.put(name, repetition);
            }
        }
        List<Criterion> criteria = new ArrayList<>();
        for (Map.Entry<String, String> one : asked.entrySet()) {
            if (!OF_NUMBER.contains(one.getKey())) {
                criteria.add(criterion(one.getKey(), one.getValue(), places.getOrDefault(one.getKey(), 1)));
            }
        }
        if (OF_NUMBER.stream().anyMatch(asked::containsKey)) {
            criteria.add(numberOf(asked));
        }
        if (criteria.isEmpty()) {
            throw new Rejected(
                    Rejected.Condition.REQUIRED_FIELD,
                    Rejected.Place.of("QPD", 3),
                    "QPD-3 asks for nothing: expected parameters such as @PID.5.1^Đỗ and @PID.7^19900307");
        }
        return criteria;
    }

    private Criterion numberOf(Map<String, String> asked) {
        String value = asked.getOrDefault("@PID.3.1", asked.getOrDefault("@PID.3", ""));
        if (value.isEmpty()) {
            throw new Rejected(
                    Rejected.Condition.REQUIRED_FIELD,
                    Rejected.Place.of("QPD", 3),
                    "QPD-3 names the authority or the type of a number and not the number: expected @PID.3.1 too");
        }
        Authorities.Name name = new Authorities.Name(
                asked.getOrDefault("@PID.3.4.1", asked.getOrDefault("@PID.3.4", "")),
                asked.getOrDefault("@PID.3.4.2", ""),
                "");
        String domain = Authorities.kind(asked.getOrDefault("@PID.3.5", ""))
                .map(IdentifierKind::code)
                .orElse("");
        if (!name.isEmpty()) {
            domain = authorities
                    .domain(name)
                    .map(known -> authorities.isFacilityCode(known) ? "facility:" + known : known)
                    .orElseThrow(() -> new Rejected(
                            Rejected.Condition.UNKNOWN_KEY,
                            new Rejected.Place("QPD", 1, 3, 1, 0, 0),
                            "the assigning authority of @PID.3.4 is not known here"));
        }
        if (domain.equals(Authorities.ENTERPRISE_ID)) {
            return new Criterion(Field.ID, Comparison.EXACT, List.of(value));
        }
        return new Criterion(Field.IDENTIFIER, Comparison.EXACT, List.of(domain + "|" + value));
    }

    /** A star at the end is what systems of other lands ask for a beginning with; here a text is one always. */
    private static Criterion criterion(String name, String sent, int repetition) {
        String value = sent.endsWith("*") ? sent.substring(0, sent.length() - 1) : sent;
        return switch (name) {
            case "@PID.5.1", "@PID.5.1.1" -> text(Field.FAMILY, value);
            case "@PID.5.2", "@PID.5.3" -> text(Field.GIVEN, value);
            case "@PID.5" -> text(Field.NAME, value);
            case "@PID.6", "@PID.6.1", "@PID.6.1.1" -> text(Field.MOTHER, value);
            case "@PID.7", "@PID.7.1" ->
                text(
                        Field.BIRTH_DATE,
                        Times.birthDate(value)
                                .map(date -> date.split(" ", 2)[0])
                                .orElseThrow(() -> new Rejected(
                                        Rejected.Condition.DATA_TYPE,
                                        new Rejected.Place("QPD", 1, 3, repetition, 2, 0),
                                        "@PID.7 is no date: expected digits such as 19850301, 198503 or 1985")));
            case "@PID.8", "@PID.8.1" -> new Criterion(Field.GENDER, Comparison.EXACT, List.of(sex(value, repetition)));
            case "@PID.11.1", "@PID.11.1.1", "@PID.11" -> text(Field.ADDRESS, value);
            case "@PID.11.3" -> text(Field.ADDRESS_CITY, value);
            case "@PID.11.4" -> text(Field.ADDRESS_STATE, value);
            case "@PID.11.5" -> text(Field.POSTAL_CODE, value);
            case "@PID.11.6" -> text(Field.ADDRESS_COUNTRY, value);
            case "@PID.13", "@PID.13.1", "@PID.13.12", "@PID.14", "@PID.14.1" ->
                new Criterion(Field.TELECOM, Comparison.EXACT, List.of(value));
            case "@PID.19" -> new Criterion(Field.IDENTIFIER, Comparison.EXACT, List.of("|" + value));
            default ->
                throw new Rejected(
                        Rejected.Condition.UNKNOWN_KEY,
                        new Rejected.Place("QPD", 1, 3, repetition, 1, 0),
                        "a parameter of QPD-3 is not known here: PID.3, 5, 6, 7, 8, 11, 13, 14 and 19 and parts of them are");
        };
    }

    private static Criterion text(Field field, String value) {
        return new Criterion(field, Comparison.STARTS, List.of(value));
    }

    private static String sex(String value, int repetition) {
        return switch (value) {
            case "M" -> "male";
            case "F" -> "female";
            case "O", "A" -> "other";
            default ->
                throw new Rejected(
                        Rejected.Condition.TABLE_VALUE,
                        new Rejected.Place("QPD", 1, 3, repetition, 2, 0),
                        "@PID.8 is no sex that can be asked for: expected M, F, O or A of HL7 table 0001");
        };
    }

    private void person(Answer.Part pid, int place, Person person, Set<String> domains, Actor actor) {
        pid.set(1, String.valueOf(place));
        write(pid, numbers(person.id(), registry.identifiers(person.id(), actor), domains));
        person.golden(Columns.Fields.NAME).ifPresent(name -> name(pid, name));
        golden(person, Columns.Fields.BIRTH_DATE).map(Times::digits).ifPresent(date -> pid.set(7, date));
        golden(person, Columns.Fields.SEX).ifPresent(sex -> pid.set(8, sexCode(sex)));
        golden(person, Columns.Fields.ADDRESS).ifPresent(address -> pid.set(11, address));
        golden(person, Columns.Fields.PHONE).ifPresent(phone -> pid.set(13, phone));
    }

    private static Optional<String> golden(Person person, String field) {
        return person.golden(field).map(GoldenValue::value).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static String sexCode(String sex) {
        return switch (sex) {
            case "male" -> "M";
            case "female" -> "F";
            case "other" -> "O";
            default -> "U";
        };
    }

    /** Family, given, middle: the last word is the given name, what stands between is the middle. */
    private static void name(Answer.Part pid, GoldenValue name) {
        List<String> words = List.of(name.value().strip().split("\\s+"));
        boolean isParted = name.name().isPresent() && words.size() > 1;
        if (!isParted) {
            pid.set(5, 1, 1, name.value());
        } else {
            pid.set(5, 1, 1, words.get(0))
                    .set(5, 1, 2, words.get(words.size() - 1))
                    .set(5, 1, 3, String.join(" ", words.subList(1, words.size() - 1)));
        }
        pid.set(5, 1, 7, "L");
    }

    private Answer begun(Hl7Message asked, String structure, String trigger, String code, String text) {
        return new Answer(parser)
                .head(structure, trigger, asked.version(), answerIds.get(), clock.instant())
                .to(asked.header())
                .acknowledge(code, asked.controlId(), text);
    }

    /** QAK, and the question as it was asked. */
    private static Answer.Part query(Answer answer, Hl7Message asked, String status) {
        Answer.Part acknowledged = answer.add("QAK");
        Optional<Hl7Message.Part> question = asked.first("QPD");
        acknowledged.set(1, question.map(part -> part.get(2)).orElse("")).set(2, status);
        question.ifPresent(part -> {
            acknowledged.copy(3, part, 1);
            Answer.Part repeated = answer.add("QPD");
            for (int field = 1; field <= 8; field++) {
                for (int repetition = 1; repetition <= part.repetitions(field); repetition++) {
                    for (int component = 1; component <= 5; component++) {
                        for (int sub = 1; sub <= (component == 4 ? 3 : 1); sub++) {
                            repeated.set(
                                    field, repetition, component, sub, part.get(field, repetition, component, sub));
                        }
                    }
                }
            }
        });
        return acknowledged;
    }

    private byte[] failed(Hl7Message asked, String structure, String trigger, Rejected rejected) {
        String code = rejected.condition().isReject() ? "AR" : "AE";
        Answer answer =
                begun(asked, structure, trigger, code, rejected.diagnostic()).error(rejected, false);
        query(answer, asked, code);
        return answer.bytes();
    }
}
