package dev.ficus.gateway.routefile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The route files of a directory at one moment, by name and in its order.
 *
 * @param error why the directory could not be listed; null if it was
 */
record DirectoryScan(Map<String, Content> files, @Nullable String error) {

  private static final int BUFFER = 32 * 1024;
  private static final String NOT_A_FILE = "not a regular file";

  /**
   * @param bytes null if it could not be read
   * @param fingerprint tells two contents apart; of the error, where there are no bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared: the fingerprint is
  record Content(byte @Nullable [] bytes, String fingerprint) {}

  /** Takes {@code *.yaml} and {@code *.yml}, through symbolic links, but no hidden files. */
  static DirectoryScan of(Path directory) {
    return scan(directory, DirectoryScan::content);
  }

  /**
   * Without any bytes, only to be compared: what is looked at every few seconds is not to fill the
   * memory each time.
   */
  static DirectoryScan glance(Path directory) {
    byte[] buffer = new byte[BUFFER];
    return scan(directory, path -> glance(path, buffer));
  }

  private static DirectoryScan scan(Path directory, Function<Path, Content> reader) {
    Map<String, Content> files = new TreeMap<>();
    try (DirectoryStream<Path> paths = Files.newDirectoryStream(directory)) {
      for (Path path : paths) {
        String name = Objects.requireNonNull(path.getFileName()).toString();
        if (isRouteFile(name) && !Files.isDirectory(path)) {
          files.put(name, reader.apply(path));
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException e) {
      return new DirectoryScan(files, "cannot be listed (" + e.getClass().getSimpleName() + ")");
    }
    return new DirectoryScan(files, null);
  }

  private static boolean isRouteFile(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !name.startsWith(".") && (lower.endsWith(".yaml") || lower.endsWith(".yml"));
  }

  private static Content content(Path path) {
    if (!Files.isRegularFile(path)) {
      return new Content(null, NOT_A_FILE);
    }
    try (InputStream in = Files.newInputStream(path)) {
      byte[] bytes = in.readNBytes(RouteFileReader.MAX_BYTES + 1);
      return new Content(bytes, RouteFileReader.fingerprint(bytes));
    } catch (IOException e) {
      return new Content(null, e.getClass().getSimpleName());
    }
  }

  private static Content glance(Path path, byte[] buffer) {
    if (!Files.isRegularFile(path)) {
      return new Content(null, NOT_A_FILE);
    }
    try (InputStream in = Files.newInputStream(path)) {
      MessageDigest digest = RouteFileReader.digest();
      int left = RouteFileReader.MAX_BYTES + 1;
      int read;
      while (left > 0 && (read = in.read(buffer, 0, Math.min(buffer.length, left))) >= 0) {
        digest.update(buffer, 0, read);
        left -= read;
      }
      return new Content(null, HexFormat.of().formatHex(digest.digest()));
    } catch (IOException e) {
      return new Content(null, e.getClass().getSimpleName());
    }
  }

  boolean saysSameAs(DirectoryScan other) {
    return Objects.equals(error, other.error) && fingerprints().equals(other.fingerprints());
  }

  private Map<String, String> fingerprints() {
    Map<String, String> fingerprints = new TreeMap<>();
    files.forEach((name, content) -> fingerprints.put(name, content.fingerprint()));
    return fingerprints;
  }
}
