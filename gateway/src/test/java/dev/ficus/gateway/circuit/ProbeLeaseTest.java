package dev.ficus.gateway.circuit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProbeLeaseTest {

  private static final long MILLI = 1_000_000;
  // Close to where the monotonic clock wraps round.
  private static final long ASKED = Long.MAX_VALUE - 500 * MILLI;

  private final AtomicInteger ends = new AtomicInteger();
  private final ProbeLease lease =
      new ProbeLease(
          new CircuitStore.Lease(new CircuitKey("orders", null), "a", 1, 1),
          ASKED,
          ends::incrementAndGet);

  @Test
  void oneOfManyTakesIt() throws InterruptedException {
    AtomicInteger taken = new AtomicInteger();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 50; i++) {
        threads.submit(
            () -> {
              if (lease.take(ASKED)) {
                taken.incrementAndGet();
              }
            });
      }
    }
    assertThat(taken).hasValue(1);
  }

  @Test
  void nobodySendsItAfterASecond() {
    assertThat(lease.take(ASKED + 999 * MILLI)).isTrue();
    assertThat(lease.start(ASKED + 1_000 * MILLI)).isFalse();
    assertThat(lease.returnIfUnused(ASKED + 1_000 * MILLI)).isTrue();
    assertThat(lease.start(ASKED)).isFalse();
    lease.end(Verdict.FAILURE);
    assertThat(lease.isEnded()).isFalse();
    assertThat(ends).hasValue(0);
  }

  @Test
  void startedInTimeItIsNotReturned() {
    assertThat(lease.take(ASKED)).isTrue();
    assertThat(lease.start(ASKED + 999 * MILLI)).isTrue();
    assertThat(lease.returnIfUnused(ASKED + 2_000 * MILLI)).isFalse();
    assertThat(lease.isRenewalDue(ASKED + 1_000 * MILLI)).isTrue();
    assertThat(lease.isRenewalDue(ASKED + 1_400 * MILLI)).isFalse();
    assertThat(lease.isRenewalDue(ASKED + 1_500 * MILLI)).isTrue();
    lease.end(Verdict.SUCCESS);
    lease.end(Verdict.FAILURE);
    assertThat(lease.isEnded()).isTrue();
    assertThat(lease.verdict()).isEqualTo(Verdict.SUCCESS);
    assertThat(ends).hasValue(1);
    assertThat(lease.isRenewalDue(ASKED + 9_000 * MILLI)).isFalse();
  }

  @Test
  void connectionRefusedBeforeSendingIsAVerdictAndAnEmptyPoolIsNone() {
    assertThat(lease.take(ASKED)).isTrue();
    lease.end(Verdict.NONE);
    assertThat(lease.hasReached()).isFalse();

    ProbeLease refused = new ProbeLease(lease.granted(), ASKED, () -> {});
    assertThat(refused.take(ASKED)).isTrue();
    refused.end(Verdict.FAILURE);
    assertThat(refused.hasReached()).isTrue();
  }

  @Test
  void withdrawnItIsTakenByNobody() {
    lease.withdraw();
    assertThat(lease.take(ASKED)).isFalse();
    assertThat(lease.returnIfUnused(ASKED)).isTrue();
  }
}
