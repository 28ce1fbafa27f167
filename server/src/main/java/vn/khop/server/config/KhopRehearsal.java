package vn.khop.server.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.context.ConfigurableApplicationContext;
import vn.khop.server.registry.ModelDesk;
import vn.khop.server.registry.ModelRun;
import vn.khop.server.security.Actor;

/** Tries a model on the records of a server's database, beside the server or without it; nothing is changed but that the model is handed in. */
public final class KhopRehearsal {
    private final StartOptions options;

    public KhopRehearsal(StartOptions options) {
        this.options = options;
    }

    /**
     * @throws IOException if the file cannot be read
     * @throws StartRefused if the configuration, the data folder or the database cannot be used
     * @throws vn.khop.server.registry.Refused if the file holds no model that can be used here, or another run is not done
     */
    public ModelRun run(Path model) throws IOException {
        String content = Files.readString(model);
        try (ConfigurableApplicationContext context = new KhopLoad(options).start()) {
            ModelDesk desk = context.getBean(ModelDesk.class);
            Actor actor = Actor.ofServer("model");
            ModelRun run = desk.rehearse(desk.add(content, actor), actor);
            while (true) {
                desk.goOn();
                ModelRun now = desk.run(run.number()).orElseThrow();
                if (now.state() != ModelRun.State.RUNNING) {
                    return now;
                }
                // A server beside this took the run up first.
                sleep();
            }
        }
    }

    private static void sleep() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", stopped);
        }
    }
}
