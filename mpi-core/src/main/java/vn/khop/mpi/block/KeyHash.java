package vn.khop.mpi.block;

import java.util.HexFormat;

/** Hashes of key parts and keys, the same in every run and on every machine. */
final class KeyHash {
    /** The hash of a part that a record does not have. */
    static final int MISSING = 0;

    private static final long OFFSET = 0xcbf29ce484222325L;
    private static final long PRIME = 0x100000001b3L;

    private KeyHash() {}

    /** Of a part's text: FNV-1a with a finishing mix; never {@link #MISSING}. */
    static int ofPart(String text) {
        return folded(mixed(ofText(text)));
    }

    /** Of a part that is a number. */
    static int ofNumber(int number) {
        return folded(mixed(number + OFFSET));
    }

    /** A part's hash with all its bits spread, so that sums of such ones are as good as hashes. */
    static long spread(int part) {
        return mixed(part * PRIME);
    }

    /** Of a sum of hashes. */
    static int ofSum(long sum) {
        return folded(mixed(sum));
    }

    private static int folded(long hash) {
        int folded = (int) (hash ^ hash >>> Integer.SIZE);
        return folded == MISSING ? 1 : folded;
    }

    /** Of a rule's name: where its keys start. */
    static long ofRule(String name) {
        return mixed(ofText(name));
    }

    /** A key with one more part. */
    static long with(long key, int part) {
        return mixed((key ^ part & 0xffffffffL) * PRIME + 1);
    }

    private static long ofText(String text) {
        long hash = OFFSET;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * PRIME;
        }
        return hash;
    }

    private static long mixed(long hash) {
        long mixed = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    static String text(long key) {
        return HexFormat.of().toHexDigits(key);
    }

    /** The key of a {@link #text}. */
    static long parse(String text) {
        return HexFormat.fromHexDigitsToLong(text);
    }
}
