package vn.khop.mpi.compare;

/** How far two short texts are apart. */
final class Distance {
    private Distance() {}

    /**
     * Whether at most one letter must be replaced, added, dropped, or exchanged with its neighbour. Symmetric; true for equal
     * texts. Source: Damerau (1964), with the bound of one.
     */
    static boolean isWithinOneEdit(String a, String b) {
        if (a.length() > b.length()) {
            return isWithinOneEdit(b, a);
        }
        int shorter = a.length();
        int longer = b.length();
        if (longer - shorter > 1) {
            return false;
        }
        int start = 0;
        while (start < shorter && a.charAt(start) == b.charAt(start)) {
            start++;
        }
        int end = 0;
        while (end < shorter - start && a.charAt(shorter - 1 - end) == b.charAt(longer - 1 - end)) {
            end++;
        }
        int left = shorter - start - end;
        int right = longer - start - end;
        return right <= 1
                || (left == 2
                        && right == 2
                        && a.charAt(start) == b.charAt(start + 1)
                        && a.charAt(start + 1) == b.charAt(start));
    }

    /**
     * Edits between two texts, a swap of neighbours counting as one (optimal string alignment), but never more than {@code
     * max + 1}. Symmetric; 0 for equal texts.
     */
    static int edits(String a, String b, int max) {
        int n = a.length();
        int m = b.length();
        if (Math.abs(n - m) > max) {
            return max + 1;
        }
        int[] before = new int[m + 1];
        int[] previous = new int[m + 1];
        int[] current = new int[m + 1];
        for (int j = 0; j <= m; j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= n; i++) {
            current[0] = i;
            int best = i;
            for (int j = 1; j <= m; j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int edits = Math.min(Math.min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    edits = Math.min(edits, before[j - 2] + 1);
                }
                current[j] = edits;
                best = Math.min(best, edits);
            }
            if (best > max) {
                return max + 1;
            }
            int[] free = before;
            before = previous;
            previous = current;
            current = free;
        }
        return Math.min(previous[m], max + 1);
    }

    /** 1 for equal texts, 0 for texts with nothing in common: 1 - edits / length of the longer. */
    static double similarity(String a, String b) {
        int longer = Math.max(a.length(), b.length());
        return longer == 0 ? 1 : 1 - (double) edits(a, b, longer) / longer;
    }
}
