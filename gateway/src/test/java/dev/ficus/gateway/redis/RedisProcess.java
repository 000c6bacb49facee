package dev.ficus.gateway.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A redis-server of a test's own, which it may freeze, kill and start again on the same port. */
public final class RedisProcess implements AutoCloseable {

  private static final Path BINARIES = Path.of("target", "redis-binary");

  /**
   * Below those that the system gives to outgoing connections, which could take one between a look
   * at it and its use; so are the ports of a Cluster's bus, 10,000 higher.
   */
  private static final int FIRST_PORT = 20_000;

  private static final int PORTS = 2_700;
  private static final AtomicInteger NEXT_PORT = new AtomicInteger(new Random().nextInt(PORTS));

  private final Path directory;
  private final int port;
  private final List<String> settings;
  private Process process;

  private RedisProcess(List<String> settings) {
    try {
      this.directory = Files.createTempDirectory("ficus-redis");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.settings = settings;
    port = freePort();
  }

  /** A server that runs. */
  public static RedisProcess start(String... settings) {
    RedisProcess redis = absent(settings);
    redis.restart();
    return redis;
  }

  /** A server that does not run yet. */
  public static RedisProcess absent(String... settings) {
    return new RedisProcess(List.of(settings));
  }

  /** Three masters that share the slots. */
  public static List<RedisProcess> cluster() throws IOException {
    int slots = 16_384;
    List<RedisProcess> nodes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      nodes.add(start("--cluster-enabled", "yes"));
    }
    for (int i = 0; i < 3; i++) {
      List<String> words = new ArrayList<>(List.of("CLUSTER", "ADDSLOTS"));
      for (int slot = slots * i / 3; slot < slots * (i + 1) / 3; slot++) {
        words.add(Integer.toString(slot));
      }
      nodes.get(i).ask(words.toArray(String[]::new));
      nodes.get(i).ask("CLUSTER", "SET-CONFIG-EPOCH", Integer.toString(i + 1));
    }
    for (RedisProcess node : nodes.subList(1, 3)) {
      nodes.getFirst().ask("CLUSTER", "MEET", "127.0.0.1", Integer.toString(node.port()));
    }
    for (RedisProcess node : nodes) {
      await("cluster")
          .until(
              () -> {
                String info = node.ask("CLUSTER", "INFO").getFirst();
                return info.contains("cluster_state:ok") && info.contains("cluster_size:3");
              });
    }
    return nodes;
  }

  /** A port that nobody listens at; no two callers get the same one. */
  public static int freePort() {
    for (int tried = 0; tried < PORTS; tried++) {
      int port = FIRST_PORT + Math.floorMod(NEXT_PORT.getAndIncrement(), PORTS);
      try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        return socket.getLocalPort();
      } catch (IOException taken) {
        // The next one may be free.
      }
    }
    throw new IllegalStateException("no port is free");
  }

  public void restart() {
    List<String> command = new ArrayList<>();
    command.add(RedisBinary.find("", BINARIES).toString());
    command.addAll(List.of("--bind", "127.0.0.1", "--port", Integer.toString(port)));
    command.addAll(List.of("--dir", directory.toString(), "--appendonly", "yes"));
    command.addAll(List.of("--appendfsync", "always", "--save", ""));
    command.addAll(settings);
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("redis.log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("Redis")
        .pollInterval(Duration.ofMillis(5))
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(this::answers);
  }

  private boolean answers() throws IOException {
    if (!process.isAlive()) {
      throw new AssertionError(Files.readString(directory.resolve("redis.log")));
    }
    return ask("PING").equals(List.of("PONG"));
  }

  /** A command on a connection that knows nothing of the code under test. */
  public List<String> ask(String... words) throws IOException {
    try (RespClient client = new RespClient(port, Duration.ofSeconds(5))) {
      return client.call(words);
    }
  }

  public int port() {
    return port;
  }

  RedisConnections connect() {
    return RedisConnections.standalone("127.0.0.1", port, null);
  }

  /** It keeps its connections, and does nothing. */
  public void freeze() {
    signal("STOP", process.pid());
  }

  public void thaw() {
    signal("CONT", process.pid());
  }

  public static void signal(String name, long pid) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start();
      assertThat(kill.waitFor()).isZero();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Asks it to end, as an administrator would. */
  public void stop() {
    process.destroy();
    awaitEnd();
  }

  public void kill() {
    process.destroyForcibly();
    awaitEnd();
  }

  private void awaitEnd() {
    try {
      assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      kill();
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
