package vn.khop.server.registry;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import vn.khop.mpi.record.RawRecord;

/**
 * What a record says of a relative, by one of the relative's numbers. Whose the number is, is looked up when somebody asks: the relative may come later.
 *
 * @param record the record that says it
 */
public record StatedRelation(SourceId record, RelationKind kind, PersonIdentifier number) {
    private static final String NEXT = ";";

    /** As it stands in {@link Columns#RELATIVES}. */
    public static String written(RelationKind kind, PersonIdentifier number) {
        return kind.word() + "=" + number.domain() + "|" + number.value().replace(NEXT, "");
    }

    /** Several of them. */
    public static String written(List<String> each) {
        return String.join(NEXT, each);
    }

    /** What the record says; what cannot be read is left aside, as it stays in the record. */
    static List<StatedRelation> of(SourceId record, Map<String, String> columns, Linkage linkage) {
        String text = columns.getOrDefault(Columns.RELATIVES, "");
        if (text.isBlank() || columns.containsKey(Columns.REMOVED) || columns.containsKey(Columns.RECORD_CLASS)) {
            return List.of();
        }
        Set<StatedRelation> stated = new LinkedHashSet<>();
        for (String one : text.split(NEXT)) {
            int equals = one.indexOf('=');
            int bar = one.indexOf('|', equals + 1);
            if (equals > 0 && bar > equals) {
                Optional<RelationKind> kind =
                        RelationKind.ofWord(one.substring(0, equals).strip()).filter(RelationKind::isStored);
                kind.ifPresent(known -> numbers(
                                one.substring(equals + 1, bar).strip(),
                                one.substring(bar + 1).strip(),
                                linkage)
                        .forEach(number -> stated.add(new StatedRelation(record, known, number))));
            }
        }
        return new ArrayList<>(stated);
    }

    /** The number in the form in which records are found by it. */
    private static List<PersonIdentifier> numbers(String domain, String value, Linkage linkage) {
        Optional<PersonIdentifier> read = PersonIdentifier.ifDomain(domain, value);
        if (read.isEmpty() || value.isEmpty() || read.get().kind().isEmpty()) {
            return read.filter(number -> !value.isEmpty()).stream().toList();
        }
        boolean isInsurance = read.get()
                .kind()
                .filter(kind -> kind == IdentifierKind.INSURANCE_NUMBER)
                .isPresent();
        String column = isInsurance ? Columns.INSURANCE_NO : Columns.NATIONAL_ID;
        return List.copyOf(SourceIndex.identifiers(
                SourceIndex.nationwide(linkage.normalise(new RawRecord("a relative", Map.of(column, value))))));
    }

    /** Without the number. */
    @Override
    public String toString() {
        return "StatedRelation[" + record + ", " + kind + "]";
    }
}
