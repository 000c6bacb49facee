package dev.ficus.gateway.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeldLeasesTest {

  private static final Duration LEASE = Duration.ofSeconds(10);

  private long now = Long.MAX_VALUE - LEASE.toNanos() / 2;
  private final HeldLeases held = new HeldLeases(() -> now, LEASE);
  private final Thread thread = Thread.ofVirtual().unstarted(() -> {});

  private static Lease lease(long epoch) {
    return new Lease(MessageId.fresh("a", new SecureRandom()), "s", "w", epoch, 1_000);
  }

  @Test
  void leaseStandsUntilItsTimeCountedFromBeforeItWasAskedFor() {
    Lease lease = lease(1);
    assertThat(held.stands(lease)).isFalse();
    long asked = now;
    now += Duration.ofSeconds(4).toNanos();
    held.add(lease, thread, asked);
    now = asked + LEASE.toNanos() - 1;
    assertThat(held.stands(lease)).isTrue();
    now++;
    assertThat(held.stands(lease)).isFalse();
  }

  @Test
  void renewalProlongsWhatIsKeptAndCountsWhatIsLost() {
    Lease kept = lease(1);
    Lease lost = lease(2);
    Lease ended = lease(3);
    List<Lease> all = List.of(kept, lost, ended);
    long begun = now;
    all.forEach(l -> held.add(l, thread, begun));
    now += LEASE.toNanos() / 2;
    held.remove(ended);
    assertThat(held.renewed(all, List.of(kept), now)).isEqualTo(1);
    now = begun + LEASE.toNanos();
    assertThat(held.stands(kept)).isTrue();
    assertThat(held.stands(lost)).isFalse();
    assertThat(held.stands(ended)).isFalse();
    assertThat(held.count()).as("both are still worked on").isEqualTo(2);
    assertThat(held.standing()).containsExactly(kept);
    assertThat(held.renewed(List.of(kept), List.of(kept), now)).isZero();
  }
}
