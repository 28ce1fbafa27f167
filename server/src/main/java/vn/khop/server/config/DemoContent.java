package vn.khop.server.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import vn.khop.server.feed.PeopleFile;
import vn.khop.server.registry.FeedOutcome;
import vn.khop.server.registry.Registry;
import vn.khop.server.registry.SourceFeed;
import vn.khop.server.security.Actor;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.compile.ImageFolder;
import vn.khop.terminology.concept.CodeSystem;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.load.DeclarationFile;
import vn.khop.terminology.load.ListDeclaration;
import vn.khop.terminology.load.ListLoader;
import vn.khop.terminology.load.LoadResult;

/**
 * Loads the demo's example codes and people before the server says that it is ready. At a later start nothing is loaded twice: the code list is there already, and a
 * record that was fed before says nothing new.
 */
final class DemoContent implements ApplicationRunner {
    private static final String PEOPLE = "/demo/people/people.csv";
    private static final String CODES = "/demo/codes/visit-reason";
    private static final int PROGRESS_STEP = 100;

    private final Registry registry;
    private final Terminology terminology;
    private final ImageFolder images;
    private final Terminal terminal;

    DemoContent(Registry registry, Terminology terminology, ImageFolder images, Terminal terminal) {
        this.registry = registry;
        this.terminology = terminology;
        this.images = images;
        this.terminal = terminal;
    }

    @Override
    public void run(ApplicationArguments arguments) throws IOException {
        loadCodes();
        loadPeople();
    }

    private void loadCodes() throws IOException {
        ListDeclaration declaration = declaration();
        Optional<Release> present = terminology.releases().stream()
                .filter(release -> release.id().equals(declaration.id()))
                .findFirst();
        if (present.isPresent()) {
            return;
        }
        LoadResult loaded = ListLoader.load(declaration, CODES + ".csv", () -> resource(CODES + ".csv"));
        CodeSystem codes = loaded.codeSystem()
                .orElseThrow(
                        () -> new IllegalStateException("the example code list cannot be read: " + loaded.errors()));
        Release release = images.publish(codes).fold(published -> published, problem -> {
            throw new IllegalStateException("the example code list cannot be published: " + problem.message());
        });
        terminology.refresh();
        terminal.step("example codes loaded: " + release.conceptCount() + " of "
                + release.id().system());
    }

    private static ListDeclaration declaration() throws IOException {
        try (InputStream yaml = resource(CODES + ".yaml")) {
            return DeclarationFile.read(yaml, CODES + ".yaml").fold(read -> read, problem -> {
                throw new IllegalStateException("the example declaration cannot be read: " + problem.message());
            });
        }
    }

    private void loadPeople() throws IOException {
        List<SourceFeed> people;
        try (InputStreamReader file = new InputStreamReader(resource(PEOPLE), StandardCharsets.UTF_8)) {
            people = PeopleFile.read(file);
        }
        long before = registry.countSources();
        if (before >= people.size()) {
            return;
        }
        Actor loader = Actor.ofServer("demo-content");
        int done = 0;
        int created = 0;
        for (SourceFeed feed : people) {
            if (registry.feed(feed, loader).effect() == FeedOutcome.Effect.CREATED) {
                created++;
            }
            done++;
            if (done % PROGRESS_STEP == 0 || done == people.size()) {
                terminal.step(String.format(Locale.ROOT, "example people: %d of %d records", done, people.size()));
            }
        }
        terminal.step("example people loaded: " + created + " records");
    }

    private static InputStream resource(String path) {
        return Objects.requireNonNull(DemoContent.class.getResourceAsStream(path), path);
    }
}
