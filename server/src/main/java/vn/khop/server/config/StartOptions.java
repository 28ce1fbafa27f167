package vn.khop.server.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What the command line says about a start; what it leaves out comes from the configuration file, then from {@code application.yaml}.
 *
 * @param demo true for {@code khop demo}
 */
public record StartOptions(boolean demo, Optional<Path> config, OptionalInt port, Optional<Path> data) {}
