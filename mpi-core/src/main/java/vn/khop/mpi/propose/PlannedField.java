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
    /** Where two of one household agree, they mostly agree exactly. */
    private static final double EXACT_OF_AGREEMENT = 0.8;

    PlannedField {
        columns = List.copyOf(columns);
    }

    PlannedField exchangedWith(String other) {
        return new PlannedField(name, columns, kind, other, filledShare, reason);
    }

    /** Whether it may follow from another field, or another from it. */
    boolean isNestable() {
        return switch (kind) {
            case ADDRESS_LINE, PLACE, POSTCODE, CATEGORY, TEXT, SHORT_NUMBER -> true;
            default -> false;
        };
    }

    /** Whether it is a person's own, not shared in a household. */
    boolean isOwn() {
        return switch (kind) {
            case FULL_NAME, GIVEN_NAME, DATE, IDENTIFIER, EMAIL -> true;
            default -> false;
        };
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
                put(levels, "exact", 0.84, "swapped", 0.02, "near", 0.06, "day-near-year", 0.01);
                put(levels, "same-day", 0.005);
                put(levels, "similar", 0.015, "same-year", 0.02);
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

    /** Share of each level among two people of one household, who have their place, and most their family name, in common. */
    Map<String, Double> relatives() {
        Map<String, Double> shares = new LinkedHashMap<>();
        if (kind == ColumnKind.FULL_NAME) {
            put(shares, "folded", 0.004, "reordered", 0.002, "typo", 0.004, "shortened", 0.01);
            put(shares, "typo-in-given", 0.02, "loose", 0.01, "given-only", 0.25, "family-only", 0.35);
            put(shares, "differs", 0.35);
            return shares;
        }
        List<String> names = List.copyOf(levels().keySet());
        int last = names.size() - 1;
        double agree = relativesAgreement();
        for (int i = 0; i < last; i++) {
            double ofAgreement = last == 1 ? 1 : i == 0 ? EXACT_OF_AGREEMENT : (1 - EXACT_OF_AGREEMENT) / (last - 1);
            shares.put(names.get(i), agree * ofAgreement);
        }
        shares.put(names.get(last), 1 - agree);
        return shares;
    }

    private double relativesAgreement() {
        return switch (kind) {
            case DATE, YEAR, IDENTIFIER -> 0.01;
            case GIVEN_NAME, MIDDLE_NAME -> 0.03;
            case EMAIL -> 0.1;
            case SEX -> 0.5;
            case PHONE -> 0.6;
            case FAMILY_NAME, ADDRESS_LINE -> 0.7;
            case PLACE, POSTCODE -> 0.85;
            default -> 0.3;
        };
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
