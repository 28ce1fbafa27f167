package vn.khop.reference;

/**
 * One pair of the official conversion table: a commune of today took over an old one, whole or in part.
 *
 * @param oldCode code before 2025-07-01; in the other list's meaning it may be another place
 * @param newCode code since 2025-07-01
 * @param note the official note where no kind says it all; else empty
 */
public record Succession(String oldCode, String newCode, Kind kind, String note) {
    /** The kinds of the official notes. */
    public enum Kind {
        UNCHANGED("unchanged", true),
        RENAMED("renamed", true),
        RETYPED("retyped", true),
        WHOLE("whole", true),
        WHOLE_AREA("whole-area", true),
        PART("part", false),
        PART_OF_AREA("part-of-area", false),
        PART_OF_AREA_ALL_PEOPLE("part-of-area-all-people", true),
        PART_OF_PEOPLE("part-of-people", false),
        REST("rest", false);

        private final String text;
        private final boolean movesEverybody;

        Kind(String text, boolean movesEverybody) {
            this.text = text;
            this.movesEverybody = movesEverybody;
        }

        /** Whether every inhabitant of the old commune is in the new one, so that an address converts surely. */
        public boolean movesEverybody() {
            return movesEverybody;
        }

        static Kind of(String text) {
            for (Kind kind : values()) {
                if (kind.text.equals(text)) {
                    return kind;
                }
            }
            throw new IllegalStateException("unknown kind of succession '" + text + "'");
        }
    }
}
