package vn.khop.terminology.compile;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import vn.khop.terminology.concept.Answer;
import vn.khop.terminology.concept.EffectivePeriod;
import vn.khop.terminology.concept.Release;
import vn.khop.terminology.concept.ReleaseId;
import vn.khop.terminology.load.ListDeclaration;
import vn.khop.terminology.load.ListLoader;

/** What {@link KilledWriterTest} kills: a process that loads a list into a folder, or one that switches between two releases without end. */
final class WriterProcess {
    static final String SYSTEM = "urn:khop:test:killed";

    private WriterProcess() {}

    /** {@code load FOLDER CSV VERSION} or {@code switch FOLDER VERSION VERSION}; says when it begins and when it is done. */
    public static void main(String[] arguments) {
        ImageFolder folder = ImageFolder.at(Path.of(arguments[1]));
        System.out.println("begun");
        if (arguments[0].equals("load")) {
            load(folder, Path.of(arguments[2]), arguments[3]);
        } else {
            while (true) {
                activate(folder, arguments[2]);
                activate(folder, arguments[3]);
            }
        }
        System.out.println("done");
    }

    static void load(ImageFolder folder, Path csv, String version) {
        require(folder.publish(
                ListLoader.load(declaration(version), csv).codeSystem().orElseThrow()));
    }

    private static void activate(ImageFolder folder, String version) {
        require(folder.activate(new ReleaseId(SYSTEM, version), EffectivePeriod.ALWAYS));
    }

    private static void require(Answer<Release> answer) {
        if (answer.problem().isPresent()) {
            throw new IllegalStateException(answer.problem().get().message());
        }
    }

    static ListDeclaration declaration(String version) {
        return new ListDeclaration(
                new ReleaseId(SYSTEM, version),
                "Danh mục thử",
                Optional.empty(),
                Optional.empty(),
                ',',
                "code",
                List.of(new ListDeclaration.DisplayColumn("vi", "name")),
                List.of(),
                List.of(),
                Optional.of(new ListDeclaration.ParentColumn("parent", Optional.empty())),
                Optional.empty());
    }
}
