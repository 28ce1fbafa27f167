package vn.khop.server.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import vn.khop.mpi.BatchLinkage;
import vn.khop.mpi.Linker;
import vn.khop.mpi.Progress;
import vn.khop.mpi.RecentRecords;
import vn.khop.mpi.ScoredCandidate;
import vn.khop.mpi.cluster.Clustering;
import vn.khop.mpi.cluster.Constraints;
import vn.khop.mpi.cluster.RecordPair;
import vn.khop.mpi.decide.LinkDecision;
import vn.khop.mpi.decide.Veto;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.mpi.model.SchemaDefinition;
import vn.khop.mpi.record.AddressValue;
import vn.khop.mpi.record.FieldValue;
import vn.khop.mpi.record.IdentifierValues;
import vn.khop.mpi.record.NamePart;
import vn.khop.mpi.record.PartialDate;
import vn.khop.mpi.record.PersonName;
import vn.khop.mpi.record.PersonRecord;
import vn.khop.mpi.record.PhoneNumbers;
import vn.khop.mpi.record.RawRecord;
import vn.khop.mpi.record.SexValue;
import vn.khop.mpi.record.TextValue;
import vn.khop.mpi.score.MatchExplanation;
import vn.khop.mpi.score.Scorer;
import vn.khop.mpi.survive.GoldenRecord;
import vn.khop.mpi.train.Trainer;
import vn.khop.server.registry.PairExplanation.Decision;

/** The engine's {@link Linker} behind the registry's words; ids of records are source ids. */
public final class ModelLinkage implements Linkage, FileLinkage {
    /** The seed of training, which does not happen: the model is given. */
    private static final long NOTHING_IS_DRAWN = 1;

    private static final int UNLINKABLE_KEPT = 20_000;

    private final Linker linker;
    /** By the record itself: one is asked after many times while it is fed, and as somebody's candidate for as long as it is kept. */
    private final Cache<RawRecord, Optional<Unlinkable>> unlinkable =
            Caffeine.newBuilder().weakKeys().maximumSize(UNLINKABLE_KEPT).build();

    public ModelLinkage(Linker linker) {
        this.linker = linker;
    }

    @Override
    public String modelVersion() {
        return linker.model().version();
    }

    LinkageModel model() {
        return linker.model();
    }

    SchemaDefinition.Thresholds thresholds() {
        return linker.model().schema().thresholds();
    }

    @Override
    public PersonRecord normalise(RawRecord raw) {
        return linker.normalise(WrongIdentifiers.left(raw));
    }

    @Override
    public Optional<Unlinkable> unlinkable(RawRecord record) {
        return unlinkable.get(record, Unlinkable::of);
    }

    @Override
    public Optional<RecordIndex> index(RecordIndex.Records records, int perKeyMax) {
        return Optional.of(new ModelIndex(linker, records, perKeyMax));
    }

    @Override
    public Judging judging(int most) {
        RecentRecords recent = new RecentRecords(linker.model(), most);
        return (probe, versions, reading) ->
                sources(recent.candidates(probe, recordIds(versions), unread -> reading.read(sources(unread))));
    }

    private static Map<SourceId, Integer> sources(Map<String, Integer> versions) {
        Map<SourceId, Integer> sources = new HashMap<>();
        versions.forEach((id, version) -> sources.put(new SourceId(id), version));
        return sources;
    }

    private static Map<String, Integer> recordIds(Map<SourceId, Integer> versions) {
        Map<String, Integer> ids = new HashMap<>();
        versions.forEach((id, version) -> ids.put(id.value(), version));
        return ids;
    }

    private boolean isLinkable(PersonRecord record) {
        return unlinkable(record.raw()).isEmpty();
    }

    @Override
    public Set<String> blockingKeys(PersonRecord record) {
        return isLinkable(record) ? linker.blockingKeys(record) : Set.of();
    }

    @Override
    public Map<SourceId, Score> score(PersonRecord probe, Collection<PersonRecord> others) {
        if (others.isEmpty()) {
            return Map.of();
        }
        Map<SourceId, Score> scores = new HashMap<>();
        boolean isProbeLinkable = isLinkable(probe);
        // All at once: making the records ready to be compared costs more than comparing them.
        for (ScoredCandidate scored : linker.match(probe, others)) {
            Score score = score(scored.decision());
            // Most are nobody's anyhow, and to judge their names would take as long as comparing them.
            boolean stands =
                    score.decision() == Decision.NON_LINK || (isProbeLinkable && isLinkable(scored.candidate()));
            scores.put(
                    new SourceId(scored.candidate().recordId()),
                    stands ? score : new Score(Decision.NON_LINK, score.bits(), score.probability()));
        }
        return scores;
    }

    private static Score score(LinkDecision decision) {
        double bits = decision.matchWeightBits();
        return new Score(word(decision), bits, Scorer.probability(bits));
    }

    private static Decision word(LinkDecision decision) {
        return decision.fold(link -> Decision.LINK, review -> Decision.REVIEW, nonLink -> Decision.NON_LINK);
    }

    @Override
    public PairExplanation explain(PersonRecord a, PersonRecord b) {
        MatchExplanation explanation = linker.explain(a, b);
        LinkDecision decision = linker.decide(a, b);
        SchemaDefinition schema = linker.model().schema();
        List<PairExplanation.Line> lines = new ArrayList<>();
        for (MatchExplanation.Line line : explanation.lines()) {
            List<String> fields = schema.comparisons().stream()
                    .filter(comparison -> comparison.name().equals(line.comparison()))
                    .flatMap(comparison -> comparison.fields().stream())
                    .limit(1)
                    .toList();
            lines.add(new PairExplanation.Line(
                    line.comparison(),
                    line.level(),
                    line.level().replace('-', ' '),
                    line.totalBits(),
                    line.termFrequencyBits(),
                    compared(a, fields),
                    compared(b, fields)));
        }
        if (explanation.relativesBits() != 0) {
            lines.add(new PairExplanation.Line(
                    "relatives", "household", "a household agrees so too", explanation.relativesBits(), 0, "", ""));
        }
        if (explanation.namesakesBits() != 0) {
            lines.add(new PairExplanation.Line(
                    "namesakes", "namesakes", "namesakes agree so too", explanation.namesakesBits(), 0, "", ""));
        }
        return new PairExplanation(
                new SourceId(a.recordId()),
                new SourceId(b.recordId()),
                explanation.priorBits(),
                explanation.totalBits(),
                explanation.probability(),
                word(decision),
                modelVersion(),
                schema.thresholds().reviewBits(),
                schema.thresholds().linkBits(),
                lines,
                decision.veto().map(Veto::word));
    }

    /** What was compared first; a comparison that looks at other fields too (a citizen number at sex and birth date) is named by its own. */
    private static String compared(PersonRecord record, List<String> fields) {
        return fields.stream()
                .map(record::value)
                .flatMap(Optional::stream)
                .map(value -> value.fold(Text.OF))
                .collect(Collectors.joining(" "));
    }

    @Override
    public Partition cluster(Collection<PersonRecord> records, Map<SourcePair, Verdict> verdicts) {
        if (records.size() == 1) {
            return new Partition(
                    records.stream()
                            .map(record -> Set.of(new SourceId(record.recordId())))
                            .toList(),
                    List.of());
        }
        Set<SourceId> anonymous = records.stream()
                .filter(record -> Unlinkable.isAnonymous(record.raw()))
                .map(record -> new SourceId(record.recordId()))
                .collect(Collectors.toSet());
        Map<SourcePair, Verdict> binding = new HashMap<>(verdicts);
        binding.keySet().removeIf(pair -> anonymous.contains(pair.a()) || anonymous.contains(pair.b()));
        Set<SourceId> said = new HashSet<>();
        binding.forEach((pair, verdict) -> {
            if (verdict == Verdict.SAME) {
                said.addAll(List.of(pair.a(), pair.b()));
            }
        });
        // What cannot be linked is with whom a clerk has put it, or alone; what must not be is alone, whatever was said
        // before.
        Map<Boolean, List<PersonRecord>> judged = records.stream()
                .collect(Collectors.partitioningBy(
                        record -> isLinkable(record) || said.contains(new SourceId(record.recordId()))));
        List<PersonRecord> alone = Objects.requireNonNull(judged.get(false));
        Clustering clustering = linker.cluster(
                Objects.requireNonNull(judged.get(true)),
                new Constraints(pairs(binding, Verdict.SAME), pairs(binding, Verdict.DIFFERENT)));
        List<Set<SourceId>> clusters = Stream.concat(
                        clustering.clusters().stream(), alone.stream().map(record -> List.of(record.recordId())))
                .map(cluster -> cluster.stream().map(SourceId::new).collect(Collectors.toUnmodifiableSet()))
                .toList();
        List<OpenPair> open = clustering.open().stream()
                .map(review -> OpenPair.of(
                        new SourceId(review.pair().a()),
                        new SourceId(review.pair().b()),
                        new Score(
                                review.reason() == Clustering.Reason.CONTRADICTION ? Decision.LINK : Decision.REVIEW,
                                review.matchWeightBits(),
                                Scorer.probability(review.matchWeightBits()))))
                .toList();
        return new Partition(clusters, open);
    }

    private static Set<RecordPair> pairs(Map<SourcePair, Verdict> verdicts, Verdict verdict) {
        return verdicts.entrySet().stream()
                .filter(entry -> entry.getValue() == verdict)
                .map(entry -> RecordPair.of(
                        entry.getKey().a().value(), entry.getKey().b().value()))
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public BatchLinkage.Result link(BatchLinkage.RecordSource records, Progress progress) {
        BatchLinkage.RecordSource linkable = sink -> records.forEach(source -> sink.accept(
                Unlinkable.of(source.record()).isEmpty()
                        ? source
                        : new BatchLinkage.Source(
                                source.input(), new RawRecord(source.record().recordId(), Map.of()))));
        return new BatchLinkage(linker.model().schema(), progress)
                .link(
                        linkable,
                        BatchLinkage.Mode.DEDUPE,
                        Optional.of(linker.model()),
                        new Trainer.Options(NOTHING_IS_DRAWN, 0));
    }

    @Override
    public boolean isForbidden(PersonRecord a, PersonRecord b) {
        if (Unlinkable.isAnonymous(a.raw()) || Unlinkable.isAnonymous(b.raw())) {
            return true;
        }
        return linker.decide(a, b)
                .veto()
                .filter(veto -> veto == Veto.VERIFIED_NUMBERS_DIFFER)
                .isPresent();
    }

    @Override
    public List<GoldenValue> survive(Collection<PersonRecord> members) {
        GoldenRecord golden = linker.survive(members);
        return golden.fields().stream()
                .filter(field -> SHOWN.contains(field.name()))
                .map(field -> new GoldenValue(
                        field.name(),
                        field.value() instanceof PersonName || field.value() instanceof AddressValue
                                ? field.raw()
                                : field.value().fold(Text.OF),
                        new SourceId(field.recordId()),
                        field.rule().word(),
                        parts(field.value())))
                .toList();
    }

    /** What belongs to the person and not to one visit or hospital. */
    private static final Set<String> SHOWN = Set.of(
            Columns.Fields.NAME,
            Columns.Fields.SEX,
            Columns.Fields.BIRTH_DATE,
            Columns.Fields.CITIZEN_NUMBER,
            Columns.Fields.INSURANCE,
            Columns.Fields.PHONE,
            Columns.Fields.ADDRESS,
            Columns.Fields.GUARDIAN);

    private static Optional<GoldenValue.NameParts> parts(FieldValue value) {
        if (!(value instanceof PersonName name)) {
            return Optional.empty();
        }
        List<String> given = new ArrayList<>(words(name.middle()));
        given.addAll(words(name.given()));
        return Optional.of(new GoldenValue.NameParts(String.join(" ", words(name.family())), given));
    }

    /** The words of a part with a capital each, as names are written. */
    private static List<String> words(NamePart part) {
        return part.isAbsent()
                ? List.of()
                : Arrays.stream(part.text().split(" "))
                        .map(ModelLinkage::capitalised)
                        .toList();
    }

    private static String capitalised(String word) {
        int first = word.offsetByCodePoints(0, 1);
        return word.substring(0, first).toUpperCase(Locale.ROOT) + word.substring(first);
    }

    /** A value as a person reads it. */
    private static final class Text implements FieldValue.Cases<String> {
        static final Text OF = new Text();

        @Override
        public String name(PersonName name) {
            return name.text();
        }

        @Override
        public String date(PartialDate date) {
            return date.isoText();
        }

        @Override
        public String sex(SexValue sex) {
            return switch (sex.sex()) {
                case MALE -> "male";
                case FEMALE -> "female";
                case UNDETERMINED -> "other";
            };
        }

        @Override
        public String identifiers(IdentifierValues identifiers) {
            return identifiers.all().get(0).value();
        }

        @Override
        public String phones(PhoneNumbers phones) {
            return phones.all().get(0).value();
        }

        @Override
        public String address(AddressValue address) {
            return address.text();
        }

        @Override
        public String text(TextValue text) {
            return text.text();
        }
    }
}
