package dev.ficus.gateway.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What lies in the embedded Redis' directory. The configuration, which only its owner may read, is
 * also how a later gateway finds a server that is still running: it holds the port and password.
 */
final class EmbeddedRedisFiles {

  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final int TAIL_LINES = 10;

  /** Where a server listens, and what it is to be told. */
  record Address(int port, String password) {}

  private final Path directory;

  EmbeddedRedisFiles(Path directory) {
    this.directory = directory;
  }

  Path directory() {
    return directory;
  }

  Path configuration() {
    return directory.resolve("redis.conf");
  }

  Path log() {
    return directory.resolve("redis.log");
  }

  Path lock() {
    return directory.resolve("starting.lock");
  }

  private Path pidFile() {
    return directory.resolve("redis.pid");
  }

  /** The configuration of a server that loses nothing it has acknowledged. */
  static String configuration(Path directory, Address address) {
    return String.join(
        "\n",
        "# Written by Ficus at each start.",
        "bind 127.0.0.1",
        "port " + address.port(),
        "requirepass " + address.password(),
        "protected-mode yes",
        "daemonize yes",
        "dir " + quoted(directory.toString()),
        "pidfile " + quoted(directory.resolve("redis.pid").toString()),
        "logfile " + quoted(directory.resolve("redis.log").toString()),
        "databases 1",
        "save \"\"",
        "appendonly yes",
        "appendfsync always",
        "maxmemory-policy noeviction",
        "");
  }

  /** As Redis reads a quoted argument. */
  static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Reads back what {@link #configuration(Path, Address)} has written; empty if it has not. */
  static Optional<Address> address(List<String> configuration) {
    int port = 0;
    String password = "";
    for (String line : configuration) {
      if (line.startsWith("port ")) {
        try {
          port = Integer.parseInt(line.substring(5).strip());
        } catch (NumberFormatException notOurs) {
          return Optional.empty();
        }
      } else if (line.startsWith("requirepass ")) {
        password = line.substring(12).strip();
      }
    }
    return port < 1 || port > 65_535 || password.isEmpty()
        ? Optional.empty()
        : Optional.of(new Address(port, password));
  }

  Optional<Address> address() throws IOException {
    try {
      return address(Files.readAllLines(configuration()));
    } catch (NoSuchFileException firstStart) {
      return Optional.empty();
    }
  }

  void write(Address address) throws IOException {
    Path beside = directory.resolve("redis.conf.new");
    Files.deleteIfExists(beside);
    Files.createFile(beside, OWNER_ONLY);
    Files.writeString(
        beside, configuration(directory, address), StandardOpenOption.TRUNCATE_EXISTING);
    Files.move(beside, configuration(), StandardCopyOption.ATOMIC_MOVE);
  }

  OptionalLong pid() throws IOException {
    try {
      return OptionalLong.of(Long.parseLong(Files.readString(pidFile()).strip()));
    } catch (NoSuchFileException | NumberFormatException none) {
      return OptionalLong.empty();
    }
  }

  /**
   * The process that wrote the pid file, if it still runs. A process that started after the file
   * was written has only been given the same number.
   */
  Optional<ProcessHandle> process() throws IOException {
    OptionalLong pid = pid();
    if (pid.isEmpty()) {
      return Optional.empty();
    }
    Instant written = Files.getLastModifiedTime(pidFile()).toInstant();
    return ProcessHandle.of(pid.getAsLong())
        .filter(ProcessHandle::isAlive)
        .filter(p -> p.info().command().orElse("").contains("redis-server"))
        .filter(
            p ->
                p.info()
                    .startInstant()
                    // The system tells start times in hundredths, counted from its own start.
                    .map(started -> !started.isAfter(written.plusSeconds(1)))
                    .orElse(true));
  }

  void forgetPid() throws IOException {
    Files.deleteIfExists(pidFile());
  }

  /** The last lines of the server's log, for people. */
  String logTail() {
    try {
      List<String> lines = Files.readAllLines(log());
      return String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + RedisBinary.reason(e) + ")";
    }
  }
}
