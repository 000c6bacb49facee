package dev.ficus.gateway.redis;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Sentinel that alone decides which server is the master. */
public final class RedisSentinel implements AutoCloseable {

  public static final String MASTER = "ficus";

  private final Process process;
  private final int port = RedisProcess.freePort();

  /**
   * Starts one.
   *
   * @param directory for its configuration, which it rewrites
   */
  public RedisSentinel(RedisProcess master, Path directory) throws IOException {
    Path configuration = Files.createDirectories(directory).resolve("sentinel.conf");
    Files.writeString(
        configuration,
        """
        port %1$d
        bind 127.0.0.1
        dir %2$s
        sentinel monitor %3$s 127.0.0.1 %4$d 1
        sentinel down-after-milliseconds %3$s 500
        sentinel failover-timeout %3$s 3000
        """
            .formatted(port, directory, MASTER, master.port()));
    String binary = RedisBinary.find("", Path.of("target", "redis-binary")).toString();
    process =
        new ProcessBuilder(binary, configuration.toString(), "--sentinel")
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("sentinel.log").toFile())
            .start();
    await("Sentinel with a replica")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> ask("SENTINEL", "REPLICAS", MASTER).toString().contains("127.0.0.1"));
  }

  public int port() {
    return port;
  }

  /** The port of the present master. */
  public int masterPort() throws IOException {
    return Integer.parseInt(ask("SENTINEL", "GET-MASTER-ADDR-BY-NAME", MASTER).getLast());
  }

  private List<String> ask(String... words) throws IOException {
    try (RespClient client = new RespClient(port, Duration.ofSeconds(5))) {
      return client.call(words);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
