package vn.khop.terminology;

import java.io.Closeable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.compile.ReleaseImage;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.ErrorCode;
import vn.khop.terminology.concept.Problem;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.lookup.CodeLookup;
import vn.khop.terminology.lookup.FoundConcept;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.search.SearchPage;
import vn.khop.terminology.search.SearchQuestion;
import vn.khop.terminology.search.TextSearch;
import vn.khop.terminology.space.ImageSpace;
import vn.khop.terminology.validate.CodeValidation;
import vn.khop.terminology.validate.CodeValidator;

/*
 * Switching. The releases in use are one immutable set behind one reference. A question reads the reference once and answers from that
 * set alone, so no answer is half old and half new. A refresh opens what is new beside the old, swaps the reference, and then closes
 * what is gone; a search in flight holds its own count on the text index, so the file stays mapped until it ends. A search that read the
 * reference just before the swap and finds its index closed reads the reference again. Concept files need no count: the garbage collector
 * unmaps them when the last reader is gone.
 */
/**
 * The door: answers about codes from a folder of compiled images, opened read-only. Thread-safe. Every answer names the release it
 * came from; what is unknown is a value, not an exception.
 *
 * <p>Lists get into the folder through {@link vn.khop.terminology.compile.ImageFolder#publish}; {@link #refresh()} picks them up.
 */
public final class Terminology implements Closeable {
    private final ImageFolder folder;
    private volatile Opened current;

    private Terminology(ImageFolder folder, Opened opened) {
        this.folder = folder;
        current = opened;
    }

    /**
     * Opens every release in the folder and verifies its checksums.
     *
     * @throws vn.khop.terminology.compile.ImageException if there is no such folder or an image in it is damaged
     */
    public static Terminology open(Path images) {
        ImageFolder folder = ImageFolder.at(images);
        return new Terminology(folder, Opened.of(folder.openAll(Map.of())));
    }

    /**
     * Looks whether the folder has changed and, if so, switches to what it has now. All releases switch at once; if the new set cannot
     * be opened, the old one goes on answering and the exception says why.
     *
     * @return whether anything changed
     */
    public synchronized boolean refresh() {
        Opened before = opened();
        if (folder.generation() == before.images().generation()) {
            return false;
        }
        Map<String, ReleaseImage> open = new HashMap<>();
        before.images().entries().forEach(entry -> open.put(entry.release().digest(), entry.image()));
        Opened after = Opened.of(folder.openAll(open));
        current = after;
        after.images().entries().forEach(entry -> open.remove(entry.release().digest()));
        open.values().forEach(ReleaseImage::close);
        return true;
    }

    /** The releases in use now, as resources that questions see; later switches do not change it. */
    public ResourceSpace space() {
        return opened().space();
    }

    /** Every release, by system and version. */
    public List<Release> releases() {
        return opened().images().entries().stream()
                .map(OpenImages.Entry::release)
                .toList();
    }

    /** The release that a question with this choice would be answered from. */
    public Answer<Release> release(ReleaseChoice choice) {
        return opened().find(choice).then(entry -> Answer.known(entry.release()));
    }

    /** What the list says of a code. Unknown code system, version and code are problems. */
    public Answer<FoundConcept> lookup(CodeQuestion question) {
        return opened().find(question.release()).then(entry -> CodeLookup.lookup(entry, question.code()));
    }

    /** Whether a code is in the list and, where a display is given, is called that. */
    public CodeValidation validate(CodeQuestion question, Optional<String> display) {
        return opened().find(question.release())
                .fold(
                        entry -> CodeValidator.validate(entry, question.code(), display),
                        problem -> new CodeValidation.Invalid(Optional.empty(), Optional.empty(), List.of(problem)));
    }

    /** The concepts whose names or code fit a text, best first, with the exact total. */
    public Answer<SearchPage> search(SearchQuestion question) {
        return retaining(question.release(), entry -> TextSearch.search(entry, question));
    }

    @Override
    public synchronized void close() {
        Opened last = current;
        current = Opened.CLOSED;
        last.images().entries().forEach(entry -> entry.image().close());
    }

    private Opened opened() {
        Opened opened = current;
        if (opened.images().generation() < 0) {
            throw new IllegalStateException("this Terminology is closed");
        }
        return opened;
    }

    private <T> Answer<T> retaining(ReleaseChoice choice, Function<OpenImages.Entry, Answer<T>> ask) {
        while (true) {
            Answer<OpenImages.Entry> found = opened().find(choice);
            Optional<OpenImages.Entry> entry = found.value();
            if (entry.isEmpty()) {
                return found.then(any -> ask.apply(any));
            }
            ReleaseImage image = entry.get().image();
            if (image.tryRetain()) {
                try {
                    return ask.apply(entry.get());
                } finally {
                    image.release();
                }
            }
        }
    }

    /** One generation, ready to be asked. */
    private record Opened(
            OpenImages images,
            Map<String, OpenImages.Entry> bySystem,
            Map<ReleaseChoice, OpenImages.Entry> byVersion,
            ResourceSpace space) {
        static final Opened CLOSED = of(new OpenImages(-1, List.of()));

        static Opened of(OpenImages images) {
            return new Opened(
                    images,
                    images.entries().stream()
                            .filter(entry -> entry.release().isCurrent())
                            .collect(Collectors.toUnmodifiableMap(
                                    entry -> entry.release().id().system(), entry -> entry)),
                    images.entries().stream()
                            .collect(Collectors.toUnmodifiableMap(
                                    entry -> ReleaseChoice.of(entry.release().id()), entry -> entry)),
                    new ImageSpace(images));
        }

        Answer<OpenImages.Entry> find(ReleaseChoice choice) {
            OpenImages.Entry entry = choice.version().isEmpty() ? bySystem.get(choice.system()) : byVersion.get(choice);
            return entry != null ? Answer.known(entry) : Answer.unknown(unknown(choice));
        }

        private Problem unknown(ReleaseChoice choice) {
            List<String> versions = images.entries().stream()
                    .map(entry -> entry.release().id())
                    .filter(id -> id.system().equals(choice.system()))
                    .map(id -> id.version())
                    .toList();
            if (versions.isEmpty()) {
                List<String> systems = images.entries().stream()
                        .map(entry -> entry.release().id().system())
                        .distinct()
                        .toList();
                return new Problem(
                        ErrorCode.UNKNOWN_CODE_SYSTEM,
                        "code system '" + choice.system() + "' is not loaded; "
                                + (systems.isEmpty() ? "none is" : "loaded are " + String.join(", ", systems)),
                        systems);
            }
            String asked = choice.version()
                    .map(version -> "version '" + version + "' of " + choice.system() + " is not loaded")
                    .orElse(choice.system() + " has no current release");
            return new Problem(
                    ErrorCode.UNKNOWN_VERSION, asked + "; loaded are " + String.join(", ", versions), versions);
        }
    }
}
