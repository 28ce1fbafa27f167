package vn.khop.mpi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.model.SchemaDefinition.FieldDefinition;
import vn.khop.mpi.normalise.Normalised;
import vn.khop.mpi.normalise.Normaliser;
import vn.khop.mpi.normalise.Normalisers;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.Finding;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.reference.ReferenceData;

/** Understands raw records under a schema. */
final class RecordNormaliser {
    private final Map<FieldDefinition, Normaliser> normalisers = new HashMap<>();

    /**
     * @throws IllegalArgumentException if a field names an unknown normaliser; the message names field and normaliser
     */
    RecordNormaliser(SchemaDefinition schema) {
        Normalisers standard = Normalisers.standard(ReferenceData.open());
        for (FieldDefinition field : schema.fields()) {
            try {
                normalisers.put(field, standard.named(field.normaliser()));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("field '" + field.name() + "': " + e.getMessage(), e);
            }
        }
    }

    PersonRecord normalise(RawRecord raw) {
        Map<String, FieldValue> values = new HashMap<>();
        Map<String, List<Finding>> findings = new HashMap<>();
        normalisers.forEach((field, normaliser) -> {
            List<String> texts = new ArrayList<>();
            for (String column : field.columns()) {
                raw.value(column).ifPresent(texts::add);
            }
            Normalised normalised = normaliser.normalise(texts);
            normalised.value().ifPresent(value -> values.put(field.name(), value));
            if (!normalised.findings().isEmpty()) {
                findings.put(field.name(), normalised.findings());
            }
        });
        return new PersonRecord(raw, values, findings);
    }
}
