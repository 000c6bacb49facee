package dev.ficus.gateway.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real Redis of this gateway's own, for those who have set none up. It runs detached from the
 * terminal, writes every change to disk before it answers, outlives a gateway that is killed, and is
 * found again by the next one. Only the gateway that started it ends it.
 */
public final class EmbeddedRedis implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(10);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  private final Path directory;
  private final int port;
  private final String password;
  private final long pid;
  private final boolean ours;

  private EmbeddedRedis(Path directory, int port, String password, long pid, boolean ours) {
    this.directory = directory;
    this.port = port;
    this.password = password;
    this.pid = pid;
    this.ours = ours;
  }

  /**
   * Starts a server, or finds the one that an earlier gateway left behind.
   *
   * @param directory where its data, settings and log lie; made if it is not there
   * @throws EmbeddedRedisException with what is missing
   */
  public static EmbeddedRedis start(Path directory) {
    try {
      Path home = Files.createDirectories(directory).toRealPath();
      // Two gateways of one directory may start at the same moment: one starts it, the other waits.
      try (FileChannel channel =
              FileChannel.open(
                  home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock lock = channel.lock()) {
        EmbeddedRedis found = find(home);
        return found != null && lock.isValid() ? found : launch(home);
      }
    } catch (IOException e) {
      throw new EmbeddedRedisException(
          "the embedded Redis cannot start in " + directory + ": " + e.getMessage(), e);
    }
  }

  private static @Nullable EmbeddedRedis find(Path home) throws IOException {
    Properties state = new Properties();
    try (InputStream in = Files.newInputStream(home.resolve("running.properties"))) {
      state.load(in);
    } catch (NoSuchFileException none) {
      return null;
    } catch (IllegalArgumentException garbled) {
      return null;
    }
    try {
      int port = Integer.parseInt(state.getProperty("port", "0"));
      long pid = Long.parseLong(state.getProperty("pid", "0"));
      String password = state.getProperty("password", "");
      boolean answers = port > 0 && serves(home, port, password);
      return answers ? new EmbeddedRedis(home, port, password, pid, false) : null;
    } catch (NumberFormatException garbled) {
      return null;
    }
  }

  /** Whether what answers on the port is the Redis of this very directory. */
  private static boolean serves(Path home, int port, String password) {
    return ask(port, password, commands -> commands.configGet("dir").get("dir"))
        .equals(home.toString());
  }

  private interface Question {
    @Nullable String ask(RedisCommands<String, String> commands);
  }

  private static String ask(int port, String password, Question question) {
    RedisURI uri =
        RedisURI.builder()
            .withHost("127.0.0.1")
            .withPort(port)
            .withPassword(password.toCharArray())
            .withTimeout(Duration.ofSeconds(1))
            .build();
    RedisClient client = RedisClient.create(uri);
    try (StatefulRedisConnection<String, String> connection = client.connect()) {
      String answer = question.ask(connection.sync());
      return answer == null ? "" : answer;
    } catch (RedisException notOurs) {
      return "";
    } finally {
      client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }
  }

  private static EmbeddedRedis launch(Path home) throws IOException {
    Path binary = RedisBinary.find(String.valueOf(System.getenv("PATH")), home);
    int port = freePort();
    String password = newPassword();
    Path config = home.resolve("redis.conf");
    writeOwnerOnly(config, settings(home, port, password));
    Files.deleteIfExists(home.resolve("redis.pid"));
    Process process;
    try {
      process =
          new ProcessBuilder(binary.toString(), config.toString())
              .directory(home.toFile())
              .redirectErrorStream(true)
              .redirectOutput(home.resolve("start.log").toFile())
              .start();
      process.getOutputStream().close();
    } catch (IOException e) {
      throw new EmbeddedRedisException(
          binary + " does not run: " + e.getMessage() + " (is the directory mounted noexec?)", e);
    }
    long pid = awaitReady(home, process, port, password);
    Properties state = new Properties();
    state.setProperty("port", Integer.toString(port));
    state.setProperty("pid", Long.toString(pid));
    state.setProperty("password", password);
    StringBuilder lines = new StringBuilder();
    state.forEach((key, value) -> lines.append(key).append('=').append(value).append('\n'));
    writeOwnerOnly(home.resolve("running.properties"), lines.toString());
    return new EmbeddedRedis(home, port, password, pid, true);
  }

  private static String settings(Path home, int port, String password) {
    return String.join(
        "\n",
        "bind 127.0.0.1",
        "port " + port,
        "requirepass " + password,
        "dir \"" + home + "\"",
        "daemonize yes",
        "pidfile \"" + home.resolve("redis.pid") + "\"",
        "logfile \"" + home.resolve("redis.log") + "\"",
        "appendonly yes",
        "appendfsync always",
        "no-appendfsync-on-rewrite no",
        "save \"\"",
        "maxmemory-policy noeviction",
        "");
  }

  private static long awaitReady(Path home, Process launcher, int port, String password)
      throws IOException {
    long deadline = System.nanoTime() + START.toNanos();
    try {
      while (System.nanoTime() < deadline) {
        if (launcher.waitFor(10, TimeUnit.MILLISECONDS) && launcher.exitValue() != 0) {
          throw failed(home, "it ended with exit code " + launcher.exitValue());
        }
        Path pidFile = home.resolve("redis.pid");
        if (Files.exists(pidFile) && serves(home, port, password)) {
          return Long.parseLong(Files.readString(pidFile).strip());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw failed(home, "it was not ready within " + START.toSeconds() + " s");
  }

  private static EmbeddedRedisException failed(Path home, String what) throws IOException {
    StringBuilder message = new StringBuilder("the embedded Redis did not start: ").append(what);
    for (String name : List.of("start.log", "redis.log")) {
      Path log = home.resolve(name);
      if (Files.exists(log)) {
        List<String> lines = Files.readAllLines(log);
        lines
            .subList(Math.max(0, lines.size() - 10), lines.size())
            .forEach(line -> message.append("\n  ").append(line));
      }
    }
    String text = message.toString();
    if (text.contains("libssl") || text.contains("libcrypto") || text.contains("GLIBC")) {
      text += "\nThe carried binary needs glibc and OpenSSL 3; install redis-server instead.";
    }
    return new EmbeddedRedisException(text, null);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String newPassword() {
    byte[] bytes = new byte[24];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static void writeOwnerOnly(Path file, String text) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(beside);
    Files.createFile(beside, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    try (OutputStream out = Files.newOutputStream(beside)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  public String host() {
    return "127.0.0.1";
  }

  public int port() {
    return port;
  }

  public String password() {
    return password;
  }

  /** The server's process. */
  public long pid() {
    return pid;
  }

  /** Whether this gateway started it, and will end it. */
  public boolean isOurs() {
    return ours;
  }

  /** Ends the server if this gateway started it: gently, and by its process where that fails. */
  @Override
  public void close() {
    if (!ours) {
      return;
    }
    ask(
        port,
        password,
        commands -> {
          commands.shutdown(true);
          return "";
        });
    ProcessHandle.of(pid).ifPresent(EmbeddedRedis::awaitEnd);
    try {
      Files.deleteIfExists(directory.resolve("running.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void awaitEnd(ProcessHandle server) {
    try {
      server.onExit().get(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
      server.destroy();
    }
  }
}
