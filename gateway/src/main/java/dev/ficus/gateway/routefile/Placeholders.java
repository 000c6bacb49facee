package dev.ficus.gateway.routefile;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Resolves {@code ${NAME}}, {@code ${NAME:default}} and {@code ${file:/path}}; a doubled dollar
 * sign before a brace stands for itself.
 */
public final class Placeholders {

  private static final int MAX_FILE_BYTES = 64 * 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

  /** Reads the file that a placeholder names. */
  @FunctionalInterface
  public interface FileReader {

    /**
     * The file's whole text.
     *
     * @throws IOException if it cannot be read
     */
    String read(Path path) throws IOException;
  }

  private final Function<String, @Nullable String> environment;
  private final FileReader files;

  /**
   * @param environment the value of a variable, or null if it is not set
   */
  public Placeholders(Function<String, @Nullable String> environment, FileReader files) {
    this.environment = environment;
    this.files = files;
  }

  /** The process's environment and file system; a secret file may have 64 KiB. */
  public static Placeholders ofProcess() {
    return new Placeholders(System::getenv, Placeholders::readSmall);
  }

  private static String readSmall(Path path) throws IOException {
    try (var in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      if (bytes.length > MAX_FILE_BYTES) {
        throw new IOException("larger than 64 KiB");
      }
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  static boolean isIn(String text) {
    return text.contains("${");
  }

  /**
   * The text with every placeholder replaced, or null if one could not be.
   *
   * @param problem is told what is wrong; never a resolved value
   */
  @Nullable String resolve(String text, Consumer<String> problem) {
    StringBuilder out = new StringBuilder();
    boolean complete = true;
    int from = 0;
    for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
      if (at > from && text.charAt(at - 1) == '$') {
        out.append(text, from, at - 1).append("${");
        from = at + 2;
        continue;
      }
      int end = text.indexOf('}', at);
      if (end < 0) {
        problem.accept("placeholder without an end (expected: ${NAME})");
        return null;
      }
      String value = lookUp(text.substring(at + 2, end), problem);
      complete &= value != null;
      out.append(text, from, at).append(value);
      from = end + 1;
    }
    return complete ? out.append(text, from, text.length()).toString() : null;
  }

  private @Nullable String lookUp(String inside, Consumer<String> problem) {
    if (inside.startsWith("file:")) {
      return readFile(inside.substring("file:".length()), problem);
    }
    int colon = inside.indexOf(':');
    String name = colon < 0 ? inside : inside.substring(0, colon);
    if (!NAME.matcher(name).matches() || inside.contains("${")) {
      problem.accept(
          "placeholder '${"
              + inside
              + "}' (expected: ${NAME}, ${NAME:default} or ${file:/path}, none inside another)");
      return null;
    }
    String value = environment.apply(name);
    if (value != null) {
      return value;
    }
    if (colon >= 0) {
      return inside.substring(colon + 1);
    }
    problem.accept(
        "environment variable '" + name + "' is not set; set it, or say ${" + name + ":default}");
    return null;
  }

  private @Nullable String readFile(String name, Consumer<String> problem) {
    try {
      Path path = Path.of(name);
      if (!path.isAbsolute()) {
        problem.accept("placeholder '${file:" + name + "}' (expected: an absolute path)");
        return null;
      }
      String text = files.read(path);
      int end = text.endsWith("\r\n") ? 2 : text.endsWith("\n") ? 1 : 0;
      return text.substring(0, text.length() - end);
    } catch (IOException | InvalidPathException e) {
      problem.accept("file '" + name + "' cannot be read (" + e.getClass().getSimpleName() + ")");
      return null;
    }
  }
}
