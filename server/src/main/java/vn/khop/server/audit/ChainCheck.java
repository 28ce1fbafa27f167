package vn.khop.server.audit;

import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/*
 * Each entry is checked against the stored hash of the one before it, so one that was changed is found where it stands and spoils nothing after it. Whoever also writes
 * the hash of what he changed breaks the next entry; whoever computes all of them anew, down to the end, is found by the first checkpoint after it, whose hash was signed
 * and is kept elsewhere. What was cut off at the end is found by a checkpoint beyond it. So what is not yet under a checkpoint, ten minutes at most, is protected by the
 * chain against changes of some entries, and against nothing by which the chain was rebuilt.
 */
/** Looks whether the access log is what was written. One pass over all entries. */
public final class ChainCheck {
    private static final int FINDINGS_MAX = 10_000;

    private final TreeMap<Long, Checkpoint> checkpoints = new TreeMap<>();
    private final List<Finding> findings = new ArrayList<>();
    private byte[] previous;
    private long last;
    private long entries;
    private long trusted;
    private boolean isRewritten;
    private final int known;
    private final long claimed;

    private ChainCheck(AccessTrail.Head head, List<Checkpoint> signed, PublicKey key) {
        String chainId = head.chainId();
        claimed = head.position();
        previous = EntryHash.beginning(chainId);
        for (Checkpoint checkpoint : signed) {
            if (!checkpoint.isSignedBy(key)) {
                found(Kind.CHECKPOINT_FORGED, checkpoint.position(), checkpoint.position());
            } else if (!checkpoint.chainId().equals(chainId)) {
                found(Kind.ANOTHER_CHAIN, checkpoint.position(), checkpoint.position());
            } else {
                checkpoints.put(checkpoint.position(), checkpoint);
            }
        }
        known = checkpoints.size();
    }

    /** What was found wrong. */
    public enum Kind {
        /** An entry is not the one that was sealed here, or the one before it is not. */
        CHANGED,
        /** Entries are missing. */
        MISSING,
        /** Hashes fit one another, and not what was signed: entries were rewritten, or put in, together with all hashes after them. */
        REWRITTEN,
        /** The end is missing: a checkpoint, or the chain's own account, goes beyond it. */
        CUT_OFF,
        /** A checkpoint is not signed by the key. */
        CHECKPOINT_FORGED,
        /** A checkpoint is of another chain: the log was put in the place of another. */
        ANOTHER_CHAIN
    }

    /** The positions between which it is. */
    public record Finding(Kind kind, long from, long to) {}

    /**
     * The outcome.
     *
     * @param entries how many were read
     * @param signedTo up to which position a checkpoint speaks for the chain
     * @param checkpoints how many signed ones of this chain were compared with it
     * @param findings in order; the first ten thousand
     */
    public record Report(long entries, long signedTo, int checkpoints, List<Finding> findings) {
        public Report {
            findings = List.copyOf(findings);
        }

        public boolean isIntact() {
            return findings.isEmpty();
        }
    }

    /** @param signed the checkpoints that are kept elsewhere */
    public static Report of(AccessTrail trail, List<Checkpoint> signed, PublicKey key) {
        ChainCheck check = new ChainCheck(trail.head(), signed, key);
        trail.read(check::next);
        return check.report();
    }

    private void next(AccessEntry entry, byte[] hash) {
        entries++;
        boolean isNext = entry.position() == last + 1;
        if (!isNext) {
            found(Kind.MISSING, last + 1, entry.position() - 1);
        } else if (!EntryHash.isSame(hash, EntryHash.after(previous, entry))) {
            found(Kind.CHANGED, entry.position(), entry.position());
        }
        // Checkpoints of entries that are missing have nothing to be compared with.
        checkpoints.headMap(entry.position()).clear();
        Checkpoint signed = checkpoints.remove(entry.position());
        if (signed != null) {
            boolean isSame = signed.hash().equals(EntryHash.hex(hash));
            // After the first, all checkpoints differ.
            if (!isSame && !isRewritten && !isExplained()) {
                isRewritten = true;
                found(Kind.REWRITTEN, trusted + 1, entry.position());
            }
            trusted = entry.position();
        }
        previous = hash;
        last = entry.position();
    }

    private Report report() {
        long end = Math.max(claimed, checkpoints.isEmpty() ? 0 : checkpoints.lastKey());
        if (end > last) {
            found(Kind.CUT_OFF, last + 1, end);
        }
        findings.sort(Comparator.comparingLong(Finding::from));
        return new Report(entries, trusted, known, findings);
    }

    /** Whether something was found since the checkpoint before this one. */
    private boolean isExplained() {
        return findings.stream().anyMatch(finding -> finding.to() > trusted);
    }

    /** Neighbours that were changed are one finding: whatever was pushed along by something put in. */
    private void found(Kind kind, long from, long to) {
        int newest = findings.size() - 1;
        if (newest >= 0
                && kind == Kind.CHANGED
                && findings.get(newest).kind() == kind
                && findings.get(newest).to() + 1 == from) {
            findings.set(newest, new Finding(kind, findings.get(newest).from(), to));
            return;
        }
        if (findings.size() < FINDINGS_MAX) {
            findings.add(new Finding(kind, from, to));
        }
    }
}
