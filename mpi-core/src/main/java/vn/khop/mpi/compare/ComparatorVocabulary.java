package vn.khop.mpi.compare;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import vn.khop.mpi.model.SchemaDefinition.ComparisonDefinition;

/** The comparators that a schema can name: what fields each takes, which levels it tells apart, how it is made. */
enum ComparatorVocabulary {
    NAME("name", 1, NameComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new NameComparator(definition.fields().get(0), definition.name());
        }
    },
    DATE("date", 1, DateComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new DateComparator(definition.fields().get(0));
        }
    },
    SEX("sex", 1, SexComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new SexComparator(definition.fields().get(0));
        }
    },
    CITIZEN_NUMBER("citizen-number", 3, CitizenNumberComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new CitizenNumberComparator(
                    definition.fields().get(0),
                    definition.fields().get(1),
                    definition.fields().get(2));
        }
    },
    IDENTIFIER("identifier", 1, IdentifierComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new IdentifierComparator(definition.fields().get(0));
        }
    },
    LOCAL_NUMBER("local-number", 2, LocalNumberComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new LocalNumberComparator(
                    definition.fields().get(0), definition.fields().get(1));
        }
    },
    PHONE("phone", 1, PhoneComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new PhoneComparator(definition.fields().get(0), definition.name());
        }
    },
    ADDRESS("address", 1, AddressComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new AddressComparator(definition.fields().get(0), definition.name() + ".street");
        }
    },
    TEXT("text", 1, TextComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new TextComparator(definition.fields().get(0), definition.name());
        }
    },
    EXCHANGEABLE("exchangeable", 2, ExchangeableComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new ExchangeableComparator(
                    definition.fields().get(0), definition.fields().get(1), definition.name());
        }
    },
    DATE_PARTS("date-parts", 1, DatePartsComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new DatePartsComparator(definition.fields().get(0));
        }
    },
    NESTED("nested", 2, NestedComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
            return new NestedComparator(definition.fields(), definition.name());
        }

        @Override
        int fieldCountMax() {
            return NestedComparator.FIELDS_MAX;
        }
    },
    EMAIL("email", 1, EmailComparator.LEVELS) {
        @Override
        FieldComparator make(ComparisonDefinition definition) {
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

    abstract FieldComparator make(ComparisonDefinition definition);

    List<String> levels() {
        return levels;
    }

    /** The level that a schema lists last at the earliest: where all else falls. */
    String elseLevel() {
        return this == CITIZEN_NUMBER ? "differs" : levels.get(levels.size() - 1);
    }

    /** The most fields that it takes. */
    int fieldCountMax() {
        return fieldCount;
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
        int fields = definition.fields().size();
        if (fields < found.fieldCount || fields > found.fieldCountMax()) {
            throw new IllegalArgumentException("comparison '" + definition.name() + "': " + fields
                    + " fields, comparator '" + definition.comparator() + "' takes " + found.fieldCount
                    + (found.fieldCountMax() > found.fieldCount ? " to " + found.fieldCountMax() : ""));
        }
        return found;
    }
}
