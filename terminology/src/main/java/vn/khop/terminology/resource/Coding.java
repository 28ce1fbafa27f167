package vn.khop.terminology.resource;

import java.util.Optional;

/** A code as it is sent: any part may be missing. */
public record Coding(
        Optional<String> system, Optional<String> version, Optional<String> code, Optional<String> display) {
    public static Coding of(String system, String code) {
        return new Coding(Optional.of(system), Optional.empty(), Optional.of(code), Optional.empty());
    }

    public Coding withVersion(String named) {
        return new Coding(system, Optional.of(named), code, display);
    }
}
