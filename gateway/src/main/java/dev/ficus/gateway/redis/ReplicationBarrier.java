package dev.ficus.gateway.redis;

import dev.ficus.gateway.migration.StoreUnavailableException;
import dev.ficus.gateway.queue.QueueUnavailableException;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Waits until replicas have what a node has said it has. {@code WAIT} counts what its own
 * connection has written, so a key is written on one that only waits: whatever was answered before
 * that on any connection comes earlier in the node's history. All who ask while one wait is under
 * way share the next.
 *
 * <p>A replica that was promoted meanwhile may lack what the old node answered, and would wait for
 * its own replicas in vain. So the history must be the same before and after, by its name.
 */
final class ReplicationBarrier implements AutoCloseable {

  /** Less than a call may take, so that too few replicas are an answer and not a silence. */
  private static final long WAIT_MILLIS = 400;

  private static final String NAME = "master_replid:";

  private final RedisLink link;
  private final String key;
  private final ReentrantLock waiting = new ReentrantLock();
  private final Object gate = new Object();
  private Round next = new Round();
  private volatile @Nullable Lineage last;

  /** A node's history of changes, which ends when another node takes its place. */
  record Lineage(String name) {}

  /** One wait, for all who asked before it began. */
  private static final class Round {
    private boolean isOver;
    private long replicas;
    private @Nullable Lineage lineage;
  }

  /**
   * @param link whose client is used; its connection is not, because a wait holds up whatever comes
   *     after it
   * @param key of the node in question
   */
  ReplicationBarrier(RedisLink link, String key) {
    this.link = new RedisLink(link.client());
    this.key = key;
  }

  /**
   * Which history goes on now; to be asked before what is to be waited for is written.
   *
   * @throws QueueUnavailableException if Redis cannot be asked
   */
  Lineage lineage() {
    Lineage known = last;
    try {
      if (known == null) {
        known = read();
        last = known;
      }
      return known;
    } catch (StoreUnavailableException e) {
      throw new QueueUnavailableException(String.valueOf(e.getMessage()), false, e);
    }
  }

  private Lineage read() {
    String info = link.readOnNodeOf(key, c -> c.info("replication"));
    int start = info.indexOf(NAME) + NAME.length();
    return new Lineage(info.substring(start, info.indexOf('\r', start)));
  }

  /** Whether so many replicas have everything that was answered until now, since before. */
  boolean isPassed(int wanted, Lineage before) {
    Round mine;
    synchronized (gate) {
      mine = next;
    }
    waiting.lock();
    try {
      if (!mine.isOver) {
        synchronized (gate) {
          next = new Round();
        }
        mine.isOver = true;
        run(mine, wanted);
      }
      return mine.replicas >= wanted && Objects.equals(mine.lineage, before);
    } finally {
      waiting.unlock();
    }
  }

  private void run(Round round, int wanted) {
    try {
      String _ = link.readOnNodeOf(key, c -> c.set(key, ""));
      round.replicas = link.readOnNodeOf(key, c -> c.waitForReplication(wanted, WAIT_MILLIS));
      round.lineage = read();
      last = round.lineage;
    } catch (StoreUnavailableException e) {
      last = null;
    }
  }

  @Override
  public void close() {
    link.close();
  }
}
