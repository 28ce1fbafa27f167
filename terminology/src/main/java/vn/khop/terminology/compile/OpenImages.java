package vn.khop.terminology.compile;

import java.util.List;
import vn.khop.terminology.concept.Release;

/** The images of one generation of a folder, all open. */
public record OpenImages(long generation, List<Entry> entries) {
    /** A release and the image that answers for it. */
    public record Entry(Release release, ReleaseImage image) {}

    public OpenImages {
        entries = List.copyOf(entries);
    }
}
