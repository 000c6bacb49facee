package dev.ficus.gateway.redis;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Listens to one channel, on a connection of its own that subscribes again after each reconnect.
 * The listener runs on a virtual thread; notices that arrive while it waits to run become one.
 */
final class RedisSubscription implements AutoCloseable {

  private final RedisLink link;
  private final String channel;
  private final Runnable listener;
  private final AtomicBoolean starting = new AtomicBoolean();
  private final AtomicBoolean due = new AtomicBoolean();
  private volatile @Nullable StatefulRedisPubSubConnection<String, String> connection;
  private volatile boolean closed;

  RedisSubscription(RedisLink link, String channel, Runnable listener) {
    this.link = link;
    this.channel = channel;
    this.listener = listener;
  }

  /** Subscribes in the background unless that has been done; called again until it succeeds. */
  void ensure() {
    if (connection == null && !closed && starting.compareAndSet(false, true)) {
      Thread.ofVirtual().name("ficus-subscribe").start(this::subscribe);
    }
  }

  private void subscribe() {
    StatefulRedisPubSubConnection<String, String> opened = null;
    try {
      opened =
          switch (link.client()) {
            case RedisClient standalone -> standalone.connectPubSub(StringCodec.UTF8);
            case RedisClusterClient cluster -> cluster.connectPubSub(StringCodec.UTF8);
            default -> throw new IllegalArgumentException("unknown client " + link.client());
          };
      opened.addListener(
          new RedisPubSubAdapter<>() {
            @Override
            public void message(String on, String message) {
              notice();
            }

            @Override
            public void subscribed(String on, long count) {
              // After a reconnect too: something may have been missed.
              notice();
            }
          });
      opened.async().subscribe(channel).get(RedisLink.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      connection = opened;
      opened = null;
    } catch (RedisException | ExecutionException | TimeoutException notYet) {
      // The caller's next call tries again; until then it learns of changes by asking.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      if (opened != null) {
        var _ = opened.closeAsync();
      }
      starting.set(false);
    }
    if (closed) {
      close();
    }
  }

  /** Runs on an event loop, so it only hands on. */
  private void notice() {
    if (due.compareAndSet(false, true)) {
      Thread.ofVirtual()
          .name("ficus-notice")
          .start(
              () -> {
                due.set(false);
                if (!closed) {
                  listener.run();
                }
              });
    }
  }

  @Override
  public void close() {
    closed = true;
    StatefulRedisPubSubConnection<String, String> now = connection;
    if (now != null) {
      now.close();
    }
  }
}
