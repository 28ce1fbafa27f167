package vn.khop.mpi;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaDefinition.FieldDefinition;
import vn.khop.mpi.record.PersonRecord;

/** How many records have a value in each field of the schema. */
public final class FieldCounts {
    private final List<String> fields;
    private final long[] present;

    FieldCounts(SchemaDefinition schema) {
        fields = schema.fields().stream().map(FieldDefinition::name).toList();
        present = new long[fields.size()];
    }

    /** Counts one piece of the records, by one thread. */
    final class Piece {
        private final long[] mine = new long[fields.size()];

        void add(PersonRecord record) {
            for (int i = 0; i < mine.length; i++) {
                mine[i] += record.fields().containsKey(fields.get(i)) ? 1 : 0;
            }
        }

        void end() {
            synchronized (FieldCounts.this) {
                for (int i = 0; i < mine.length; i++) {
                    present[i] += mine[i];
                }
            }
        }
    }

    Piece newPiece() {
        return new Piece();
    }

    /** Records with a value, by field, in the schema's order. */
    public synchronized Map<String, Long> present() {
        Map<String, Long> byField = new LinkedHashMap<>();
        for (int i = 0; i < present.length; i++) {
            byField.put(fields.get(i), present[i]);
        }
        return byField;
    }
}
