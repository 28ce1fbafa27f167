package vn.khop.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ApplicationListener;
import org.springframework.core.Ordered;

/** Makes the data folder and tries it, before the log, the first thing that is written there, is opened. */
final class DataFolder implements ApplicationListener<ApplicationEnvironmentPreparedEvent>, Ordered {
    @Override
    public int getOrder() {
        return LoggingApplicationListener.DEFAULT_ORDER - 1;
    }

    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        check(Path.of(event.getEnvironment().getRequiredProperty("khop.data-folder")));
    }

    /** @throws StartRefused if nothing can be written there */
    static void check(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, "try", ".tmp"));
        } catch (IOException cannot) {
            throw new StartRefused("data folder " + folder.toAbsolutePath() + " cannot be written ("
                    + cannot.getClass().getSimpleName()
                    + "), a folder that this user may write is expected: give one with --data, or mend its rights");
        }
    }
}
