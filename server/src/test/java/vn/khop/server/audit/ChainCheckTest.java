package vn.khop.server.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import vn.khop.server.audit.ChainCheck.Finding;
import vn.khop.server.audit.ChainCheck.Kind;

/** Somebody with every right on the database changes the log; the check finds it, and where. */
class ChainCheckTest {
    private static final int ENTRIES = 300;
    private static final int EVERY = 50;
    private static final Instant NOW = Instant.parse("2026-03-01T08:00:00Z");

    private final long seed =
            Long.parseUnsignedLong(System.getProperty("tests.seed", Long.toHexString(System.nanoTime())), 16);
    private final SplittableRandom random = new SplittableRandom(seed);
    private final KeyPair key = pair();
    private final MemoryTrail trail = MemoryTrail.of(ENTRIES);
    private final List<Checkpoint> checkpoints = trail.checkpoints(EVERY, key);

    @Test
    void aChainThatNobodyTouchedIsIntactAndSignedToItsLastCheckpoint() {
        assertEquals(new ChainCheck.Report(ENTRIES, ENTRIES, ENTRIES / EVERY, List.of()), check(trail, checkpoints));
    }

    @Test
    void aThousandSingleChangesAreAllFoundWhereTheyAre() {
        for (int round = 0; round < 1000; round++) {
            Tampering kind = Tampering.values()[round % Tampering.values().length];
            int at = random.nextInt(1, ENTRIES - 1);
            MemoryTrail tampered = trail.copy();
            Finding expected = kind.apply(tampered, at, random);
            ChainCheck.Report report = check(tampered, checkpoints);
            String what = kind + " at " + at + ": " + report.findings() + ", -Dtests.seed=" + Long.toHexString(seed);
            assertFalse(report.isIntact(), what);
            Finding first = report.findings().get(0);
            boolean isExact = first.kind() == expected.kind() && first.from() == expected.from();
            // A changed hash that was signed itself is found by what was signed.
            boolean isSigned = expected.kind() == Kind.REWRITTEN || at % EVERY == 0;
            boolean isBetweenCheckpoints = isSigned
                    && first.kind() == Kind.REWRITTEN
                    && first.from() <= at
                    && at <= first.to()
                    && first.to() - first.from() < EVERY;
            assertTrue(isExact || isBetweenCheckpoints, what);
        }
    }

    @Test
    void aCheckpointThatAnotherSignedIsNoCheckpoint() {
        List<Checkpoint> forged = trail.checkpoints(EVERY, pair());

        assertEquals(
                Kind.CHECKPOINT_FORGED, check(trail, forged).findings().get(0).kind());
    }

    @Test
    void aLogPutInThePlaceOfAnotherIsFound() {
        MemoryTrail another = MemoryTrail.named("another", ENTRIES);

        assertEquals(
                Kind.ANOTHER_CHAIN,
                check(another, checkpoints).findings().get(0).kind());
    }

    @Test
    void whatIsInNoCheckpointYetIsProtectedByTheChainAlone() {
        MemoryTrail rewritten = trail.copy();
        rewritten.change(ENTRIES - 1, random);
        rewritten.computeAgainFrom(ENTRIES - 1);

        assertTrue(
                check(rewritten, checkpoints.subList(0, checkpoints.size() - 1)).isIntact());
        assertEquals(
                new Finding(Kind.REWRITTEN, ENTRIES - EVERY + 1, ENTRIES),
                check(rewritten, checkpoints).findings().get(0));
    }

    @Test
    void twoEntriesNeverHaveTheSameCanonicalForm() {
        byte[] beginning = EntryHash.beginning("chain");
        AccessEntry one = MemoryTrail.entry(1, "ab", "c");
        AccessEntry other = MemoryTrail.entry(1, "a", "bc");

        assertFalse(EntryHash.isSame(EntryHash.after(beginning, one), EntryHash.after(beginning, other)));
    }

    private ChainCheck.Report check(AccessTrail trail, List<Checkpoint> signed) {
        return ChainCheck.of(trail, signed, key.getPublic());
    }

    private static KeyPair pair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What somebody may do to one place of the log. Gives what the check must say first. */
    private enum Tampering {
        EDIT {
            @Override
            Finding apply(MemoryTrail trail, int at, SplittableRandom random) {
                trail.change(at, random);
                return new Finding(Kind.CHANGED, at, at);
            }
        },
        EDIT_WITH_ITS_HASH {
            @Override
            Finding apply(MemoryTrail trail, int at, SplittableRandom random) {
                trail.change(at, random);
                trail.computeAgain(at);
                return new Finding(Kind.CHANGED, at + 1, at + 1);
            }
        },
        EDIT_WITH_ALL_HASHES_AFTER_IT {
            @Override
            Finding apply(MemoryTrail trail, int at, SplittableRandom random) {
                trail.change(at, random);
                trail.computeAgainFrom(at);
                return new Finding(Kind.REWRITTEN, at, at);
            }
        },
        DELETE {
            @Override
            Finding apply(MemoryTrail trail, int at, SplittableRandom random) {
                trail.remove(at);
                return new Finding(Kind.MISSING, at, at);
            }
        },
        DELETE_AND_CLOSE_THE_GAP {
            @Override
            Finding apply(MemoryTrail trail, int at, SplittableRandom random) {
                trail.remove(at);
                trail.renumber();
                return new Finding(Kind.CHANGED, at, at);
            }
        },
        INSERT {
            @Override
            Finding apply(MemoryTrail trail, int at, SplittableRandom random) {
                trail.insert(at, random);
                return new Finding(Kind.CHANGED, at, at);
            }
        },
        INSERT_WITH_ALL_HASHES_AFTER_IT {
            @Override
            Finding apply(MemoryTrail trail, int at, SplittableRandom random) {
                trail.insert(at, random);
                trail.computeAgainFrom(at);
                return new Finding(Kind.REWRITTEN, at, at);
            }
        },
        SWAP {
            @Override
            Finding apply(MemoryTrail trail, int at, SplittableRandom random) {
                trail.swap(at, at + 1);
                return new Finding(Kind.CHANGED, at, at + 1);
            }
        },
        CUT_OFF {
            @Override
            Finding apply(MemoryTrail trail, int at, SplittableRandom random) {
                trail.cutAfter(at);
                return new Finding(Kind.CUT_OFF, at + 1, at + 1);
            }
        };

        abstract Finding apply(MemoryTrail trail, int at, SplittableRandom random);
    }

    /** The log as rows in memory, which anybody may change. */
    private static final class MemoryTrail implements AccessTrail {
        private final String chain;
        private final List<AccessEntry> entries = new ArrayList<>();
        private final List<byte[]> hashes = new ArrayList<>();

        private MemoryTrail(String chain) {
            this.chain = chain;
        }

        static MemoryTrail of(int count) {
            return named("chain", count);
        }

        static MemoryTrail named(String chain, int count) {
            MemoryTrail trail = new MemoryTrail(chain);
            for (int position = 1; position <= count; position++) {
                trail.entries.add(entry(position, "user" + position % 7, "client"));
                trail.hashes.add(new byte[0]);
            }
            trail.computeAgainFrom(1);
            return trail;
        }

        static AccessEntry entry(long position, String username, String client) {
            return new AccessEntry(
                    position,
                    NOW.plusMillis(position),
                    username,
                    client,
                    "01001",
                    List.of("clerk"),
                    AccessAction.READ,
                    "GET /fhir/Patient/{id}",
                    "E" + position,
                    "",
                    List.of("TREAT"),
                    AccessOutcome.SUCCESS,
                    "r" + position,
                    "10.0.0.1");
        }

        MemoryTrail copy() {
            MemoryTrail copy = new MemoryTrail(chain);
            copy.entries.addAll(entries);
            copy.hashes.addAll(hashes);
            return copy;
        }

        List<Checkpoint> checkpoints(int every, KeyPair key) {
            List<Checkpoint> signed = new ArrayList<>();
            for (int position = every; position <= entries.size(); position += every) {
                signed.add(Checkpoint.sign(
                        new Head(chain, position, EntryHash.hex(hashes.get(position - 1))), NOW, key.getPrivate()));
            }
            return signed;
        }

        void change(int position, SplittableRandom random) {
            AccessEntry was = entries.get(position - 1);
            int field = random.nextInt(5);
            entries.set(
                    position - 1,
                    new AccessEntry(
                            was.position(),
                            field == 0 ? was.at().plusNanos(1000) : was.at(),
                            field == 1 ? "nobody" : was.username(),
                            was.clientId(),
                            was.organization(),
                            was.roles(),
                            field == 2 ? AccessAction.SEARCH : was.action(),
                            was.question(),
                            field == 3 ? "E0" : was.personId(),
                            was.sourceId(),
                            was.purposes(),
                            field == 4 ? AccessOutcome.DENIED : was.outcome(),
                            was.requestId(),
                            was.address()));
        }

        void computeAgain(int position) {
            byte[] before = position == 1 ? EntryHash.beginning(chain) : hashes.get(position - 2);
            hashes.set(position - 1, EntryHash.after(before, entries.get(position - 1)));
        }

        void computeAgainFrom(int position) {
            for (int at = position; at <= entries.size(); at++) {
                computeAgain(at);
            }
        }

        void remove(int position) {
            entries.remove(position - 1);
            hashes.remove(position - 1);
        }

        void renumber() {
            for (int at = 1; at <= entries.size(); at++) {
                AccessEntry entry = entries.get(at - 1);
                entries.set(at - 1, moved(entry, at));
            }
        }

        void insert(int position, SplittableRandom random) {
            entries.add(position - 1, entry(position, "forged" + random.nextInt(9), "client"));
            hashes.add(position - 1, EntryHash.beginning("made up"));
            renumber();
        }

        void swap(int one, int other) {
            AccessEntry first = entries.get(one - 1);
            AccessEntry second = entries.get(other - 1);
            entries.set(one - 1, moved(second, one));
            entries.set(other - 1, moved(first, other));
            byte[] hash = hashes.get(one - 1);
            hashes.set(one - 1, hashes.get(other - 1));
            hashes.set(other - 1, hash);
        }

        void cutAfter(int position) {
            entries.subList(position, entries.size()).clear();
            hashes.subList(position, hashes.size()).clear();
        }

        private static AccessEntry moved(AccessEntry was, long position) {
            return new AccessEntry(
                    position,
                    was.at(),
                    was.username(),
                    was.clientId(),
                    was.organization(),
                    was.roles(),
                    was.action(),
                    was.question(),
                    was.personId(),
                    was.sourceId(),
                    was.purposes(),
                    was.outcome(),
                    was.requestId(),
                    was.address());
        }

        @Override
        public long seal() {
            return 0;
        }

        /** By the account of whoever tampered, who thought of it. */
        @Override
        public Head head() {
            return new Head(
                    chain, entries.size(), hashes.isEmpty() ? "" : EntryHash.hex(hashes.get(hashes.size() - 1)));
        }

        @Override
        public void read(BiConsumer<AccessEntry, byte[]> reader) {
            for (int at = 0; at < entries.size(); at++) {
                reader.accept(entries.get(at), hashes.get(at));
            }
        }

        @Override
        public Page search(AccessQuestion question) {
            return new Page(entries.size(), entries);
        }

        @Override
        public List<ClientUse> clients(java.time.Instant since) {
            return List.of();
        }

        @Override
        public Optional<AccessEntry> at(long position) {
            return entries.stream()
                    .filter(entry -> entry.position() == position)
                    .findFirst();
        }
    }
}
