package vn.khop.terminology.compile;

import java.time.LocalDate;
import java.util.List;
import vn.khop.terminology.concept.Release;

/**
 * The images of one generation of a folder, all open.
 *
 * @param generation grows with every change of the folder; below 0 for none
 * @param today the day in Vietnam on which the releases are in the state that they say
 * @param resources how versions of value sets and concept maps beside the images stand
 */
public record OpenImages(long generation, LocalDate today, List<Entry> entries, ResourceReleases resources) {
    /** A release and the image that answers for it. */
    public record Entry(Release release, ReleaseImage image) {}

    public OpenImages {
        entries = List.copyOf(entries);
    }
}
