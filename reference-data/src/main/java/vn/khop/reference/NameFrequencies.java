package vn.khop.reference;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * How often family, middle and given names occurred among 40,496 pupils and students, by sex. Shares depend on the sample:
 * good for making synthetic people and for knowing what a family name is, not for scoring.
 */
public final class NameFrequencies {
    /** A name in its usual spelling and how many of each sex bear it. */
    public record NameCount(String name, int male, int female) {
        public int total() {
            return male + female;
        }
    }

    private final List<NameCount> familyNames;
    private final List<NameCount> middleNames;
    private final List<NameCount> givenNames;
    private final List<TableSource> sources;

    private NameFrequencies() {
        ReferenceTable family = ReferenceTable.open("family-names");
        familyNames = counts(family);
        middleNames = counts(ReferenceTable.open("middle-names"));
        givenNames = counts(ReferenceTable.open("given-names"));
        sources = family.sources();
    }

    private static List<NameCount> counts(ReferenceTable table) {
        int name = table.column("name");
        int male = table.column("male");
        int female = table.column("female");
        List<NameCount> counts = new ArrayList<>(table.rows().size());
        for (String[] row : table.rows()) {
            counts.add(new NameCount(row[name], Integer.parseInt(row[male]), Integer.parseInt(row[female])));
        }
        return List.copyOf(counts);
    }

    static NameFrequencies open() {
        return new NameFrequencies();
    }

    /** Most frequent first. */
    public List<NameCount> familyNames() {
        return familyNames;
    }

    /** Middle names of one or more syllables, most frequent first. */
    public List<NameCount> middleNames() {
        return middleNames;
    }

    /** Most frequent first. */
    public List<NameCount> givenNames() {
        return givenNames;
    }

    /** Family names without marks, borne by at least that many people of the sample. */
    public Set<String> foldedFamilyNames(int peopleMin) {
        return folded(familyNames, peopleMin);
    }

    /** Given names without marks, borne by at least that many people of the sample. */
    public Set<String> foldedGivenNames(int peopleMin) {
        return folded(givenNames, peopleMin);
    }

    private static Set<String> folded(List<NameCount> names, int peopleMin) {
        Set<String> folded = new HashSet<>();
        for (NameCount count : names) {
            if (count.total() >= peopleMin) {
                folded.add(VietnameseText.fold(count.name()));
            }
        }
        return folded;
    }

    public List<TableSource> sources() {
        return sources;
    }
}
