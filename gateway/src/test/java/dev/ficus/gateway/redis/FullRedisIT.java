package dev.ficus.gateway.redis;

import static dev.ficus.gateway.redis.QueueFixture.AT_ONCE;
import static dev.ficus.gateway.redis.QueueFixture.lease;
import static dev.ficus.gateway.redis.QueueFixture.now;
import static dev.ficus.gateway.redis.QueueFixture.offer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ficus.gateway.queue.LeasedMessage;
import dev.ficus.gateway.queue.QueueUnavailableException;
import dev.ficus.gateway.queue.Settlement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A Redis that has used up its memory takes nothing more, and what is in it can still get out. */
class FullRedisIT {

  private static final String LARGE = "x".repeat(50_000);

  @Test
  void whatFilledItIsDeliveredAndThenThereIsRoomAgain() {
    try (RedisProcess redis = RedisProcess.start("--maxmemory", "12mb");
        RedisConnections connections = redis.connect();
        RedisQueueStore store = new RedisQueueStore(connections.queueLink(), "test", "hook")) {
      store.subscribe(now("ledger"));
      int accepted = fill(store);
      assertThat(accepted).isBetween(50, 240);

      assertThat(store.pause("ledger")).isTrue();
      assertThat(store.resume("ledger")).isTrue();
      LeasedMessage first = QueueFixture.leaseOne(store, "ledger");
      assertThat(store.retry(first.lease(), AT_ONCE, "status 500", "legacy"))
          .isEqualTo(Settlement.SETTLED);
      int done = 0;
      for (List<LeasedMessage> some = lease(store, "ledger", 20);
          !some.isEmpty();
          some = lease(store, "ledger", 20)) {
        for (LeasedMessage message : some) {
          assertThat(store.complete(message.lease(), null)).isEqualTo(Settlement.SETTLED);
          done++;
        }
      }
      assertThat(done).isEqualTo(accepted);
      QueueFixture.accept(store, offer("hook", LARGE));
    }
  }

  private static int fill(RedisQueueStore store) {
    int accepted = 0;
    while (accepted < 1_000) {
      try {
        QueueFixture.accept(store, offer("hook", LARGE));
        accepted++;
      } catch (QueueUnavailableException full) {
        assertThat(full.outcomeUnknown()).isFalse();
        assertThat(full).hasMessageContaining("out of memory");
        assertThatThrownBy(() -> store.accept(offer("hook", LARGE)))
            .isInstanceOf(QueueUnavailableException.class);
        return accepted;
      }
    }
    return accepted;
  }
}
