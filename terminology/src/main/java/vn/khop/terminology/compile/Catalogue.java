package vn.khop.terminology.compile;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.ReleaseId;

/**
 * {@code catalogue.json}: which releases the folder has and which of them answers when no version is named. The one file whose
 * replacement is the switch: everything it names is complete on disk before it is written.
 *
 * @param generation grows by one with every change
 */
record Catalogue(int format, long generation, List<Entry> releases) {
    static final int FORMAT = 1;
    static final String FILE_NAME = "catalogue.json";
    static final Catalogue EMPTY = new Catalogue(FORMAT, 0, List.of());

    /**
     * @param directory below {@code releases/}
     * @param digest SHA-256 of the manifest, hexadecimal
     * @param active whether it is its code system's current release; at most one of a system is
     */
    record Entry(String system, String version, String directory, String digest, boolean active) {
        ReleaseId id() {
            return new ReleaseId(system, version);
        }

        Entry withActive(boolean nowActive) {
            return new Entry(system, version, directory, digest, nowActive);
        }
    }

    static Catalogue read(byte[] bytes) {
        try {
            Catalogue catalogue = Json.read(bytes, Catalogue.class);
            if (catalogue.format != FORMAT) {
                throw new ImageException(
                        ErrorCode.INDEX_FORMAT_MISMATCH,
                        FILE_NAME + " has format " + catalogue.format + ", this build reads " + FORMAT
                                + ": load the lists into a new folder with this build");
            }
            return catalogue;
        } catch (IOException e) {
            throw new ImageException(
                    ErrorCode.CATALOGUE_DAMAGED,
                    FILE_NAME
                            + " cannot be read as a catalogue: put it back from a copy, or load the lists into a new folder",
                    e);
        }
    }

    Optional<Entry> find(ReleaseId id) {
        return releases.stream().filter(entry -> entry.id().equals(id)).findFirst();
    }

    Catalogue with(Entry added) {
        List<Entry> entries = new ArrayList<>(releases);
        entries.add(added);
        return changed(entries);
    }

    /** The release answers for its system from now on, and no other of that system. */
    Catalogue activated(ReleaseId id) {
        return changed(releases.stream()
                .map(entry -> entry.system().equals(id.system())
                        ? entry.withActive(entry.version().equals(id.version()))
                        : entry)
                .toList());
    }

    private Catalogue changed(List<Entry> entries) {
        return new Catalogue(
                FORMAT,
                generation + 1,
                entries.stream().sorted(Comparator.comparing(Entry::id)).toList());
    }
}
