package vn.khop.server.config;

import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;
import vn.khop.mpi.Linker;
import vn.khop.mpi.model.LinkageModel;
import vn.khop.server.fhir.terminology.FhirRelease;
import vn.khop.terminology.Terminology;

/**
 * What takes long and needs nothing but the settings begins with the process, on another core than Spring's own start: the code images are opened and their
 * checksums verified, the linkage model is compiled, the classes of FHIR's resources are loaded. Who needs one of the first two waits for it.
 */
final class HeadStart implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    private final Clock clock;
    private final CompletableFuture<Terminology> terminology = new CompletableFuture<>();
    private final CompletableFuture<Linker> linker = new CompletableFuture<>();

    HeadStart(Clock clock) {
        this.clock = clock;
    }

    /** After {@link DataFolder}, which makes the folder or refuses it. */
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER + 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        Binder settings = Binder.get(event.getEnvironment());
        Thread ahead = new Thread(
                () -> {
                    terminology.completeAsync(
                            () -> CodeConfiguration.open(
                                    settings.bind("khop", KhopSettings.class).get(), clock),
                            Runnable::run);
                    linker.completeAsync(() -> Linker.of(LinkageModel.readDefault()), Runnable::run);
                    FhirRelease.R4.loadModel();
                },
                "head-start");
        ahead.setDaemon(true);
        ahead.start();
    }

    Terminology terminology() {
        return awaited(terminology);
    }

    Linker linker() {
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
