package dev.ficus.gateway.circuit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FailureQueueTest {

  private final List<FailureLedger.Entry> written = new ArrayList<>();
  private @Nullable CircuitsUnavailableException trouble;
  private long nanos;

  private final FailureLedger ledger =
      new FailureLedger() {
        @Override
        public void append(List<Entry> entries) {
          if (trouble != null) {
            throw trouble;
          }
          written.addAll(entries);
        }

        @Override
        public FailureListing read(FailureFilter filter, int limit) {
          return new FailureListing(List.of(), 0);
        }
      };

  private final FailureQueue queue = new FailureQueue(ledger, 500, () -> nanos);

  static FailedRequest failed(String path) {
    return new FailedRequest(
        Instant.EPOCH,
        "a",
        "orders",
        "GET",
        path,
        "reset",
        502,
        Duration.ofMillis(3),
        null,
        "gw-1");
  }

  private void add(int count) {
    for (int i = 0; i < count; i++) {
      queue.add(failed("/" + i));
    }
  }

  @Test
  void allThatWaitIsWrittenInOrderWithItsAge() {
    add(450);
    nanos = Duration.ofSeconds(2).toNanos();
    queue.flush();
    assertThat(written).hasSize(450);
    assertThat(written.get(449).request().path()).isEqualTo("/449");
    assertThat(written).allSatisfy(e -> assertThat(e.age()).isEqualTo(Duration.ofSeconds(2)));
    queue.flush();
    assertThat(written).hasSize(450);
    assertThat(queue.dropped()).isZero();
  }

  @Test
  void whatDoesNotFitIsDroppedAndCounted() {
    add(700);
    assertThat(queue.dropped()).isEqualTo(200);
    queue.flush();
    assertThat(written).hasSize(500);
    add(1);
    queue.flush();
    assertThat(written).hasSize(501);
  }

  @Test
  void whatTheStoreHasSurelyNotTakenIsTriedAgain() {
    add(10);
    trouble = new CircuitsUnavailableException("away", false, null);
    assertThatThrownBy(queue::flush).isSameAs(trouble);
    trouble = null;
    queue.flush();
    assertThat(written).hasSize(10);
    assertThat(queue.dropped()).isZero();
  }

  @Test
  void whatItMayHaveTakenIsNotWrittenTwice() {
    add(250);
    trouble = new CircuitsUnavailableException("no answer", true, null);
    assertThatThrownBy(queue::flush).isSameAs(trouble);
    trouble = null;
    queue.flush();
    assertThat(written).hasSize(50);
    assertThat(queue.dropped()).isEqualTo(200);
  }

  @Test
  void queryIsNotKeptAndLongPathsAreCut() {
    assertThat(failed("/a?token=secret").path()).isEqualTo("/a");
    assertThat(failed("/" + "x".repeat(10_000)).path()).hasSize(513).endsWith("…");
  }
}
