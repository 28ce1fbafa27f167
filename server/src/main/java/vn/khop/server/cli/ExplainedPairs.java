package vn.khop.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import vn.khop.mpi.Linker;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.file.InvalidInputException;
import vn.khop.mpi.file.RecordFile;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.report.PairExplanation;

/** Pairs that the command line names, {@code A,B}, and what there is to say of them. */
final class ExplainedPairs {
    private ExplainedPairs() {}

    /**
     * @throws InvalidInputException if one is not two different ids
     */
    static List<RecordPair> parse(List<String> texts) {
        List<RecordPair> pairs = new ArrayList<>();
        for (String text : texts) {
            String[] ids = text.split(",", -1);
            if (ids.length != 2
                    || ids[0].isBlank()
                    || ids[1].isBlank()
                    || ids[0].strip().equals(ids[1].strip())) {
                throw new InvalidInputException("pair '" + text
                        + "': expected two different record ids with a comma between them, as in r1,r2");
            }
            pairs.add(RecordPair.of(ids[0].strip(), ids[1].strip()));
        }
        return pairs;
    }

    /**
     * Reads the records of the pairs from the inputs again and explains them.
     *
     * @throws InvalidInputException if a record is in no input
     */
    static List<PairExplanation> explain(List<RecordPair> pairs, List<Path> inputs, LinkageModel model) {
        Linker linker = Linker.of(model);
        Set<String> wanted = new LinkedHashSet<>();
        pairs.forEach(pair -> wanted.addAll(List.of(pair.a(), pair.b())));
        Map<String, PersonRecord> records = new HashMap<>();
        if (!wanted.isEmpty()) {
            for (Path input : inputs) {
                RecordFile.forEach(input, model.schema(), record -> {
                    if (wanted.contains(record.recordId())) {
                        records.put(record.recordId(), linker.normalise(record));
                    }
                });
            }
        }
        List<PairExplanation> explained = new ArrayList<>();
        for (RecordPair pair : pairs) {
            explained.add(PairExplanation.of(linker, known(records, pair.a()), known(records, pair.b())));
        }
        return explained;
    }

    private static PersonRecord known(Map<String, PersonRecord> records, String id) {
        PersonRecord record = records.get(id);
        if (record == null) {
            throw new InvalidInputException("record '" + id + "' is in no input; check the id");
        }
        return record;
    }
}
