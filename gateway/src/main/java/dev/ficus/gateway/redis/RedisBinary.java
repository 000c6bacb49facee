package dev.ficus.gateway.redis;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds a {@code redis-server} to run: one on the PATH, else the one that the library carries. */
final class RedisBinary {

  private static final Pattern VERSION = Pattern.compile("v=(\\d+)\\.(\\d+)");
  private static final Map<String, String> CARRIED =
      Map.of(
          "linux/amd64", "redis-server-6.2.6-v5-linux-amd64",
          "linux/aarch64", "redis-server-6.2.7-linux-arm64",
          "mac/amd64", "redis-server-6.2.6-v5-darwin-amd64",
          "mac/aarch64", "redis-server-6.2.6-v5-darwin-arm64");

  private RedisBinary() {}

  /**
   * @param path directories, divided as in the environment variable
   * @param unpackInto where a carried binary is put
   * @throws IOException with what is missing
   */
  static Path find(String path, Path unpackInto) throws IOException {
    for (String directory : path.split(java.io.File.pathSeparator)) {
      Path candidate = Path.of(directory.isEmpty() ? "." : directory, "redis-server");
      if (Files.isExecutable(candidate) && isRecent(versionOf(candidate))) {
        return candidate;
      }
    }
    return unpack(platform(System.getProperty("os.name"), System.getProperty("os.arch")), unpackInto);
  }

  static String platform(String os, String arch) {
    String system = os.toLowerCase(Locale.ROOT);
    String family = system.contains("mac") ? "mac" : system.contains("linux") ? "linux" : system;
    return family + "/" + (arch.equals("x86_64") ? "amd64" : arch.equals("arm64") ? "aarch64" : arch);
  }

  private static Path unpack(String platform, Path into) throws IOException {
    String name = CARRIED.get(platform);
    if (name == null) {
      throw new IOException(
          "no redis-server 6.2 or newer on the PATH, and none is carried for "
              + platform
              + " (way out: install Redis, or set spring.data.redis.url)");
    }
    Path binary = into.resolve(name);
    if (Files.isExecutable(binary)) {
      return binary;
    }
    Path beside = Files.createTempFile(into, name, ".new");
    try (InputStream in = RedisBinary.class.getResourceAsStream("/" + name)) {
      if (in == null) {
        throw new IOException("the embedded-redis library does not carry " + name);
      }
      Files.copy(in, beside, StandardCopyOption.REPLACE_EXISTING);
      Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwx------"));
      Files.move(beside, binary, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(beside);
    }
    return binary;
  }

  /** What {@code redis-server --version} prints, or null if it does not run. */
  private static @Nullable String versionOf(Path binary) {
    try {
      Process process =
          new ProcessBuilder(binary.toString(), "--version").redirectErrorStream(true).start();
      process.getOutputStream().close();
      if (!process.waitFor(2, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return null;
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** Whether it is 6.2 or newer: what the scripts and the settings need. */
  static boolean isRecent(@Nullable String versionOutput) {
    if (versionOutput == null) {
      return false;
    }
    Matcher matcher = VERSION.matcher(versionOutput);
    if (!matcher.find()) {
      return false;
    }
    int major = Integer.parseInt(matcher.group(1));
    int minor = Integer.parseInt(matcher.group(2));
    return major > 6 || major == 6 && minor >= 2;
  }
}
