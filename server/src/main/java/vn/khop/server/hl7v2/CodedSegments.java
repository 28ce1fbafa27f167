package vn.khop.server.hl7v2;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import vn.khop.server.codes.CodeUses;

/** Which codes of which lists a message uses: its diagnoses (DG1), procedures (PR1), allergies (AL1, IAM) and observations (OBX). */
final class CodedSegments {
    /** HL7 table 0396, and what systems write in its place; the lists are named as the declarations that come with Khớp name them. */
    private static final Map<String, String> USUAL = Map.of(
            "I10", "urn:khop:list:icd-10",
            "ICD10", "urn:khop:list:icd-10",
            "ICD-10", "urn:khop:list:icd-10",
            "LN", "http://loinc.org",
            "LOINC", "http://loinc.org",
            "ATC", "http://www.whocc.no/atc",
            "SCT", "http://snomed.info/sct");
    /** In Vietnam a diagnosis is coded by ICD-10 (QĐ 4469/QĐ-BYT, TT 06/2026/TT-BYT), and systems that know no other list do not name it. */
    private static final String UNNAMED_DIAGNOSIS = "I10";

    private static final int CODED = 3;
    private static final int CODING_METHOD = 2;
    private static final int VALUE_TYPE = 2;
    private static final int VALUE = 5;
    /** Of a coded element the code and its system, and both once more in another list. */
    private static final int[][] TRIPLETS = {{1, 3}, {4, 6}};

    private static final String NULL = "\"\"";

    private final List<Hl7v2Settings.CodeSystemName> configured;

    CodedSegments(List<Hl7v2Settings.CodeSystemName> configured) {
        this.configured = List.copyOf(configured);
    }

    /**
     * Each code once; those of lists that nobody has named are passed over.
     *
     * @param facility whose words for lists count
     */
    List<CodeUses.Used> used(Hl7Message message, String facility) {
        Map<String, String> systems = new HashMap<>(USUAL);
        configured.stream()
                .filter(name -> name.facility().isEmpty() || name.facility().equals(facility))
                .forEach(name -> systems.put(upper(name.name()), name.system()));
        List<CodeUses.Used> used = new ArrayList<>();
        for (Hl7Message.Part diagnosis : message.all("DG1")) {
            String method = diagnosis.get(CODING_METHOD);
            add(used, systems, diagnosis, CODED, method.isEmpty() ? UNNAMED_DIAGNOSIS : method);
        }
        message.all("PR1").forEach(procedure -> add(used, systems, procedure, CODED, procedure.get(CODING_METHOD)));
        for (String name : List.of("AL1", "IAM")) {
            message.all(name).forEach(part -> add(used, systems, part, CODED, ""));
        }
        for (Hl7Message.Part observation : message.all("OBX")) {
            add(used, systems, observation, CODED, "");
            if (List.of("CE", "CF", "CNE", "CWE").contains(observation.get(VALUE_TYPE))) {
                add(used, systems, observation, VALUE, "");
            }
        }
        return used.stream().distinct().toList();
    }

    /** @param unnamed what its list is called where the field does not say */
    private static void add(
            List<CodeUses.Used> used, Map<String, String> systems, Hl7Message.Part part, int field, String unnamed) {
        for (int repetition = 1; repetition <= part.repetitions(field); repetition++) {
            code(systems, part, field, repetition, unnamed).ifPresent(used::add);
        }
    }

    private static Optional<CodeUses.Used> code(
            Map<String, String> systems, Hl7Message.Part part, int field, int repetition, String unnamed) {
        for (int[] triplet : TRIPLETS) {
            String code = part.get(field, repetition, triplet[0]);
            String said = part.get(field, repetition, triplet[1]);
            String name = said.isEmpty() && triplet[0] == 1 ? unnamed : said;
            String system = systems.getOrDefault(upper(name), "");
            if (!code.isEmpty() && !code.equals(NULL) && !system.isEmpty()) {
                return Optional.of(CodeUses.Used.of(system, code, 1));
            }
        }
        return Optional.empty();
    }

    private static String upper(String name) {
        return name.toUpperCase(Locale.ROOT);
    }
}
