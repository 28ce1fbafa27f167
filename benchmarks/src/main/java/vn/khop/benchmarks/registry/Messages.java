package vn.khop.benchmarks.registry;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.record.SexValue;

/**
 * Patients as hospitals would send them, made of rows that the registry was loaded with: a third revise a record (another telephone and address), a third are a known
 * person's registration at another hospital, a third are people whom nobody knows, with the name of one row and the birth date of another.
 */
final class Messages {
    /** Rows that are read; a message is drawn from them. */
    private static final int ROWS_MAX = 200_000;

    private static final int KINDS = 3;
    private static final String SID = "http://fhir.ehealth.gov.vn/core/sid/";
    private static final List<String> OWN = List.of("full_name", "gender", "birth_date", "phone", "address");

    private final ObjectMapper json = new ObjectMapper();
    private final Linker linker = Linker.of(LinkageModel.readDefault());
    private final SplittableRandom random;
    private final List<Map<String, String>> rows = new ArrayList<>();
    private final String run;
    private int drawn;

    /** @param run makes the numbers of new registrations differ from those of earlier runs */
    Messages(Path people, long seed, String run) throws IOException {
        random = new SplittableRandom(seed);
        this.run = run;
        try (Reader text = Files.newBufferedReader(people);
                CSVParser parser = CSVFormat.RFC4180
                        .builder()
                        .setHeader()
                        .setSkipHeaderRecord(true)
                        .get()
                        .parse(text)) {
            for (CSVRecord row : parser) {
                rows.add(row.toMap());
                if (rows.size() == ROWS_MAX) {
                    break;
                }
            }
        }
    }

    /** Who sends. */
    Set<String> facilities() {
        return rows.stream()
                .map(row -> row.getOrDefault("facility", ""))
                .filter(code -> !code.isBlank())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * A Patient and where it is put.
     *
     * @param query of the conditional update
     */
    record Message(String query, String body) {}

    Message feed() throws IOException {
        Map<String, String> row = new HashMap<>(any());
        Map<String, String> other = any();
        int kind = drawn++ % KINDS;
        if (kind == 0) {
            row.put("phone", other.getOrDefault("phone", ""));
            row.put("address", other.getOrDefault("address", ""));
        } else {
            row.put("facility", other.getOrDefault("facility", ""));
            row.put("mrn", run + "-" + drawn);
        }
        if (kind == 2) {
            row.put("birth_date", other.getOrDefault("birth_date", ""));
            row.put("national_id", "");
            row.put("insurance_no", "");
            row.put("phone", "");
        }
        return message(row, patient(row));
    }

    /** A row as its hospital registers it, with the parts of the name apart; as many as there are rows, in their order. */
    Message registration(int number) throws IOException {
        Map<String, String> row = rows.get(number);
        return message(row, named(patient(row), row));
    }

    /** The body of a {@code $match} for one of the first rows, with the parts of the name apart. */
    String probe(int among) throws IOException {
        Map<String, String> row = rows.get(random.nextInt(among));
        ObjectNode parameters = json.createObjectNode().put("resourceType", "Parameters");
        parameters.withArray("parameter").addObject().put("name", "resource").set("resource", named(patient(row), row));
        return json.writeValueAsString(parameters);
    }

    /** What a peer compares that knows no names written as one text. */
    private static ObjectNode named(ObjectNode patient, Map<String, String> row) {
        String[] words = row.getOrDefault("full_name", "").strip().split("\\s+");
        if (words.length > 1) {
            ObjectNode name = (ObjectNode) patient.withArray("name").get(0);
            name.put("family", words[0]);
            name.withArray("given").add(String.join(" ", List.of(words).subList(1, words.length)));
        }
        return patient;
    }

    private Message message(Map<String, String> row, ObjectNode patient) throws IOException {
        String number = row.get("mrn");
        String facility = row.get("facility");
        patient.withArray("identifier")
                .addObject()
                .put("system", SID + "patient-internal-id/" + facility)
                .put("value", number);
        return new Message(
                "identifier=" + SID + "patient-internal-id/" + facility + "%7C" + number,
                json.writeValueAsString(patient));
    }

    /** The body of a {@code $match}: what a desk knows of somebody. */
    String probe() throws IOException {
        ObjectNode parameters = json.createObjectNode().put("resourceType", "Parameters");
        parameters.withArray("parameter").addObject().put("name", "resource").set("resource", patient(any()));
        parameters.withArray("parameter").addObject().put("name", "count").put("valueInteger", 5);
        return json.writeValueAsString(parameters);
    }

    private Map<String, String> any() {
        return rows.get(random.nextInt(rows.size()));
    }

    private ObjectNode patient(Map<String, String> row) {
        ObjectNode patient =
                json.createObjectNode().put("resourceType", "Patient").put("active", true);
        Map<String, String> known = new HashMap<>();
        OWN.forEach(column -> known.put(column, row.getOrDefault(column, "")));
        known.values().removeIf(String::isBlank);
        PersonRecord understood = linker.normalise(new RawRecord("message", known));
        understood
                .value("birth_date")
                .filter(PartialDate.class::isInstance)
                .ifPresent(date -> patient.put("birthDate", ((PartialDate) date).isoText()));
        understood
                .value("gender")
                .filter(SexValue.class::isInstance)
                .ifPresent(sex -> patient.put("gender", gender((SexValue) sex)));
        if (known.containsKey("full_name")) {
            patient.withArray("name").addObject().put("text", known.get("full_name"));
        }
        if (known.containsKey("phone")) {
            patient.withArray("telecom").addObject().put("system", "phone").put("value", known.get("phone"));
        }
        if (known.containsKey("address")) {
            patient.withArray("address").addObject().put("text", known.get("address"));
        }
        identifier(patient, "national_id", row.getOrDefault("national_id", ""));
        identifier(patient, "insurance_number", row.getOrDefault("insurance_no", ""));
        return patient;
    }

    private static void identifier(ObjectNode patient, String system, String value) {
        if (!value.isBlank()) {
            patient.withArray("identifier")
                    .addObject()
                    .put("system", SID + system)
                    .put("value", value);
        }
    }

    private static String gender(SexValue sex) {
        return switch (sex.sex()) {
            case MALE -> "male";
            case FEMALE -> "female";
            case UNDETERMINED -> "other";
        };
    }
}
