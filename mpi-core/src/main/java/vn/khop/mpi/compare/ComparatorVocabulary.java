package vn.khop.mpi.compare;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;
import vn.khop.mpi.model.TermTable;

/** The comparators that a schema can name: what fields each takes, which levels it tells apart, how it is made. */
enum ComparatorVocabulary {
    NAME("name", 1, NameComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            String prefix = definition.name();
            return new NameComparator(
                    definition.fields().get(0),
                    prefix,
                    table(terms, prefix + ".family"),
                    table(terms, prefix + ".middle"),
                    table(terms, prefix + ".given"));
        }
    },
    DATE("date", 1, DateComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new DateComparator(definition.fields().get(0));
        }
    },
    SEX("sex", 1, SexComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new SexComparator(definition.fields().get(0));
        }
    },
    CITIZEN_NUMBER("citizen-number", 3, CitizenNumberComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new CitizenNumberComparator(
                    definition.fields().get(0),
                    definition.fields().get(1),
                    definition.fields().get(2));
        }
    },
    IDENTIFIER("identifier", 1, IdentifierComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new IdentifierComparator(definition.fields().get(0));
        }
    },
    LOCAL_NUMBER("local-number", 2, LocalNumberComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new LocalNumberComparator(
                    definition.fields().get(0), definition.fields().get(1));
        }
    },
    PHONE("phone", 1, PhoneComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new PhoneComparator(definition.fields().get(0), definition.name(), table(terms, definition.name()));
        }
    },
    ADDRESS("address", 1, AddressComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new AddressComparator(
                    definition.fields().get(0),
                    definition.name() + ".street",
                    table(terms, definition.name() + ".street"));
        }
    },
    TEXT("text", 1, TextComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new TextComparator(definition.fields().get(0), definition.name(), table(terms, definition.name()));
        }
    },
    EXCHANGEABLE("exchangeable", 2, ExchangeableComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new ExchangeableComparator(
                    definition.fields().get(0),
                    definition.fields().get(1),
                    definition.name(),
                    table(terms, definition.name()));
        }
    },
    DATE_PARTS("date-parts", 1, DatePartsComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new DatePartsComparator(definition.fields().get(0));
        }
    },
    EMAIL("email", 1, EmailComparator.LEVELS) {
        @Override
        FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms) {
            return new EmailComparator(definition.fields().get(0));
        }
    };

    private final String schemaName;
    private final int fieldCount;
    private final List<String> levels;

    ComparatorVocabulary(String schemaName, int fieldCount, List<String> levels) {
        this.schemaName = schemaName;
        this.fieldCount = fieldCount;
        this.levels = levels;
    }

    abstract FieldComparator<?> make(ComparisonDefinition definition, Map<String, TermTable> terms);

    List<String> levels() {
        return levels;
    }

    /**
     * @throws IllegalArgumentException if the comparator or its use of fields is unknown; the message says what is expected
     */
    static ComparatorVocabulary of(ComparisonDefinition definition) {
        Map<String, ComparatorVocabulary> known = new TreeMap<>();
        for (ComparatorVocabulary comparator : values()) {
            known.put(comparator.schemaName, comparator);
        }
        ComparatorVocabulary found = known.get(definition.comparator());
        if (found == null) {
            throw new IllegalArgumentException("comparison '" + definition.name() + "': unknown comparator '"
                    + definition.comparator() + "', expected one of " + String.join(", ", known.keySet()));
        }
        if (definition.fields().size() != found.fieldCount) {
            throw new IllegalArgumentException("comparison '" + definition.name() + "': "
                    + definition.fields().size() + " fields, comparator '" + definition.comparator() + "' takes "
                    + found.fieldCount);
        }
        return found;
    }

    private static TermTable table(Map<String, TermTable> terms, String name) {
        return terms.getOrDefault(name, TermTable.EMPTY);
    }
}
