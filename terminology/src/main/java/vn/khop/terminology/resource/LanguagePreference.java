package vn.khop.terminology.resource;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The languages that a reader takes, best first; as in HTTP's Accept-Language.
 *
 * @param ranges those that were asked for, by falling weight
 * @param takesOthers whether any other language is better than none
 */
public record LanguagePreference(List<Range> ranges, boolean takesOthers) {
    private static final BigDecimal FULL = BigDecimal.ONE;
    private static final Pattern WEIGHT = Pattern.compile("0?\\.\\d{1,6}|0\\.?|1(\\.0{0,6})?");
    /** Nobody reads as many; those after them are passed over. */
    private static final int RANGES_MAX = 50;

    /** @param weight from 0 (never) to 1 */
    public record Range(LanguageTag tag, BigDecimal weight) {
        boolean isWanted() {
            return weight.signum() > 0;
        }

        String text(String separator) {
            return weight.compareTo(FULL) == 0
                    ? tag.text()
                    : tag.text() + ";" + separator + "q=" + weight.toPlainString();
        }
    }

    public LanguagePreference {
        ranges = List.copyOf(ranges);
    }

    /**
     * Reads a list such as {@code vi,en;q=0.5}; empty where a tag in it is not well formed.
     *
     * @param othersWelcome whether a text in another language is better than none, when the list does not say
     */
    public static Optional<LanguagePreference> parse(String text, boolean othersWelcome) {
        List<Range> ranges = new ArrayList<>();
        boolean any = false;
        for (String entry : text.split(",", RANGES_MAX + 1)) {
            if (ranges.size() == RANGES_MAX) {
                break;
            }
            String[] parts = entry.split(";");
            Optional<LanguageTag> tag = LanguageTag.parse(parts[0]);
            Optional<BigDecimal> weight = parts.length < 2 ? Optional.of(FULL) : weight(parts[1]);
            if (tag.isEmpty() || weight.isEmpty()) {
                return Optional.empty();
            }
            any |= tag.get().isAny() && weight.get().signum() > 0;
            ranges.add(new Range(tag.get(), weight.get()));
        }
        ranges.sort(Comparator.comparing(Range::weight).reversed());
        boolean saysOfOthers = ranges.stream().anyMatch(range -> range.tag().isAny());
        return Optional.of(new LanguagePreference(ranges, any || (othersWelcome && !saysOfOthers)));
    }

    /** As HTTP writes it: an exponent might say a number that is written with a thousand million digits. */
    private static Optional<BigDecimal> weight(String text) {
        String number = text.substring(text.indexOf('=') + 1).strip();
        return WEIGHT.matcher(number).matches() ? Optional.of(new BigDecimal(number)) : Optional.empty();
    }

    /** The tags that are wanted, best first, without the one for any. */
    public List<LanguageTag> wanted() {
        return ranges.stream()
                .filter(range -> range.isWanted() && !range.tag().isAny())
                .map(Range::tag)
                .toList();
    }

    /** Whether a text in this language is worse than none: its weight is 0. */
    public boolean refuses(LanguageTag tag) {
        return ranges.stream()
                .anyMatch(range -> !range.isWanted()
                        && !range.tag().isAny()
                        && range.tag().isLike(tag, LanguageTag.Depth.LANGUAGE));
    }

    /** What readers of the wanted languages are shown before any other: whoever reads Vietnamese here reads English sooner than Chinese. */
    public List<LanguageTag> nextBest() {
        return wanted().stream()
                .filter(tag -> tag.language().equals("vi"))
                .flatMap(tag -> LanguageTag.parse("en").stream())
                .filter(tag -> !refuses(tag))
                .limit(1)
                .toList();
    }

    /** Whether a text in this language would be taken for what was asked. */
    public boolean takes(LanguageTag tag, LanguageTag.Depth depth) {
        return (takesOthers && !refuses(tag)) || wanted().stream().anyMatch(wanted -> wanted.isLike(tag, depth));
    }

    /** Written without spaces, as a parameter takes it. */
    public String asParameter() {
        return ranges.stream().map(range -> range.text("")).collect(Collectors.joining(","));
    }

    /** Written for people, without the one for any. */
    public String forPeople() {
        return ranges.stream()
                .filter(range -> !range.tag().isAny())
                .map(range -> range.text(" "))
                .collect(Collectors.joining(", "));
    }
}
