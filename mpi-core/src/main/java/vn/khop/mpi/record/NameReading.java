package vn.khop.mpi.record;

/**
 * One way to take a name apart: family, middle, given. Any part may be absent; a name of one word is a given name.
 */
public record NameReading(NamePart family, NamePart middle, NamePart given) {
    /** Family, middle and given without marks, separated by one space. */
    public String folded() {
        return joined(family.folded(), middle.folded(), given.folded());
    }

    /** The keys of family, middle and given, separated by one space. */
    public String key() {
        return joined(family.key(), middle.key(), given.key());
    }

    private static String joined(String family, String middle, String given) {
        StringBuilder joined = new StringBuilder(family.length() + middle.length() + given.length() + 2);
        for (String part : new String[] {family, middle, given}) {
            if (!part.isEmpty()) {
                joined.append(joined.length() == 0 ? "" : " ").append(part);
            }
        }
        return joined.toString();
    }
}
