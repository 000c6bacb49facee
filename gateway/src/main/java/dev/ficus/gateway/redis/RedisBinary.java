package dev.ficus.gateway.redis;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds a {@code redis-server} to run: the system's own, else the one that Ficus carries. */
final class RedisBinary {

  /** In front of every way out of a binary that does not run here. */
  private static final String ADVICE =
      "; put a redis-server 6.2 or newer on the PATH, or set spring.data.redis.url";

  /** ETXTBSY, as Java tells it. */
  private static final String BUSY = "error: 26 ";

  private static final Duration LONGEST_BUSY = Duration.ofSeconds(2);

  private static final Pattern VERSION = Pattern.compile("\\bv=(\\d+)\\.(\\d+)");

  private RedisBinary() {}

  /**
   * @param path the search path, as in the environment variable
   * @param unpackInto where the carried binary is put
   * @throws EmbeddedRedisException if there is none that runs here
   */
  static Path find(String path, Path unpackInto) {
    for (String directory : path.split(File.pathSeparator)) {
      if (!directory.isEmpty()) {
        Path candidate = Path.of(directory).resolve("redis-server");
        if (Files.isExecutable(candidate) && isRecentEnough(candidate)) {
          return candidate;
        }
      }
    }
    String resource =
        resource(System.getProperty("os.name", ""), System.getProperty("os.arch", ""));
    Path unpacked = unpack(resource, unpackInto);
    try {
      String output = version(unpacked);
      if (!isRecent(output)) {
        throw new EmbeddedRedisException(explain(unpacked, output));
      }
    } catch (IOException e) {
      throw new EmbeddedRedisException(explain(unpacked, String.valueOf(e.getMessage())), e);
    }
    return unpacked;
  }

  private static boolean isRecentEnough(Path candidate) {
    try {
      return isRecent(version(candidate));
    } catch (IOException cannotBeRun) {
      return false;
    }
  }

  private static String version(Path binary) throws IOException {
    try {
      Process process = start(binary);
      process.getOutputStream().close();
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return "no answer to --version within 5 s";
      }
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedRedisException("interrupted while looking for a redis-server", e);
    }
  }

  /**
   * A file that has just been written is busy for a moment if another thread started a process
   * meanwhile: until that one runs its own program, it holds what was open here.
   */
  private static Process start(Path binary) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(binary.toString(), "--version").redirectErrorStream(true);
    long begun = System.nanoTime();
    while (true) {
      try {
        return builder.start();
      } catch (IOException e) {
        boolean busy = String.valueOf(e.getMessage()).contains(BUSY);
        if (!busy || System.nanoTime() - begun > LONGEST_BUSY.toNanos()) {
          throw e;
        }
        Thread.sleep(5);
      }
    }
  }

  /** Whether the answer to {@code --version} is that of 6.2 or newer. */
  static boolean isRecent(String versionOutput) {
    Matcher version = VERSION.matcher(versionOutput);
    if (!version.find()) {
      return false;
    }
    int major = Integer.parseInt(version.group(1));
    return major > 6 || major == 6 && Integer.parseInt(version.group(2)) >= 2;
  }

  /** The name under which the jar carries a platform's binary. */
  static String resource(String os, String arch) {
    String system = os.toLowerCase(Locale.ROOT);
    boolean linux = system.contains("linux");
    boolean mac = system.contains("mac");
    boolean arm = arch.equals("aarch64") || arch.equals("arm64");
    boolean intel = arch.equals("amd64") || arch.equals("x86_64");
    if (linux && intel) {
      return "/redis-server-6.2.6-v5-linux-amd64";
    } else if (linux && arm) {
      return "/redis-server-6.2.7-linux-arm64";
    } else if (mac && intel) {
      return "/redis-server-6.2.6-v5-darwin-amd64";
    } else if (mac && arm) {
      return "/redis-server-6.2.6-v5-darwin-arm64";
    }
    throw new EmbeddedRedisException(
        "there is no embedded Redis for " + os + " on " + arch + ADVICE);
  }

  private static Path unpack(String resource, Path directory) {
    Path target = directory.resolve(resource.substring(1));
    try (InputStream in = RedisBinary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new EmbeddedRedisException("Ficus was built without " + resource + ADVICE);
      }
      byte[] content = in.readAllBytes();
      if (!Files.exists(target) || Files.size(target) != content.length) {
        Files.createDirectories(directory);
        Path beside = Files.createTempFile(directory, "unpacking", null);
        Files.write(beside, content);
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rwx------"));
        Files.move(beside, target, StandardCopyOption.ATOMIC_MOVE);
      }
      return target;
    } catch (IOException e) {
      throw new EmbeddedRedisException(
          "cannot unpack redis-server into " + directory + ": " + reason(e), e);
    }
  }

  /** What an I/O error says beyond the name of its file. */
  static String reason(IOException e) {
    return e.getClass().getSimpleName() + ": " + e.getMessage();
  }

  /** Says what is missing where a binary does not run. */
  static String explain(Path binary, String output) {
    String said = output.strip();
    String why;
    if (said.contains("libssl") || said.contains("libcrypto")) {
      why = "it needs OpenSSL 3 (libssl.so.3 and libcrypto.so.3)";
    } else if (said.contains("GLIBC_")) {
      why = "it needs a newer glibc";
    } else if (said.contains("error=2,")) {
      why = "its loader is missing: it needs glibc, and this looks like musl";
    } else if (said.contains("error=13,") || said.contains("Permission denied")) {
      why = "it may not be executed there; is the file system mounted noexec?";
    } else if (said.contains("error=8,")) {
      why = "it is built for another processor";
    } else {
      why = "it does not run";
    }
    return "embedded Redis " + binary + ": " + why + ADVICE + " (it said: " + said + ")";
  }
}
