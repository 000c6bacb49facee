package dev.ficus.gateway.routefile;

import dev.ficus.gateway.route.RouteFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** Route files of tests, read in an environment that is always the same. */
final class Sources {

  static final String NAME = "routes/test.yaml";

  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "PAYMENTS_SECRET",
          "whsec_dG9wc2VjcmV0",
          "SECRET",
          "hunter2",
          "PAGER_URL",
          "https://pager.example:8443/x/t0ken",
          "BLANK",
          "");

  static final Map<String, String> FILES = Map.of("/run/secrets/orders", "file-secret\n");

  private Sources() {}

  static Placeholders placeholders() {
    return new Placeholders(
        ENVIRONMENT::get,
        path -> {
          String text = FILES.get(path.toString());
          if (text == null) {
            throw new NoSuchFileException(path.toString());
          }
          return text;
        });
  }

  static Reading read(String text) {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  static Reading read(byte[] bytes) {
    return new RouteFileReader(placeholders()).read(NAME, bytes);
  }

  static RouteFile good(String text) {
    return switch (read(text)) {
      case Reading.Good good -> good.file();
      case Reading.Bad bad -> throw new AssertionError(ViolationReport.of(bad));
    };
  }

  /** The violations in text, a line each. */
  static String bad(String text) {
    return bad(read(text));
  }

  static String bad(Reading reading) {
    return switch (reading) {
      case Reading.Good good -> throw new AssertionError("read well: " + good.file());
      case Reading.Bad bad ->
          String.join("\n", bad.violations().stream().map(Object::toString).toList());
    };
  }

  static String resource(String name) {
    try (var in = Sources.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new AssertionError("no resource " + Path.of(name));
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
