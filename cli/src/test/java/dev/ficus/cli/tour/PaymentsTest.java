package dev.ficus.cli.tour;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PaymentsTest {

  private final AtomicLong recorded = new AtomicLong(40);
  private final AtomicReference<String> status = new AtomicReference<>(line(1_204, 1_206));
  private final Payments payments = new Payments(recorded::get, status::get);

  private static String line(int sent, int recorded) {
    return String.format(
        "sent 9 · payments %,d: %,d recorded, %,d mailed · legacy 100 %%",
        sent, recorded, recorded);
  }

  @Test
  void countsWhatTheFunctionRecordsFromNowOn() {
    assertThat(payments.ofFunction()).isZero();
    recorded.set(43);
    assertThat(payments.ofFunction()).isEqualTo(3);
  }

  @Test
  void whatIsOnItsWayOrLostIsMissing() {
    assertThat(payments.ofFunction()).isZero();
    status.set(line(1_205, 1_206));
    assertThat(payments.areAllRecorded()).isFalse();
    status.set(line(1_205, 1_207));
    assertThat(payments.areAllRecorded()).isTrue();
  }
}
