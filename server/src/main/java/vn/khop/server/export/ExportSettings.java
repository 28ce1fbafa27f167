package vn.khop.server.export;

import java.nio.file.Path;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * @param folder of the files; one that all servers see, where there are several
 * @param keep how long the files of an export stay, and how long a request waits for a second person
 */
public record ExportSettings(
        Path folder, @DefaultValue("24h") Duration keep) {}
