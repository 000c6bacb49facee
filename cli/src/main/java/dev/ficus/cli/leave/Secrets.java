package dev.ficus.cli.leave;

import dev.ficus.gateway.routefile.Placeholders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What placeholders of route files stood for, so that none of it is printed by accident. */
final class Secrets {

  private final Set<String> values = new HashSet<>();

  /** Reads the process's environment and files, and remembers what it has read. */
  Placeholders placeholders() {
    return new Placeholders(this::variable, this::file);
  }

  private @Nullable String variable(String name) {
    String value = System.getenv(name);
    remember(value);
    return value;
  }

  private String file(Path path) throws IOException {
    String text = Files.readString(path, StandardCharsets.UTF_8);
    remember(text.strip());
    return text;
  }

  void remember(@Nullable String value) {
    if (value != null && !value.isEmpty()) {
      values.add(value);
    }
  }

  /** Whether a text holds anything that a placeholder stood for. */
  boolean isIn(String text) {
    return values.stream().anyMatch(text::contains);
  }
}
