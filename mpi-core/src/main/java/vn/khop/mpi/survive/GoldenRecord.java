package vn.khop.mpi.survive;

import java.util.List;
import java.util.Optional;
import vn.khop.mpi.record.FieldValue;

/** A person as the members of a cluster tell it; fields in the order of the schema, a field that none has is left out. */
public record GoldenRecord(List<Field> fields) {
    public GoldenRecord {
        fields = List.copyOf(fields);
    }

    /**
     * One field.
     *
     * @param raw what the record says verbatim, columns joined by a space
     * @param value what it was understood as
     * @param recordId where it comes from
     * @param rule why it was chosen
     */
    public record Field(String name, String raw, FieldValue value, String recordId, SurvivorshipRule rule) {}

    public Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }
}
