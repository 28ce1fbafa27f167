package vn.khop.terminology.suggest;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import vn.khop.terminology.search.Abbreviations;

/**
 * A row as an index reads it.
 *
 * @param readings its name as written, with abbreviations written out, and by its ingredient
 * @param writtenOut that of them in which abbreviations are written out
 * @param key its name as people's decisions remember it
 * @param groupLikeness how like its group is to each of the index
 * @param relations the related words of each of its words that has some
 */
record Question(
        LocalRow row,
        List<IndexedName> readings,
        Optional<IndexedName> writtenOut,
        String key,
        boolean hasGroup,
        double[] groupLikeness,
        DrugText drug,
        Map<Integer, Map<Integer, Double>> relations,
        Experience experience) {
    static Question of(LocalRow row, TargetIndex index, Relations relations, Experience experience) {
        Reading written = Reading.of(row.name());
        List<IndexedName> readings = new ArrayList<>(List.of(index.read(written)));
        Optional<IndexedName> writtenOut =
                Abbreviations.shipped().capitalsWrittenOut(row.name()).map(text -> index.read(Reading.of(text)));
        writtenOut.ifPresent(readings::add);
        DrugText drug = DrugText.of(row);
        drug.names(row.ingredient(), row.strength()).forEach(text -> readings.add(index.read(Reading.of(text))));
        Map<Integer, Map<Integer, Double>> related = new HashMap<>();
        for (IndexedName reading : readings) {
            for (int word : reading.words) {
                if (relations.byWord().containsKey(index.word(reading, word))) {
                    Map<Integer, Double> others = new HashMap<>(index.standsFor(reading, word, relations));
                    others.remove(word);
                    related.put(word, others);
                }
            }
        }
        boolean hasGroup = !row.group().isEmpty() && index.hasGroups();
        return new Question(
                row,
                readings,
                writtenOut,
                Experience.key(written),
                hasGroup,
                hasGroup ? index.groupLikeness(row.group()) : new double[0],
                drug,
                related,
                experience);
    }

    boolean isWrittenOut(IndexedName reading) {
        return writtenOut.isPresent() && writtenOut.get() == reading;
    }
}
