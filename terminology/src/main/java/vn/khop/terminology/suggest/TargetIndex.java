package vn.khop.terminology.suggest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import vn.khop.terminology.compile.ConceptFile;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.concept.SearchWords;

/*
 * An inverted index in arrays: for each word and each pair of neighbours, the names that have it. A list of 20,000 concepts is indexed in half a second and held in
 * some 20 MB; a question adds up the rarities of what it shares with each name (as a cosine: divided by the length of the name's own vector)
 * and keeps the best. A word of a row that no name has stands for those that look like it, by shared runs of three letters, and a word may
 * stand for those to which pairs that people decided have related it. The same score worked out name by name is in the test.
 */
/** The concepts of one list, made ready to be found by what a hospital calls them. Immutable. */
public final class TargetIndex {
    private static final double PAIR_WEIGHT = 0.6;
    private static final double ALIKE_MIN = 0.45;
    private static final int ALIKE_MAX = 4;
    private static final int ALIKE_CHARACTERS_MIN = 4;

    private final List<Target> targets;
    private final Map<String, Integer> ordinals = new HashMap<>();
    private final List<DrugText> drugs = new ArrayList<>();
    private final IndexedName[] names;
    private final int[][] namesOf;
    private final Map<String, Integer> vocabulary = new HashMap<>();
    private final Map<String, Integer> tonedVocabulary = new HashMap<>();
    private final Map<String, Integer> pairVocabulary = new HashMap<>();
    private final List<String> words = new ArrayList<>();
    private final List<String> tonedWords = new ArrayList<>();
    private final int[][] byWord;
    private final int[][] byPair;
    private final double[] rarity;
    private final double[] pairRarity;
    private final double unknownRarity;
    private final double[] length;
    private final Map<Integer, int[]> byTrigram;
    private final List<Set<String>> groups = new ArrayList<>();
    private final int[][] groupsOf;
    private final boolean hasGroups;

    private TargetIndex(List<Target> targets) {
        this.targets = List.copyOf(targets);
        List<IndexedName> indexed = new ArrayList<>();
        Map<Set<String>, Integer> groupNumbers = new LinkedHashMap<>();
        namesOf = new int[targets.size()][];
        groupsOf = new int[targets.size()][];
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            ordinals.put(target.code(), i);
            drugs.add(DrugText.of(target));
            Set<String> texts = new LinkedHashSet<>(target.names());
            texts.addAll(drugs.get(i).names(target.ingredient(), target.strength()));
            int first = indexed.size();
            for (String text : texts) {
                indexed.add(named(i, Reading.of(text), true));
            }
            namesOf[i] = new int[indexed.size() - first];
            Arrays.setAll(namesOf[i], at -> first + at);
            groupsOf[i] = target.groups().stream()
                    .map(TargetIndex::groupWords)
                    .filter(words -> !words.isEmpty())
                    .mapToInt(words -> groupNumbers.computeIfAbsent(words, any -> groupNumbers.size()))
                    .distinct()
                    .toArray();
        }
        groups.addAll(groupNumbers.keySet());
        hasGroups = !groups.isEmpty();
        names = indexed.toArray(IndexedName[]::new);
        byWord = postings(vocabulary.size(), false);
        byPair = postings(pairVocabulary.size(), true);
        rarity = rarity(byWord);
        pairRarity = rarity(byPair);
        unknownRarity = Math.log(1 + names.length);
        length = new double[names.length];
        for (int i = 0; i < names.length; i++) {
            double sum = 0;
            for (int word : names[i].words) {
                sum += rarity[word] * rarity[word];
            }
            for (int pair : names[i].pairs) {
                sum += PAIR_WEIGHT * pairRarity[pair] * pairRarity[pair];
            }
            length[i] = Math.sqrt(sum);
        }
        byTrigram = trigramPostings();
    }

    /** Of concepts whose codes are distinct. */
    public static TargetIndex of(List<Target> targets) {
        return new TargetIndex(targets);
    }

    /** Of a release; made once for its image, and kept with it. */
    public static TargetIndex of(OpenImages.Entry release) {
        ConceptFile concepts = release.image().concepts();
        return release.image()
                .remembered(
                        TargetIndex.class,
                        TargetIndex.class,
                        () -> of(IntStream.range(0, concepts.conceptCount())
                                .mapToObj(ordinal ->
                                        Target.of(concepts.concept(ordinal), code -> display(concepts, code)))
                                .toList()));
    }

    private static Optional<String> display(ConceptFile concepts, String code) {
        OptionalInt ordinal = concepts.ordinalOf(code);
        return ordinal.isPresent() ? Optional.of(concepts.display(ordinal.getAsInt())) : Optional.empty();
    }

    public int size() {
        return targets.size();
    }

    public Target target(int ordinal) {
        return targets.get(ordinal);
    }

    public OptionalInt ordinalOf(String code) {
        Integer found = ordinals.get(code);
        return found == null ? OptionalInt.empty() : OptionalInt.of(found);
    }

    DrugText drug(int target) {
        return drugs.get(target);
    }

    int[] namesOf(int target) {
        return namesOf[target];
    }

    IndexedName name(int number) {
        return names[number];
    }

    int nameCount() {
        return names.length;
    }

    /** A word of a name, with those behind the vocabulary. */
    String word(IndexedName name, int word) {
        return word < words.size() ? words.get(word) : name.unknown.get(word - words.size());
    }

    /** One of a name's words as it is written, with its marks. */
    String written(IndexedName name, int word) {
        int toned = name.toned[Arrays.binarySearch(name.words, word)];
        return toned < tonedWords.size() ? tonedWords.get(toned) : name.unknownToned.get(toned - tonedWords.size());
    }

    double rarity(int word) {
        return word < rarity.length ? rarity[word] : unknownRarity;
    }

    double pairRarity(int pair) {
        return pair < pairRarity.length ? pairRarity[pair] : unknownRarity;
    }

    /** A row's name in the numbers of this index. */
    IndexedName read(Reading reading) {
        return named(-1, reading, false);
    }

    private IndexedName named(int target, Reading reading, boolean isNew) {
        List<String> unknown = new ArrayList<>();
        List<String> unknownToned = new ArrayList<>();
        List<String> unknownPairs = new ArrayList<>();
        int size = reading.bare().size();
        int[] sequence = new int[size];
        Map<Integer, Integer> tonedOf = new TreeMap<>();
        Set<Integer> pairs = new TreeSet<>();
        for (int i = 0; i < size; i++) {
            String bare = reading.bare().get(i);
            sequence[i] = number(vocabulary, bare, isNew, unknown);
            if (isNew && sequence[i] == words.size()) {
                words.add(bare);
            }
            int toned = number(tonedVocabulary, reading.toned().get(i), isNew, unknownToned);
            if (isNew && toned == tonedWords.size()) {
                tonedWords.add(reading.toned().get(i));
            }
            tonedOf.putIfAbsent(sequence[i], toned);
            if (i > 0) {
                pairs.add(number(pairVocabulary, reading.bare().get(i - 1) + bare, isNew, unknownPairs));
            }
            if (bare.length() >= IndexedName.PAIR_CHARACTERS_MIN) {
                pairs.add(number(pairVocabulary, bare, isNew, unknownPairs));
            }
        }
        int[] distinct = tonedOf.keySet().stream().mapToInt(Integer::intValue).toArray();
        int[] toned = tonedOf.values().stream().mapToInt(Integer::intValue).toArray();
        int[] numbers = reading.numbers().stream()
                .mapToInt(number -> number(vocabulary, number, isNew, unknown))
                .sorted()
                .toArray();
        return new IndexedName(
                target,
                reading,
                sequence,
                distinct,
                toned,
                pairs.stream().mapToInt(Integer::intValue).toArray(),
                numbers,
                unknown,
                unknownToned);
    }

    private static int number(Map<String, Integer> known, String text, boolean isNew, List<String> unknown) {
        Integer found = known.get(text);
        if (found != null) {
            return found;
        }
        if (isNew) {
            known.put(text, known.size());
            return known.size() - 1;
        }
        int at = unknown.indexOf(text);
        if (at < 0) {
            at = unknown.size();
            unknown.add(text);
        }
        return known.size() + at;
    }

    private int[][] postings(int size, boolean isPairs) {
        int[] counts = new int[size];
        for (IndexedName name : names) {
            for (int term : isPairs ? name.pairs : name.words) {
                counts[term]++;
            }
        }
        int[][] lists = new int[size][];
        for (int i = 0; i < size; i++) {
            lists[i] = new int[counts[i]];
        }
        int[] filled = new int[size];
        for (int i = 0; i < names.length; i++) {
            for (int term : isPairs ? names[i].pairs : names[i].words) {
                lists[term][filled[term]++] = i;
            }
        }
        return lists;
    }

    private double[] rarity(int[][] lists) {
        double[] rarities = new double[lists.length];
        Arrays.setAll(rarities, i -> Math.log(1 + (double) names.length / Math.max(1, lists[i].length)));
        return rarities;
    }

    /** The words of a group's name, its number left out. */
    static Set<String> groupWords(String text) {
        Set<String> found = new HashSet<>();
        for (String word : SearchWords.toneless(SearchWords.toned(text))) {
            if (word.length() > 1 && !word.matches("\\d+|[ivx]+")) {
                found.add(word);
            }
        }
        return found;
    }

    /** How like each group of this list is to a row's, in shared words against all; for {@link #groupLikeness(double[], int)}. */
    double[] groupLikeness(String rowGroup) {
        Set<String> row = groupWords(rowGroup);
        double[] likeness = new double[groups.size()];
        Arrays.setAll(likeness, i -> {
            long shared = row.stream().filter(groups.get(i)::contains).count();
            return (double) shared / Math.max(1, row.size() + groups.get(i).size() - shared);
        });
        return likeness;
    }

    /** Of a target's groups the likest; below 0 where it has none. */
    double groupLikeness(double[] likeness, int target) {
        double best = -1;
        for (int group : groupsOf[target]) {
            best = Math.max(best, likeness[group]);
        }
        return best;
    }

    boolean hasGroups() {
        return hasGroups;
    }

    /** A target that may be meant, and how good a find it is: 1 for a name that is the row's. */
    record Found(int target, double score) {}

    /** The words of this index that a row's word stands for, itself first, with how sure. */
    Map<Integer, Double> standsFor(IndexedName row, int word, Relations relations) {
        Map<Integer, Double> found = new TreeMap<>();
        String text = word(row, word);
        if (word < words.size()) {
            found.put(word, 1.0);
        } else {
            alike(text).forEach((other, sure) -> found.merge(other, sure, Math::max));
        }
        relations.byWord().getOrDefault(text, Map.of()).forEach((other, sure) -> {
            Integer known = vocabulary.get(other);
            if (known != null) {
                found.merge(known, sure, Math::max);
            }
        });
        return found;
    }

    /** The best finds, best first; among equals in the list's order. */
    List<Found> find(List<IndexedName> readings, Relations relations, int count) {
        Map<Integer, Double> best = new HashMap<>();
        for (IndexedName row : readings) {
            double[] sums = new double[names.length];
            double own = 0;
            for (int word : row.words) {
                own += rarity(word) * rarity(word);
                standsFor(row, word, relations).forEach((term, sure) -> {
                    double worth = sure * rarity[term] * rarity[term];
                    for (int name : byWord[term]) {
                        sums[name] += worth;
                    }
                });
            }
            for (int pair : row.pairs) {
                own += PAIR_WEIGHT * pairRarity(pair) * pairRarity(pair);
                if (pair < byPair.length) {
                    double worth = PAIR_WEIGHT * pairRarity[pair] * pairRarity[pair];
                    for (int name : byPair[pair]) {
                        sums[name] += worth;
                    }
                }
            }
            PriorityQueue<Integer> kept = new PriorityQueue<>(
                    Comparator.<Integer>comparingDouble(name -> sums[name]).thenComparing(Comparator.reverseOrder()));
            for (int name = 0; name < sums.length; name++) {
                if (sums[name] > 0) {
                    sums[name] /= length[name] * Math.sqrt(own);
                    if (kept.size() < 2 * count) {
                        kept.add(name);
                    } else {
                        int last = kept.element();
                        if (sums[name] > sums[last]) {
                            kept.remove();
                            kept.add(name);
                        }
                    }
                }
            }
            kept.forEach(name -> best.merge(names[name].target, sums[name], Math::max));
        }
        return best.entrySet().stream()
                .map(entry -> new Found(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparingDouble(Found::score).reversed().thenComparingInt(Found::target))
                .limit(count)
                .toList();
    }

    /** What {@link #find} gives one name, worked out from the name alone. */
    double score(IndexedName row, IndexedName name, Relations relations) {
        double sum = 0;
        double own = 0;
        for (int word : row.words) {
            own += rarity(word) * rarity(word);
            for (Map.Entry<Integer, Double> term :
                    standsFor(row, word, relations).entrySet()) {
                if (Arrays.binarySearch(name.words, term.getKey()) >= 0) {
                    sum += term.getValue() * rarity[term.getKey()] * rarity[term.getKey()];
                }
            }
        }
        double its = 0;
        for (int pair : row.pairs) {
            own += PAIR_WEIGHT * pairRarity(pair) * pairRarity(pair);
            if (Arrays.binarySearch(name.pairs, pair) >= 0) {
                sum += PAIR_WEIGHT * pairRarity[pair] * pairRarity[pair];
            }
        }
        for (int word : name.words) {
            its += rarity[word] * rarity[word];
        }
        for (int pair : name.pairs) {
            its += PAIR_WEIGHT * pairRarity[pair] * pairRarity[pair];
        }
        return sum == 0 ? 0 : sum / (Math.sqrt(its) * Math.sqrt(own));
    }

    private Map<Integer, int[]> trigramPostings() {
        Map<Integer, List<Integer>> lists = new HashMap<>();
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).length() >= ALIKE_CHARACTERS_MIN) {
                for (int trigram : trigrams(words.get(i))) {
                    lists.computeIfAbsent(trigram, any -> new ArrayList<>()).add(i);
                }
            }
        }
        Map<Integer, int[]> packed = new HashMap<>();
        lists.forEach((trigram, list) ->
                packed.put(trigram, list.stream().mapToInt(Integer::intValue).toArray()));
        return packed;
    }

    private Map<Integer, Double> alike(String text) {
        Map<Integer, Double> found = new HashMap<>();
        if (text.length() < ALIKE_CHARACTERS_MIN) {
            return found;
        }
        int[] own = trigrams(text);
        Map<Integer, Integer> shared = new HashMap<>();
        for (int trigram : own) {
            for (int word : byTrigram.getOrDefault(trigram, new int[0])) {
                shared.merge(word, 1, Integer::sum);
            }
        }
        shared.entrySet().stream()
                .map(entry -> Map.entry(
                        entry.getKey(),
                        2.0 * entry.getValue() / (own.length + trigrams(words.get(entry.getKey())).length)))
                .filter(entry -> entry.getValue() >= ALIKE_MIN)
                .sorted(Map.Entry.<Integer, Double>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(ALIKE_MAX)
                .forEach(entry -> found.put(entry.getKey(), entry.getValue()));
        return found;
    }

    /** Whether a name has this word without marks: one of another language, or a Vietnamese one that needs none. */
    boolean isPlain(IndexedName name, int word) {
        return written(name, word).equals(word(name, word));
    }

    /** How many runs of three letters two words share, against those of both (Dice): 0 to 1; of two short ones none. */
    static double alike(String one, String other) {
        int shorter = Math.min(one.length(), other.length());
        if (shorter < ALIKE_CHARACTERS_MIN || one.length() + other.length() == 2 * ALIKE_CHARACTERS_MIN) {
            return 0;
        }
        int[] left = trigrams(one);
        int[] right = trigrams(other);
        int shared = 0;
        int i = 0;
        int j = 0;
        while (i < left.length && j < right.length) {
            if (left[i] == right[j]) {
                shared++;
                i++;
                j++;
            } else if (left[i] < right[j]) {
                i++;
            } else {
                j++;
            }
        }
        return 2.0 * shared / (left.length + right.length);
    }

    /** Runs of three letters, the word's start and end among them; ascending, each once. */
    private static int[] trigrams(String word) {
        String framed = "^" + word + "$";
        return IntStream.range(0, framed.length() - 2)
                .map(i -> (framed.charAt(i) * 31 + framed.charAt(i + 1)) * 65_599 + framed.charAt(i + 2))
                .sorted()
                .distinct()
                .toArray();
    }
}
