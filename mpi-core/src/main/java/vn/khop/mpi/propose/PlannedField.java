package vn.khop.mpi.propose;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A field that the proposal has: where it comes from, how it is compared, by which parts candidates can be found.
 *
 * @param exchangedWith the field that people exchange it with; empty for none
 * @param filledShare of the records, in [0, 1]
 * @param reason why, for the file's reader
 */
record PlannedField(
        String name, List<String> columns, ColumnKind kind, String exchangedWith, double filledShare, String reason) {
    PlannedField {
        columns = List.copyOf(columns);
    }

    PlannedField exchangedWith(String other) {
        return new PlannedField(name, columns, kind, other, filledShare, reason);
    }

    String normaliser() {
        return switch (kind) {
            case FULL_NAME -> "name";
            case DATE, YEAR -> "partial-date";
            case SEX -> "sex";
            case IDENTIFIER -> "identifier";
            case PHONE -> "phone";
            default -> "text";
        };
    }

    String comparator() {
        return switch (kind) {
            case FULL_NAME -> "name";
            case DATE, YEAR -> "date-parts";
            case SEX -> "sex";
            case IDENTIFIER -> "identifier";
            case PHONE -> "phone";
            case EMAIL -> "email";
            default -> exchangedWith.isEmpty() ? "text" : "exchangeable";
        };
    }

    /** What the comparator reads, in its order. */
    List<String> comparedFields() {
        return exchangedWith.isEmpty() ? List.of(name) : List.of(exchangedWith, name);
    }

    boolean hasTermFrequency() {
        return switch (kind) {
            case DATE, YEAR, SEX, EMAIL, IDENTIFIER -> false;
            default -> true;
        };
    }

    /** Levels with what is commonly seen among records of one person; training moves them. */
    Map<String, Double> levels() {
        Map<String, Double> levels = new LinkedHashMap<>();
        switch (comparator()) {
            case "name" -> {
                put(levels, "folded", 0.62, "reordered", 0.05, "typo", 0.1, "shortened", 0.06);
                put(levels, "typo-in-given", 0.05, "loose", 0.04, "given-only", 0.03, "family-only", 0.03);
                put(levels, "differs", 0.02);
            }
            case "date-parts" -> {
                put(levels, "exact", 0.84, "swapped", 0.02, "near", 0.06, "same-day", 0.02, "same-year", 0.03);
                put(levels, "near-year", 0.01, "differs", 0.02);
            }
            case "sex" -> put(levels, "exact", 0.97, "differs", 0.03);
            case "identifier" -> put(levels, "equal", 0.88, "near", 0.07, "differs", 0.05);
            case "phone" -> put(levels, "equal", 0.75, "near", 0.05, "differs", 0.2);
            case "email" -> {
                put(levels, "exact", 0.7, "same-user", 0.05, "near", 0.1, "similar-user", 0.05);
                put(levels, "differs", 0.1);
            }
            case "exchangeable" -> {
                put(levels, "exact", 0.77, "near", 0.1, "exchanged", 0.02, "similar", 0.04);
                put(levels, "shortened", 0.01, "differs", 0.06);
            }
            default -> textLevels(levels);
        }
        return levels;
    }

    private void textLevels(Map<String, Double> levels) {
        if (kind == ColumnKind.CATEGORY) {
            put(levels, "folded", 0.93, "differs", 0.07);
        } else if (kind == ColumnKind.POSTCODE || kind == ColumnKind.SHORT_NUMBER) {
            put(levels, "folded", 0.85, "near", 0.07, "differs", 0.08);
        } else {
            put(levels, "folded", 0.77, "near", 0.1, "similar", 0.05, "differs", 0.08);
        }
    }

    private static void put(Map<String, Double> levels, Object... namesAndShares) {
        for (int i = 0; i < namesAndShares.length; i += 2) {
            levels.put((String) namesAndShares[i], (Double) namesAndShares[i + 1]);
        }
    }

    /** Key parts and how often two records of one person agree in each where both have it; nested parts in one order. */
    Map<String, Double> keyParts() {
        Map<String, Double> parts = new LinkedHashMap<>();
        switch (kind) {
            case FULL_NAME -> {
                put(parts, name + ".syllables", 0.7, name + ".family-and-given", 0.72, name + ".sound", 0.76);
                put(parts, name + ".given", 0.84, name + ".family", 0.85, name + ".initials", 0.88);
            }
            case DATE -> put(parts, name + ".day", 0.85, name + ".anniversary", 0.89, name + ".year", 0.93);
            case YEAR -> put(parts, name + ".year", 0.9);
            case SEX -> put(parts, name, 0.96);
            case PHONE -> put(parts, name, 0.75);
            case CATEGORY -> put(parts, name, 0.93);
            case SHORT_NUMBER -> put(parts, name, 0.85);
            case IDENTIFIER -> put(parts, name, 0.88, name + ".end", 0.92, name + ".start", 0.93);
            case POSTCODE -> put(parts, name, 0.85, name + ".start", 0.9);
            case EMAIL -> put(parts, name, 0.7, name + ".start", 0.85);
            default -> put(parts, name, 0.77, name + ".consonants", 0.85, name + ".start", 0.88);
        }
        return parts;
    }
}
