package dev.ficus.gateway.redis;

import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SocketOptions.KeepAliveOptions;
import io.lettuce.core.SocketOptions.TcpUserTimeoutOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Clients of Redis, set so that a command is sent once or not at all. Nothing here connects; the
 * first command does.
 */
public final class RedisConnections implements AutoCloseable {

  /** A dead peer is noticed after five seconds, also by a connection that only listens. */
  private static final Duration DEAD_PEER = Duration.ofSeconds(5);

  private final RedisLink link;
  private final RedisLink queueLink;
  private final Runnable atClose;

  private RedisConnections(AbstractRedisClient client, Runnable atClose) {
    link = new RedisLink(client);
    queueLink = new RedisLink(client, new StringCodec(StandardCharsets.ISO_8859_1));
    this.atClose = atClose;
  }

  /** One server, such as the {@linkplain EmbeddedRedis embedded} one. */
  public static RedisConnections standalone(String host, int port, @Nullable String password) {
    ClientResources resources = configure(ClientResources.builder()).build();
    RedisClient client = RedisClient.create(resources, uri(host, port, password));
    client.setOptions(configure(ClientOptions.builder()).build());
    return new RedisConnections(client, () -> shutDown(client, resources));
  }

  /**
   * A Cluster, by some of its nodes.
   *
   * @param nodes with a timeout of 500 ms, see {@link #uri}
   */
  static RedisConnections cluster(List<RedisURI> nodes) {
    ClientResources resources = configure(ClientResources.builder()).build();
    RedisClusterClient client = RedisClusterClient.create(resources, nodes);
    client.setOptions(
        ClusterClientOptions.builder(configure(ClientOptions.builder()).build()).build());
    return new RedisConnections(client, () -> shutDown(client, resources));
  }

  /**
   * What Spring has made of {@code spring.data.redis.*}: one server, Sentinel or Cluster. The
   * factory must have been made with the three {@code configure} methods, by Spring Boot's
   * customizers of the same names, and stays its maker's to close.
   */
  public static RedisConnections from(LettuceConnectionFactory started) {
    return new RedisConnections(started.getRequiredNativeClient(), () -> {});
  }

  static RedisURI uri(String host, int port, @Nullable String password) {
    RedisURI.Builder uri =
        RedisURI.builder().withHost(host).withPort(port).withTimeout(RedisLink.TIMEOUT);
    return password == null ? uri.build() : uri.withPassword(password.toCharArray()).build();
  }

  /**
   * Commands are rejected while disconnected, and none is ever sent twice. How long to wait for one
   * is {@link RedisLink}'s to say.
   */
  public static ClientOptions.Builder configure(ClientOptions.Builder options) {
    return options
        .autoReconnect(true)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(command -> true)
        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build())
        .socketOptions(
            SocketOptions.builder()
                .connectTimeout(RedisLink.TIMEOUT)
                .keepAlive(
                    KeepAliveOptions.builder()
                        .enable()
                        .idle(DEAD_PEER)
                        .interval(Duration.ofSeconds(1))
                        .count(3)
                        .build())
                .tcpUserTimeout(
                    TcpUserTimeoutOptions.builder().enable().tcpUserTimeout(DEAD_PEER).build())
                .build());
  }

  /** Reconnects after a second at most; the default lets it grow to half a minute. */
  public static ClientResources.Builder configure(ClientResources.Builder resources) {
    return resources.reconnectDelay(
        Delay.exponential(Duration.ofMillis(10), Duration.ofSeconds(1), 2, TimeUnit.MILLISECONDS));
  }

  /** Connecting, too, takes half a second at most. */
  public static LettuceClientConfiguration.LettuceClientConfigurationBuilder configure(
      LettuceClientConfiguration.LettuceClientConfigurationBuilder builder) {
    return builder.commandTimeout(RedisLink.TIMEOUT);
  }

  private static void shutDown(AbstractRedisClient client, ClientResources resources) {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    resources.shutdown(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
  }

  public RedisLink link() {
    return link;
  }

  /**
   * A connection of their own for the queues, so that no circuit waits behind a megabyte of body,
   * and on which a string is a row of bytes: character n is byte n.
   */
  public RedisLink queueLink() {
    return queueLink;
  }

  @Override
  public void close() {
    queueLink.close();
    link.close();
    atClose.run();
  }
}
