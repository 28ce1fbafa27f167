package vn.khop.server.rest;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import vn.khop.server.registry.Consequences;
import vn.khop.server.registry.Decisions;
import vn.khop.server.registry.EnterpriseId;
import vn.khop.server.registry.SourceId;
import vn.khop.server.registry.TaskId;

/**
 * What a decision does, or would do.
 *
 * @param change the number of the decision, under which it can be undone; absent from a preview, and while it waits
 * @param task the task in which a second person has to say so too; absent when it is done
 * @param facilitiesTold facilities whose cross-references change
 * @param overrides numbers of earlier decisions that it goes against
 */
record ConsequencesView(
        String kind,
        @Nullable Long change,
        @Nullable String task,
        List<PersonChange> persons,
        List<Moved> moved,
        List<String> facilitiesTold,
        List<Long> overrides,
        boolean needsSecondPerson,
        String basis) {

    /**
     * @param effect {@code founded}, {@code changed}, {@code superseded} or {@code restored}
     * @param before ids of its source records
     */
    record PersonChange(
            String enterpriseId,
            String effect,
            @Nullable String replacedBy,
            List<String> before,
            List<String> after,
            List<GoldenChange> golden) {
        static PersonChange of(Consequences.PersonChange change) {
            return new PersonChange(
                    change.person().value(),
                    change.effect().name().toLowerCase(Locale.ROOT),
                    change.by().map(EnterpriseId::value).orElse(null),
                    change.before().stream().map(SourceId::value).toList(),
                    change.after().stream().map(SourceId::value).toList(),
                    change.golden().stream().map(GoldenChange::of).toList());
        }
    }

    /** A golden value that becomes another; absent where there was, or will be, none. */
    record GoldenChange(
            String field, @Nullable String before, @Nullable String after) {
        static GoldenChange of(Consequences.GoldenChange change) {
            return new GoldenChange(
                    change.field(), change.before().orElse(null), change.after().orElse(null));
        }

        GoldenChange masked() {
            return MaskedFields.isShown(field)
                    ? this
                    : new GoldenChange(
                            field,
                            before == null ? null : MaskedNumber.end(before),
                            after == null ? null : MaskedNumber.end(after));
        }
    }

    /** The same with numbers that are hidden where records are compared hidden too. */
    ConsequencesView masked() {
        return new ConsequencesView(
                kind,
                change,
                task,
                persons.stream()
                        .map(person -> new PersonChange(
                                person.enterpriseId(),
                                person.effect(),
                                person.replacedBy(),
                                person.before(),
                                person.after(),
                                person.golden().stream()
                                        .map(GoldenChange::masked)
                                        .toList()))
                        .toList(),
                moved,
                facilitiesTold,
                overrides,
                needsSecondPerson,
                basis);
    }

    /** A record that changes hands. */
    record Moved(String sourceId, String facility, String from, String to) {}

    static ConsequencesView of(Consequences consequences) {
        return of(consequences, null, null);
    }

    static ConsequencesView of(Decisions.Decided decided) {
        return of(
                decided.consequences(),
                decided.change().orElse(null),
                decided.waiting().map(TaskId::value).orElse(null));
    }

    private static ConsequencesView of(Consequences consequences, @Nullable Long change, @Nullable String task) {
        return new ConsequencesView(
                consequences.kind().name().toLowerCase(Locale.ROOT),
                change,
                task,
                consequences.persons().stream().map(PersonChange::of).toList(),
                consequences.moved().stream()
                        .map(moved -> new Moved(
                                moved.source().value(),
                                moved.facility(),
                                moved.from().value(),
                                moved.to().value()))
                        .toList(),
                consequences.facilitiesTold().stream().sorted().toList(),
                consequences.overrides().stream().sorted().toList(),
                consequences.needsSecondPerson(),
                consequences.basis());
    }

    @Override
    public String toString() {
        return "ConsequencesView[" + kind + "]";
    }
}
