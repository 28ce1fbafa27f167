package vn.khop.terminology.resource;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How versions of resources compare, by the algorithm that a resource names or else by how they look. Source: FHIR R5,
 * {@code versionAlgorithm[x]}; wildcards as in FHIR's canonical references: {@code 1.x}, {@code 1.0.*}, {@code 1.2?}.
 */
public final class ResourceVersion {
    private static final Pattern SEMVER_FORM = Pattern.compile(
            "(0|[1-9]\\d{0,8}|[xX*])(?:\\.(0|[1-9]\\d{0,8}|[xX*]))?(?:\\.(0|[1-9]\\d{0,8}|[xX*]))?(?:-([^+]+))?(?:\\+(.+))?");
    private static final Pattern DATE_FORM = Pattern.compile("\\d{4}(-?\\d{2}(-?\\d{2}(T.*)?)?)?");
    private static final Pattern INTEGER_FORM = Pattern.compile("\\d{1,18}");
    private static final int NUMBERS = 3;
    private static final int PARTS = 5;

    private ResourceVersion() {}

    /** How versions of one resource are to be read. */
    public enum Algorithm {
        SEMVER,
        DATE,
        INTEGER,
        ALPHA;

        /** The algorithm of this code of FHIR's {@code version-algorithm}; empty for one that is not known. */
        public static Optional<Algorithm> named(String code) {
            return switch (code) {
                case "semver" -> Optional.of(SEMVER);
                case "date" -> Optional.of(DATE);
                case "integer" -> Optional.of(INTEGER);
                case "alpha", "natural" -> Optional.of(ALPHA);
                default -> Optional.empty();
            };
        }

        static Algorithm ofLooks(String version) {
            if (version.contains(".") && SEMVER_FORM.matcher(version).matches()) {
                return SEMVER;
            }
            if (DATE_FORM.matcher(version).matches()) {
                return DATE;
            }
            return INTEGER_FORM.matcher(version).matches() ? INTEGER : ALPHA;
        }
    }

    /** Whether a version is one that is asked for: the same, one that a wildcard covers, or one that says more. */
    public static boolean matches(String asked, String found, Optional<Algorithm> algorithm) {
        if (asked.equals(found)) {
            return true;
        }
        return switch (algorithm.orElseGet(() -> Algorithm.ofLooks(found))) {
            case SEMVER -> semverMatches(asked, found);
            case INTEGER -> false;
            case DATE, ALPHA -> found.startsWith(asked);
        };
    }

    /** Order by age; versions of different looks compare as text. */
    public static int compare(String one, String other, Optional<Algorithm> algorithm) {
        Algorithm reading = algorithm.orElseGet(() -> Algorithm.ofLooks(one));
        Optional<List<String>> left = reading == Algorithm.SEMVER ? parts(one) : Optional.empty();
        Optional<List<String>> right = reading == Algorithm.SEMVER ? parts(other) : Optional.empty();
        if (left.isPresent() && right.isPresent()) {
            return compareParts(left.get(), right.get());
        }
        if (reading == Algorithm.INTEGER
                && INTEGER_FORM.matcher(one).matches()
                && INTEGER_FORM.matcher(other).matches()) {
            return Long.compare(Long.parseLong(one), Long.parseLong(other));
        }
        if (reading == Algorithm.DATE) {
            return one.replace("-", "").compareTo(other.replace("-", ""));
        }
        return one.compareTo(other);
    }

    private static boolean semverMatches(String asked, String found) {
        boolean andAllBelow = asked.endsWith("?");
        Optional<List<String>> criteria = parts(andAllBelow ? asked.substring(0, asked.length() - 1) : asked);
        Optional<List<String>> candidate = parts(found);
        if (criteria.isEmpty() || candidate.isEmpty()) {
            return false;
        }
        for (int i = 0; i < PARTS; i++) {
            String wanted = criteria.get().get(i);
            String present = candidate.get().get(i);
            if (andAllBelow && wanted.isEmpty()) {
                return true;
            }
            boolean wildcard = i < NUMBERS ? wanted.matches("[xX*]") : wanted.equals("*");
            if (wildcard ? present.isEmpty() : !wanted.equals(present)) {
                return false;
            }
        }
        return true;
    }

    private static int compareParts(List<String> left, List<String> right) {
        for (int i = 0; i < PARTS; i++) {
            String one = left.get(i);
            String other = right.get(i);
            int order;
            if (i < NUMBERS) {
                order = Long.compare(number(one), number(other));
            } else if (one.isEmpty() || other.isEmpty()) {
                // A release comes after its candidates.
                order = Boolean.compare(one.isEmpty(), other.isEmpty());
            } else {
                order = one.compareTo(other);
            }
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static long number(String part) {
        return part.isEmpty() || !Character.isDigit(part.charAt(0)) ? -1 : Long.parseLong(part);
    }

    /** Major, minor, patch, release label, build; a missing one is the empty text. */
    private static Optional<List<String>> parts(String version) {
        Matcher matcher = SEMVER_FORM.matcher(version);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        return Optional.of(
                List.of(part(matcher, 1), part(matcher, 2), part(matcher, 3), part(matcher, 4), part(matcher, 5)));
    }

    private static String part(Matcher matcher, int group) {
        String found = matcher.group(group);
        return found == null ? "" : found;
    }
}
