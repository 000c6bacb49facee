package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.StoreUnavailableException;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.StringCodec;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one way to Redis: standalone, behind Sentinel, or a Cluster. Every call ends within half a
 * second; one that carries thousands of words is given longer. A command is refused while there is
 * no connection and is never sent again by the client, so that nothing happens behind the caller's
 * back.
 */
public final class RedisLink implements AutoCloseable {

  /** How long a call may take. */
  static final Duration TIMEOUT = Duration.ofMillis(500);

  /** How many words may go along without more time for it; ten thousand routes are 30,000. */
  private static final int FEW_WORDS = 4_000;

  /** How much longer it may take for each word beyond them. */
  private static final Duration PER_WORD = Duration.ofNanos(100_000);

  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private final AbstractRedisClient client;
  private final StringCodec codec;
  private final RedisClock clock = new RedisClock(System::nanoTime);
  private volatile RedisHealth health = new RedisHealth(false, Clock.systemUTC().instant(), null);
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile @Nullable Connected connected;
  private long failedAt = System.nanoTime() - RETRY_NANOS;
  private @Nullable StoreUnavailableException failure;

  private record Connected(
      StatefulConnection<String, String> connection,
      RedisClusterAsyncCommands<String, String> commands) {}

  /**
   * @param client a {@link RedisClient} or {@link RedisClusterClient} with the options of {@link
   *     RedisConnections}; stays the caller's to close
   */
  public RedisLink(AbstractRedisClient client) {
    this(client, StringCodec.UTF8);
  }

  /**
   * @param codec between strings and what Redis keeps; {@link RedisConnections#queueLink()} says
   *     why there are two
   */
  RedisLink(AbstractRedisClient client, StringCodec codec) {
    this.client = client;
    this.codec = codec;
  }

  /** Whether Redis answers. */
  public RedisHealth health() {
    return health;
  }

  RedisClock clock() {
    return clock;
  }

  AbstractRedisClient client() {
    return client;
  }

  /** A command that changes nothing. */
  <T> T read(Function<RedisClusterAsyncCommands<String, String>, RedisFuture<T>> command) {
    return call(command, false, patience());
  }

  /**
   * Begins a call. The first one of all connects beforehand, which takes as long again: a cold
   * start shall not use up the time of the command.
   *
   * @throws StoreUnavailableException if there is no connection to be had
   */
  Patience patience() {
    return patience(0);
  }

  /** For a call that carries so many words. */
  Patience patience(int words) {
    try {
      var _ = commands(new Patience(TIMEOUT));
      return new Patience(TIMEOUT.plus(PER_WORD.multipliedBy(Math.max(0, words - FEW_WORDS))));
    } catch (StoreUnavailableException trouble) {
      noteDown(trouble);
      throw trouble;
    }
  }

  /** The same, on the very node that has a key: for commands that name none. */
  <T> T readOnNodeOf(
      String key, Function<RedisClusterAsyncCommands<String, String>, RedisFuture<T>> command) {
    return read(any -> command.apply(nodeOf(key, any)));
  }

  private RedisClusterAsyncCommands<String, String> nodeOf(
      String key, RedisClusterAsyncCommands<String, String> any) {
    Connected now = connected;
    if (now != null
        && now.connection() instanceof StatefulRedisClusterConnection<String, String> cluster) {
      RedisClusterNode node = cluster.getPartitions().getPartitionBySlot(SlotHash.getSlot(key));
      return cluster.getConnection(node.getNodeId()).async();
    }
    return any;
  }

  /**
   * Runs a script by its name in Redis' cache, and by its text where Redis does not have it.
   *
   * @param writes whether the outcome matters: if it is not known, the exception says so
   */
  List<Object> run(
      RedisScript script,
      boolean writes,
      List<String> keys,
      List<String> arguments,
      Patience patience) {
    String[] keyArray = keys.toArray(String[]::new);
    String[] argumentArray = arguments.toArray(String[]::new);
    try {
      return call(
          c -> c.evalsha(script.sha1(), ScriptOutputType.MULTI, keyArray, argumentArray),
          writes,
          patience);
    } catch (StoreUnavailableException e) {
      if (e.getCause() instanceof RedisNoScriptException) {
        return call(
            c -> c.eval(script.text(), ScriptOutputType.MULTI, keyArray, argumentArray),
            writes,
            patience);
      }
      throw e;
    }
  }

  private <T> T call(
      Function<RedisClusterAsyncCommands<String, String>, RedisFuture<T>> command,
      boolean writes,
      Patience patience) {
    try {
      T answer = await(command.apply(commands(patience)), writes, patience);
      noteUp();
      return answer;
    } catch (RedisException rejected) {
      StoreUnavailableException trouble = RedisTrouble.of(rejected, writes);
      noteDown(trouble);
      throw trouble;
    } catch (StoreUnavailableException trouble) {
      noteDown(trouble);
      throw trouble;
    }
  }

  private static <T> T await(RedisFuture<T> future, boolean writes, Patience patience) {
    try {
      return future.get(patience.leftNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      future.cancel(true);
      throw new StoreUnavailableException(
          "Redis has not answered within " + patience.wholeMillis() + " ms", writes, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for Redis", writes, e);
    } catch (CancellationException e) {
      // The connection broke while the command was under way; it is not sent again.
      throw new StoreUnavailableException("the connection to Redis broke", writes, e);
    } catch (ExecutionException e) {
      throw RedisTrouble.of(e.getCause(), writes);
    }
  }

  private void noteUp() {
    if (!health.connected()) {
      synchronized (this) {
        health = health.up();
      }
    }
  }

  /** An answer that says no is an answer all the same. */
  private void noteDown(StoreUnavailableException trouble) {
    if (trouble.getCause() instanceof RedisNoScriptException) {
      return;
    }
    synchronized (this) {
      health = health.down(Clock.systemUTC().instant(), String.valueOf(trouble.getMessage()));
    }
  }

  private RedisClusterAsyncCommands<String, String> commands(Patience patience) {
    Connected now = connected;
    if (now != null) {
      return now.commands();
    }
    // One caller connects, the others wait for it, but no longer than for an answer.
    try {
      if (!connecting.tryLock(patience.leftNanos(), TimeUnit.NANOSECONDS)) {
        throw new StoreUnavailableException("Redis is not connected yet", false, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailableException("interrupted while waiting for Redis", false, e);
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
    StoreUnavailableException before = failure;
    if (before != null && System.nanoTime() - failedAt < RETRY_NANOS) {
      throw new StoreUnavailableException(String.valueOf(before.getMessage()), false, before);
    }
    try {
      return switch (client) {
        case RedisClient standalone -> {
          StatefulRedisConnection<String, String> c = standalone.connect(codec);
          yield new Connected(c, c.async());
        }
        case RedisClusterClient cluster -> {
          StatefulRedisClusterConnection<String, String> c = cluster.connect(codec);
          yield new Connected(c, c.async());
        }
        default -> throw new IllegalArgumentException("unknown client " + client.getClass());
      };
    } catch (RedisException e) {
      Throwable root = e.getCause() == null ? e : e.getCause();
      failure =
          new StoreUnavailableException("Redis cannot be reached: " + root.getMessage(), false, e);
      failedAt = System.nanoTime();
      throw failure;
    }
  }

  @Override
  public void close() {
    Connected now = connected;
    if (now != null) {
      now.connection().close();
    }
  }
}
