package vn.khop.terminology.resource;

import java.util.Comparator;
import java.util.Optional;

/**
 * The name of a resource: its URL and, after a bar, its version.
 *
 * @param version empty where none is said; never blank
 */
public record Canonical(String url, Optional<String> version) implements Comparable<Canonical> {
    private static final Comparator<Canonical> ORDER = Comparator.comparing(Canonical::url)
            .thenComparing(name -> name.version().orElse(""));

    public Canonical {
        version = version.filter(text -> !text.isEmpty());
    }

    /** Reads {@code url} or {@code url|version}. */
    public static Canonical parse(String text) {
        int bar = text.indexOf('|');
        return bar < 0
                ? new Canonical(text, Optional.empty())
                : new Canonical(text.substring(0, bar), Optional.of(text.substring(bar + 1)));
    }

    public static Canonical of(String url, String version) {
        return new Canonical(url, Optional.of(version));
    }

    @Override
    public int compareTo(Canonical other) {
        return ORDER.compare(this, other);
    }

    /** {@code url|version}, or the URL alone. */
    @Override
    public String toString() {
        return version.map(text -> url + "|" + text).orElse(url);
    }
}
