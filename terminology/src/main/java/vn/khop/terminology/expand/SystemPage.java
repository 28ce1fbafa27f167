package vn.khop.terminology.expand;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import vn.khop.terminology.filter.Filters;
import vn.khop.terminology.question.CodeSystemView;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.CodeSystemSource;
import vn.khop.terminology.resource.ValueSetDefinition;
import vn.khop.terminology.resource.ValueSetDefinition.ConceptSet;

/*
 * A value set that is one code system is a set of bits, and its page a slice: of the hits of a search among those bits; of the source's
 * order where it is filtered; of the hierarchy's order where it is whole. What takes a look at each concept (the bits of a filter, the
 * hierarchy's order) is found once for a release, so that a page deep in the list costs what the first does.
 */
/**
 * One page of a value set that is one indexed code system, whole or filtered.
 *
 * @param total how many belong in all
 * @param concepts those of the page, in their order
 */
record SystemPage(int total, int[] concepts) {
    /** The page that a question asks for; empty where a hierarchy is to be shown, or the index has gone. */
    static Optional<SystemPage> of(Scope scope, ValueSetDefinition valueSet, CodeSystemView system, ConceptSet set) {
        Settings settings = scope.settings();
        Optional<BitSet> members = members(scope, valueSet, system, set);
        int offset = settings.offset().orElse(0);
        if (!settings.filter().isBlank()) {
            int count = settings.count().orElse(ValueSetExpander.UNPAGED_CODES_MAX + 1);
            return system.source()
                    .search(settings.filter(), members, offset, count)
                    .map(hits -> new SystemPage(hits.total(), hits.page()));
        }
        if (settings.count().isEmpty()) {
            return Optional.empty();
        }
        SystemPage page = set.isWholeSystem()
                ? inHierarchy(scope, valueSet, system, offset, settings.count().getAsInt())
                : inOrder(members.orElseThrow(), offset, settings.count().getAsInt());
        return settings.count().getAsInt() > page.total() ? Optional.empty() : Optional.of(page);
    }

    private static boolean leavesOutInactive(Scope scope, ValueSetDefinition valueSet) {
        return valueSet.excludesInactive() || scope.settings().is("activeOnly");
    }

    /** Empty for every concept. */
    private static Optional<BitSet> members(
            Scope scope, ValueSetDefinition valueSet, CodeSystemView system, ConceptSet set) {
        boolean leavesOutInactive = leavesOutInactive(scope, valueSet);
        boolean leavesOutAbstract = scope.settings().is("excludeNotForUI");
        if (set.isWholeSystem() && !leavesOutInactive && !leavesOutAbstract) {
            return Optional.empty();
        }
        BitSet members =
                Filters.select(scope, system, set, valueSet.header().canonical(), "ValueSet.compose.include[0]");
        if (leavesOutInactive) {
            members.andNot(system.remembered(State.INACTIVE, BitSet.class, () -> State.INACTIVE.of(system)));
        }
        if (leavesOutAbstract) {
            members.andNot(system.remembered(State.ABSTRACT, BitSet.class, () -> State.ABSTRACT.of(system)));
        }
        return Optional.of(members);
    }

    /** What makes a concept be left out. */
    private enum State {
        INACTIVE,
        ABSTRACT;

        BitSet of(CodeSystemView system) {
            BitSet found = new BitSet();
            for (int concept = 0; concept < system.source().conceptCount(); concept++) {
                found.set(concept, this == INACTIVE ? system.isInactive(concept) : system.isAbstract(concept));
            }
            return found;
        }
    }

    /** In the source's order; whole words of bits are passed over, so that a deep page costs little more than the first. */
    private static SystemPage inOrder(BitSet members, int offset, int count) {
        int total = members.cardinality();
        int[] page = new int[Math.max(0, Math.min(count, total - offset))];
        long[] words = members.toLongArray();
        int word = 0;
        int skipped = 0;
        while (word < words.length && skipped + Long.bitCount(words[word]) <= offset) {
            skipped += Long.bitCount(words[word++]);
        }
        int at = members.nextSetBit(word * Long.SIZE);
        for (; skipped < offset && at >= 0; skipped++) {
            at = members.nextSetBit(at + 1);
        }
        for (int i = 0; i < page.length; i++) {
            page[i] = at;
            at = members.nextSetBit(at + 1);
        }
        return new SystemPage(total, page);
    }

    /** Which concepts of a whole code system are left out. */
    private record Whole(boolean leavesOutInactive, boolean leavesOutAbstract) {}

    /** Finds the order ahead in which the concepts of a whole code system stand. */
    static void prepare(CodeSystemSource source) {
        Whole all = new Whole(false, false);
        source.remembered(all, int[].class, () -> hierarchicalOrder(source));
    }

    private static SystemPage inHierarchy(
            Scope scope, ValueSetDefinition valueSet, CodeSystemView system, int offset, int count) {
        Whole whole =
                new Whole(leavesOutInactive(scope, valueSet), scope.settings().is("excludeNotForUI"));
        int[] order = system.remembered(whole, int[].class, () -> hierarchicalOrder(system, whole));
        int from = Math.min(offset, order.length);
        return new SystemPage(order.length, Arrays.copyOfRange(order, from, (int)
                Math.min((long) from + count, order.length)));
    }

    private static int[] hierarchicalOrder(CodeSystemView system, Whole whole) {
        int[] all = hierarchicalOrder(system.source());
        return whole.leavesOutInactive() || whole.leavesOutAbstract()
                ? Arrays.stream(all)
                        .filter(concept -> !(whole.leavesOutInactive() && system.isInactive(concept)))
                        .filter(concept -> !(whole.leavesOutAbstract() && system.isAbstract(concept)))
                        .toArray()
                : all;
    }

    /** Each concept behind the first of its parents that is met; a hierarchy that only runs in circles has no roots, and comes last. */
    private static int[] hierarchicalOrder(CodeSystemSource source) {
        int size = source.conceptCount();
        int[] order = new int[size];
        int[] open = new int[16];
        BitSet seen = new BitSet(size);
        int placed = 0;
        for (int round = 0; round < 2; round++) {
            for (int top = 0; top < size; top++) {
                if (seen.get(top) || (round == 0 && source.parents(top).length > 0)) {
                    continue;
                }
                int waiting = 1;
                open[0] = top;
                while (waiting > 0) {
                    int concept = open[--waiting];
                    if (seen.get(concept)) {
                        continue;
                    }
                    seen.set(concept);
                    order[placed++] = concept;
                    int[] children = source.children(concept);
                    if (waiting + children.length > open.length) {
                        open = Arrays.copyOf(open, Math.max(open.length * 2, waiting + children.length));
                    }
                    for (int i = children.length - 1; i >= 0; i--) {
                        open[waiting++] = children[i];
                    }
                }
            }
        }
        return order;
    }
}
