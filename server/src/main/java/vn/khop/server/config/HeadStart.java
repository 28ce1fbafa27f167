package vn.khop.server.config;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.jdbc.DataSourceProperties;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.fhir.terminology.CodeOperation;
import vn.khop.server.fhir.terminology.FhirRelease;
import vn.khop.server.fhir.terminology.PlainAnswers;
import vn.khop.server.store.OpenDatabase;
import vn.khop.terminology.Terminology;
import vn.khop.terminology.load.FhirFiles;

/**
 * What takes long and needs nothing but the settings begins with the process, on another core than Spring's own start, in the order in which it is needed: the tables
 * are brought to this build's version, the code images are opened and their checksums verified, packages are read, a first code is looked up. When codes answer, or it is asked for, the
 * linkage model is compiled, and the classes of FHIR's resources are loaded. Who needs one of them waits for it.
 */
final class HeadStart implements ApplicationListener<SpringApplicationEvent>, Ordered {
    private final Clock clock;
    private final CompletableFuture<OpenDatabase> tables = new CompletableFuture<>();
    private final CompletableFuture<Terminology> terminology = new CompletableFuture<>();
    private final CompletableFuture<FhirFiles> packages = new CompletableFuture<>();
    private final CompletableFuture<Linker> linker = new CompletableFuture<>();
    private final CompletableFuture<Boolean> codesAnswer = new CompletableFuture<>();
    private boolean hasBegun;

    HeadStart(Clock clock) {
        this.clock = clock;
    }

    /** After {@link DataFolder}, which makes the folder or refuses it. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(SpringApplicationEvent event) {
        if (event instanceof ApplicationEnvironmentPreparedEvent prepared) {
            hasBegun = true;
            begin(Binder.get(prepared.getEnvironment()));
        } else if (event instanceof ApplicationFailedEvent && hasBegun) {
            // A change of the tables that is under way is not cut off.
            tables.thenAccept(OpenDatabase::close).exceptionally(failed -> null).join();
        }
    }

    private void begin(Binder settings) {
        Supplier<KhopSettings> khop =
                () -> settings.bind("khop", KhopSettings.class).get();
        Thread ahead = new Thread(
                () -> {
                    begin(
                            tables,
                            () -> migrated(settings.bind("spring.datasource", DataSourceProperties.class)
                                    .get()));
                    begin(terminology, () -> CodeConfiguration.open(khop.get(), clock));
                    begin(packages, () -> CodeConfiguration.packages(khop.get()));
                    lookUpOne();
                    codesAnswer.join();
                    begin(linker, () -> Linker.of(LinkageModel.readDefault()));
                    FhirRelease.R4.loadModel();
                },
                "head-start");
        ahead.setDaemon(true);
        ahead.start();
    }

    /** Loads the classes that answer; what comes of it is nobody's. */
    private void lookUpOne() {
        if (!terminology.isCompletedExceptionally()) {
            PlainAnswers answers = new PlainAnswers(FhirRelease.R4, terminology.join()::space);
            terminology.join().releases().stream().limit(1).forEach(release -> {
                var unused = answers.answer(
                        CodeOperation.LOOKUP, "system=" + release.id().system() + "&code=1", Optional.empty());
            });
        }
    }

    private static <T> void begin(CompletableFuture<T> what, Supplier<T> making) {
        what.completeAsync(making, Runnable::run);
    }

    private static OpenDatabase migrated(DataSourceProperties properties) {
        return OpenDatabase.migrated(
                properties.determineUrl(), properties.determineUsername(), properties.determinePassword());
    }

    /** Returns when the tables are there; from then on the database is open by what is given. */
    void awaitTables(DataSource database) {
        awaited(tables).handOverTo(database);
    }

    Terminology terminology() {
        return awaited(terminology);
    }

    FhirFiles packages() {
        return awaited(packages);
    }

    /** From now on, what is begun here may take of the cores what it wants. */
    void codesAnswer() {
        codesAnswer.complete(true);
    }

    Linker linker() {
        codesAnswer();
        return awaited(linker);
    }

    private static <T> T awaited(CompletableFuture<T> begun) {
        try {
            return begun.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException fault ? fault : e;
        }
    }
}
