package vn.khop.terminology;

import java.io.Closeable;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import vn.khop.terminology.compile.GenerationSignal;
import vn.khop.terminology.compile.ImageException;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.compile.OpenImages;
import vn.khop.terminology.compile.ReleaseImage;
import vn.khop.terminology.compile.ResourceReleases;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.CodeQuestion;
import vn.khop.terminology.concept.QuestionDate;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseChoice;
import vn.khop.terminology.expand.ValueSetExpander;
import vn.khop.terminology.lookup.ConceptDetails;
import vn.khop.terminology.question.Scope;
import vn.khop.terminology.question.Settings;
import vn.khop.terminology.resource.Coding;
import vn.khop.terminology.resource.ResourceSpace;
import vn.khop.terminology.search.SearchPage;
import vn.khop.terminology.search.SearchQuestion;
import vn.khop.terminology.search.TextSearch;
import vn.khop.terminology.validate.CodeAnswer;
import vn.khop.terminology.validate.CodeCheck;
import vn.khop.terminology.validate.CodedValue;

/*
 * Switching. The releases in use are one immutable set behind one reference. A question takes the set once and is answered from that alone,
 * so no answer is half old and half new. Before it does, it reads eight mapped bytes that every switch changes, whichever process makes it:
 * an answer that begins after a switch has returned comes from after it. A refresh opens what is new beside the old, swaps the reference,
 * and then closes what is gone; a search in flight holds its own count on the text index, so the file stays mapped until it ends. A search
 * that took the set just before the swap and finds its index closed takes the set again. Concept files need no count: the garbage collector
 * unmaps them when the last reader is gone.
 */
/**
 * The door: answers about codes from a folder of compiled images, opened read-only. Thread-safe. Every answer names the release it
 * came from.
 *
 * <p>Lists get into the folder through {@link vn.khop.terminology.compile.ImageFolder#publish}; the next question sees them.
 */
public final class Terminology implements Closeable {
    private final ImageFolder folder;
    private final Clock clock;
    private final GenerationSignal signal;
    private volatile Held current;

    /** A set with how long it may be used without a look at the folder: until the signal is another, or the day is over. */
    private record Held(ReleaseSet set, long signal, long endOfDayMillis) {
        static final Held CLOSED = new Held(
                new ReleaseSet(new OpenImages(-1, LocalDate.EPOCH, List.of(), ResourceReleases.NONE)),
                0,
                Long.MIN_VALUE);

        static Held of(OpenImages images, long signal) {
            return new Held(
                    new ReleaseSet(images),
                    signal,
                    images.today()
                            .plusDays(1)
                            .atStartOfDay(QuestionDate.VIETNAM)
                            .toInstant()
                            .toEpochMilli());
        }
    }

    private Terminology(ImageFolder folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        signal = folder.signal();
        // The signal before the folder: what comes in between is looked at once too often, not once too little.
        long signalled = signal.value();
        current = Held.of(folder.openAll(Map.of()), signalled);
    }

    /**
     * Opens every release in the folder and verifies its checksums.
     *
     * @throws vn.khop.terminology.compile.ImageException if there is no such folder or an image in it is damaged
     */
    public static Terminology open(Path images) {
        return open(images, Clock.systemUTC());
    }

    /** @param clock says which day it is in Vietnam */
    public static Terminology open(Path images, Clock clock) {
        return new Terminology(ImageFolder.at(images, clock), clock);
    }

    /** The releases in use now. A request takes them once and is answered from them to its end. */
    public ReleaseSet inUse() {
        Held held = current;
        if (held.signal() == signal.value() && clock.millis() < held.endOfDayMillis()) {
            return held.set();
        }
        return caughtUp();
    }

    /**
     * Looks whether the folder has changed, or the day, and, if so, switches to what it has now. All releases switch at once; if the new
     * set cannot be opened, the old one goes on answering and the exception says why.
     *
     * @return whether anything changed
     */
    public synchronized boolean refresh() {
        Held before = opened();
        long signalled = signal.value();
        boolean isSameDay = clock.millis() < before.endOfDayMillis();
        if (isSameDay && folder.generation() == before.set().generation()) {
            current = new Held(before.set(), signalled, before.endOfDayMillis());
            return false;
        }
        Map<String, ReleaseImage> open = new HashMap<>();
        before.set().images().entries().forEach(entry -> open.put(entry.image().digest(), entry.image()));
        Held after = Held.of(folder.openAll(open), signalled);
        current = after;
        after.set()
                .images()
                .entries()
                .forEach(entry -> open.remove(entry.image().digest()));
        open.values().forEach(ReleaseImage::close);
        return true;
    }

    /**
     * Makes a change to the folder. What it needs is opened before, so that questions meanwhile never wait for a file; when it returns, every
     * question is answered from after it.
     */
    public <T> Answer<T> change(Function<ImageFolder, Answer<T>> change) {
        refresh();
        Answer<T> changed = change.apply(folder);
        refresh();
        return changed;
    }

    /**
     * Finds out ahead what first questions about a list would wait for: to be called behind them, after a start and where there are new drafts. What is known already
     * costs nothing.
     */
    public void prepare() {
        inUse().space().codeSystems().forEach(ValueSetExpander::prepare);
    }

    private synchronized ReleaseSet caughtUp() {
        Held before = opened();
        try {
            refresh();
        } catch (ImageException damaged) {
            // The old set goes on answering, and refresh() tells whoever runs the images; not every question need try
            // again.
            current = new Held(before.set(), signal.value(), before.endOfDayMillis());
        }
        return current.set();
    }

    /** The releases in use now, as resources that questions see; later switches do not change it. */
    public ResourceSpace space() {
        return inUse().space();
    }

    /** Every release, by system and version. */
    public List<Release> releases() {
        return inUse().releases();
    }

    /** The release that a question with this choice would be answered from. */
    public Answer<Release> release(ReleaseChoice choice) {
        return inUse().find(choice).then(entry -> Answer.known(entry.release()));
    }

    /**
     * What the list says of a code.
     *
     * @throws vn.khop.terminology.question.Refused if the code system, its version or the code is not known, or not in force on the date
     */
    public ConceptDetails lookup(CodeQuestion question) {
        ReleaseChoice choice = question.release();
        return ConceptDetails.lookup(scope(choice, true), choice.system(), choice.version(), question.code());
    }

    /** Whether a code is in the list and, where a display is given, is called that, in any language. */
    public CodeAnswer validate(CodeQuestion question, Optional<String> display) {
        ReleaseChoice choice = question.release();
        Coding coding =
                new Coding(Optional.of(choice.system()), choice.version(), Optional.of(question.code()), display);
        return CodeCheck.inCodeSystem(
                scope(choice, false),
                coding.system(),
                coding.version(),
                new CodedValue(CodedValue.Form.CODE, List.of(coding), Optional.empty()));
    }

    private Scope scope(ReleaseChoice choice, boolean othersWelcome) {
        ResourceSpace all = space();
        return new Scope(choice.date().map(all::on).orElse(all), new Settings.Builder(othersWelcome).build(), clock);
    }

    /** The concepts whose names or code fit a text, best first, with the exact total. */
    public Answer<SearchPage> search(SearchQuestion question) {
        return retaining(question.release(), entry -> TextSearch.search(entry, question));
    }

    @Override
    public synchronized void close() {
        Held last = current;
        current = Held.CLOSED;
        last.set().images().entries().forEach(entry -> entry.image().close());
    }

    private Held opened() {
        Held held = current;
        if (held.set().generation() < 0) {
            throw new IllegalStateException("this Terminology is closed");
        }
        return held;
    }

    private <T> Answer<T> retaining(ReleaseChoice choice, Function<OpenImages.Entry, Answer<T>> ask) {
        while (true) {
            Answer<OpenImages.Entry> found = inUse().find(choice);
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
}
