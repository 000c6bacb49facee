package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.StoreUnavailableException;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one way to Redis: standalone, behind Sentinel, or a Cluster. Every call ends within half a
 * second. A command is refused while there is no connection and is never sent again by the client,
 * so that nothing happens behind the caller's back.
 */
public final class RedisLink implements AutoCloseable {

  /** How long a command may take. */
  static final Duration TIMEOUT = Duration.ofMillis(500);

  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private final AbstractRedisClient client;
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile @Nullable Connected connected;
  private volatile @Nullable StatefulRedisPubSubConnection<String, String> subscription;
  private volatile long failedAt = System.nanoTime() - RETRY_NANOS;
  private volatile String failure = "";

  private record Connected(
      StatefulConnection<String, String> connection,
      RedisClusterAsyncCommands<String, String> commands) {}

  /**
   * @param client a {@link RedisClient} or {@link RedisClusterClient}; stays the caller's to close
   */
  public RedisLink(AbstractRedisClient client) {
    this.client = client;
  }

  /** What every client of ours is set to; Spring's own settings may add to it. */
  public static ClientOptions.Builder configure(ClientOptions.Builder options) {
    return options
        .autoReconnect(true)
        .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
        .replayFilter(command -> true)
        .socketOptions(
            SocketOptions.builder().connectTimeout(TIMEOUT).keepAlive(true).build());
  }

  /** A command that changes nothing, or whose change may be repeated. */
  <T> T read(Function<RedisClusterAsyncCommands<String, String>, RedisFuture<T>> command) {
    return call(command, false);
  }

  /** A command whose outcome matters: if it is not known, the exception says so. */
  <T> T write(Function<RedisClusterAsyncCommands<String, String>, RedisFuture<T>> command) {
    return call(command, true);
  }

  /** Runs a script by its name in Redis' cache, and by its text where Redis does not have it. */
  List<Object> run(RedisScript script, boolean writes, List<String> keys, List<String> arguments) {
    String[] keyArray = keys.toArray(String[]::new);
    String[] argumentArray = arguments.toArray(String[]::new);
    try {
      return call(
          c -> c.evalsha(script.sha1(), ScriptOutputType.MULTI, keyArray, argumentArray), writes);
    } catch (StoreUnavailableException e) {
      if (e.getCause() instanceof RedisNoScriptException) {
        return call(
            c -> c.eval(script.text(), ScriptOutputType.MULTI, keyArray, argumentArray), writes);
      }
      throw e;
    }
  }

  private <T> T call(
      Function<RedisClusterAsyncCommands<String, String>, RedisFuture<T>> command,
      boolean writes) {
    RedisClusterAsyncCommands<String, String> commands = commands();
    RedisFuture<T> future;
    try {
      future = command.apply(commands);
    } catch (RedisException rejected) {
      throw unavailable(rejected, false);
    }
    try {
      return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new StoreUnavailableException(
          "Redis has not answered within " + TIMEOUT.toMillis() + " ms", writes, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for Redis", writes, e);
    } catch (ExecutionException e) {
      throw unavailable(e.getCause(), writes && !wasRefused(e.getCause()));
    }
  }

  /** Whether Redis, or the client before it, has said no: then nothing has happened. */
  private static boolean wasRefused(@Nullable Throwable cause) {
    return cause instanceof RedisCommandExecutionException
        || cause instanceof RedisException
            && String.valueOf(cause.getMessage()).contains("not connected");
  }

  private static StoreUnavailableException unavailable(
      @Nullable Throwable cause, boolean outcomeUnknown) {
    String message = cause == null ? "no reason given" : String.valueOf(cause.getMessage());
    return new StoreUnavailableException("Redis: " + message, outcomeUnknown, cause);
  }

  private RedisClusterAsyncCommands<String, String> commands() {
    Connected now = connected;
    if (now != null) {
      return now.commands();
    }
    // One caller connects; the others learn at once that there is no connection yet.
    if (!connecting.tryLock()) {
      throw new StoreUnavailableException("Redis: not connected yet", false, null);
    }
    try {
      now = connected;
      if (now == null) {
        now = connect();
        connected = now;
      }
      return now.commands();
    } finally {
      connecting.unlock();
    }
  }

  private Connected connect() {
    if (System.nanoTime() - failedAt < RETRY_NANOS) {
      throw new StoreUnavailableException(failure, false, null);
    }
    try {
      return switch (client) {
        case RedisClient standalone -> {
          StatefulRedisConnection<String, String> c = standalone.connect(StringCodec.UTF8);
          yield new Connected(c, c.async());
        }
        case RedisClusterClient cluster -> {
          StatefulRedisClusterConnection<String, String> c = cluster.connect(StringCodec.UTF8);
          yield new Connected(c, c.async());
        }
        default -> throw new IllegalArgumentException("unknown client " + client.getClass());
      };
    } catch (RedisException e) {
      Throwable root = e.getCause() == null ? e : e.getCause();
      failure = "Redis: cannot connect: " + root.getMessage();
      failedAt = System.nanoTime();
      throw new StoreUnavailableException(failure, false, e);
    }
  }

  /** Listens to a channel; tried again by the caller until it succeeds. */
  boolean subscribe(String channel, Runnable listener) {
    if (subscription != null) {
      return true;
    }
    try {
      StatefulRedisPubSubConnection<String, String> connection =
          switch (client) {
            case RedisClient standalone -> standalone.connectPubSub(StringCodec.UTF8);
            case RedisClusterClient cluster -> cluster.connectPubSub(StringCodec.UTF8);
            default -> throw new IllegalArgumentException("unknown client " + client.getClass());
          };
      connection.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String on, String message) {
              listener.run();
            }

            @Override
            public void subscribed(String on, long count) {
              // After a reconnect too: something may have been missed.
              listener.run();
            }
          });
      connection.async().subscribe(channel).get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      subscription = connection;
      return true;
    } catch (RedisException | ExecutionException | TimeoutException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  @Override
  public void close() {
    StatefulRedisPubSubConnection<String, String> listening = subscription;
    if (listening != null) {
      listening.close();
    }
    Connected now = connected;
    if (now != null) {
      now.connection().close();
    }
  }
}
