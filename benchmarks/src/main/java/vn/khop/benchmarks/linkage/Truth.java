package vn.khop.benchmarks.linkage;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Who is who: records and persons by number, in the order of the truth file. */
final class Truth {
    private final Map<String, Integer> recordNumbers = new HashMap<>();
    private int[] persons = new int[1024];
    private int personCount;

    /** @throws IllegalArgumentException if a record is in it twice */
    static Truth read(Path file) throws IOException {
        Truth truth = new Truth();
        Map<String, Integer> personNumbers = new HashMap<>();
        CsvRows.read(file, row -> {
            int record = truth.recordNumbers.size();
            if (truth.recordNumbers.put(row.get("record_id"), record) != null) {
                throw new IllegalArgumentException(file + ": record " + row.get("record_id") + " is in it twice");
            }
            if (record == truth.persons.length) {
                truth.persons = Arrays.copyOf(truth.persons, record * 2);
            }
            truth.persons[record] = personNumbers.computeIfAbsent(row.get("person_id"), person -> personNumbers.size());
        });
        truth.personCount = personNumbers.size();
        return truth;
    }

    int records() {
        return recordNumbers.size();
    }

    int people() {
        return personCount;
    }

    /** @throws IllegalArgumentException for a record that the truth does not have */
    int number(String recordId) {
        Integer number = recordNumbers.get(recordId);
        if (number == null) {
            throw new IllegalArgumentException("record " + recordId + " is not in the truth; was another file linked?");
        }
        return number;
    }

    int person(int record) {
        return persons[record];
    }

    boolean isOnePerson(int left, int right) {
        return persons[left] == persons[right];
    }

    /** Pairs of records of one person. */
    long pairs() {
        int[] sizes = new int[personCount];
        long pairs = 0;
        for (int record = 0; record < records(); record++) {
            pairs += sizes[persons[record]]++;
        }
        return pairs;
    }
}
