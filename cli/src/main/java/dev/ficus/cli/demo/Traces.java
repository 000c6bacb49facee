package dev.ficus.cli.demo;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What a running demo leaves in its data directory for those who come later, such as the tour. */
public final class Traces {

  private final Path ports;
  private final Path status;

  public Traces(Path data) {
    ports = data.resolve("ports");
    status = data.resolve("status");
  }

  /** Where the last line about the traffic is; it is there while there is traffic. */
  public Path statusFile() {
    return status;
  }

  void started(Ports its) {
    write(
        ports,
        """
        gateway=%d
        admin=%d
        internal=%d
        legacy=%d
        functions=%d
        """
            .formatted(
                its.gateway(), its.admin(), its.internal(), its.legacy(), its.functions()));
  }

  void status(String text) {
    write(status, text + "\n");
  }

  void ended() {
    try {
      Files.deleteIfExists(ports);
      Files.deleteIfExists(status);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The ports of the demo that runs here, or null if none does. */
  public @Nullable Ports ports() {
    if (!Files.exists(ports)) {
      return null;
    }
    try {
      Properties its = new Properties();
      its.load(new StringReader(Files.readString(ports)));
      return new Ports(
          port(its, "gateway"),
          port(its, "admin"),
          port(its, "internal"),
          port(its, "legacy"),
          port(its, "functions"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int port(Properties its, String name) {
    return Integer.parseInt(Objects.requireNonNull(its.getProperty(name), name));
  }

  /** Whoever reads sees the old text or the new one. */
  private static void write(Path file, String text) {
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, text);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
